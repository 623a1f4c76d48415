"""The explanation of a clock: every stretch, its reason and its rule."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import pytest
from tests.kernel.sla.story import Story, at, calendars_of, day, shown

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarHistory,
    Revision,
    SpecialHours,
    phone_calendar,
    ticket_calendar,
)
from owj.kernel.sla.agreement import SHIPPED_AGREEMENT
from owj.kernel.sla.events import EventKind as K
from owj.kernel.sla.events import Priority
from owj.kernel.sla.explain import ExplainRow, Explanation, Period, Reason, RowKind, explain

INTERNAL = SHIPPED_AGREEMENT.as_internal()


def explained(story: Story, as_of: str, clock: int = 0) -> Explanation:
    """Return the explanation of one clock of a story."""
    return explain(story.seen(as_of).clocks[clock], story.calendars, at(as_of))


def brief(row: ExplainRow) -> tuple[str, str | None, str | None, int, str, str]:
    """Return what a test compares."""
    return row.kind, shown(row.start), shown(row.end), row.counted_s, row.reason, row.rule


def test_a_running_clock_from_its_start_to_its_deadline() -> None:
    found = explained(Story("1404-01-16 16:45"), "1404-01-17 08:40")
    assert [brief(row) for row in found.rows] == [
        ("counted", "1404-01-16 16:45", "1404-01-16 17:00", 900, "open", "R8"),
        ("closed", "1404-01-16 17:00", "1404-01-17 08:30", 0, "night", "R1"),
        ("running", "1404-01-17 08:30", "1404-01-17 08:40", 600, "open", "R8"),
        ("remaining", "1404-01-17 08:40", "1404-01-17 08:45", 300, "until_due", "R8"),
    ]
    assert (found.counted_s, found.remaining_s, found.target_s) == (1500, 300, 1800)
    assert (found.due_rule, shown(found.due_at)) == ("R7", "1404-01-17 08:45")


def test_nothing_runs_at_the_closing_second() -> None:
    found = explained(Story("1404-01-16 16:45"), "1404-01-16 17:00")
    assert [row.kind for row in found.rows] == [RowKind.COUNTED, RowKind.CLOSED, RowKind.REMAINING]


def test_a_waiting_clock_says_why_it_has_not_begun() -> None:
    found = explained(Story("1404-01-22 12:00"), "1404-01-22 13:00")  # a Friday
    assert [brief(row) for row in found.rows] == [
        ("closed", "1404-01-22 12:00", "1404-01-22 13:00", 0, "weekly_closed", "R2"),
        ("closed", "1404-01-22 13:00", "1404-01-23 08:30", 0, "weekly_closed", "R2"),
        ("remaining", "1404-01-23 08:30", "1404-01-23 09:00", 1800, "until_due", "R8"),
    ]


def test_a_late_clock_shows_what_came_after_the_deadline() -> None:
    story = Story("1404-01-16 16:45").then(K.PUBLIC_REPLY, "1404-01-17 09:00")
    found = explained(story, "1404-01-18 12:00")
    assert [brief(row) for row in found.rows][2:] == [
        ("counted", "1404-01-17 08:30", "1404-01-17 08:45", 900, "open", "R8"),
        ("late", "1404-01-17 08:45", "1404-01-17 09:00", 900, "open", "R13"),
    ]
    assert (found.counted_s, found.remaining_s, found.late_s) == (1800, 0, 900)


def test_a_clock_met_in_time_ends_with_its_answer() -> None:
    story = Story("1404-01-16 10:00").then(K.PUBLIC_REPLY, "1404-01-16 10:10")
    found = explained(story, "1404-01-16 12:00")
    assert [brief(row) for row in found.rows] == [
        ("counted", "1404-01-16 10:00", "1404-01-16 10:10", 600, "open", "R8")
    ]
    assert (found.counted_s, found.remaining_s) == (600, 1200)


def test_a_pause_is_one_row_whatever_it_spans() -> None:
    story = (
        Story("1404-01-20 16:00", Priority.CRITICAL, agreement=INTERNAL)
        .then(K.WAITING_CUSTOMER, "1404-01-20 16:30")
        .then(K.CUSTOMER_REPLIED, "1404-01-23 09:00")
    )
    found = explained(story, "1404-01-23 09:10", clock=1)
    assert [brief(row) for row in found.rows] == [
        ("counted", "1404-01-20 16:00", "1404-01-20 16:30", 1800, "open", "R10"),
        ("paused", "1404-01-20 16:30", "1404-01-23 09:00", 0, "waiting_customer", "R12"),
        ("running", "1404-01-23 09:00", "1404-01-23 09:10", 600, "open", "R10"),
        ("remaining", "1404-01-23 09:10", "1404-01-23 09:30", 1200, "until_due", "R10"),
    ]


def test_a_paused_clock_shows_the_way_as_if_it_went_on_now() -> None:
    story = Story("1404-01-16 16:00", Priority.CRITICAL, agreement=INTERNAL)
    story.then(K.WAITING_CUSTOMER, "1404-01-16 16:30")
    found = explained(story, "1404-01-17 09:00", clock=1)
    assert [(row.kind, shown(row.end)) for row in found.rows] == [
        (RowKind.COUNTED, "1404-01-16 16:30"),
        (RowKind.PAUSED, "1404-01-17 09:00"),
        (RowKind.REMAINING, "1404-01-17 09:30"),
    ]


def test_closed_days_carry_their_name_class_and_the_revision_that_closed_them() -> None:
    calendars = calendars_of(("1404-01-20 18:00", ["1404-01-23", "1404-01-24"]))
    story = Story("1404-01-21 13:50", calendars=calendars)
    first, second, third = explained(story, "1404-01-25 08:40").rows[1:4]
    assert (first.kind, first.reason, first.first_day, first.last_day) == (
        RowKind.CLOSED,
        Reason.WEEKLY_CLOSED,
        day("1404-01-22"),
        day("1404-01-22"),
    )
    assert (second.kind, second.reason, second.rule) == (RowKind.CLOSURE, Reason.CLOSURE, "R4")
    assert (second.name, second.closure_kind, second.calendar_revision) == (
        "آلودگی هوا",
        "oneoff",
        2,
    )
    assert (second.first_day, second.last_day, second.closed_days) == (
        day("1404-01-23"),
        day("1404-01-24"),
        2,
    )
    # The nights beside closed days go with their rows, so that rows lie end to end.
    assert (shown(first.start), shown(first.end)) == ("1404-01-21 14:00", "1404-01-23 00:00")
    assert (shown(second.start), shown(second.end)) == ("1404-01-23 00:00", "1404-01-25 08:30")
    assert third.kind is RowKind.RUNNING


def test_a_lunch_break_is_no_night() -> None:
    calendars = CalendarHistory((Revision(1, None, phone_calendar()),))
    story = Story("1404-01-16 13:50", calendars=calendars)
    reasons = [row.reason for row in explained(story, "1404-01-16 15:00").rows]
    assert reasons == [Reason.OPEN, Reason.BREAK, Reason.OPEN, Reason.UNTIL_DUE]
    in_the_break = Story("1404-01-16 14:10", calendars=calendars)
    assert explained(in_the_break, "1404-01-16 14:20").rows[0].reason is Reason.BREAK
    before_opening = Story("1404-01-16 07:10", calendars=calendars)
    assert explained(before_opening, "1404-01-16 08:00").rows[0].reason is Reason.NIGHT
    after_closing = Story("1404-01-16 17:10", calendars=calendars)
    assert explained(after_closing, "1404-01-16 18:00").rows[0].reason is Reason.NIGHT


def test_special_hours_that_close_a_day_are_named() -> None:
    shut = SpecialHours(day("1404-01-17"), (), "انبارگردانی")
    short = SpecialHours(day("1404-01-18"), ticket_calendar().data.hours[0].days[3], "نیمه‌وقت")
    data = replace(ticket_calendar().data, special=(shut, short))
    calendars = CalendarHistory((Revision(1, None, BusinessCalendar(data)),))
    found = explained(Story("1404-01-16 16:45", calendars=calendars), "1404-01-19 09:00")
    assert [(row.reason, row.name) for row in found.rows if row.counted_s == 0] == [
        (Reason.SPECIAL_HOURS, "انبارگردانی"),
        (Reason.NIGHT, ""),
    ]


def test_an_untimed_clock_counts_without_an_end() -> None:
    found = explained(Story("1404-01-16 10:00"), "1404-01-16 11:00", clock=1)
    assert (found.target_s, found.remaining_s, found.counted_s) == (None, None, 3600)
    assert [row.kind for row in found.rows] == [RowKind.RUNNING]


def test_an_announced_date_is_explained_from_its_telling() -> None:
    story = Story("1404-01-16 10:00")
    story.then(K.DATE_ANNOUNCED, "1404-01-16 16:00", until="1404-01-17 09:30")
    found = explained(story, "1404-01-16 16:30", clock=1)
    assert [brief(row)[0:1] + brief(row)[3:] for row in found.rows] == [
        ("running", 1800, "open", "R11"),
        ("remaining", 1800, "until_due", "R11"),
        ("closed", 0, "night", "R1"),
        ("remaining", 3600, "until_due", "R11"),
    ]


def test_a_clock_that_was_answered_before_it_counts_has_no_rows() -> None:
    story = Story("1404-01-16 10:00").then(K.PUBLIC_REPLY, "1404-01-16 09:00")
    assert explained(story, "1404-01-16 12:00").rows == ()


@pytest.mark.parametrize(
    ("as_of", "period"),
    [
        ("1404-02-25 12:00", Period.WEEK),
        ("1404-11-25 12:00", Period.MONTH),
        ("1410-02-25 12:00", Period.YEAR),
        ("1430-02-25 12:00", Period.ALL),
    ],
)
def test_a_long_span_is_summed_up_and_stays_readable(as_of: str, period: Period) -> None:
    found = explained(Story("1404-01-16 16:45"), as_of)
    assert len(found.rows) <= 45
    assert {row.period for row in found.rows} == {None, period}
    # The story of the deadline and the last days stay in detail.
    assert brief(found.rows[2])[:4] == ("counted", "1404-01-17 08:30", "1404-01-17 08:45", 900)
    assert all(row.period is None for row in found.rows[-4:])
    for row in found.rows:
        if row.period is not None:
            assert (row.kind, row.reason) == (RowKind.LATE, Reason.GROUPED)
            assert row.stretches * 19_800 <= row.counted_s <= row.stretches * 30_600
    assert sum(row.counted_s for row in found.rows if row.kind is RowKind.LATE) == found.late_s


def test_the_way_to_a_deadline_soon_after_the_start_stays_in_detail() -> None:
    found = explained(Story("1403-12-28 16:50"), "1404-12-20 12:00")
    assert [brief(row)[:4] for row in found.rows if row.kind is RowKind.COUNTED] == [
        ("counted", "1403-12-28 16:50", "1403-12-28 17:00", 600),
        ("counted", "1404-01-05 08:30", "1404-01-05 08:50", 1200),
    ]
    assert {row.period for row in found.rows[:9]} == {None}


def test_the_days_around_the_present_stay_in_detail_on_a_long_way_to_a_date() -> None:
    story = Story("1404-01-16 10:00")
    story.then(K.DATE_ANNOUNCED, "1404-01-16 10:00", until="1404-12-20 12:00")
    found = explained(story, "1404-06-01 10:00", clock=1)
    running = [row for row in found.rows if row.kind is RowKind.RUNNING]
    assert [brief(row)[1:4] for row in running] == [("1404-06-01 08:30", "1404-06-01 10:00", 5400)]
    grouped = [row.kind for row in found.rows if row.period is Period.MONTH]
    assert grouped == sorted(grouped)
    assert {*grouped} == {RowKind.COUNTED, RowKind.REMAINING}
    assert len(found.rows) <= 45


def test_weeks_begin_on_saturday_and_say_how_many_days_were_closed() -> None:
    found = explained(Story("1404-02-06 16:45"), "1404-03-25 12:00")
    week = next(row for row in found.rows if shown(row.start) == "1404-02-13 00:00")
    assert shown(week.end) == "1404-02-20 00:00"
    assert (week.stretches, week.closed_days) == (6, 1)
    assert week.counted_s == 5 * 30_600 + 19_800


def test_twenty_years_are_explained_at_once() -> None:
    story = Story("1404-01-16 16:45")
    clock = story.seen("1424-01-16 12:00").first_response
    explain(clock, story.calendars, at("1424-01-16 12:00"))
    began = perf_counter()
    explain(clock, story.calendars, at("1424-01-16 12:00"))
    # Some 20 ms here; enumerating every night of it took ten times as long.
    assert perf_counter() - began < 0.5


def test_a_long_pause_is_one_row_too() -> None:
    story = Story("1404-01-16 10:00", Priority.CRITICAL, agreement=INTERNAL)
    story.then(K.WAITING_CUSTOMER, "1404-01-16 11:00").then(K.CUSTOMER_REPLIED, "1404-03-19 11:00")
    found = explained(story, "1404-03-19 12:00", clock=1)
    assert [brief(row)[:4] for row in found.rows] == [
        ("counted", "1404-01-16 10:00", "1404-01-16 11:00", 3600),
        ("paused", "1404-01-16 11:00", "1404-03-19 11:00", 0),
        ("running", "1404-03-19 11:00", "1404-03-19 12:00", 3600),
        ("remaining", "1404-03-19 12:00", "1404-03-19 17:00", 18_000),
    ]
