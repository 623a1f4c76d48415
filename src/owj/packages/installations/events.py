"""What this package tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstallationChanged:
    """An installation's account has another entry. kind: of the entry."""

    installation_id: int
    customer_id: int
    kind: str
