"""Rules R1 to R10 and R13 on single tickets, and logs that lack something."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.sla.story import Story, at, calendars_of, seconds, shown

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.clocks import ClockKind, ClockState
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import LogEvent, Priority
from owj.kernel.sla.replay import LogRefused, replay, ticket_start
from owj.kernel.sla.settings import (
    FollowupKind,
    SameDayAnchor,
)
from owj.kernel.sla.shapes import ByPriority

CRITICAL, HIGH, MEDIUM, LOW = Priority


@pytest.mark.parametrize(
    ("priority", "response", "kind", "followup"),
    [
        (CRITICAL, "1404-01-16 10:15", ClockKind.SAME_DAY, "1404-01-16 17:00"),
        (HIGH, "1404-01-16 10:20", ClockKind.SAME_DAY, "1404-01-16 17:00"),
        (MEDIUM, "1404-01-16 10:30", ClockKind.ANNOUNCED, None),
        (LOW, "1404-01-16 10:30", ClockKind.ANNOUNCED, None),
    ],
)
def test_targets_by_priority(
    priority: Priority, response: str, kind: ClockKind, followup: str | None
) -> None:
    clocks = Story("1404-01-16 10:00", priority).seen("1404-01-16 10:00")
    assert shown(clocks.first_response.due_at) == response
    assert (clocks.followup.kind, shown(clocks.followup.due_at)) == (kind, followup)


def test_a_ticket_out_of_hours_waits_and_then_runs() -> None:
    story = Story("1404-01-22 12:00", CRITICAL)  # a Friday
    assert story.seen("1404-01-23 08:29:59").first_response.state is ClockState.WAITING
    running = story.seen("1404-01-23 08:30").first_response
    assert (running.state, running.counted_s, running.remaining_s) == (ClockState.RUNNING, 0, 900)


@pytest.mark.parametrize(
    ("anchor", "due"),
    [
        (SameDayAnchor.RESPONSE_DUE, "1404-01-21 14:00"),
        (SameDayAnchor.EFFECTIVE_START, "1404-01-20 17:00"),
        (SameDayAnchor.ARRIVAL, "1404-01-20 17:00"),
    ],
)
def test_the_same_day_is_that_of_the_chosen_anchor(anchor: SameDayAnchor, due: str) -> None:
    agreement = replace(SHIPPED_AGREEMENT, same_day_anchor=anchor)
    story = Story("1404-01-20 16:58", CRITICAL, agreement=agreement)
    assert shown(story.seen("1404-01-20 16:58").followup.due_at) == due


@pytest.mark.parametrize(
    ("kind", "human", "by_staff", "answers"),
    [
        (K.PUBLIC_REPLY, True, True, True),
        (K.CALL_LOGGED, True, True, True),
        (K.PUBLIC_REPLY, False, True, False),
        (K.PUBLIC_REPLY, True, False, False),
        (K.AUTO_REPLY, False, True, False),
        (K.INTERNAL_NOTE, True, True, False),
        (K.ASSIGNED, True, True, False),
        (K.STATUS_CHANGED, True, True, False),
        (K.CUSTOMER_REPLIED, True, False, False),
        (K.RESOLVED, True, True, False),
        (K.DATE_ANNOUNCED, True, True, False),
    ],
)
def test_what_a_first_response_is(kind: K, human: bool, by_staff: bool, answers: bool) -> None:
    story = Story("1404-01-16 10:00").then(
        kind, "1404-01-16 10:05", human=human, by_staff=by_staff, until="1404-01-20 10:00"
    )
    stopped_at = story.seen("1404-01-16 10:10").first_response.stopped_at
    assert shown(stopped_at) == ("1404-01-16 10:05" if answers else None)


def test_what_a_first_response_is_can_be_set() -> None:
    agreement = replace(SHIPPED_AGREEMENT, first_response_events=frozenset({K.AUTO_REPLY}))
    story = Story("1404-01-16 10:00", agreement=agreement)
    story.then(K.PUBLIC_REPLY, "1404-01-16 10:01").then(
        K.AUTO_REPLY, "1404-01-16 10:02", human=False
    )
    assert story.seen("1404-01-16 10:10").first_response.stopped_by is K.AUTO_REPLY


def test_a_reply_out_of_hours_counts_at_its_own_instant() -> None:
    story = Story("1404-01-16 20:00").then(K.PUBLIC_REPLY, "1404-01-16 21:00")
    response = story.seen("1404-01-17 12:00").first_response
    assert (response.state, shown(response.stopped_at)) == (ClockState.MET, "1404-01-16 21:00")
    assert (response.counted_s, response.late_wall_s) == (0, 0)


@pytest.mark.parametrize(
    ("as_of", "state", "breached"),
    [
        ("1404-01-16 10:30:00", ClockState.RUNNING, 0),
        ("1404-01-16 10:30:01", ClockState.BREACHED, 1),
    ],
)
def test_an_unanswered_ticket_is_late_a_second_after_the_deadline(
    as_of: str, state: ClockState, breached: int
) -> None:
    clocks = Story("1404-01-16 10:00").seen(as_of)
    assert (clocks.first_response.state, len(clocks.breaches)) == (state, breached)


@pytest.mark.parametrize(
    ("replied", "state"),
    [("1404-01-16 10:30:00", ClockState.MET), ("1404-01-16 10:30:01", ClockState.MET_LATE)],
)
def test_a_reply_on_the_deadline_is_in_time(replied: str, state: ClockState) -> None:
    story = Story("1404-01-16 10:00").then(K.PUBLIC_REPLY, replied)
    assert story.seen("1404-01-17 10:00").first_response.state is state


def test_fractions_of_a_second_are_cut_so_that_the_deadlines_second_is_in_time() -> None:
    story = Story("1404-01-16 10:00")
    half_past = at("1404-01-16 10:30").replace(microsecond=900_000)
    story.events.append(LogEvent(K.PUBLIC_REPLY, half_past, 2))
    clocks = replay(story.events, story.agreement, story.calendars, half_past)
    assert clocks.first_response.state is ClockState.MET


def test_lateness_in_working_time_may_be_nothing() -> None:
    story = Story("1404-01-16 16:30").then(K.PUBLIC_REPLY, "1404-01-16 18:00")
    response = story.seen("1404-01-16 18:00").first_response
    assert (response.late_working_s, response.late_wall_s) == (0, 3600)
    assert response.state is ClockState.MET_LATE


def test_events_after_the_instant_are_not_known_yet() -> None:
    story = Story("1404-01-16 10:00").then(K.PUBLIC_REPLY, "1404-01-16 11:00")
    clocks = story.seen("1404-01-16 10:45")
    assert (clocks.first_response.state, clocks.first_response.stopped_at) == (
        ClockState.BREACHED,
        None,
    )


def test_before_the_opening_the_clocks_stand_as_at_the_opening() -> None:
    clocks = Story("1404-01-16 10:00").seen("1404-01-15 10:00")
    assert clocks.as_of == clocks.arrived_at == at("1404-01-16 10:00")


def test_nothing_acts_on_a_merged_ticket() -> None:
    story = (
        Story("1404-01-16 10:00", CRITICAL)
        .then(K.MERGED_INTO, "1404-01-16 10:10")
        .then(K.PUBLIC_REPLY, "1404-01-16 10:20")
        .then(K.REOPENED, "1404-01-16 10:30")
        .then(K.ABSORBED, "1404-01-16 10:40", other_start="1404-01-16 08:30")
    )
    clocks = story.seen("1404-01-18 10:00")
    assert {clock.state for clock in clocks.clocks} == {ClockState.CANCELLED}
    assert (clocks.breaches, clocks.merged, clocks.p0_active) == ((), True, False)
    assert shown(clocks.arrived_at) == "1404-01-16 10:00"


def test_absorbing_a_younger_ticket_changes_nothing() -> None:
    story = Story("1404-01-16 10:00").then(
        K.ABSORBED, "1404-01-16 12:00", other_start="1404-01-16 11:00"
    )
    assert shown(story.seen("1404-01-16 12:00").arrived_at) == "1404-01-16 10:00"


def test_events_of_one_second_follow_the_order_of_recording() -> None:
    story = Story("1404-01-16 10:00", HIGH)
    story.then(K.RESOLVED, "1404-01-16 11:00").then(K.REOPENED, "1404-01-16 11:00")
    assert story.seen("1404-01-16 11:00").followup.cycle == 2
    story.events.reverse()
    assert story.seen("1404-01-16 11:00").followup.cycle == 2


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], "an opened event"),
        ([LogEvent(K.PUBLIC_REPLY, at("1404-01-16 10:00"), 1)], "an opened event"),
        ([LogEvent(K.OPENED, at("1404-01-16 10:00"), 1)], "a priority with opened"),
        (
            [
                LogEvent(K.OPENED, at("1404-01-16 10:00"), 1, LOW),
                LogEvent(K.ABSORBED, at("1404-01-16 10:01"), 2),
            ],
            "the other ticket's start with absorbed",
        ),
        (
            [
                LogEvent(K.OPENED, at("1404-01-16 10:00"), 1, LOW),
                LogEvent(K.PRIORITY_SET, at("1404-01-16 10:01"), 2),
            ],
            "a priority with priority_set",
        ),
        (
            [
                LogEvent(K.OPENED, at("1404-01-16 10:00"), 1, LOW),
                LogEvent(K.DATE_ANNOUNCED, at("1404-01-16 10:01"), 2),
            ],
            "a date with date_announced",
        ),
    ],
)
def test_a_log_that_lacks_something_is_refused(events: list[LogEvent], expected: str) -> None:
    with pytest.raises(LogRefused) as refused:
        replay(events, SHIPPED_AGREEMENT, calendars_of(), at("1404-01-20 10:00"))
    assert refused.value.data["expected"] == expected


def test_the_start_needs_an_opening() -> None:
    with pytest.raises(LogRefused):
        ticket_start([])


def test_a_follow_up_kind_can_be_set_by_priority() -> None:
    kinds = ByPriority(*[FollowupKind.SAME_DAY] * 4)
    agreement = replace(SHIPPED_AGREEMENT, followup_kinds=kinds)
    clocks = Story("1404-01-16 10:00", LOW, agreement=agreement).seen("1404-01-16 10:00")
    assert shown(clocks.followup.due_at) == "1404-01-16 17:00"
    assert clocks.followup.target_s == 7 * 3600
    assert clocks.followup.due_at == at("1404-01-16 10:00") + seconds(7 * 3600)
