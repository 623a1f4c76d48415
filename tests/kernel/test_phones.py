"""Telephone numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.phones import e164, masked, mobile_e164, national, same_number


@pytest.mark.parametrize(
    "typed",
    [
        "09123456789",
        "۰۹۱۲ ۳۴۵ ۶۷۸۹",
        "٠٩١٢-٣٤٥-٦٧٨٩",
        "9123456789",
        "+98 912 345 6789",
        "0098 (912) 345-6789",
        "\u200e0912\u200c345 6789",
    ],
)
def test_every_way_of_writing_a_mobile_is_one_number(typed: str) -> None:
    assert mobile_e164(typed) == "+989123456789"


@pytest.mark.parametrize("typed", ["", "0", "abc", "0912", "+", "09123456789x", "1" * 16, "00"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert e164(typed) is None


def test_a_desk_telephone_gets_no_sms() -> None:
    assert e164("051-3840 2266") == "+985138402266"
    assert mobile_e164("051-3840 2266") is None
    assert mobile_e164("+49 170 1234567") == "+491701234567"


def test_a_number_is_shown_as_people_write_it() -> None:
    assert national("+982155500210") == "021 5550 0210"
    assert national("+491701234567") == "+491701234567"
    assert national("1500") == "1500"


def test_one_number_is_the_same_however_it_is_written() -> None:
    assert same_number("+989123456789", "۰۹۱۲ ۳۴۵ ۶۷۸۹")
    assert same_number("1500", "1500")
    assert not same_number("1500", "1501")
    assert not same_number("+989123456789", "")


def test_a_shown_number_hides_its_middle() -> None:
    assert national("+989123456789") == "0912 345 6789"
    assert masked("+989123456789") == "0912 *** 6789"
    assert "345" not in masked("+989123456789")


@given(st.text(max_size=40))
def test_any_text_gives_a_number_that_reads_as_itself_or_none(text: str) -> None:
    number = e164(text)
    assert number is None or e164(number) == number
