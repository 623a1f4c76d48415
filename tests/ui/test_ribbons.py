"""A ribbon's stretches: one true scale, narrow nights, the flag at the deadline."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from tests.ui.cards import PromiseCard, announced, card_of, opened, replied

from owj.ui.ribbons import END, GAP, Ribbon, ribbon_of

# Sunday 1 Azar 1405; the desk is open from 8:30 to 17:00, +03:30.
OPENING = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 22, 13, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def kinds(ribbon: Ribbon) -> list[str]:
    return [stretch.kind for stretch in ribbon.stretches]


def drawn(card: PromiseCard) -> Ribbon:
    return ribbon_of(card)


def test_a_running_promise_shows_what_went_and_what_is_left() -> None:
    ribbon = drawn(card_of(opened(OPENING), as_of=OPENING + 10 * MINUTE))
    assert kinds(ribbon) == ["done", "open"]
    done, left = ribbon.stretches
    assert left.width + GAP == pytest.approx(2 * (done.width + GAP))
    assert ribbon.now == pytest.approx(END / 3)
    assert ribbon.goal == pytest.approx(END, abs=1)


def test_the_flag_of_an_overdue_promise_stands_where_it_was_due() -> None:
    ribbon = drawn(card_of(opened(OPENING), as_of=OPENING + 90 * MINUTE))
    assert kinds(ribbon) == ["done", "over"]
    assert ribbon.goal == pytest.approx(END / 3, abs=1)
    assert ribbon.now == pytest.approx(END, abs=1)


def test_a_night_is_a_narrow_break_whatever_its_length() -> None:
    filed = CLOSING - 15 * MINUTE
    ribbon = drawn(card_of(opened(filed), as_of=CLOSING + 60 * MINUTE))
    assert kinds(ribbon) == ["done", "shut", "open"]
    assert ribbon.stretches[1].width < END / 10


def test_a_ticket_that_waits_for_the_desk_begins_with_a_break() -> None:
    ribbon = drawn(card_of(opened(CLOSING + 60 * MINUTE), as_of=CLOSING + 90 * MINUTE))
    assert kinds(ribbon)[-1] == "open"
    assert set(kinds(ribbon)) <= {"shut", "open"}


def test_a_kept_promise_is_quiet_and_shows_no_present() -> None:
    ribbon = drawn(
        card_of(opened(OPENING), replied(OPENING + 12 * MINUTE), as_of=OPENING + 60 * MINUTE)
    )
    assert kinds(ribbon) == ["met", "open"]
    assert ribbon.now is None


def test_a_promise_without_a_date_has_no_ribbon() -> None:
    from owj.kernel.sla.clocks import Promise

    card = card_of(
        opened(OPENING),
        replied(OPENING + MINUTE),
        as_of=OPENING + 60 * MINUTE,
        promise=Promise.FOLLOWUP,
    )
    assert drawn(card).stretches == ()


def test_every_stretch_lies_on_the_ribbon_in_order() -> None:
    from owj.kernel.sla.clocks import Promise

    until = OPENING + timedelta(days=20)
    card = card_of(
        opened(OPENING),
        announced(OPENING + 60 * MINUTE, until),
        as_of=OPENING + timedelta(days=9),
        promise=Promise.FOLLOWUP,
    )
    stretches = drawn(card).stretches
    assert len(stretches) > 4
    for earlier, later in itertools.pairwise(stretches):
        assert earlier.end <= later.x + 0.01
    assert stretches[-1].end <= END
