"""How late a delivery is, and which days do not count (R44, R45, R46)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.promises.days import DESK, day

from owj.kernel.promises.delays import (
    Cause,
    DayRange,
    DayRangeRefused,
    Delivery,
    Suspension,
    ThirdPartyWait,
    delay_of,
    excused_ranges,
)
from owj.kernel.sla.remedy_settings import DelayUnit

START, PLANNED = day("1404-02-01"), day("1404-03-10")
CALENDAR, WORKING = DelayUnit.CALENDAR, DelayUnit.WORKING


def delivery(actual: str, planned: str = "1404-03-10") -> Delivery:
    """Return a delivery of the project that began on 1 Ordibehesht 1404."""
    return Delivery(START, day(planned), day(actual))


def span(first: str, end: str) -> DayRange:
    """Return days from Jalali dates."""
    return DayRange(day(first), day(end))


@pytest.mark.parametrize(
    ("actual", "net"), [("1404-03-10", 0), ("1404-03-09", 0), ("1404-03-11", 1), ("1404-03-17", 7)]
)
def test_r46_calendar_days_count_from_the_day_after_the_planned_one(actual: str, net: int) -> None:
    assert delay_of(delivery(actual), CALENDAR, (), DESK).net_days == net


def test_r46_a_thursday_is_one_working_day_and_holidays_are_none() -> None:
    # 14 and 15 Khordad 1404 are holidays, 16 is a Friday; 22 is a Thursday.
    delay = delay_of(delivery("1404-03-22"), WORKING, (), DESK)
    assert (delay.gross_days, delay.net_days) == (9, 9)
    assert delay_of(delivery("1404-03-16"), WORKING, (), DESK).net_days == 3


def test_r46_days_off_before_the_planned_date_count_too() -> None:
    off = [span("1404-02-20", "1404-02-23")]
    delay = delay_of(delivery("1404-03-15"), CALENDAR, off, DESK)
    assert (delay.gross_days, delay.excluded_days, delay.net_days) == (5, 3, 2)


def test_r46_overlaps_count_once_and_neighbours_join() -> None:
    off = [
        span("1404-02-22", "1404-02-25"),
        span("1404-02-20", "1404-02-23"),
        span("1404-02-25", "1404-02-26"),
        span("1404-02-21", "1404-02-21"),
    ]
    delay = delay_of(delivery("1404-03-20"), CALENDAR, off, DESK)
    assert delay.excluded_ranges == (span("1404-02-20", "1404-02-26"),)
    assert (delay.gross_days, delay.excluded_days, delay.net_days) == (10, 6, 4)


def test_r46_only_days_of_the_project_are_taken_off() -> None:
    off = [span("1404-01-20", "1404-02-03"), span("1404-03-14", "1404-05-01")]
    delay = delay_of(delivery("1404-03-15"), CALENDAR, off, DESK)
    # (project start, actual]: 2 Ordibehesht; 14 and 15 Khordad.
    assert (delay.excluded_days, delay.net_days) == (3, 2)


def test_r46_what_is_taken_off_is_counted_in_the_same_days() -> None:
    # 14 to 16 Khordad are closed: taking them off gives no working day back.
    closed = [span("1404-03-14", "1404-03-17")]
    assert delay_of(delivery("1404-03-22"), WORKING, closed, DESK).excluded_days == 0


def test_r44_a_letter_takes_days_off_from_its_sending_to_the_day_of_readiness() -> None:
    wait = ThirdPartyWait(day("1404-02-10"), day("1404-02-14"))
    assert excused_ranges([wait], [], day("1404-03-15")) == (span("1404-02-10", "1404-02-14"),)


def test_r44_without_a_letter_nothing_is_taken_off() -> None:
    assert excused_ranges([ThirdPartyWait(None, day("1404-02-14"))], [], PLANNED) == ()


def test_r44_a_wait_that_lasts_takes_every_day_off_up_to_now() -> None:
    wait = ThirdPartyWait(day("1404-03-12"), None)
    (off,) = excused_ranges([wait], [], day("1404-03-15"))
    assert delay_of(delivery("1404-03-15"), CALENDAR, [off], DESK).net_days == 1


def test_r45_only_the_customers_suspensions_take_days_off() -> None:
    stops = [
        Suspension(day("1404-02-10"), day("1404-02-14"), Cause.CUSTOMER),
        Suspension(day("1404-02-20"), day("1404-02-24"), Cause.VENDOR),
        Suspension(day("1404-03-14"), None, Cause.CUSTOMER),
    ]
    assert excused_ranges([], stops, day("1404-03-15")) == (
        span("1404-02-10", "1404-02-14"),
        span("1404-03-14", "1404-03-16"),
    )


def test_a_stretch_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(DayRangeRefused):
        span("1404-02-10", "1404-02-09")


OFFSETS = st.integers(-30, 120)


@st.composite
def ranges(draw: st.DrawFn) -> DayRange:
    """Draw a stretch of days around the project."""
    first = START + timedelta(days=draw(OFFSETS))
    return DayRange(first, first + timedelta(days=draw(st.integers(0, 40))))


def naive(late: Delivery, unit: DelayUnit, off: list[DayRange]) -> int:
    """Return the net delay day by day, as R46 is written."""

    def counts(one: date) -> bool:
        return unit is CALENDAR or bool(DESK.spans_on(one))

    def all_days(first: date, last: date) -> list[date]:
        return [first + timedelta(days=at) for at in range(1, (last - first).days + 1)]

    gross = sum(counts(one) for one in all_days(late.planned, late.actual))
    excluded = sum(
        counts(one) and any(days.first <= one < days.end for days in off)
        for one in all_days(late.project_start, late.actual)
    )
    return max(0, gross - excluded)


@given(OFFSETS, st.lists(ranges(), max_size=5), st.sampled_from(DelayUnit))
def test_r46_as_counting_every_single_day(late: int, off: list[DayRange], unit: DelayUnit) -> None:
    one = Delivery(START, PLANNED, PLANNED + timedelta(days=late))
    assert delay_of(one, unit, off, DESK).net_days == naive(one, unit, off)


@given(OFFSETS, st.lists(ranges(), max_size=4), ranges(), st.sampled_from(DelayUnit))
def test_r46_another_excused_day_never_lengthens_a_delay(
    late: int, off: list[DayRange], more: DayRange, unit: DelayUnit
) -> None:
    one = Delivery(START, PLANNED, PLANNED + timedelta(days=late))
    before = delay_of(one, unit, off, DESK)
    after = delay_of(one, unit, [*off, more], DESK)
    assert 0 <= after.net_days <= before.net_days <= max(0, before.gross_days)
    assert delay_of(one, unit, [*off, *off], DESK) == before
