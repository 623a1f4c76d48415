"""What calendar revisions did to a ticket, as entries of its timeline (R50)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from owj.kernel.calendars.business import CalendarHistory
from owj.kernel.sla.clocks import Clock, Promise, TicketClocks
from owj.packages.desk.queries.results import TimelineEntry


def revision_entries(clocks: TicketClocks, calendars: CalendarHistory) -> Iterator[TimelineEntry]:
    """Yield an entry for every breach that a revision took back and every deadline it moved.

    They need no storing: a clock names the revision its deadline comes from.
    """
    declared = {one.number: one.declared_at for one in calendars.revisions}
    relieved = set()
    for breach in clocks.breaches:
        at = declared.get(breach.superseded_by or 0)
        clock = _clock(clocks, breach.promise, breach.cycle)
        if breach.superseded_by is not None and at is not None and clock is not None:
            relieved.add((breach.promise, breach.cycle, breach.superseded_by))
            yield _entry("breach_superseded", clock, at, breach.superseded_by)
    for clock in clocks.clocks:
        at = declared.get(clock.calendar_revision)
        key = (clock.promise, clock.cycle, clock.calendar_revision)
        if at is not None and at > clock.arrived_at and clock.due_at and key not in relieved:
            yield _entry("deadline_moved", clock, at, clock.calendar_revision)


def _clock(clocks: TicketClocks, promise: Promise, cycle: int) -> Clock | None:
    return next(
        (one for one in clocks.clocks if (one.promise, one.cycle) == (promise, cycle)), None
    )


def _entry(kind: str, clock: Clock, at: datetime, revision: int) -> TimelineEntry:
    return TimelineEntry(
        kind=kind,
        at=at.replace(microsecond=0),
        actor_name="Owj",
        actor_kind="system",
        data={
            "promise": clock.promise.value,
            "cycle": clock.cycle,
            "due_at": clock.due_at,
            "revision": revision,
        },
        internal=clock.promise is Promise.ANNOUNCEMENT,
        rule="R50",
    )
