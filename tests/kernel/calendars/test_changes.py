"""Differences of two states of a calendar, and laying them upon another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarData,
    CalendarNeverOpens,
    CalendarRejected,
    Closure,
    ClosureKind,
    DayPlan,
    Span,
    SpecialHours,
    WeeklyHours,
    apply_changes,
    changed_days,
    changes_between,
    check_keeps_opening,
    clashes_of,
    drop_hours,
    move_lunar_day,
    plan_day,
    plan_of,
    set_hours,
    set_weekday,
    ticket_calendar,
)
from tests.kernel.calendars.strategies import calendars

SHIPPED = ticket_calendar().data
SUNDAY = date(2026, 11, 29)
THURSDAY = 3
MORNING = (Span(9 * 3600, 12 * 3600),)
SMOG = DayPlan((Closure(SUNDAY, ClosureKind.ONEOFF, "آلودگی هوا"),))


def in_order(data: CalendarData) -> CalendarData:
    """Return the calendar as changes leave it: by day, a day's closures as they were told."""
    return replace(
        data,
        closures=tuple(sorted(data.closures, key=lambda one: one.day)),
        special=tuple(sorted(data.special, key=lambda one: one.day)),
    )


@given(calendars(zone="Asia/Tehran"), calendars(zone="Asia/Tehran"))
def test_changes_laid_upon_the_old_state_make_the_new_one(
    old: CalendarData, new: CalendarData
) -> None:
    assert in_order(apply_changes(old, changes_between(old, new))) == in_order(new)
    assert not changes_between(old, old)


@given(calendars(zone="Asia/Tehran"), st.data())
def test_days_that_are_said_to_be_the_same_have_the_same_hours(
    old: CalendarData, data: st.DataObject
) -> None:
    new = data.draw(calendars(zone="Asia/Tehran"))
    first = date(2021, 9, 1)
    last = first + timedelta(days=500)
    differing = set(changed_days(old, new, first, last))
    calendars_of_both = BusinessCalendar(old), BusinessCalendar(new)
    for ahead in range(0, 500, 7):
        day = first + timedelta(days=ahead)
        if day not in differing:
            second = timedelta(seconds=1)
            spans = [
                one.intervals(
                    one.civil_day_end(day - timedelta(days=1)) + second,
                    one.civil_day_end(day) + second,
                )
                for one in calendars_of_both
            ]
            assert spans[0] == spans[1]


def test_a_closed_day_is_withdrawn_again() -> None:
    closed = plan_day(SHIPPED, SUNDAY, SMOG)
    assert plan_of(closed, SUNDAY) == SMOG
    assert list(changed_days(SHIPPED, closed, SUNDAY, SUNDAY)) == [SUNDAY]
    assert in_order(plan_day(closed, SUNDAY, DayPlan())) == in_order(SHIPPED)


def test_changes_of_two_editors_of_different_days_both_stay() -> None:
    other = SUNDAY + timedelta(days=1)
    mine = changes_between(SHIPPED, plan_day(SHIPPED, SUNDAY, SMOG))
    theirs_state = plan_day(SHIPPED, other, DayPlan((replace(SMOG.closures[0], day=other),)))
    theirs = changes_between(SHIPPED, theirs_state)
    assert not clashes_of(mine, theirs)
    both = apply_changes(theirs_state, mine)
    assert plan_of(both, SUNDAY) == SMOG
    assert plan_of(both, other).closures


def test_changes_of_the_same_day_clash_only_if_they_differ() -> None:
    mine = changes_between(SHIPPED, plan_day(SHIPPED, SUNDAY, SMOG))
    hours = DayPlan(special=SpecialHours(SUNDAY, MORNING, "نیمه‌وقت"))
    theirs = changes_between(SHIPPED, plan_day(SHIPPED, SUNDAY, hours))
    assert [one.day for one in clashes_of(mine, theirs).days] == [SUNDAY]
    assert not clashes_of(mine, mine)


def test_thursdays_close_from_a_date_on_in_every_week_that_comes() -> None:
    later = WeeklyHours(date(2027, 3, 21), SHIPPED.hours[-1].days)
    closed = set_weekday(set_hours(SHIPPED, later), THURSDAY, (), SUNDAY)
    desk = BusinessCalendar(closed)
    for day, kind in [
        (date(2026, 11, 26), "open"),
        (date(2026, 12, 3), "weekly_closed"),
        (date(2027, 4, 8), "weekly_closed"),
        (date(2026, 12, 2), "open"),
    ]:
        assert desk.day_reason(day).kind == kind, day


def test_dropped_hours_give_way_to_those_before() -> None:
    since = date(2027, 3, 21)
    changed = set_weekday(SHIPPED, THURSDAY, (), since)
    assert drop_hours(changed, since) == in_order(SHIPPED)


def test_a_weekday_needs_hours_to_be_changed() -> None:
    with pytest.raises(CalendarRejected, match="a date on which hours hold"):
        set_weekday(SHIPPED, THURSDAY, (), date(1800, 1, 1))


def test_a_lunar_day_is_moved_to_the_day_of_the_sighting() -> None:
    eid = next(one for one in SHIPPED.closures if one.kind is ClosureKind.ESTIMATED)
    to = eid.day + timedelta(days=1)
    moved = move_lunar_day(SHIPPED, eid.day, to)
    assert all(one.name != eid.name for one in plan_of(moved, eid.day).closures)
    found = next(one for one in plan_of(moved, to).closures if one.name == eid.name)
    assert found.kind is ClosureKind.LUNAR
    confirmed = move_lunar_day(SHIPPED, eid.day, eid.day)
    assert plan_of(confirmed, eid.day).closures[-1].kind is ClosureKind.LUNAR
    with pytest.raises(CalendarRejected, match="a lunar holiday to move"):
        move_lunar_day(SHIPPED, SUNDAY, to)


@pytest.mark.parametrize("since", [date(2026, 11, 29), date(2021, 3, 21)])
def test_hours_that_close_for_good_are_refused(since: date) -> None:
    """Edge case 8."""
    closed = WeeklyHours(since, ((),) * 7)
    with pytest.raises(CalendarNeverOpens, match="never opens again"):
        check_keeps_opening(set_hours(SHIPPED, closed))
    later = WeeklyHours(date(2030, 3, 21), SHIPPED.hours[-1].days)
    check_keeps_opening(set_hours(set_hours(SHIPPED, closed), later))
