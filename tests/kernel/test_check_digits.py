"""Numbers with check digits: known good ones pass, and every single wrong digit is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.check_digits import card_number, economic_id, iban, legal_id, national_id
from owj.kernel.persian.digits import persian_digits

GOOD: tuple[tuple[Callable[[str], str | None], str, str], ...] = (
    (national_id, "0499370899", "0499370899"),
    (national_id, "۱۵۸۳۲۵۰۶۸۹", "1583250689"),
    (national_id, "76229645", "0076229645"),
    (national_id, "007 622964-5", "0076229645"),
    (legal_id, "10380284790", "10380284790"),
    (economic_id, "10380284790", "10380284790"),
    (economic_id, "15832506890001", "15832506890001"),
    (card_number, "6037-7015-8953-7643", "6037701589537643"),
    (card_number, "۶۰۳۷ ۷۰۱۵ ۸۹۵۳ ۷۶۴۳", "6037701589537643"),
    (iban, "IR820540102680020817909002", "IR820540102680020817909002"),
    (iban, "۸۲۰۵۴۰۱۰۲۶۸۰۰۲۰۸۱۷۹۰۹۰۰۲", "IR820540102680020817909002"),
    (iban, "ir82 0540 1026 8002 0817 9090 02", "IR820540102680020817909002"),
    (iban, "DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
)


@pytest.mark.parametrize(("read", "text", "stored"), GOOD)
def test_a_known_number_is_read(read: Callable[[str], str | None], text: str, stored: str) -> None:
    assert read(text) == stored
    assert read(persian_digits(text)) == stored


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (national_id, ""),
        (national_id, "1111111111"),
        (national_id, "0000000000"),
        (national_id, "1234567"),
        (national_id, "12345678901"),
        (national_id, "158325068x"),
        (national_id, "²583250689"),
        (legal_id, "10380284791"),
        (legal_id, "00000000000"),
        (legal_id, "1038028479"),
        (economic_id, "15832506880001"),
        (economic_id, "411111111111"),
        (card_number, "0000000000000000"),
        (card_number, "6037701589537640"),
        (iban, "IR82054010268002081790900"),
        (iban, "IR82DE40102680020817909002"),
        (iban, "IR"),
        (iban, "82"),
    ],
)
def test_what_cannot_be_one_is_refused(read: Callable[[str], str | None], text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize(
    ("read", "number"),
    [(national_id, "1583250689"), (card_number, "6037701589537643"), (iban, GOOD[9][2])],
)
@given(data=st.data())
def test_one_wrong_digit_is_always_found(
    read: Callable[[str], str | None], number: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(2 if number.startswith("IR") else 0, len(number) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert read(number[:place] + wrong + number[place + 1 :]) is None


@given(text=st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (national_id, legal_id, economic_id, card_number, iban):
        found = read(text)
        assert found is None or found.isascii()
