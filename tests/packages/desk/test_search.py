"""Search: what was said is found too, by those who may read it, also when mistyped."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk

from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries import InboxFilter, inbox_rows
from owj.packages.desk.queries.search import search_condition, tickets_said
from owj.packages.desk.services import add_note, reply_publicly
from owj.packages.desk.words import Queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoken(desk: Desk) -> Ticket:
    """Give a ticket with a public answer and an internal note."""
    ticket = desk.file(subject="خطای پرداخت", text="در صفحهٔ تسویه می‌ماند.")
    desk.file(subject="رنگ برچسب", text="برچسب‌ها آبی باشند.")
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("گواهي بانك تمديد شد."))
    add_note(desk.ctx(desk.agent), ticket.id, Reply("مشتری بدحساب است"))
    return ticket


def found(desk: Desk, words: str) -> list[str]:
    page = inbox_rows(desk.ctx(desk.agent), InboxFilter(queue=Queue.ALL, q=words))
    return [row.subject for row in page.rows]


@pytest.mark.parametrize("words", ["تسویه", "گواهی بانک", "بدحساب", "تسويه‌ها"])
def test_what_was_said_is_found_however_it_is_written(
    desk: Desk, spoken: Ticket, words: str
) -> None:
    assert found(desk, words) == ["خطای پرداخت"]


def test_a_row_shows_where_the_words_were_said(desk: Desk, spoken: Ticket) -> None:
    page = inbox_rows(desk.ctx(desk.agent), InboxFilter(q="بانک"))
    pieces = page.rows[0].snippet
    assert [piece.text for piece in pieces if piece.marked] == ["بانك"]
    assert "".join(piece.text for piece in pieces) == "گواهي بانك تمديد شد."
    assert inbox_rows(desk.ctx(desk.agent), InboxFilter(q="پرداخت")).rows[0].snippet == ()


def test_a_customer_finds_answers_but_no_note_and_nothing_of_others(
    desk: Desk, spoken: Ticket
) -> None:
    own, others = desk.ctx(desk.hub_user), desk.ctx(desk.other_hub_user)
    assert tickets_said(own, "گواهی") == [spoken.id]
    assert tickets_said(own, "بدحساب") == []
    assert tickets_said(others, "گواهی") == []
    said = own.rows(Ticket).filter(search_condition(own, "بدحساب"))
    assert not said.exists()


def test_a_mistyped_word_finds_what_comes_near_and_says_so(desk: Desk, spoken: Ticket) -> None:
    page = inbox_rows(desk.ctx(desk.agent), InboxFilter(q="پرداحت"))
    assert ([row.subject for row in page.rows], page.nearly) == (["خطای پرداخت"], True)
    page = inbox_rows(desk.ctx(desk.agent), InboxFilter(q="پرداخت"))
    assert ([row.subject for row in page.rows], page.nearly) == (["خطای پرداخت"], False)


def test_words_too_short_for_the_index_are_looked_for_in_subjects_only(
    desk: Desk, spoken: Ticket
) -> None:
    assert tickets_said(desk.ctx(desk.agent), "شد") == []
    assert found(desk, "رنگ") == ["رنگ برچسب"]
