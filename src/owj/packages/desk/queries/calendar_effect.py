"""What would change if a calendar were revised now: a dry run over every running ticket (R50)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarData,
    CalendarHistory,
    Revision,
    changed_days,
    whole_second,
)
from owj.kernel.sla.clocks import TicketClocks
from owj.kernel.sla.events import LogEvent
from owj.kernel.sla.replay import replay
from owj.kernel.sla.shifts import (
    Relief,
    Shift,
    Squeeze,
    reliefs_between,
    shifts_between,
    squeezes_between,
)
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.words import OPEN_STATUSES
from owj.server.agreements.log import replayed_events
from owj.server.agreements.queries import (
    VersionRow,
    agreement_version,
    calendars_history,
    versions_on,
)
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class TicketEffect:
    """One ticket that a revision would touch."""

    ticket_id: int
    tracking_id: str
    subject: str
    customer_id: int
    customer_name: str
    shifts: tuple[Shift, ...]
    reliefs: tuple[Relief, ...]
    squeezes: tuple[Squeeze, ...]


@dataclass(frozen=True, slots=True)
class CalendarEffect:
    """The outcome of a dry run over `running` tickets. tickets: those touched, soonest first."""

    running: int
    tickets: tuple[TicketEffect, ...]

    @property
    def moved(self) -> int:
        """Return how many running deadlines would move later."""
        return sum(len(one.shifts) for one in self.tickets)

    @property
    def relieved(self) -> int:
        """Return how many breaches would count no more."""
        return sum(len(one.reliefs) for one in self.tickets)

    @property
    def in_p0(self) -> int:
        """Return how many of their tickets stay in P0 until the project manager clears it."""
        return sum(any(relief.p0_stays for relief in one.reliefs) for one in self.tickets)

    @property
    def at_risk(self) -> int:
        """Return how many deadlines would stay while working time before them goes."""
        return sum(len(one.squeezes) for one in self.tickets)

    @property
    def customers(self) -> int:
        """Return how many customers the moved deadlines concern."""
        return len({one.customer_id for one in self.tickets if one.shifts or one.reliefs})


@dataclass(frozen=True, slots=True)
class _Running:
    """A running ticket as it stands."""

    ticket_id: int
    events: Sequence[LogEvent]
    version: VersionRow
    clocks: TicketClocks


def calendar_effect(ctx: Context, data: CalendarData) -> CalendarEffect:
    """Return what declaring this state of its calendar now would do; writes nothing.

    Every open ticket is replayed once as it stands. Only those with a clock over a day whose
    hours differ are replayed a second time: on other days a revision cannot move a deadline.
    Raises: OnlyStaff, UnknownCalendar.
    """
    check_agent(ctx)
    now = whole_second(ctx.now)
    history = calendars_history(data.key)
    last = history.revisions[-1]
    next_one = Revision(last.number + 1, now, BusinessCalendar(data))
    revised = CalendarHistory((*history.revisions, next_one))
    running = _running(ctx, data.key, history)
    touched = _touching(running, last.calendar, next_one.calendar)
    found: dict[int, tuple[tuple[Shift, ...], tuple[Relief, ...], tuple[Squeeze, ...]]] = {}
    for one in touched:
        after = replay(one.events, one.version.agreement, revised, now)
        calendars = (last.calendar, next_one.calendar)
        parts = (
            tuple(shifts_between(one.clocks, after)),
            tuple(reliefs_between(one.clocks, after)),
            tuple(squeezes_between(one.clocks, after, calendars, one.version.agreement)),
        )
        if any(parts):
            found[one.ticket_id] = parts
    rows = ctx.rows(Ticket).filter(id__in=list(found)).select_related("customer")
    tickets = [
        TicketEffect(
            row.id,
            row.tracking_id,
            row.subject,
            row.customer_id,
            row.customer.name,
            *found[row.id],
        )
        for row in rows
    ]
    return CalendarEffect(len(running), tuple(sorted(tickets, key=_soonest)))


def _running(ctx: Context, key: str, history: CalendarHistory) -> list[_Running]:
    versions = versions_on(key)
    rows = ctx.as_system().rows(Ticket).filter(status__in=OPEN_STATUSES)
    rows = rows.filter(agreement_version__in=versions).order_by("id")
    found = dict(rows.values_list("id", "agreement_version"))
    logs = replayed_events(Ticket.key, [*found])
    now = whole_second(ctx.now)
    running = []
    for ticket_id, version_id in found.items():
        version = agreement_version(version_id)
        if events := logs[ticket_id]:
            clocks = replay(events, version.agreement, history, now)
            running.append(_Running(ticket_id, events, version, clocks))
    return running


def _touching(
    running: Sequence[_Running], old: BusinessCalendar, new: BusinessCalendar
) -> Iterator[_Running]:
    """Yield the tickets of which a clock runs over a day that has other hours."""
    spans = {one.ticket_id: list(_spans(one.clocks, old)) for one in running}
    edges = [day for days in spans.values() for span in days for day in span]
    if not edges:
        return
    days = list(changed_days(old.data, new.data, min(edges), max(edges)))
    for one in running:
        if _meets(spans[one.ticket_id], days):
            yield one


def _spans(clocks: TicketClocks, calendar: BusinessCalendar) -> Iterator[tuple[date, date]]:
    """Yield the local days over which each clock that is not done runs."""
    for clock in clocks.clocks:
        if clock.stopped_at is None and clock.due_at is not None:
            # A day on each side: zones and nights are not worth a slip.
            first = calendar.local_date(clock.arrived_at) - timedelta(days=1)
            yield first, calendar.local_date(clock.due_at) + timedelta(days=1)


def _meets(spans: Iterable[tuple[date, date]], days: Sequence[date]) -> bool:
    for first, last in spans:
        index = bisect_left(days, first)
        if index < len(days) and days[index] <= last:
            return True
    return False


def _soonest(effect: TicketEffect) -> tuple[bool, object, int]:
    dues = [one.before for one in effect.shifts] + [one.deadline for one in effect.reliefs]
    dues += [one.due_at for one in effect.squeezes]
    return not effect.reliefs, min(dues), effect.ticket_id
