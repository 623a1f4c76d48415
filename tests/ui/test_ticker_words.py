"""The browser counts and words exactly as the server does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from tests.ui.cards import card_of, opened
from tests.ui.islands import call, serve_modules

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.calendars.shipped import ticket_calendar
from owj.kernel.persian.durations import duration_words
from owj.ui.faces import show_face, ticking_words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("fixed_page")]

SECONDS = [0, 1, 59, 60, 61, 3599, 3600, 3660, 7325, 36000, 360_000, 359_940, 360_060, 121_489_200]
# Sunday 1 Azar 1405, 16:45: fifteen minutes before the desk closes.
FILED = datetime(2026, 11, 22, 13, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    serve_modules(page)
    yield page
    page.close()


@pytest.mark.parametrize("lang", ["fa", "en"])
def test_lengths_of_time_are_worded_alike(modules: Page, lang: str) -> None:
    told = call(
        modules, "clock/words.js", "a[0].map((s) => m.durationWords(s, a[1]))", [SECONDS, lang]
    )
    assert told == [duration_words(seconds, lang) for seconds in SECONDS]


def told_to_browser(at: datetime) -> dict[str, Any]:
    """Return what the server writes on a chip at an instant, as the ticker reads it."""
    shown = show_face(card_of(opened(FILED), as_of=at).face, at)
    ms = {name: getattr(shown, name) for name in ("at", "due_at", "starts_at")}
    return {
        "state": shown.look,
        "at": ms["at"].timestamp() * 1000,
        "due": ms["due_at"].timestamp() * 1000,
        "starts": ms["starts_at"].timestamp() * 1000 if ms["starts_at"] else None,
        "remaining": shown.remaining_s,
        "late": shown.late_s,
        "near": shown.near_s,
        "promised": shown.promised,
    }


@pytest.mark.parametrize(
    "after",
    [
        timedelta(0),
        timedelta(seconds=59),
        timedelta(minutes=14, seconds=59),
        timedelta(minutes=15),
        timedelta(hours=3),
        timedelta(hours=15, minutes=55),
        timedelta(hours=15, minutes=55, seconds=1),
        timedelta(hours=16),
        timedelta(hours=16, seconds=1),
        timedelta(hours=16, minutes=40),
        timedelta(days=3),
    ],
)
@pytest.mark.parametrize("lang", ["fa", "en"])
def test_a_chip_drawn_once_reads_later_what_the_server_would_draw(
    modules: Page, after: timedelta, lang: str
) -> None:
    at = FILED + after
    hours = [
        [opens.timestamp() * 1000, closes.timestamp() * 1000]
        for opens, closes in ticket_calendar().intervals(FILED, FILED + timedelta(days=14))
    ]
    with translation.override(lang):
        shown = show_face(card_of(opened(FILED), as_of=at).face, at)
        expected = {"state": shown.look, "words": shown.words}
        given = [told_to_browser(FILED), at.timestamp() * 1000, hours, ticking_words(), lang]
    face = call(
        modules,
        "clock/face.js",
        """m.faceAt({ ...a[0], starts: a[0].starts ?? NaN }, a[1], (from, to) => {
          let ms = 0;
          for (const [o, c] of a[2]) ms += Math.max(0, Math.min(c, to) - Math.max(o, from));
          return Math.floor(ms / 1000);
        }, a[3], a[4])""",
        given,
    )
    # The browser does not know of P0 before the server has told it.
    state = "breach" if expected["state"] == "p0" else expected["state"]
    assert {"state": face["state"], "words": face["words"]} == {**expected, "state": state}


def test_the_calendar_sheet_knows_every_day_as_the_kernel_does(modules: Page) -> None:
    first, last = JalaliDate(1300, 1, 1).to_gregorian(), JalaliDate(1500, 12, 29).to_gregorian()
    epoch = date(1970, 1, 1)
    days = list(range((first - epoch).days, (last - epoch).days + 1, 7))
    told = call(
        modules,
        "dates/jalali.js",
        """a.map((d) => {
          const { year, month, date } = m.jalaliOf(d);
          return [year, month, date, m.dayOf(year, month, date)];
        })""",
        days,
    )
    for day, (year, month, of_month, back) in zip(days, told, strict=True):
        jalali = JalaliDate.from_gregorian(epoch + timedelta(days=day))
        assert (year, month, of_month) == (jalali.year, jalali.month, jalali.day)
        assert back == day


def test_a_week_begins_on_saturday(modules: Page) -> None:
    saturday = (date(2026, 11, 28) - date(1970, 1, 1)).days
    assert call(modules, "dates/jalali.js", "m.weekdayOf(a)", saturday) == 0
