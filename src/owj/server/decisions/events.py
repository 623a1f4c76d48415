"""What this room tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DecisionPublished:
    """A decision has another version, asked from now on. by: who published it."""

    key: str
    number: int
    at: datetime
    by: int | None = None
