"""Random stories of tickets around Nowruz 1404, where closures are thick."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from hypothesis import strategies as st
from tests.kernel.sla.story import at, calendars_of

from owj.kernel.calendars.business import CalendarHistory, Revision, phone_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, Agreement
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.settings import ReaimFrom, Reannouncement, SameDayAnchor

FIRST = at("1403-12-25 06:00")
REACH_S = 30 * 86_400

AGREEMENTS: tuple[Agreement, ...] = (
    SHIPPED_AGREEMENT,
    SHIPPED_AGREEMENT.as_internal(),
    replace(SHIPPED_AGREEMENT, announce_within_minutes=90, counted_breaches=frozenset(Promise)),
    replace(SHIPPED_AGREEMENT, reaim_from=ReaimFrom.CHANGE, pause_followup=True),
    replace(SHIPPED_AGREEMENT, reannouncement=Reannouncement.FIRST, retroactive_relief=False),
    replace(SHIPPED_AGREEMENT, same_day_anchor=SameDayAnchor.EFFECTIVE_START),
)

# A merge may set everything anew, so it has tests of its own.
KINDS = [
    kind
    for kind in EventKind
    if kind not in {EventKind.OPENED, EventKind.ABSORBED, EventKind.MERGED_INTO}
]


@cache
def histories() -> tuple[CalendarHistory, ...]:
    """Return calendars: one as it was, two revised late and back, one with a lunch break."""
    return (
        calendars_of(),
        calendars_of(("1403-12-27 20:00", ["1403-12-28"]), ("1403-12-28 06:00", [])),
        calendars_of(
            ("1404-01-06 10:00", ["1404-01-06"]),
            ("1404-01-07 09:15", ["1404-01-06", "1404-01-07", "1404-01-09"]),
            ("1404-01-16 07:00", ["1404-01-06"]),
        ),
        CalendarHistory((Revision(1, None, phone_calendar()),)),
    )


@dataclass(frozen=True)
class Drawn:
    """Hold a drawn ticket: its log in order of recording, and what judges it."""

    events: tuple[LogEvent, ...]
    agreement: Agreement
    calendars: CalendarHistory

    @property
    def moments(self) -> list[datetime]:
        """Return the instants at which something happened, ascending."""
        declared = (revision.declared_at for revision in self.calendars.revisions)
        known = {event.at for event in self.events} | {at for at in declared if at is not None}
        return sorted(known)


def instants() -> st.SearchStrategy[datetime]:
    """Draw whole seconds, every other time a round quarter, of thirty days."""
    return st.one_of(
        st.integers(0, REACH_S), st.integers(0, REACH_S // 900).map(lambda quarter: quarter * 900)
    ).map(lambda after_s: FIRST + timedelta(seconds=after_s))


@st.composite
def logs(draw: st.DrawFn) -> tuple[LogEvent, ...]:
    """Draw a log of up to ten events, some at one instant, some out of order."""
    opened_at = draw(instants())
    priority = st.sampled_from(list(Priority))
    events = [LogEvent(EventKind.OPENED, opened_at, 1, draw(priority))]
    steps = st.one_of(st.integers(0, 7200), st.integers(0, 6 * 86_400))
    happened_at = opened_at
    for seq in range(2, draw(st.integers(2, 12))):
        happened_at += timedelta(seconds=draw(steps))
        kind = draw(st.sampled_from(KINDS))
        events.append(
            LogEvent(
                kind,
                happened_at,
                seq,
                priority=draw(priority) if kind is EventKind.PRIORITY_SET else None,
                until=happened_at + timedelta(seconds=draw(steps)),
                human=draw(st.booleans()),
            )
        )
    return tuple(events)


def tickets() -> st.SearchStrategy[Drawn]:
    """Draw a ticket."""
    return st.builds(Drawn, logs(), st.sampled_from(AGREEMENTS), st.sampled_from(histories()))
