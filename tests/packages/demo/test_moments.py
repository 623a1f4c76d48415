"""The demo's instants fit the desk's hours, whatever the instant it is loaded at."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.packages.conftest import TEHRAN, tehran

from owj.kernel.calendars.business import ticket_calendar
from owj.kernel.calendars.jalali import jalali_month
from owj.packages.desk.demo.contents import read_content
from owj.packages.desk.demo.load import SHELVES
from owj.packages.desk.demo.moments import MISSES, Moments
from owj.packages.desk.demo.people import Cast
from owj.packages.desk.demo.stories import Storyteller

CALENDAR = ticket_calendar()
# The shipped holidays; later years are weekdays only.
INSTANTS = st.datetimes(datetime(2022, 4, 1), datetime(2028, 3, 1)).map(  # noqa: DTZ001 -- zone follows
    lambda wall: wall.replace(tzinfo=TEHRAN)
)
STORIES = [story for shelf in SHELVES for story in read_content(shelf)]


def moments_at(now: datetime) -> Moments:
    return Moments(CALENDAR, now)


@given(INSTANTS)
@settings(max_examples=30, deadline=None)
def test_every_story_lies_before_now_and_goes_forwards(now: datetime) -> None:
    moments = moments_at(now)
    teller = Storyteller(Cast({}, {}), moments)
    for story in STORIES:
        opened = moments.opened(story["when"])
        instants = [opened, *teller.instants(opened, story)]
        assert instants[-1] <= moments.now
        assert instants == sorted(instants), story["subject"]


@given(INSTANTS)
@settings(max_examples=30, deadline=None)
def test_announced_dates_lie_after_their_announcement(now: datetime) -> None:
    moments = moments_at(now)
    teller = Storyteller(Cast({}, {}), moments)
    for story in STORIES:
        instants = teller.instants(moments.opened(story["when"]), story)
        for at, deed in zip(instants, story["then"], strict=True):
            if deed[1] == "announce":
                assert moments.until(deed[4]) > at, story["subject"]


@given(INSTANTS)
@settings(max_examples=30, deadline=None)
def test_five_misses_fall_on_five_days_of_one_past_month(now: datetime) -> None:
    moments = moments_at(now)
    days = [CALENDAR.local_date(moments.missed_day(n)[0]) for n in range(MISSES)]
    assert len(set(days)) == MISSES
    assert len({jalali_month(day) for day in days}) == 1
    assert max(days) < CALENDAR.local_date(now)


@pytest.mark.parametrize(
    ("now", "ago_min", "then"),
    [
        ("2026-11-22 11:20", 20, "2026-11-22 11:00"),
        ("2026-11-22 08:30", 20, "2026-11-21 16:40"),
        ("2026-11-20 22:00", 20, "2026-11-19 13:40"),  # Friday night
        ("2026-11-21 08:31", 5 * 60, "2026-11-19 09:01"),
    ],
)
def test_working_ago_walks_back_over_closed_hours(now: str, ago_min: int, then: str) -> None:
    found = moments_at(tehran(now)).working_ago(timedelta(minutes=ago_min))
    assert found == tehran(then)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-11-22 11:20", "2026-11-22 11:10"),
        ("2026-11-22 08:35", "2026-11-22 08:30:50"),
        ("2026-11-22 18:00", "2026-11-22 17:10"),
        ("2026-11-20 22:00", "2026-11-19 19:20"),  # Friday night: since Thursday 14:00
    ],
)
def test_fresh_tickets_came_just_now_or_since_the_desk_closed(now: str, then: str) -> None:
    when = {"fresh": 1 / 6}
    assert abs(moments_at(tehran(now)).opened(when) - tehran(then)) < timedelta(seconds=1)
