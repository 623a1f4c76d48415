"""What this room tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CalendarRevised:
    """A calendar has another state; deadlines of what still runs may move later (R50).

    by: who declared it. tell: those to whom a moved promise was made are to hear of it.
    """

    key: str
    number: int
    declared_at: datetime
    by: int | None = None
    tell: bool = False


@dataclass(frozen=True, slots=True)
class AgreementPublished:
    """An agreement has another version, in force for what starts at or after its date (R50).

    by: who published it. tell: the customers under it are to hear of it (R51).
    """

    key: str
    number: int
    effective_from: datetime
    by: int | None = None
    tell: bool = False
