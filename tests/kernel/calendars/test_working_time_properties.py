"""Working time holds against the minute-by-minute count for calendars nobody thought of."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from owj.kernel.calendars.business import BusinessCalendar, CalendarData
from tests.kernel.calendars import strategies as drawn
from tests.kernel.calendars.slow_reference import (
    Stretch,
    add_minutes,
    minutes_between,
    open_by_wall_clock,
)

SECOND = timedelta(seconds=1)
PAUSES = st.lists(drawn.stretches(), max_size=3)


@given(drawn.calendars(), drawn.seconds_near_a_change())
def test_open_means_the_wall_clock_reads_a_time_in_a_span(data: CalendarData, at: datetime) -> None:
    assert BusinessCalendar(data).is_open(at) == open_by_wall_clock(data, at)


@settings(max_examples=30)
@given(drawn.calendars(), drawn.stretches(), PAUSES)
def test_between_equals_counting_minutes(
    data: CalendarData, stretch: Stretch, pauses: list[Stretch]
) -> None:
    counted_s = BusinessCalendar(data).between(*stretch, pauses)
    assert counted_s == 60 * minutes_between(data, *stretch, pauses)


@settings(max_examples=30)
@given(drawn.calendars(), drawn.minutes_near_a_change(), st.integers(1, 300), PAUSES)
def test_add_equals_counting_minutes(
    data: CalendarData, start: datetime, minutes: int, pauses: list[Stretch]
) -> None:
    added = BusinessCalendar(data).add(start, 60 * minutes, pauses)
    assert added == add_minutes(data, start, minutes, pauses)


@given(drawn.calendars(), drawn.seconds_near_a_change(), st.integers(1, 400_000), PAUSES)
def test_add_ends_at_the_first_instant_with_enough_working_time(
    data: CalendarData, start: datetime, seconds: int, pauses: list[Stretch]
) -> None:
    calendar = BusinessCalendar(data)
    ended = calendar.add(start, seconds, pauses)
    assert calendar.between(start, ended, pauses) == seconds
    assert calendar.between(start, ended - SECOND, pauses) == seconds - 1


@given(
    drawn.calendars(),
    st.tuples(*[drawn.seconds_near_a_change()] * 3).map(sorted),
)
def test_working_time_adds_up(data: CalendarData, instants: list[datetime]) -> None:
    calendar = BusinessCalendar(data)
    first, middle, last = instants
    assert calendar.between(first, last) == (
        calendar.between(first, middle) + calendar.between(middle, last)
    )


@given(drawn.calendars(), drawn.stretches(), PAUSES, st.randoms(use_true_random=False))
def test_the_order_of_pauses_does_not_matter(
    data: CalendarData, stretch: Stretch, pauses: list[Stretch], order: random.Random
) -> None:
    calendar = BusinessCalendar(data)
    shuffled = order.sample(pauses, len(pauses))
    assert calendar.between(*stretch, pauses) == calendar.between(*stretch, shuffled)
    assert calendar.add(stretch[0], 9_000, pauses) == calendar.add(stretch[0], 9_000, shuffled)


@given(drawn.calendars(), drawn.seconds_near_a_change())
def test_next_open_skips_closed_time_only(data: CalendarData, at: datetime) -> None:
    calendar = BusinessCalendar(data)
    opened = calendar.next_open(at)
    assert opened >= at
    assert calendar.is_open(opened)
    assert calendar.between(at, opened) == 0


@given(drawn.calendars(), drawn.stretches())
def test_intervals_are_the_open_time_of_the_stretch(data: CalendarData, stretch: Stretch) -> None:
    calendar = BusinessCalendar(data)
    found = calendar.intervals(*stretch)
    assert sum((end - start).total_seconds() for start, end in found) == calendar.between(*stretch)
    for start, end in found:
        assert stretch[0] <= start < end <= stretch[1]
        assert calendar.is_open(start)
        assert calendar.is_open(end - SECOND)
    assert found == sorted(found)


@given(drawn.calendars(zone="Asia/Tehran"), drawn.seconds_near_a_change())
def test_closing_after_is_the_end_of_a_working_day(data: CalendarData, at: datetime) -> None:
    calendar = BusinessCalendar(data)
    closed = calendar.closing_after(at)
    day = calendar.local_date(closed - SECOND)
    assert closed >= at
    assert calendar.is_open(closed - SECOND)
    assert calendar.between(closed, calendar.civil_day_end(day) + SECOND) == 0
    assert calendar.local_date(at) == day or not calendar.between(
        at, calendar.civil_day_end(calendar.local_date(at)) + SECOND
    )


@settings(max_examples=20)
@given(
    drawn.calendars(),
    st.lists(st.tuples(st.integers(1990, 2050), st.integers(0, 400)), min_size=1, max_size=6),
)
def test_the_way_a_table_grew_does_not_show(
    data: CalendarData, jumps: list[tuple[int, int]]
) -> None:
    grown = BusinessCalendar(data)
    for year, days in jumps:
        start = datetime(year, 6, 1, tzinfo=drawn.CHANGES[0].tzinfo)
        end = start + timedelta(days=days)
        fresh = BusinessCalendar(data)
        assert grown.between(start, end) == fresh.between(start, end)
        assert grown.is_open(end) == fresh.is_open(end)


@given(drawn.calendars())
def test_a_calendar_survives_json(data: CalendarData) -> None:
    assert CalendarData.from_json(data.to_json()) == data
