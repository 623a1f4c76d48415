"""Rules R1 to R15 and R50 on single tickets; settings away from their default too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.kernel.sla.story import Story, at, calendars_of, seconds, shown

from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, Agreement
from owj.kernel.sla.clocks import ClockKind, ClockState, Promise
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import LogEvent, Priority
from owj.kernel.sla.replay import LogRefused, replay, ticket_start
from owj.kernel.sla.settings import (
    FollowupKind,
    ReaimFrom,
    Reannouncement,
    Retroactivity,
    SameDayAnchor,
)
from owj.kernel.sla.shapes import ByPriority

CRITICAL, HIGH, MEDIUM, LOW = Priority
ANNOUNCING = replace(SHIPPED_AGREEMENT, announce_within_minutes=60)


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


# --- follow-up by announcement (R11) ---


def announced(*, priority: Priority = MEDIUM, agreement: Agreement = SHIPPED_AGREEMENT) -> Story:
    """Return a ticket answered in time, with a date announced for Tuesday noon."""
    story = Story("1404-01-16 10:00", priority, agreement=agreement)
    story.then(K.PUBLIC_REPLY, "1404-01-16 10:10")
    return story.then(K.DATE_ANNOUNCED, "1404-01-16 11:00", until="1404-01-19 12:00")


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


# --- completing, pausing, reopening, priority (R10, R12) ---


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


# --- P0 (R14, R15) ---


def test_p0_begins_at_the_first_deadline_broken_and_ends_by_word() -> None:
    story = Story("1404-01-16 10:00", CRITICAL)
    broken = story.seen("1404-01-16 17:30")
    assert (broken.p0_active, shown(broken.p0_since)) == (True, "1404-01-16 10:15")
    story.then(K.P0_CLEARED, "1404-01-16 18:00")
    cleared = story.seen("1404-01-17 09:00")
    assert (cleared.p0_active, shown(cleared.p0_since)) == (False, "1404-01-16 10:15")


def test_a_breach_found_later_may_have_the_earlier_deadline() -> None:
    story = Story("1404-01-16 10:40", MEDIUM)
    story.then(K.DATE_ANNOUNCED, "1404-01-16 10:45", until="1404-01-16 11:00")
    story.then(K.PRIORITY_SET, "1404-01-16 11:05", priority=CRITICAL)
    assert shown(story.seen("1404-01-16 11:04").p0_since) == "1404-01-16 11:00"
    clocks = story.seen("1404-01-16 11:06")
    assert [shown(b.deadline) for b in clocks.breaches] == ["1404-01-16 11:00", "1404-01-16 10:55"]
    assert shown(clocks.p0_since) == "1404-01-16 10:55"
    assert clocks.counted_breach == clocks.breaches[1]


def test_a_breach_after_the_clearing_begins_p0_anew() -> None:
    story = Story("1404-01-16 10:00", CRITICAL).then(K.P0_CLEARED, "1404-01-16 12:00")
    clocks = story.seen("1404-01-16 17:30")
    assert (clocks.p0_active, shown(clocks.p0_since)) == (True, "1404-01-16 17:00")


def test_a_finished_ticket_is_not_p0_until_it_is_reopened() -> None:
    story = Story("1404-01-16 10:00", CRITICAL).then(K.RESOLVED, "1404-01-16 12:00")
    assert not story.seen("1404-01-16 13:00").p0_active
    story.then(K.REOPENED, "1404-01-16 14:00")
    assert story.seen("1404-01-16 14:00").p0_active


@pytest.mark.parametrize(
    ("repeats", "as_of", "alarm"),
    [
        (True, "1404-01-16 10:31", "1404-01-16 10:45"),
        (True, "1404-01-16 10:45", "1404-01-16 11:00"),
        (True, "1404-01-16 16:50", "1404-01-16 17:00"),
        (True, "1404-01-16 18:00", "1404-01-17 08:45"),
        (False, "1404-01-16 10:31", "1404-01-16 10:45"),
        (False, "1404-01-16 10:45", None),
    ],
)
def test_the_p0_alarm_counts_working_minutes(repeats: bool, as_of: str, alarm: str | None) -> None:
    agreement = replace(SHIPPED_AGREEMENT, p0_repeat_alarm=repeats)
    story = Story("1404-01-16 10:00", agreement=agreement)
    assert shown(story.seen(as_of).p0_alarm_at) == alarm


def test_the_next_evaluation_is_a_second_after_the_nearest_deadline() -> None:
    story = Story("1404-01-16 10:00", CRITICAL)
    assert shown(story.seen("1404-01-16 10:00").next_evaluation_at) == "1404-01-16 10:15:01"
    story.then(K.PUBLIC_REPLY, "1404-01-16 10:05")
    clocks = story.seen("1404-01-16 10:05")
    assert shown(clocks.next_evaluation_at) == "1404-01-16 17:00:01"
    assert clocks.next_clock == clocks.followup
    story.then(K.RESOLVED, "1404-01-16 11:00")
    assert story.seen("1404-01-16 11:00").next_evaluation_at is None


# --- calendar revisions (R50) ---

SAME_MORNING = calendars_of(("1404-01-17 09:00", ["1404-01-17"]))


def test_an_answered_ticket_stays_broken_when_the_closure_comes() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    story.then(K.PUBLIC_REPLY, "1404-01-17 08:50")
    clocks = story.seen("1404-01-17 12:00")
    assert clocks.first_response.state is ClockState.MET_LATE
    assert [b.superseded_by for b in clocks.breaches] == [None]
    assert clocks.counts_in_month == "1404-01"


def test_a_ticket_answered_in_time_is_never_broken_by_a_revision() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    story.then(K.PUBLIC_REPLY, "1404-01-17 08:40")
    assert story.seen("1404-01-20 12:00").first_response.state is ClockState.MET


def test_a_relieved_promise_may_break_again_under_the_later_revision() -> None:
    story = Story("1404-01-16 16:45", calendars=SAME_MORNING)
    clocks = story.seen("1404-01-18 09:00")
    assert [(shown(b.deadline), b.calendar_revision, b.superseded_by) for b in clocks.breaches] == [
        ("1404-01-17 08:45", 1, 2),
        ("1404-01-18 08:45", 2, None),
    ]
    assert clocks.counts_in_month == "1404-01"
    assert clocks.breach_of(Promise.FIRST_RESPONSE) == clocks.breaches[1]
    assert shown(clocks.p0_since) == "1404-01-17 08:45"


def test_each_breach_names_the_revision_that_relieved_it() -> None:
    calendars = calendars_of(
        ("1404-01-17 09:00", ["1404-01-17"]), ("1404-01-18 09:00", ["1404-01-17", "1404-01-18"])
    )
    clocks = Story("1404-01-16 16:45", calendars=calendars).seen("1404-01-19 09:00")
    assert [(shown(b.deadline), b.superseded_by) for b in clocks.breaches] == [
        ("1404-01-17 08:45", 2),
        ("1404-01-18 08:45", 3),
        ("1404-01-19 08:45", None),
    ]


@pytest.mark.parametrize(
    "agreement",
    [
        replace(SHIPPED_AGREEMENT, retroactive_relief=False),
        replace(SHIPPED_AGREEMENT, retroactivity=Retroactivity.NONE),
    ],
)
def test_relief_can_be_refused(agreement: Agreement) -> None:
    story = Story("1404-01-16 16:45", agreement=agreement, calendars=SAME_MORNING)
    clocks = story.seen("1404-01-17 12:00")
    assert [b.superseded_by for b in clocks.breaches] == [None]
    assert shown(clocks.first_response.due_at) == "1404-01-17 08:45"


def test_a_running_deadline_can_be_kept_from_moving() -> None:
    agreement = replace(SHIPPED_AGREEMENT, retroactivity=Retroactivity.NONE)
    evening = calendars_of(("1404-01-16 20:00", ["1404-01-17"]))
    story = Story("1404-01-16 16:45", agreement=agreement, calendars=evening)
    assert shown(story.seen("1404-01-16 21:00").first_response.due_at) == "1404-01-17 08:45"


def test_a_priority_changed_after_a_closure_keeps_the_closure() -> None:
    evening = calendars_of(("1404-01-16 20:00", ["1404-01-17"]))
    story = Story("1404-01-16 16:45", calendars=evening)
    story.then(K.PRIORITY_SET, "1404-01-16 21:00", priority=HIGH)
    clocks = story.seen("1404-01-16 21:00")
    assert shown(clocks.first_response.due_at) == "1404-01-18 08:35"
    assert shown(clocks.followup.due_at) == "1404-01-18 17:00"


def test_a_later_closure_leaves_an_announced_date() -> None:
    evening = calendars_of(("1404-01-18 20:00", ["1404-01-19"]))
    story = Story("1404-01-16 10:00", calendars=evening)
    story.then(K.DATE_ANNOUNCED, "1404-01-16 11:00", until="1404-01-19 12:00")
    assert shown(story.seen("1404-01-18 21:00").followup.due_at) == "1404-01-19 12:00"


# --- logs ---


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
