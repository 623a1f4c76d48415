"""Numbers and amounts in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.kernel.persian.words import number_words, rial_words, toman_words

ONES = "یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده"
TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
HUNDREDS = "صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد"
VALUES = {
    **{word: value for value, word in enumerate(ONES.split(), 1)},
    **{word: 10 * value for value, word in enumerate(TENS.split(), 2)},
    **{word: 100 * value for value, word in enumerate(HUNDREDS.split(), 1)},
}
SCALES = {"هزار": 10**3, "میلیون": 10**6, "میلیارد": 10**9}


def read_words(text: str) -> int:
    """Return the number that words below 10^18 name, read from left to right."""
    if text.startswith("منفی "):
        return -read_words(text.removeprefix("منفی "))
    milliards, total, group = 0, 0, 0
    for word in text.replace(" و ", " ").split():
        if word == "میلیارد":
            milliards, total, group = total + group, 0, 0
        elif word in SCALES:
            total, group = total + group * SCALES[word], 0
        elif word != "صفر":
            group += VALUES[word]
    return milliards * 10**9 + total + group


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "صفر"),
        (7, "هفت"),
        (19, "نوزده"),
        (20, "بیست"),
        (21, "بیست و یک"),
        (100, "صد"),
        (110, "صد و ده"),
        (999, "نهصد و نود و نه"),
        (1_000, "یک هزار"),
        (1_405, "یک هزار و چهارصد و پنج"),
        (10_017, "ده هزار و هفده"),
        (1_000_001, "یک میلیون و یک"),
        (2_500_000, "دو میلیون و پانصد هزار"),
        (10**9, "یک میلیارد"),
        (1_500 * 10**9, "یک هزار و پانصد میلیارد"),
        (10**15, "یک میلیون میلیارد"),
        (10**18, "یک میلیارد میلیارد"),
        (-42, "منفی چهل و دو"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert number_words(number) == words


@given(st.integers(-(10**18) + 1, 10**18 - 1))
def test_words_read_back_as_the_number(number: int) -> None:
    assert read_words(number_words(number)) == number


@pytest.mark.parametrize(
    ("amount", "rial", "toman"),
    [
        (0, "صفر ریال", "صفر تومان"),
        (5, "پنج ریال", "پنج ریال"),
        (2_500_000, "دو میلیون و پانصد هزار ریال", "دویست و پنجاه هزار تومان"),
        (125, "صد و بیست و پنج ریال", "دوازده تومان و پنج ریال"),
        (-125, "منفی صد و بیست و پنج ریال", "منفی دوازده تومان و پنج ریال"),
    ],
)
def test_amounts_in_words(amount: int, rial: str, toman: str) -> None:
    assert rial_words(amount) == rial
    assert toman_words(amount) == toman
