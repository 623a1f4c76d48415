"""What this package tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProjectChanged:
    """A project's account has another entry. kind: of the entry; by: None for the system."""

    project_id: int
    customer_id: int
    kind: str
    by: int | None
