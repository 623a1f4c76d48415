"""Numbers, texts, dates and durations: arithmetic, order, equality, and nulls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.feel.asking import ask, holds, value_of

from owj.kernel.feel import Months, WideDate, compile_expression
from owj.kernel.feel.civil import date_of_days, days_of

numbers = st.decimals(
    min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=4, allow_nan=False
)
days = st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 30))


def test_numbers_have_34_digits() -> None:
    assert str(value_of("1 / 3")) == "0." + "3" * 34
    assert holds("0.1 + 0.2 = 0.3")
    assert holds("1e30 + 1 - 1e30 = 1")


@pytest.mark.parametrize("text", ["1 / 0", "10 ** 7000", "0 / 0", "(-8) ** 0.5", "1e6144 * 10"])
def test_what_is_no_number_is_null(text: str) -> None:
    found = ask(text)
    assert found.value is None
    assert found.warnings[0].code == "feel.number_failed"


@given(numbers, numbers)
def test_arithmetic_agrees_with_decimals(a: Decimal, b: Decimal) -> None:
    scope = {"a": a, "b": b}
    assert value_of("a + b", scope) == a + b
    assert value_of("a - b", scope) == a - b
    assert value_of("a < b", scope) is (a < b)
    assert value_of("a = b", scope) is (a == b)


@given(days, st.integers(-2_000, 2_000))
def test_dates_move_as_pythons_do(day: date, count: int) -> None:
    expected = date_of_days(days_of(day.year, day.month, day.day) + count)
    moved = value_of("day + step", {"day": day, "step": timedelta(days=count)})
    assert moved == expected
    if isinstance(moved, date):
        assert moved - day == timedelta(days=count)
        assert value_of("later - day", {"later": moved, "day": day}) == timedelta(days=count)


@given(st.integers(-800_000_000_000 // 400, 800_000_000_000 // 400))
def test_days_and_dates_are_each_others_inverse(count: int) -> None:
    day = date_of_days(count)
    assert day is not None
    assert days_of(day.year, day.month, day.day) == count


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('@"2026-01-31" + @"P1M"', date(2026, 2, 28)),  # the shorter month ends earlier
        ('@"2024-02-29" + @"P1Y"', date(2025, 2, 28)),
        ('@"9999-12-31" + @"P1D"', WideDate(10000, 1, 1)),
        ('@"-0001-12-31" + @"P1D"', WideDate(0, 1, 1)),
        ('@"2021-01-02" - @"PT1H"', date(2021, 1, 1)),  # a day begins at midnight
        ('@"2026-11-22" - @"2026-11-20"', timedelta(days=2)),
        ('@"P1Y" + @"P2M"', Months(14)),
        ('@"P1Y11M" * -2.5', Months(-57)),
        ('@"P1D" / @"PT6H"', Decimal(4)),
        ('@"PT23H" * 2.5', timedelta(days=2, hours=9, minutes=30)),
    ],
)
def test_dates_and_durations_calculate(text: str, value: object) -> None:
    assert value_of(text) == value


def test_a_day_in_a_zone_is_24_hours_even_when_the_clock_changes() -> None:
    assert holds('string(@"2026-03-28T12:00:00@Europe/Paris" + @"P1D") = '
                 '"2026-03-29T13:00:00@Europe/Paris"')  # fmt: skip
    assert holds('string(@"2026-03-28T12:00:00@Europe/Paris" + @"P1M") = '
                 '"2026-04-28T12:00:00@Europe/Paris"')  # fmt: skip


def test_instants_are_compared_not_clocks() -> None:
    assert holds('@"2026-11-22T12:00:00Z" = @"2026-11-22T15:30:00@Asia/Tehran"')
    assert holds('@"2026-11-22T12:00:00Z" < @"2026-11-22T12:00:00-01:00"')


def test_local_and_zoned_times_do_not_mix() -> None:
    for operator in ("-", "<"):
        found = ask(f'@"2026-11-22T12:00:00" {operator} @"2026-11-22T12:00:00Z"')
        assert found.value is None
        assert found.warnings
    assert value_of('@"2026-11-22T12:00:00" = @"2026-11-22T12:00:00Z"') is False


@pytest.mark.parametrize(
    "text",
    ['1 + "1"', "1 < true", 'null + 1', '"a" * 2', '@"P1D" + @"P1M"', '[1] + 1', '{a: 1} < 2',
     'true and 1', '-"a"', '"a" - "a"', '@"2026-11-22" + 1', "1 between null and 2"],
)  # fmt: skip
def test_wrong_operands_give_null_and_a_warning_with_its_place(text: str) -> None:
    found = ask(text)
    assert found.value is None
    assert [warning.position for warning in found.warnings] == [(0, len(text))]
    assert all(warning.text.endswith(".") for warning in found.warnings)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null = null", True),
        ("null != 1", True),
        ("1 = null", False),
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ("false or null", None),
        ("not(null)", None),
        ("[] = null", False),
        ("[1, null] = [1, null]", True),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("(1..2] = ]1..2]", True),
        ("(< 5) = (< 5)", True),
        ("10 between 20 and null", False),
        ("10 between null and 5", False),
        ('10 between 5 and "x"', None),
        ("null in [1..5]", None),
    ],
)
def test_null_has_its_own_logic(text: str, value: object) -> None:
    assert ask(text).value is value


def test_unlike_kinds_are_neither_equal_nor_unequal() -> None:
    assert ask('100 = "100"').value is None
    assert ask('100 != "100"').value is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1.50", "1.50"), ("1e10", "10000000000"), ("-0", "0"), ("true", "true"), ('"x"', "x"),
        ('[1, "a", null]', '[1, "a", null]'), ('{a: 1, "b c": [2]}', '{a: 1, "b c": [2]}'),
        ('@"2026-11-22T10:30:00.5@Asia/Tehran"', "2026-11-22T10:30:00.5@Asia/Tehran"),
        ('@"-PT1H30M"', "-PT1H30M"), ('@"P14M"', "P1Y2M"), ("[1..3)", "[1..3)"), ("(>= 2)", ">= 2"),
    ],
)  # fmt: skip
def test_values_as_text(text: str, shown: str) -> None:
    assert value_of(f"string({text})") == shown


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_and_time_survives_its_text(at: datetime) -> None:
    shown = value_of("string(at)", {"at": at})
    assert isinstance(shown, str)
    assert compile_expression(f'@"{shown}" = at', ("at",)).evaluate({"at": at}).value is True
