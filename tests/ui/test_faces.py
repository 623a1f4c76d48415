"""A promise's face: shape, icon and words of every state."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation
from tests.ui.conftest import NOW

from owj.kernel.sla.clocks import ClockKind, ClockState, Promise
from owj.server.agreements.faces import ClockFace
from owj.ui.faces import ICONS, short_words_of, show_face, show_resting

pytestmark = pytest.mark.usefixtures("fixed_page")


def face(state: ClockState, **given: object) -> ClockFace:
    """Return a first-response face that is due in 18 minutes unless said otherwise."""
    told: dict[str, object] = {
        "promise": Promise.FIRST_RESPONSE,
        "kind": ClockKind.MINUTES,
        "due_at": NOW + timedelta(minutes=18),
        "remaining_s": 18 * 60,
        **given,
    }
    return ClockFace(state, **told)  # type: ignore[arg-type]  # a table of cases


CASES = [
    (face(ClockState.RUNNING), "ok", "۱۸ دقیقه مانده"),
    (face(ClockState.RUNNING, remaining_s=9300), "ok", "۲ ساعت و ۳۵ دقیقه مانده"),
    (face(ClockState.RUNNING, remaining_s=240, near=True), "near", "۴ دقیقه مانده"),
    (face(ClockState.BREACHED, late_working_s=1080), "breach", "۱۸ دقیقه گذشته"),
    (face(ClockState.BREACHED, late_working_s=0, late_wall_s=3600), "breach", "موعد گذشته"),
    (
        face(ClockState.BREACHED, late_working_s=9300, p0_since=NOW),
        "p0",
        "۲ ساعت و ۳۵ دقیقه گذشته",
    ),
    (face(ClockState.RUNNING, p0_since=NOW), "p0", "۱۸ دقیقه مانده"),
    (face(ClockState.UNTIMED, due_at=None, p0_since=NOW), "p0", "از امروز، ۱۱:۲۰"),
    (face(ClockState.PAUSED, p0_since=NOW), "pause", "ایستاده، منتظر مشتری"),
    (face(ClockState.PAUSED), "pause", "ایستاده، منتظر مشتری"),
    (face(ClockState.MET, taken_s=720), "met", "در زمان، پس از ۱۲ دقیقه"),
    (face(ClockState.MET_LATE, late_working_s=1080), "late", "۱۸ دقیقه دیر"),
    (
        face(ClockState.WAITING, starts_at=NOW + timedelta(hours=21, minutes=10)),
        "wait",
        "آغاز فردا، ۸:۳۰",
    ),
    (
        face(ClockState.RUNNING, kind=ClockKind.ANNOUNCED, due_at=NOW + timedelta(days=2)),
        "ok",
        "قول: سه‌شنبه ۳ آذر، ۱۱:۲۰",
    ),
    (face(ClockState.UNTIMED, due_at=None, remaining_s=None), "wait", "هنوز زمانی اعلام نشده"),
    (face(ClockState.CANCELLED), "wait", "دیگر شمرده نمی‌شود"),
]


@pytest.mark.parametrize(("told", "look", "words"), CASES)
def test_every_state_has_its_shape_and_words(told: ClockFace, look: str, words: str) -> None:
    shown = show_face(told, NOW)
    assert (shown.look, shown.icon, shown.words) == (look, ICONS[shown.look], words)


def test_a_customer_reads_when_the_closed_desk_goes_on() -> None:
    resting = face(ClockState.RUNNING, resumes_at=NOW + timedelta(hours=21, minutes=10))
    shown = show_resting(resting, NOW)
    assert (shown.look, shown.words) == ("wait", "ادامه از فردا، ۸:۳۰")
    assert shown.starts_at == resting.resumes_at
    assert show_resting(face(ClockState.RUNNING), NOW) == show_face(face(ClockState.RUNNING), NOW)


def test_what_is_over_tells_no_figures_in_a_narrow_place() -> None:
    assert short_words_of(face(ClockState.MET, taken_s=720), NOW) == "در زمان"
    assert short_words_of(face(ClockState.MET_LATE, late_working_s=720), NOW) == "دیر"
    assert short_words_of(face(ClockState.RUNNING), NOW) == "۱۸ دقیقه مانده"


def test_no_state_is_told_with_a_minus_sign() -> None:
    for told, _, _ in CASES:
        assert "-" not in show_face(told, NOW).words
        assert "−" not in show_face(told, NOW).words


def test_only_what_still_moves_is_counted_on_by_the_browser() -> None:
    ticking = {told.state for told, _, _ in CASES if show_face(told, NOW).ticking}
    assert ticking == {ClockState.RUNNING, ClockState.BREACHED, ClockState.WAITING}


def test_an_answered_breach_in_p0_ticks_no_more() -> None:
    told = face(ClockState.BREACHED, late_working_s=60, p0_since=NOW, stopped_at=NOW)
    assert not show_face(told, NOW).ticking


def test_english_says_the_same() -> None:
    with translation.override("en"):
        assert show_face(face(ClockState.RUNNING), NOW).words == "18 minutes left"
        assert show_face(face(ClockState.BREACHED, late_working_s=60), NOW).words == (
            "1 minute overdue"
        )
