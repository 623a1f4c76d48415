"""Promises as pages get them, replayed by the kernel from a few events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from owj.kernel.calendars.business import CalendarHistory, Revision
from owj.kernel.calendars.shipped import ticket_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.clocks import Clock, Promise
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.explain import explain
from owj.kernel.sla.explanation import Explanation
from owj.kernel.sla.replay import replay
from owj.server.agreements.faces import ClockFace, face_of, store_clock

HISTORY = CalendarHistory((Revision(1, None, ticket_calendar()),))


@dataclass(frozen=True)
class PromiseCard:
    """One promise with its face and its explanation."""

    clock: Clock
    face: ClockFace
    explanation: Explanation


def opened(at: datetime, priority: Priority = Priority.MEDIUM) -> LogEvent:
    """Return the event that starts both clocks."""
    return LogEvent(EventKind.OPENED, at, 0, priority=priority)


def replied(at: datetime) -> LogEvent:
    """Return an agent's first public reply."""
    return LogEvent(EventKind.PUBLIC_REPLY, at, 1)


def announced(at: datetime, until: datetime) -> LogEvent:
    """Return the announcement of a date."""
    return LogEvent(EventKind.DATE_ANNOUNCED, at, 2, until=until)


def card_of(
    *events: LogEvent, as_of: datetime, promise: Promise = Promise.FIRST_RESPONSE
) -> PromiseCard:
    """Return the promise as it stands at `as_of`."""
    clocks = replay(events, SHIPPED_AGREEMENT, HISTORY, as_of)
    clock = clocks.first_response if promise is Promise.FIRST_RESPONSE else clocks.followup
    p0_since = clocks.p0_since if clocks.p0_active else None
    calendar = HISTORY.revisions[0].calendar
    face = face_of(store_clock(clock), SHIPPED_AGREEMENT, calendar, now=as_of, p0_since=p0_since)
    return PromiseCard(clock, face, explain(clock, HISTORY, as_of))
