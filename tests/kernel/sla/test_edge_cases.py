"""The twenty cases that users of other help desks reported, as far as they are pure.

All stories play from 16 Farvardin 1404, a Saturday, with no holiday until the end of the month.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.kernel.sla.story import Story, at, calendars_of, seconds, shown

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarData,
    CalendarHistory,
    CalendarRejected,
    NoWorkingTime,
    Revision,
    Span,
    WeeklyHours,
    phone_calendar,
    ticket_calendar,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT, version_in_force
from owj.kernel.sla.breach import breach_changes
from owj.kernel.sla.clocks import ClockState, Promise
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority
from owj.kernel.sla.explain import RowKind, explain
from owj.kernel.sla.merge import MergeLoop, plan_merge, survivor_of
from owj.kernel.sla.monthly import claim_until, missed_by_month
from owj.kernel.sla.replay import replay, ticket_start

PAUSING = replace(SHIPPED_AGREEMENT, pause_followup=True)
CRITICAL, HIGH, MEDIUM, LOW = Priority


def test_case_01_critical_two_minutes_before_closing() -> None:
    clocks = Story("1404-01-20 16:58", CRITICAL).seen("1404-01-20 16:58")
    assert shown(clocks.first_response.due_at) == "1404-01-21 08:43"
    assert shown(clocks.followup.due_at) == "1404-01-21 14:00"


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("1404-01-16 16:30:00", "1404-01-16 17:00"),
        ("1404-01-16 16:30:01", "1404-01-17 08:30:01"),
    ],
)
def test_case_02_exact_fit_ends_at_closing_and_a_second_more_does_not(
    opened: str, due: str
) -> None:
    assert shown(Story(opened, MEDIUM).seen(opened).first_response.due_at) == due


@pytest.mark.parametrize(
    ("opened", "state", "starts"),
    [
        ("1404-01-16 17:00:00", "waiting", "1404-01-17 08:30"),
        ("1404-01-16 16:59:59", "active", "1404-01-16 16:59:59"),
        ("1404-01-21 14:00:00", "waiting", "1404-01-23 08:30"),
        ("1404-01-16 08:30:00", "active", "1404-01-16 08:30"),
        ("1404-01-16 08:29:59", "waiting", "1404-01-16 08:30"),
    ],
)
def test_case_03_arrival_on_the_second_of_opening_and_closing(
    opened: str, state: str, starts: str
) -> None:
    clocks = Story(opened).seen(opened)
    assert (clocks.state_at_arrival, shown(clocks.started_at)) == (state, starts)


def test_case_04_a_lunch_break_does_not_count() -> None:
    with_break = CalendarHistory((Revision(1, None, phone_calendar()),))
    story = Story("1404-01-16 13:50", MEDIUM, calendars=with_break)
    clocks = story.seen("1404-01-16 14:20")
    assert shown(clocks.first_response.due_at) == "1404-01-16 15:05"
    assert clocks.first_response.counted_s == 600


def test_case_05_a_holiday_declared_the_evening_before_then_withdrawn_moves_later_only() -> None:
    declared_then_withdrawn = calendars_of(
        ("1404-01-16 20:00", ["1404-01-17"]), ("1404-01-16 22:00", [])
    )
    story = Story("1404-01-16 16:45", MEDIUM, calendars=declared_then_withdrawn)
    dues = [
        shown(story.seen(as_of).first_response.due_at)
        for as_of in ("1404-01-16 19:59", "1404-01-16 20:00", "1404-01-16 23:00")
    ]
    assert dues == ["1404-01-17 08:45", "1404-01-18 08:45", "1404-01-18 08:45"]


def test_case_05_a_holiday_declared_the_same_morning_supersedes_the_breach() -> None:
    declared_late = calendars_of(("1404-01-17 09:00", ["1404-01-17"]))
    story = Story("1404-01-16 16:45", MEDIUM, calendars=declared_late)
    before, after = story.seen("1404-01-17 08:59"), story.seen("1404-01-17 09:01")
    assert before.counts_in_month == "1404-01"
    (breach,) = after.breaches
    assert (shown(breach.deadline), breach.superseded_by) == ("1404-01-17 08:45", 2)
    assert after.counts_in_month is None
    assert shown(after.first_response.due_at) == "1404-01-18 08:45"
    assert after.first_response.state is ClockState.RUNNING
    # P0 stays until the project manager clears it.
    assert after.p0_active
    assert shown(after.p0_since) == "1404-01-17 08:45"
    assert not story.then(K.P0_CLEARED, "1404-01-17 09:30").seen("1404-01-17 10:00").p0_active


def test_case_06_a_lunar_day_moved_by_sighting_moves_running_tickets_later_only() -> None:
    expected = calendars_of(
        ("1404-01-17 05:00", ["1404-01-17"]),  # the new moon was seen a day early
        closed=["1404-01-18"],
    )
    moved = Story("1404-01-16 16:45", MEDIUM, calendars=expected)
    assert shown(moved.seen("1404-01-17 04:59").first_response.due_at) == "1404-01-17 08:45"
    assert shown(moved.seen("1404-01-17 05:00").first_response.due_at) == "1404-01-18 08:45"

    postponed = calendars_of(("1404-01-17 05:00", ["1404-01-18"]), closed=["1404-01-17"])
    kept = Story("1404-01-16 16:45", MEDIUM, calendars=postponed)
    assert shown(kept.seen("1404-01-17 06:00").first_response.due_at) == "1404-01-18 08:45"
    # One that comes after the sighting is judged by it alone.
    new = Story("1404-01-17 09:00", MEDIUM, calendars=postponed)
    assert shown(new.seen("1404-01-17 09:00").first_response.due_at) == "1404-01-17 09:30"


def test_case_07_a_gap_of_seven_closed_days_with_the_leap_day_inside() -> None:
    # 29 and 30 Esfand 1403, four days of Nowruz, and a fifth by decree.
    story = Story("1403-12-28 16:50", MEDIUM, calendars=calendars_of(closed=["1404-01-05"]))
    clocks = story.seen("1404-01-06 09:00")
    assert shown(clocks.first_response.due_at) == "1404-01-06 08:50"
    assert clocks.counts_in_month == "1404-01"
    rows = explain(clocks.first_response, story.calendars, at("1404-01-06 09:00")).rows
    assert sum(row.closed_days for row in rows) == 7
    assert [row.counted_s for row in rows if row.kind is RowKind.COUNTED] == [600, 1200]


def test_case_08_a_calendar_that_never_opens_is_refused_and_one_that_ends_is_an_error() -> None:
    shut = WeeklyHours(date(2000, 1, 1), ((),) * 7)
    with pytest.raises(CalendarRejected):
        CalendarData("shut", "Shut", "Asia/Tehran", (shut,))
    open_once = WeeklyHours(date(1999, 1, 1), ((Span(0, 3600),),) + ((),) * 6)
    ends = BusinessCalendar(CalendarData("ends", "Ends", "Asia/Tehran", (open_once, shut)))
    story = Story("1404-01-16 10:00", calendars=CalendarHistory((Revision(1, None, ends),)))
    with pytest.raises(NoWorkingTime):
        story.seen("1404-01-16 10:00")


def test_case_09_the_repeated_and_the_missing_hour() -> None:
    always = WeeklyHours(date(2000, 1, 1), ((Span(0, 86_400),),) * 7)
    calendar = BusinessCalendar(CalendarData("always", "Always", "Asia/Tehran", (always,)))
    calendars = CalendarHistory((Revision(1, None, calendar),))
    # 23:00 to 23:59 of 30 Shahrivar 1400 happened twice; 23:45 first, 23:15 again.
    repeated = Story("1400-06-30 23:45", MEDIUM, calendars=calendars)
    due_at = repeated.seen("1400-06-30 23:45").first_response.due_at
    assert due_at == at("1400-06-30 23:45") + seconds(1800)
    assert shown(due_at) == "1400-06-30 23:15"
    # 00:00 to 00:59 of 2 Farvardin 1401 never was.
    missing = Story("1401-01-01 23:45", MEDIUM, calendars=calendars)
    assert shown(missing.seen("1401-01-01 23:45").first_response.due_at) == "1401-01-02 01:15"


def test_case_09_a_report_over_a_change_of_the_clocks_counts_elapsed_seconds() -> None:
    # Due Tuesday 30 Shahrivar 1400 at 17:00 (+04:30), done the next day at 08:30 (+03:30).
    story = Story("1400-06-30 16:30", MEDIUM).then(K.PUBLIC_REPLY, "1400-06-31 08:31")
    response = story.seen("1400-06-31 09:00").first_response
    assert (response.late_working_s, response.late_wall_s) == (60, (16 * 60 + 31) * 60)
    rows = explain(response, story.calendars, at("1400-06-31 09:00")).rows
    assert sum((row.end - row.start for row in rows), timedelta()) == timedelta(hours=17, minutes=1)


def test_case_10_a_pause_over_a_weekend_moves_the_deadline_by_working_time_only() -> None:
    story = (
        Story("1404-01-20 10:00", CRITICAL, agreement=PAUSING)
        .then(K.PUBLIC_REPLY, "1404-01-20 10:05")
        .then(K.WAITING_CUSTOMER, "1404-01-20 16:00")
        .then(K.CUSTOMER_REPLIED, "1404-01-23 09:00")
    )
    assert story.seen("1404-01-22 12:00").followup.state is ClockState.PAUSED
    followup = story.seen("1404-01-23 09:00").followup
    # One hour was left of Wednesday.
    assert (shown(followup.due_at), followup.remaining_s) == ("1404-01-23 10:00", 3600)
    assert followup.counted_s == 6 * 3600


def test_case_11_pause_then_priority_change_keeps_pause_start_and_breach() -> None:
    story = (
        Story("1404-01-16 09:00", HIGH, agreement=PAUSING)
        .then(K.WAITING_CUSTOMER, "1404-01-16 10:00")
        .then(K.PRIORITY_SET, "1404-01-16 11:00", priority=CRITICAL)
        .then(K.CUSTOMER_REPLIED, "1404-01-16 12:00")
    )
    clocks = story.seen("1404-01-16 12:00")
    # Broken at 09:20 as high: the change at 11:00 neither heals nor moves it.
    response = clocks.first_response
    assert (shown(response.due_at), response.state) == ("1404-01-16 09:20", ClockState.BREACHED)
    assert [shown(breach.deadline) for breach in clocks.breaches] == ["1404-01-16 09:20"]
    # Follow-up: from the original start, two paused hours beyond the day's end.
    followup = clocks.followup
    assert (shown(followup.arrived_at), followup.target_s) == ("1404-01-16 09:00", 8 * 3600)
    assert [(shown(a), shown(b)) for a, b in followup.pauses] == [
        ("1404-01-16 10:00", "1404-01-16 12:00")
    ]
    assert shown(followup.due_at) == "1404-01-17 10:30"


def test_case_11_a_priority_change_aims_from_the_original_start() -> None:
    story = Story("1404-01-16 09:00", MEDIUM).then(
        K.PRIORITY_SET, "1404-01-16 09:10", priority=CRITICAL
    )
    clocks = story.seen("1404-01-16 09:10")
    assert shown(clocks.first_response.due_at) == "1404-01-16 09:15"
    assert shown(clocks.followup.due_at) == "1404-01-16 17:00"


def test_case_12_a_pause_before_the_first_response_does_not_stop_its_clock() -> None:
    story = (
        Story("1404-01-16 09:00", MEDIUM, agreement=PAUSING)
        .then(K.WAITING_CUSTOMER, "1404-01-16 09:05")
        .then(K.AUTO_REPLY, "1404-01-16 09:06", human=False)
    )
    response = story.seen("1404-01-16 09:30:01").first_response
    assert (response.state, shown(response.due_at)) == (ClockState.BREACHED, "1404-01-16 09:30")
    assert response.pauses == ()


@pytest.mark.parametrize("reply_first", [True, False])
def test_case_13_reply_and_pending_in_one_save(reply_first: bool) -> None:
    both = [K.PUBLIC_REPLY, K.WAITING_CUSTOMER]
    story = Story("1404-01-16 09:00", CRITICAL, agreement=PAUSING)
    for kind in both if reply_first else reversed(both):
        story.then(kind, "1404-01-16 09:10")
    clocks = story.seen("1404-01-16 12:00")
    assert clocks.first_response.state is ClockState.MET
    assert shown(clocks.first_response.stopped_at) == "1404-01-16 09:10"
    assert clocks.followup.state is ClockState.PAUSED
    assert clocks.followup.counted_s == 600


def test_case_14_reopened_twice_keeps_each_cycle() -> None:
    story = (
        Story("1404-01-16 09:00", CRITICAL)
        .then(K.PUBLIC_REPLY, "1404-01-16 09:10")
        .then(K.RESOLVED, "1404-01-16 11:00")
        .then(K.REOPENED, "1404-01-16 16:58")
        .then(K.RESOLVED, "1404-01-18 09:00")
        .then(K.REOPENED, "1404-01-19 10:00")
    )
    clocks = story.seen("1404-01-19 11:00")
    assert clocks.first_response.state is ClockState.MET
    cycles = [
        (c.cycle, c.state, shown(c.due_at)) for c in clocks.clocks if c.promise is Promise.FOLLOWUP
    ]
    assert cycles == [
        (1, ClockState.MET, "1404-01-16 17:00"),
        # Reopened two minutes before closing: the same reading as for an arrival (R10).
        (2, ClockState.MET_LATE, "1404-01-17 17:00"),
        (3, ClockState.RUNNING, "1404-01-19 17:00"),
    ]
    assert [(b.cycle, shown(b.deadline)) for b in clocks.breaches] == [(2, "1404-01-17 17:00")]


def test_case_15_merge_of_an_older_into_a_younger_ticket_takes_the_earlier_start() -> None:
    older = Story("1404-01-16 09:00", MEDIUM).then(K.MERGED_INTO, "1404-01-16 10:20")
    younger = Story("1404-01-16 10:00", MEDIUM).then(
        K.ABSORBED, "1404-01-16 10:20", other_start="1404-01-16 09:00"
    )
    merged, survivor = older.seen("1404-01-16 11:00"), younger.seen("1404-01-16 11:00")
    assert [clock.state for clock in merged.clocks] == [ClockState.CANCELLED] * 2
    assert (merged.counts_in_month, merged.next_clock) == (None, None)
    # The merged one broke at 09:30 and keeps that fact, but the miss counts once.
    assert [shown(breach.deadline) for breach in merged.breaches] == ["1404-01-16 09:30"]
    assert shown(survivor.arrived_at) == "1404-01-16 09:00"
    assert shown(survivor.p0_since) == "1404-01-16 09:30"
    counts = missed_by_month([merged, survivor], SHIPPED_AGREEMENT)
    assert [(count.month, count.missed) for count in counts] == [("1404-01", 1)]


def test_case_15_an_answer_given_on_the_merged_ticket_answers_the_survivor() -> None:
    younger = (
        Story("1404-01-16 10:00", MEDIUM)
        .then(K.PUBLIC_REPLY, "1404-01-16 09:20")  # moved along, with its own instant
        .then(K.ABSORBED, "1404-01-16 10:20", other_start="1404-01-16 09:00")
    )
    response = younger.seen("1404-01-16 11:00").first_response
    assert (response.state, shown(response.stopped_at)) == (ClockState.MET, "1404-01-16 09:20")


def test_case_15_chains_of_merges_are_followed_and_loops_refused() -> None:
    merged_into = {"A": "B", "B": "C"}
    assert survivor_of("A", merged_into) == "C"
    assert plan_merge("D", "A", merged_into) == "C"
    for into in ("A", "C"):
        with pytest.raises(MergeLoop):
            plan_merge("C", into, merged_into)
    with pytest.raises(MergeLoop):
        survivor_of("A", {"A": "B", "B": "A"})
    chain = Story("1404-01-18 09:00").then(
        K.ABSORBED, "1404-01-18 10:00", other_start="1404-01-17 09:00"
    )
    chain.then(K.ABSORBED, "1404-01-18 11:00", other_start="1404-01-16 09:00")
    assert shown(ticket_start(chain.events)) == "1404-01-16 09:00"
    assert shown(ticket_start(chain.events, at("1404-01-18 10:30"))) == "1404-01-17 09:00"


def test_case_15_a_clone_starts_anew() -> None:
    Story("1404-01-16 09:00", CRITICAL).then(K.PUBLIC_REPLY, "1404-01-16 09:05")
    clone = Story("1404-01-17 10:00", CRITICAL).seen("1404-01-17 10:00")
    assert shown(clone.first_response.due_at) == "1404-01-17 10:15"
    assert clone.first_response.state is ClockState.RUNNING


def test_case_16_an_offline_reply_that_comes_late_takes_the_breach_back() -> None:
    story = Story("1404-01-16 09:00", MEDIUM)
    live = story.seen("1404-01-16 09:31")
    assert len(live.breaches) == 1
    # Recorded at noon: the agent had answered at 09:20 without a connection.
    story.then(K.INTERNAL_NOTE, "1404-01-16 11:00").then(K.PUBLIC_REPLY, "1404-01-16 09:20")
    replayed = story.seen("1404-01-16 12:00")
    assert replayed.first_response.state is ClockState.MET
    assert replayed.breaches == ()
    changes = breach_changes(live.breaches, replayed.breaches)
    assert (changes.new, changes.relieved, changes.groundless) == ((), (), live.breaches)


def test_case_16_imported_history_replays_as_it_was_lived() -> None:
    story = (
        Story("1404-01-16 09:00", CRITICAL)
        .then(K.PUBLIC_REPLY, "1404-01-16 09:20")
        .then(K.RESOLVED, "1404-01-17 09:00")
    )
    lived = story.seen("1404-01-18 09:00")
    shuffled = [story.events[2], story.events[0], story.events[1]]
    imported = replay(shuffled, story.agreement, story.calendars, at("1404-01-18 09:00"))
    assert imported == lived


def test_case_17_a_timer_that_was_down_for_three_days_finds_what_it_missed() -> None:
    story = Story("1404-01-16 09:00", CRITICAL)
    on_time, late = story.seen("1404-01-16 09:15:01"), story.seen("1404-01-19 09:15:01")
    assert shown(story.seen("1404-01-16 09:00").next_evaluation_at) == "1404-01-16 09:15:01"
    assert on_time.breaches[0] == late.breaches[0]
    assert on_time.p0_since == late.p0_since == at("1404-01-16 09:15")
    assert [shown(b.deadline) for b in late.breaches] == ["1404-01-16 09:15", "1404-01-16 17:00"]


def test_case_18_two_workers_find_one_breach() -> None:
    story = Story("1404-01-16 09:00", MEDIUM)
    first, second = (story.seen("1404-01-16 09:30:01") for _ in range(2))
    assert first == second
    assert breach_changes((), first.breaches).new == first.breaches
    assert breach_changes(first.breaches, second.breaches).new == ()


def test_case_19_the_version_at_the_start_judges_to_the_end() -> None:
    stricter = replace(
        SHIPPED_AGREEMENT,
        id="1404-2",
        effective_from=at("1404-01-16 16:50"),
        announce_within_minutes=60,
    )
    versions = [SHIPPED_AGREEMENT, stricter]
    story = Story("1404-01-16 16:45", MEDIUM)
    judged_by = version_in_force(versions, ticket_start(story.events))
    assert judged_by is SHIPPED_AGREEMENT
    clocks = story.seen("1404-01-17 09:00")
    assert {breach.version_id for breach in clocks.breaches} == {"1400-1"}
    assert version_in_force(versions, at("1404-01-16 16:50")) is stricter


def test_case_19_the_calendar_frozen_at_the_start_yields_only_to_a_later_deadline() -> None:
    longer_hours = WeeklyHours(date(2000, 1, 1), ((Span(0, 86_400),),) * 7)
    always = BusinessCalendar(CalendarData("ticket", "Tickets", "Asia/Tehran", (longer_hours,)))
    calendars = CalendarHistory(
        (Revision(1, None, ticket_calendar()), Revision(2, at("1404-01-16 16:50"), always))
    )
    story = Story("1404-01-16 16:45", MEDIUM, calendars=calendars)
    response = story.seen("1404-01-16 18:00").first_response
    assert (shown(response.due_at), response.calendar_revision) == ("1404-01-17 08:45", 1)


def test_case_20_the_fifth_miss_and_its_exclusion_in_one_transaction() -> None:
    broken = [Story(f"1404-01-{day} 09:00").seen("1404-01-30 12:00") for day in range(16, 20)]
    fifth = Story("1404-01-20 09:00").then(K.EXCLUDED, "1404-01-20 09:30:01")
    (count,) = missed_by_month([*broken, fifth.seen("1404-01-20 09:30:01")], SHIPPED_AGREEMENT)
    assert (count.missed, count.remedies, count.reached_at) == (4, 0, None)

    fifth.then(K.READMITTED, "1404-01-20 12:00")
    (count,) = missed_by_month([*broken, fifth.seen("1404-01-20 12:00")], SHIPPED_AGREEMENT)
    assert (count.missed, count.remedies) == (5, 1)
    assert shown(count.reached_at) == "1404-01-20 09:30"


def test_case_20_a_miss_over_the_border_counts_in_the_month_of_its_deadline() -> None:
    # 31 Farvardin 1404 is a Sunday; filed before closing, due on 1 Ordibehesht.
    clocks = Story("1404-01-31 16:45", MEDIUM).seen("1404-02-02 12:00")
    assert (shown(clocks.p0_since), clocks.counts_in_month) == ("1404-02-01 08:45", "1404-02")


def test_case_20_a_claim_on_day_seven_at_the_last_second() -> None:
    broken = [Story(f"1404-01-{day} 09:00").seen("1404-01-30 12:00") for day in range(16, 21)]
    (count,) = missed_by_month(broken, SHIPPED_AGREEMENT)
    until = claim_until(count, SHIPPED_AGREEMENT, ticket_calendar())
    assert shown(until) == "1404-01-27 23:59:59"


def test_each_of_the_twenty_cases_is_a_named_test() -> None:
    """The list of cases that users of other help desks reported has no gap here."""
    named = {name[10:12] for name in globals() if name.startswith("test_case_")}
    assert named == {f"{number:02d}" for number in range(1, 21)}
