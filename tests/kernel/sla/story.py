"""Short words for telling a ticket's story in tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from owj.kernel.calendars.business import (
    CalendarHistory,
    Closure,
    ClosureKind,
    Revision,
    ticket_calendar,
)
from owj.kernel.calendars.holidays import shipped_holidays
from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, Agreement
from owj.kernel.sla.clocks import TicketClocks
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.replay import replay

TEHRAN = ZoneInfo("Asia/Tehran")


def at(text: str) -> datetime:
    """Return the Tehran instant "1404-01-16 16:45" or "… 16:45:30" in UTC."""
    day, time = text.split(" ")
    clock = datetime.strptime(time, "%H:%M:%S" if time.count(":") == 2 else "%H:%M").time()  # noqa: DTZ007 -- a time of day
    local = datetime.combine(JalaliDate.parse(day).to_gregorian(), clock, tzinfo=TEHRAN)
    return local.astimezone(UTC)


def shown(instant: datetime | None) -> str | None:
    """Return an instant as `at` reads it, seconds only where there are some."""
    if instant is None:
        return None
    local = instant.astimezone(TEHRAN)
    time = local.strftime("%H:%M:%S")
    day = JalaliDate.from_gregorian(local.date()).iso
    return f"{day} {time.removesuffix(':00') if time.count(':') == 2 else time}"


def day(text: str) -> date:
    """Return the Gregorian date of a Jalali one."""
    return JalaliDate.parse(text).to_gregorian()


class Story:
    """Tell a ticket's log in the order of recording; replay it at any instant."""

    def __init__(
        self,
        opened: str,
        priority: Priority = Priority.MEDIUM,
        *,
        agreement: Agreement = SHIPPED_AGREEMENT,
        calendars: CalendarHistory | None = None,
    ) -> None:
        self.agreement = agreement
        self.calendars = calendars or calendars_of()
        self.events = [LogEvent(EventKind.OPENED, at(opened), 1, priority)]

    def then(
        self,
        kind: EventKind,
        when: str,
        *,
        priority: Priority | None = None,
        until: str | None = None,
        human: bool = True,
        by_staff: bool = True,
        other_start: str | None = None,
    ) -> Story:
        """Add an event."""
        self.events.append(
            LogEvent(
                kind,
                at(when),
                len(self.events) + 1,
                priority=priority,
                until=None if until is None else at(until),
                human=human,
                by_staff=by_staff,
                other_start=None if other_start is None else at(other_start),
            )
        )
        return self

    def seen(self, as_of: str) -> TicketClocks:
        """Return the clocks at an instant."""
        return replay(self.events, self.agreement, self.calendars, at(as_of))


def announced(
    *, priority: Priority = Priority.MEDIUM, agreement: Agreement = SHIPPED_AGREEMENT
) -> Story:
    """Return a ticket answered in time, with a date announced for Tuesday noon."""
    story = Story("1404-01-16 10:00", priority, agreement=agreement)
    story.then(EventKind.PUBLIC_REPLY, "1404-01-16 10:10")
    return story.then(EventKind.DATE_ANNOUNCED, "1404-01-16 11:00", until="1404-01-19 12:00")


def calendars_of(
    *revisions: tuple[str, Iterable[str]], closed: Iterable[str] = ()
) -> CalendarHistory:
    """Return a history of ticket calendars with the shipped holidays.

    closed: Jalali days closed from the beginning. revisions: (declared at, all the days then
    closed besides the holidays), numbered from 2.
    """
    states: list[tuple[str | None, Iterable[str]]] = [(None, closed), *revisions]
    return CalendarHistory(
        tuple(
            Revision(
                number,
                None if declared is None else at(declared),
                ticket_calendar([*shipped_holidays(), *map(closure, sorted(days))]),
            )
            for number, (declared, days) in enumerate(states, start=1)
        )
    )


def closure(text: str) -> Closure:
    """Return an ad hoc closure of a Jalali day."""
    return Closure(day(text), ClosureKind.ONEOFF, "آلودگی هوا")


def seconds(count: int) -> timedelta:
    """Return a span of whole seconds."""
    return timedelta(seconds=count)
