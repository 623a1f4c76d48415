"""Faces: what a stored clock shows at an instant later than it was computed at."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from owj.kernel.calendars.business import ticket_calendar
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.clocks import ClockKind, ClockState, Promise
from owj.server.agreements.faces import ClockFace, StoredClock, face_of, near_until

TEHRAN = ZoneInfo("Asia/Tehran")


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=TEHRAN)


CALENDAR = ticket_calendar()
# Filed on Sunday at 16:45, due on Monday at 08:45.
CLOCK = StoredClock(
    state=ClockState.RUNNING,
    promise=Promise.FIRST_RESPONSE,
    kind=ClockKind.MINUTES,
    starts_at=at("22 16:45"),
    due_at=at("23 08:45"),
    stopped_at=None,
    taken_s=None,
    late_working_s=0,
    late_wall_s=0,
)


def face(now: str, clock: StoredClock = CLOCK) -> ClockFace:
    return face_of(clock, SHIPPED_AGREEMENT, CALENDAR, now=at(now))


@pytest.mark.parametrize(
    ("now", "state", "remaining_s", "near"),
    [
        ("22 16:45", ClockState.RUNNING, 1800, False),
        ("22 20:00", ClockState.RUNNING, 900, False),
        ("23 08:39", ClockState.RUNNING, 360, False),
        ("23 08:40", ClockState.RUNNING, 300, True),
        ("23 08:45", ClockState.RUNNING, 0, True),
    ],
)
def test_what_is_left_is_working_time(
    now: str, state: ClockState, remaining_s: int, near: bool
) -> None:
    shown = face(now)
    assert (shown.state, shown.remaining_s, shown.near) == (state, remaining_s, near)


def test_late_from_one_second_after_the_deadline_without_anybody_computing() -> None:
    shown = face("23 08:45:01")
    assert shown.state is ClockState.BREACHED
    assert (shown.late_working_s, shown.late_wall_s) == (1, 1)
    overnight = face("24 08:30")
    assert overnight.late_working_s == (8 * 60 + 15) * 60
    assert overnight.late_wall_s == (23 * 60 + 45) * 60


def test_waits_until_the_desk_opens_and_then_runs() -> None:
    clock = replace(
        CLOCK, state=ClockState.WAITING, starts_at=at("23 08:30"), due_at=at("23 09:00")
    )
    assert face("22 19:00", clock).state is ClockState.WAITING
    assert not face("22 19:00", clock).near
    assert face("23 08:30", clock).state is ClockState.RUNNING


def test_a_stopped_clock_shows_what_it_came_to() -> None:
    clock = replace(
        CLOCK,
        state=ClockState.MET_LATE,
        stopped_at=at("23 09:00"),
        taken_s=2700,
        late_working_s=900,
        late_wall_s=900,
    )
    shown = face("25 12:00", clock)
    assert (shown.state, shown.taken_s, shown.late_working_s) == (ClockState.MET_LATE, 2700, 900)
    assert shown.remaining_s is None


def test_a_follow_up_without_a_date_has_no_time() -> None:
    clock = replace(CLOCK, state=ClockState.UNTIMED, promise=Promise.FOLLOWUP, due_at=None)
    shown = face("23 12:00", clock)
    assert (shown.state, shown.remaining_s, shown.near) == (ClockState.UNTIMED, None, False)


def test_p0_stands_beside_whatever_is_shown() -> None:
    shown = face_of(CLOCK, SHIPPED_AGREEMENT, CALENDAR, now=at("22 16:50"), p0_since=at("22 16:00"))
    assert shown.p0_since == at("22 16:00")
    assert (shown.late_working_s, shown.remaining_s) == (50 * 60, 25 * 60)
    assert (
        face_of(None, SHIPPED_AGREEMENT, CALENDAR, now=at("22 16:50")).state is ClockState.CANCELLED
    )


def test_near_crosses_closing_time() -> None:
    until = near_until(SHIPPED_AGREEMENT, CALENDAR, Promise.FOLLOWUP, at("22 16:30"))
    assert until == at("23 09:00")
    assert until - at("22 16:30") > timedelta(hours=1)


def test_how_near_is_near_the_agreement_says() -> None:
    patient = replace(SHIPPED_AGREEMENT, near_response_minutes=1)
    assert not face_of(CLOCK, patient, CALENDAR, now=at("23 08:40")).near
    assert face_of(CLOCK, patient, CALENDAR, now=at("23 08:44")).near
