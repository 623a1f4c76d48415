"""Dates and sizes in the reader's words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests.ui.conftest import NOW

from owj.ui import dates
from owj.ui.sizes import show_file_size

pytestmark = pytest.mark.usefixtures("fixed_page")


def test_an_instant_is_told_in_the_zone_of_the_workspace() -> None:
    assert dates.show_time(NOW) == "۱۱:۲۰"
    assert dates.show_datetime(NOW) == "یکشنبه ۱ آذر، ۱۱:۲۰"
    assert dates.show_date(NOW) == "۱ آذر ۱۴۰۵"


def test_english_keeps_the_jalali_calendar_with_latin_digits() -> None:
    with translation.override("en"):
        assert dates.show_date(NOW) == "1 Azar 1405"
        assert dates.show_datetime(NOW) == "Sunday 1 Azar, 11:20"


def test_the_day_changes_at_midnight_of_the_workspace() -> None:
    before, after = datetime(2026, 11, 22, 20, 29, 59, tzinfo=UTC), NOW.replace(hour=20, minute=30)
    assert dates.show_day(before) == "یکشنبه ۱ آذر"
    assert dates.show_day(after) == "دوشنبه ۲ آذر"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "امروز"),
        (1, "فردا"),
        (-1, "دیروز"),
        (6, "شنبه ۷ آذر"),
        (-6, "دوشنبه ۲۵ آبان"),
        (7, "۸ آذر"),
        (400, "۶ دی ۱۴۰۶"),
    ],
)
def test_a_day_is_told_by_its_nearest_name(days: int, words: str) -> None:
    assert dates.show_relative_day(NOW + timedelta(days=days), NOW) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "۰ بایت"),
        (1023, "۱۰۲۳ بایت"),
        (1024, "۱ کیلوبایت"),
        (86_000, "۸۴ کیلوبایت"),
        (6_500_000, "۶٫۲ مگابایت"),
        (26_214_400, "۲۵ مگابایت"),
    ],
)
def test_a_size_is_told_with_at_most_one_decimal(size: int, words: str) -> None:
    assert show_file_size(size) == words
