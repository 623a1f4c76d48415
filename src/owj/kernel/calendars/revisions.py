"""Which state of a calendar was known when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from owj.kernel.calendars.business_calendar import BusinessCalendar
from owj.kernel.calendars.definition import CalendarRejected


@dataclass(frozen=True)
class Revision:
    """Hold one state of a calendar. declared_at: None for what was known from the beginning."""

    number: int
    declared_at: datetime | None
    calendar: BusinessCalendar


@dataclass(frozen=True)
class CalendarHistory:
    """Hold a calendar's revisions, ascending by number and declaration. Source: R4, R50."""

    revisions: tuple[Revision, ...]

    def __post_init__(self) -> None:
        if not self.revisions:
            raise CalendarRejected(where="history", expected="at least one revision", got="none")
        for earlier, later in pairwise(self.revisions):
            if later.number <= earlier.number or not _declared_in_order(earlier, later):
                raise CalendarRejected(
                    where=f"revision {later.number}",
                    expected=f"a number and declaration after revision {earlier.number}",
                    got=later.declared_at,
                )

    def in_force_at(self, at: datetime) -> Revision:
        """Return the last revision declared at or before `at`, else the first there is."""
        known = [
            revision
            for revision in self.revisions
            if revision.declared_at is None or revision.declared_at <= at
        ]
        return known[-1] if known else self.revisions[0]

    def later_than(self, number: int) -> tuple[Revision, ...]:
        """Return the revisions with a higher number, ascending."""
        return tuple(revision for revision in self.revisions if revision.number > number)


def _declared_in_order(earlier: Revision, later: Revision) -> bool:
    if later.declared_at is None:
        return False
    return earlier.declared_at is None or earlier.declared_at <= later.declared_at
