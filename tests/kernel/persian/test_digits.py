"""Digits: ASCII stored, Persian shown, all three kinds read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.persian.digits import group_digits, latin_digits, persian_digits


def test_all_kinds_become_persian() -> None:
    assert persian_digits("T-1405 ٠١٢٣٤٥٦٧٨٩ ۵") == "T-۱۴۰۵ ۰۱۲۳۴۵۶۷۸۹ ۵"
    assert persian_digits(42) == "۴۲"


def test_all_kinds_become_latin() -> None:
    assert latin_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ 5") == "0123456789 0123456789 5"


@given(st.integers())
def test_a_number_returns_from_persian(number: int) -> None:
    assert int(latin_digits(persian_digits(number))) == number


@pytest.mark.parametrize(
    ("number", "persian", "english"),
    [
        (0, "۰", "0"),
        (999, "۹۹۹", "999"),
        (1_000, "۱٬۰۰۰", "1,000"),
        (2_500_000, "۲٬۵۰۰٬۰۰۰", "2,500,000"),
        (-12_345, "\u200e\u2212۱۲٬۳۴۵", "-12,345"),
    ],
)
def test_thousands_are_parted(number: int, persian: str, english: str) -> None:
    assert group_digits(number) == persian
    assert group_digits(number, "en") == english
    assert persian.count("\u066c") == english.count(",")
