"""Lengths of time in words."""

from __future__ import annotations

import pytest

from owj.kernel.persian.durations import duration_words, short_duration


@pytest.mark.parametrize(
    ("seconds", "persian", "english"),
    [
        (0, "۰ ثانیه", "0 seconds"),
        (1, "۱ ثانیه", "1 second"),
        (59, "۵۹ ثانیه", "59 seconds"),
        (60, "۱ دقیقه", "1 minute"),
        (1_080, "۱۸ دقیقه", "18 minutes"),
        (1_139, "۱۸ دقیقه", "18 minutes"),
        (3_600, "۱ ساعت", "1 hour"),
        (3_659, "۱ ساعت", "1 hour"),
        (9_300, "۲ ساعت و ۳۵ دقیقه", "2 hours and 35 minutes"),
        (359_940, "۹۹ ساعت و ۵۹ دقیقه", "99 hours and 59 minutes"),
        (360_060, "۱۰۰ ساعت", "100 hours"),
        (121_489_200, "۳۳٬۷۴۷ ساعت", "33,747 hours"),
        (30 * 3_600 + 60, "۳۰ ساعت و ۱ دقیقه", "30 hours and 1 minute"),
        (-1_080, "۱۸ دقیقه", "18 minutes"),
    ],
)
def test_the_two_largest_units(seconds: int, persian: str, english: str) -> None:
    assert duration_words(seconds) == persian
    assert duration_words(seconds, "en") == english


@pytest.mark.parametrize(
    ("seconds", "day_s", "words"),
    [
        (86_400, 86_400, "۱ روز"),
        (90_000, 86_400, "۱ روز و ۱ ساعت"),
        (86_460, 86_400, "۱ روز"),
        (9_300, 86_400, "۲ ساعت و ۳۵ دقیقه"),
        (61_200, 30_600, "۲ روز"),
    ],
)
def test_days_of_a_given_length(seconds: int, day_s: int, words: str) -> None:
    assert duration_words(seconds, day_s=day_s) == words


@pytest.mark.parametrize(
    ("seconds", "shown"), [(9_300, "۲:۳۵"), (59, "۰:۰۰"), (300, "۰:۰۵"), (-360_000, "۱۰۰:۰۰")]
)
def test_short_form(seconds: int, shown: str) -> None:
    assert short_duration(seconds) == shown


def test_short_form_in_english() -> None:
    assert short_duration(9_300, "en") == "2:35"
