"""Reading the moment a person types."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from owj.kernel.errors import InvalidInput
from owj.ui.forms.moments import MomentImpossible, MomentUnreadable, parse_moment

TEHRAN = ZoneInfo("Asia/Tehran")
# Sunday 1 Azar 1405, 11:20 in Tehran.
NOW = datetime(2026, 11, 22, 7, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "local"),
    [
        ("۱۴۰۵/۰۹/۰۳ ۱۲:۰۰", "2026-11-24 12:00"),
        ("٠٥/٠٩/٠٣ ١٢:٠٠", "2026-11-24 12:00"),
        ("1405-9-3  12", "2026-11-24 12:00"),
        ("1405/09/03، ساعت ۱۲:۰۵", "2026-11-24 12:05"),
        ("فردا ۱۲:۰۰", "2026-11-23 12:00"),
        ("پس‌فردا 9:30", "2026-11-24 09:30"),
        ("امروز ساعت ۱۶", "2026-11-22 16:00"),
        ("16:45", "2026-11-22 16:45"),
        ("۳ آذر ۱۲:۰۰", "2026-11-24 12:00"),
        ("3 Azar 1405 12:00", "2026-11-24 12:00"),
        ("tomorrow at 9", "2026-11-23 09:00"),
        ("شنبه ۱۰:۰۰", "2026-11-28 10:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(typed: str, local: str) -> None:
    moment = parse_moment(typed, now=NOW, zone=TEHRAN)
    assert moment.tzinfo is UTC
    assert f"{moment.astimezone(TEHRAN):%Y-%m-%d %H:%M}" == local


def test_the_name_of_today_means_the_same_day_next_week() -> None:
    moment = parse_moment("یکشنبه ۱۰:۰۰", now=NOW, zone=TEHRAN)
    assert f"{moment.astimezone(TEHRAN):%Y-%m-%d}" == "2026-11-29"


def test_a_day_without_a_year_that_has_passed_is_next_years() -> None:
    moment = parse_moment("۱ فروردین ۱۰:۰۰", now=NOW, zone=TEHRAN)
    assert f"{moment.astimezone(TEHRAN):%Y-%m-%d}" == "2027-03-21"


@pytest.mark.parametrize(
    "typed", ["", "foo", "1405/09/03", "soon 12:00", "²/1/1 10:00", "12:00 PM"]
)
def test_what_is_no_moment_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(MomentUnreadable):
        parse_moment(typed, now=NOW, zone=TEHRAN)


@pytest.mark.parametrize(
    "typed",
    ["1405/07/31 10:00", "1405/13/01 10:00", "1404/12/30 10:00", "فردا ۲۴:۰۰", "1201/01/01 1:00"],
)
def test_a_day_or_hour_the_calendar_lacks_is_refused(typed: str) -> None:
    with pytest.raises(MomentImpossible):
        parse_moment(typed, now=NOW, zone=TEHRAN)


def test_an_hour_that_never_was_is_refused() -> None:
    """On 2 Farvardin 1401 the clocks went from 00:00 to 01:00 (R3)."""
    with pytest.raises(MomentImpossible):
        parse_moment("1401/01/02 00:30", now=NOW, zone=TEHRAN)


def test_both_refusals_are_input_errors() -> None:
    assert issubclass(MomentImpossible, InvalidInput)
    assert issubclass(MomentUnreadable, InvalidInput)
