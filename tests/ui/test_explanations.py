"""The tally behind a clock says every stretch in the reader's words, with its rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests.ui.cards import card_of, opened, replied

from owj.ui.cards import due_words, figure_words, promise_text
from owj.ui.explanations import tally_of
from owj.ui.faces import show_face

pytestmark = pytest.mark.usefixtures("fixed_page")

# Sunday 1 Azar 1405, 16:45: fifteen minutes before the desk closes.
FILED = datetime(2026, 11, 22, 13, 15, tzinfo=UTC)
NEXT_MORNING = datetime(2026, 11, 23, 5, 10, tzinfo=UTC)


def test_a_promise_over_night_is_explained_row_by_row() -> None:
    tally = tally_of(card_of(opened(FILED), as_of=NEXT_MORNING), NEXT_MORNING)
    assert tally.promise == "پاسخ اولیه در ۳۰ دقیقهٔ کاری"
    rows = [(row.kind, row.day, row.hours, row.counted) for row in tally.rows]
    assert rows[0] == ("", "یکشنبه ۱ آذر", "۱۶:۴۵ تا ۱۷:۰۰", "۰:۱۵")
    assert rows[1][0] == "off"
    assert rows[1][3] == "۰"
    assert ("now", "دوشنبه ۲ آذر", "۸:۳۰ تا ۸:۴۰", "۰:۱۰") in rows
    assert tally.counted == "۰:۲۵"
    assert tally.due == "امروز، ۸:۴۵"


def test_the_figures_of_the_counted_rows_make_the_sum() -> None:
    card = card_of(opened(FILED), as_of=NEXT_MORNING)
    counted = [row.counted_s for row in card.explanation.rows if row.kind in {"counted", "running"}]
    assert sum(counted) == card.explanation.counted_s


def test_an_overdue_promise_tells_how_late_it_is_in_working_time() -> None:
    late = NEXT_MORNING + timedelta(minutes=25)
    card = card_of(opened(FILED), as_of=late)
    tally = tally_of(card, late)
    assert tally.late == "۰:۲۰"
    assert tally.title == "چرا «۲۰ دقیقه گذشته»؟"
    assert due_words(card, late) == "موعد امروز، ۸:۴۵ بود"


def test_a_kept_promise_tells_how_long_it_took_and_how_early_it_was() -> None:
    card = card_of(opened(FILED), replied(FILED + timedelta(minutes=12)), as_of=NEXT_MORNING)
    words = show_face(card.face, NEXT_MORNING).words
    assert figure_words(card, words) == "در ۱۲ دقیقه"
    assert due_words(card, NEXT_MORNING).endswith("۱۸ دقیقه زودتر")


def test_english_tells_the_same_tally() -> None:
    with translation.override("en"):
        tally = tally_of(card_of(opened(FILED), as_of=NEXT_MORNING), NEXT_MORNING)
        assert tally.rows[0].hours == "16:45 to 17:00"
        assert tally.due == "today, 8:45"


def test_every_promise_is_named_without_a_date_too() -> None:
    from owj.kernel.sla.clocks import Promise

    card = card_of(opened(FILED), as_of=NEXT_MORNING, promise=Promise.FOLLOWUP)
    assert promise_text(card.clock) == "پیگیری کامل: هنوز زمانی اعلام نشده است"
    assert due_words(card, NEXT_MORNING) == "این قول با اعلام زمان آغاز می‌شود"
