"""Rule R11: the announced date, announcing again, and the duty to announce."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.sla.story import Story, announced, calendars_of, shown

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority
from owj.kernel.sla.settings import (
    Reannouncement,
)

CRITICAL, HIGH, MEDIUM, LOW = Priority
ANNOUNCING = replace(SHIPPED_AGREEMENT, announce_within_minutes=60)


def test_the_announced_date_is_the_deadline() -> None:
    followup = announced().seen("1404-01-16 11:00").followup
    assert (followup.state, shown(followup.due_at)) == (ClockState.RUNNING, "1404-01-19 12:00")
    assert (followup.rule, shown(followup.arrived_at)) == ("R11", "1404-01-16 11:00")
    broken = announced().seen("1404-01-19 12:00:01")
    assert [(b.promise, shown(b.deadline)) for b in broken.breaches] == [
        (Promise.FOLLOWUP, "1404-01-19 12:00")
    ]


def test_a_date_out_of_hours_is_the_deadline_too() -> None:
    story = Story("1404-01-16 10:00", LOW)
    story.then(K.DATE_ANNOUNCED, "1404-01-16 11:00", until="1404-01-22 14:15")  # a Friday
    assert shown(story.seen("1404-01-16 12:00").followup.due_at) == "1404-01-22 14:15"


def test_announcing_again_is_history_and_the_latest_date_holds() -> None:
    story = announced().then(K.DATE_ANNOUNCED, "1404-01-18 09:00", until="1404-01-25 12:00")
    clocks = story.seen("1404-01-20 12:00")
    assert (clocks.followup.cycle, shown(clocks.followup.due_at)) == (1, "1404-01-25 12:00")
    assert [shown(told.until) for told in clocks.followup.announcements] == [
        "1404-01-19 12:00",
        "1404-01-25 12:00",
    ]
    assert clocks.breaches == ()


def test_the_first_date_can_be_the_one_that_holds() -> None:
    agreement = replace(SHIPPED_AGREEMENT, reannouncement=Reannouncement.FIRST)
    story = announced(agreement=agreement)
    story.then(K.DATE_ANNOUNCED, "1404-01-18 09:00", until="1404-01-25 12:00")
    story.then(K.DATE_ANNOUNCED, "1404-01-20 09:00", until="1404-01-26 12:00")
    followup = story.seen("1404-01-20 12:00").followup
    assert (followup.cycle, shown(followup.due_at)) == (1, "1404-01-19 12:00")
    assert (followup.state, len(followup.announcements)) == (ClockState.BREACHED, 3)


def test_announcing_again_after_the_break_keeps_the_breach_and_begins_a_cycle() -> None:
    story = announced().then(K.DATE_ANNOUNCED, "1404-01-20 09:00", until="1404-01-25 12:00")
    clocks = story.seen("1404-01-20 12:00")
    old, new = (clock for clock in clocks.clocks if clock.promise is Promise.FOLLOWUP)
    assert (old.state, shown(old.stopped_at)) == (ClockState.BREACHED, "1404-01-20 09:00")
    # Late from Tuesday noon: five hours that day, half an hour on Wednesday.
    assert old.late_working_s == 5 * 3600 + 1800
    assert (new.cycle, new.state, shown(new.due_at)) == (
        2,
        ClockState.RUNNING,
        "1404-01-25 12:00",
    )
    assert len(new.announcements) == 2
    again = story.seen("1404-01-26 12:00")
    assert [(b.cycle, shown(b.deadline)) for b in again.breaches] == [
        (1, "1404-01-19 12:00"),
        (2, "1404-01-25 12:00"),
    ]
    assert shown(again.p0_since) == "1404-01-19 12:00"


def test_a_date_announced_for_a_critical_ticket_leaves_the_same_day_deadline() -> None:
    story = Story("1404-01-16 10:00", CRITICAL)
    story.then(K.DATE_ANNOUNCED, "1404-01-16 11:00", until="1404-01-19 12:00")
    followup = story.seen("1404-01-16 12:00").followup
    assert (shown(followup.due_at), len(followup.announcements)) == ("1404-01-16 17:00", 1)
    # Lowered, the ticket has the date that was already told.
    story.then(K.PRIORITY_SET, "1404-01-16 13:00", priority=MEDIUM)
    assert shown(story.seen("1404-01-16 13:00").followup.due_at) == "1404-01-19 12:00"


def test_a_date_does_not_replace_a_broken_same_day() -> None:
    story = Story("1404-01-16 10:00", CRITICAL)
    story.then(K.DATE_ANNOUNCED, "1404-01-17 09:00", until="1404-01-19 12:00")
    followup = story.seen("1404-01-17 12:00").followup
    assert (followup.cycle, followup.state) == (1, ClockState.BREACHED)
    assert (shown(followup.due_at), followup.stopped_at) == ("1404-01-16 17:00", None)
    # Lowered after the break, it stays broken, and the next date is a new promise.
    story.then(K.PRIORITY_SET, "1404-01-17 13:00", priority=MEDIUM)
    story.then(K.DATE_ANNOUNCED, "1404-01-17 14:00", until="1404-01-20 12:00")
    clocks = story.seen("1404-01-18 12:00")
    assert (clocks.followup.cycle, shown(clocks.followup.due_at)) == (2, "1404-01-20 12:00")


@pytest.mark.parametrize(
    ("priority", "done"), [(LOW, True), (MEDIUM, False), (HIGH, False), (CRITICAL, False)]
)
def test_only_a_low_request_may_be_rejected(priority: Priority, done: bool) -> None:
    story = Story("1404-01-16 10:00", priority).then(K.REJECTED, "1404-01-16 11:00")
    clocks = story.seen("1404-01-16 12:00")
    assert (clocks.followup.stopped_at is not None) is done
    assert clocks.finished


def test_follow_up_done_without_a_date_is_met() -> None:
    story = Story("1404-01-16 10:00", LOW)
    assert story.seen("1404-01-16 11:00").followup.state is ClockState.UNTIMED
    story.then(K.RESOLVED, "1404-01-17 11:00")
    followup = story.seen("1404-01-18 11:00").followup
    assert (followup.state, followup.remaining_s) == (ClockState.MET, None)


def test_a_limit_on_announcing_is_watched_but_not_counted() -> None:
    story = Story("1404-01-16 10:00", MEDIUM, agreement=ANNOUNCING)
    story.then(K.PUBLIC_REPLY, "1404-01-16 10:10")
    clocks = story.seen("1404-01-16 11:00:01")
    assert [(c.promise, c.state) for c in clocks.clocks] == [
        (Promise.FIRST_RESPONSE, ClockState.MET),
        (Promise.FOLLOWUP, ClockState.UNTIMED),
        (Promise.ANNOUNCEMENT, ClockState.BREACHED),
    ]
    assert [b.promise for b in clocks.breaches] == [Promise.ANNOUNCEMENT]
    assert (clocks.p0_since, clocks.counts_in_month) == (None, None)


def test_a_limit_on_announcing_counts_once_it_is_agreed() -> None:
    agreed = replace(ANNOUNCING, counted_breaches=frozenset(Promise))
    story = Story("1404-01-16 10:00", MEDIUM, agreement=agreed)
    story.then(K.PUBLIC_REPLY, "1404-01-16 10:10")
    clocks = story.seen("1404-01-16 12:00")
    assert (shown(clocks.p0_since), clocks.counts_in_month) == ("1404-01-16 11:00", "1404-01")


def test_the_duty_to_announce_follows_the_priority() -> None:
    story = Story("1404-01-16 10:00", CRITICAL, agreement=ANNOUNCING)

    def announcements(as_of: str) -> list[ClockState]:
        clocks = story.seen(as_of).clocks
        return [c.state for c in clocks if c.promise is Promise.ANNOUNCEMENT]

    assert announcements("1404-01-16 10:05") == []
    story.then(K.PRIORITY_SET, "1404-01-16 10:06", priority=MEDIUM)
    assert announcements("1404-01-16 10:06") == [ClockState.RUNNING]
    story.then(K.PRIORITY_SET, "1404-01-16 10:07", priority=HIGH)
    assert announcements("1404-01-16 12:00") == []
    story.then(K.PRIORITY_SET, "1404-01-16 12:30", priority=LOW)
    assert announcements("1404-01-16 12:30:01") == [ClockState.BREACHED]
    # Once broken it stays, whatever the priority becomes.
    story.then(K.PRIORITY_SET, "1404-01-16 13:00", priority=HIGH)
    assert announcements("1404-01-16 13:00") == [ClockState.BREACHED]


def test_the_duty_to_announce_knows_the_closures_declared_before_it_began() -> None:
    evening = calendars_of(("1404-01-16 20:00", ["1404-01-17"]))
    story = Story("1404-01-16 16:45", CRITICAL, agreement=ANNOUNCING, calendars=evening)
    story.then(K.PRIORITY_SET, "1404-01-16 21:00", priority=MEDIUM)
    duty = story.seen("1404-01-16 21:00").clocks[-1]
    assert (duty.promise, shown(duty.due_at)) == (Promise.ANNOUNCEMENT, "1404-01-18 09:15")


def test_a_request_that_is_done_needs_no_date() -> None:
    story = Story("1404-01-16 10:00", LOW, agreement=ANNOUNCING).then(
        K.REJECTED, "1404-01-16 10:30"
    )
    duty = story.seen("1404-01-17 10:00").clocks[-1]
    assert (duty.promise, duty.state) == (Promise.ANNOUNCEMENT, ClockState.MET)


def test_announcing_in_time_meets_the_duty_to_announce() -> None:
    clocks = announced(agreement=ANNOUNCING).seen("1404-01-18 12:00")
    assert clocks.clocks[-1].promise is Promise.ANNOUNCEMENT
    assert clocks.clocks[-1].state is ClockState.MET
