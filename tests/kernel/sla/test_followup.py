"""Rules R10 and R12: completing, pausing, reopening, changing the priority."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.sla.story import Story, announced, at, shown

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.clocks import ClockState
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority
from owj.kernel.sla.replay import replay
from owj.kernel.sla.settings import (
    ReaimFrom,
)

CRITICAL, HIGH, MEDIUM, LOW = Priority


@pytest.mark.parametrize("kind", [K.RESOLVED, K.FIX_ACCEPTED, K.CLOSED, K.CONFIRMED])
def test_what_completes_follow_up(kind: K) -> None:
    clocks = Story("1404-01-16 10:00", HIGH).then(kind, "1404-01-16 12:00").seen("1404-01-16 13:00")
    assert (clocks.followup.state, clocks.followup.stopped_by) == (ClockState.MET, kind)
    assert clocks.finished is (kind is not K.FIX_ACCEPTED)


def test_what_completes_follow_up_can_be_set() -> None:
    agreement = replace(SHIPPED_AGREEMENT, followup_done_events=frozenset({K.FIX_ACCEPTED}))
    story = Story("1404-01-16 10:00", HIGH, agreement=agreement)
    story.then(K.RESOLVED, "1404-01-16 12:00").then(K.FIX_ACCEPTED, "1404-01-16 14:00")
    assert shown(story.seen("1404-01-16 15:00").followup.stopped_at) == "1404-01-16 14:00"


def test_the_promised_clock_does_not_pause_and_the_internal_one_does() -> None:
    story = (
        Story("1404-01-16 10:00", CRITICAL)
        .then(K.PUBLIC_REPLY, "1404-01-16 10:05")
        .then(K.WAITING_CUSTOMER, "1404-01-16 16:00")
    )
    assert story.seen("1404-01-17 09:00").followup.state is ClockState.BREACHED
    internal = replay(
        story.events, story.agreement.as_internal(), story.calendars, at("1404-01-17 09:00")
    )
    assert internal.followup.state is ClockState.PAUSED
    assert internal.next_evaluation_at is None
    assert internal.next_clock == internal.followup
    # As if the pause ended now: the hour that was left of yesterday.
    assert shown(internal.followup.due_at) == "1404-01-17 10:00"


@pytest.mark.parametrize("kind", [K.CUSTOMER_REPLIED, K.STATUS_CHANGED, K.RESOLVED])
def test_what_ends_a_pause(kind: K) -> None:
    story = Story("1404-01-16 10:00", CRITICAL, agreement=SHIPPED_AGREEMENT.as_internal())
    story.then(K.WAITING_CUSTOMER, "1404-01-16 11:00").then(kind, "1404-01-16 12:00")
    followup = story.seen("1404-01-16 13:00").followup
    assert [(shown(a), shown(b)) for a, b in followup.pauses] == [
        ("1404-01-16 11:00", "1404-01-16 12:00")
    ]
    assert followup.state is not ClockState.PAUSED


def test_a_pause_after_the_break_changes_nothing_about_the_breach() -> None:
    story = Story("1404-01-16 10:00", CRITICAL, agreement=SHIPPED_AGREEMENT.as_internal())
    story.then(K.WAITING_CUSTOMER, "1404-01-17 09:00").then(K.CUSTOMER_REPLIED, "1404-01-17 11:00")
    followup = story.seen("1404-01-17 12:00").followup
    assert (followup.state, shown(followup.due_at)) == (ClockState.BREACHED, "1404-01-16 17:00")
    # Three and a half hours of the morning, less the two of the pause.
    assert followup.late_working_s == 3600 + 1800


def test_a_pause_moves_an_announced_date_only_from_its_telling_on() -> None:
    story = Story("1404-01-16 10:00", agreement=SHIPPED_AGREEMENT.as_internal())
    story.then(K.WAITING_CUSTOMER, "1404-01-16 11:00").then(K.CUSTOMER_REPLIED, "1404-01-16 12:00")
    story.then(K.DATE_ANNOUNCED, "1404-01-16 13:00", until="1404-01-18 10:00")
    assert shown(story.seen("1404-01-16 14:00").followup.due_at) == "1404-01-18 10:00"
    story.then(K.WAITING_CUSTOMER, "1404-01-17 09:00").then(K.CUSTOMER_REPLIED, "1404-01-17 10:30")
    followup = story.seen("1404-01-17 12:00").followup
    assert shown(followup.due_at) == "1404-01-18 11:30"


def test_announcing_again_while_the_customer_is_asked_begins_paused() -> None:
    story = announced(agreement=SHIPPED_AGREEMENT.as_internal())
    story.then(K.WAITING_CUSTOMER, "1404-01-19 13:00")
    story.then(K.DATE_ANNOUNCED, "1404-01-19 14:00", until="1404-01-24 12:00")
    assert story.seen("1404-01-20 10:00").followup.state is ClockState.PAUSED


def test_reopening_a_ticket_that_is_not_done_changes_nothing() -> None:
    story = Story("1404-01-16 10:00", CRITICAL).then(K.REOPENED, "1404-01-16 11:00")
    assert [c.cycle for c in story.seen("1404-01-16 12:00").clocks] == [1, 1]


def test_a_reopened_request_waits_for_another_date() -> None:
    story = announced().then(K.RESOLVED, "1404-01-18 10:00").then(K.REOPENED, "1404-01-19 10:00")
    clocks = story.seen("1404-01-20 10:00")
    assert (clocks.followup.cycle, clocks.followup.state) == (2, ClockState.UNTIMED)
    assert clocks.breaches == ()
    assert not clocks.finished


def test_a_changed_priority_can_count_from_the_change() -> None:
    agreement = replace(SHIPPED_AGREEMENT, reaim_from=ReaimFrom.CHANGE)
    story = Story("1404-01-16 10:00", MEDIUM, agreement=agreement)
    story.then(K.PRIORITY_SET, "1404-01-16 10:20", priority=CRITICAL)
    response = story.seen("1404-01-16 10:20").first_response
    assert shown(response.due_at) == "1404-01-16 10:35"


def test_a_raised_priority_may_find_its_deadline_already_passed() -> None:
    story = Story("1404-01-16 10:00", MEDIUM)
    story.then(K.PRIORITY_SET, "1404-01-16 10:20", priority=CRITICAL)
    assert story.seen("1404-01-16 10:19:59").breaches == ()
    clocks = story.seen("1404-01-16 10:20")
    assert [shown(b.deadline) for b in clocks.breaches] == ["1404-01-16 10:15"]
    assert shown(clocks.p0_since) == "1404-01-16 10:15"


def test_a_changed_priority_leaves_what_is_done() -> None:
    story = (
        Story("1404-01-16 10:00", MEDIUM)
        .then(K.PUBLIC_REPLY, "1404-01-16 10:25")
        .then(K.PRIORITY_SET, "1404-01-16 10:40", priority=CRITICAL)
    )
    clocks = story.seen("1404-01-16 11:00")
    assert (clocks.priority, clocks.first_response.state) == (CRITICAL, ClockState.MET)
    assert clocks.breaches == ()
