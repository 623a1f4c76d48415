"""Canned replies: whose they are, their order, and how they are filled."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk

from owj.kernel.errors import NotFound
from owj.packages.desk.entity import CannedReply
from owj.packages.desk.errors import OnlyReplyKeepers, OnlyStaff
from owj.packages.desk.placeholders import (
    Placeholder,
    fill_placeholders,
    placeholder_of,
    unknown_placeholders,
)
from owj.packages.desk.queries import canned_replies, ready_texts
from owj.packages.desk.services import (
    ReplyDraft,
    add_reply,
    change_reply,
    move_reply,
    remove_reply,
)

VALUES = {Placeholder.CUSTOMER: "پخش {agent}", Placeholder.AGENT: "سینا", Placeholder.DUE: ""}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("customer", Placeholder.CUSTOMER),
        ("Ticket_ID", Placeholder.TICKET),
        ("مشتري", Placeholder.CUSTOMER),
        ("شناسه‌ پیگیری", Placeholder.TICKET),
        ("موعد", Placeholder.DUE),
        ("__class__", None),
        ("مشتری.نام", None),
    ],
)
def test_a_placeholder_is_known_however_it_is_typed(name: str, meant: Placeholder | None) -> None:
    assert placeholder_of(name) is meant


def test_what_is_put_in_is_never_read_again() -> None:
    assert fill_placeholders("{customer}: {agent}", VALUES).text == "پخش {agent}: سینا"


def test_unknown_and_empty_placeholders_stay_and_are_named() -> None:
    filled = fill_placeholders("{خوش} {due} {agent} {خوش}", VALUES)
    assert filled.text == "{خوش} {due} سینا {خوش}"
    assert filled.unknown == ("{خوش}", "{due}")
    assert unknown_placeholders("{خوش} {due} {{customer}}") == ("{خوش}",)


@pytest.mark.parametrize(
    "text", ["{{ settings.SECRET_KEY }}", "{% load x %}", "{0.__class__}", "%(x)s"]
)
def test_no_text_is_read_as_a_template(text: str) -> None:
    assert fill_placeholders(text, VALUES).text == text


@pytest.mark.django_db
def test_a_personal_reply_is_its_owners_alone_and_a_shared_one_everybodys(desk: Desk) -> None:
    mine = add_reply(desk.ctx(desk.agent), ReplyDraft("سلام", "سلام {مخاطب}", "سلام"))
    shared = add_reply(desk.ctx(desk.admin), ReplyDraft("فایل", "فایل را بفرستید.", shared=True))
    assert [one.id for one in canned_replies(desk.ctx(desk.agent))] == [shared.id, mine.id]
    assert [one.id for one in canned_replies(desk.ctx(desk.colleague))] == [shared.id]
    with pytest.raises(NotFound):
        change_reply(desk.ctx(desk.admin), mine.id, ReplyDraft("من", "متن"))
    assert not desk.ctx(desk.hub_user).rows(CannedReply).exists()
    with pytest.raises(OnlyStaff):
        canned_replies(desk.ctx(desk.hub_user))


@pytest.mark.django_db
def test_only_administrators_and_project_managers_keep_the_shared_ones(desk: Desk) -> None:
    shared = add_reply(desk.ctx(desk.manager), ReplyDraft("فایل", "بفرستید.", shared=True))
    agent = desk.ctx(desk.agent)
    for refused in (
        lambda: add_reply(agent, ReplyDraft("من", "متن", shared=True)),
        lambda: change_reply(agent, shared.id, ReplyDraft("من", "متن")),
        lambda: remove_reply(agent, shared.id),
        lambda: move_reply(agent, shared.id, up=True),
    ):
        with pytest.raises(OnlyReplyKeepers):
            refused()
    with pytest.raises(OnlyStaff):
        add_reply(desk.ctx(desk.roleless), ReplyDraft("من", "متن"))


@pytest.mark.django_db
def test_replies_change_places_and_the_first_goes_no_higher(desk: Desk) -> None:
    ctx = desk.ctx(desk.agent)
    ids = [add_reply(ctx, ReplyDraft(title, "متن")).id for title in ("یک", "دو", "سه")]
    move_reply(ctx, ids[2], up=True)
    move_reply(ctx, ids[0], up=True)
    assert [one.id for one in canned_replies(ctx)] == [ids[0], ids[2], ids[1]]


@pytest.mark.django_db
def test_a_reply_is_filled_for_its_ticket_in_the_writers_language(desk: Desk) -> None:
    ticket = desk.file()
    add_reply(desk.ctx(desk.agent), ReplyDraft("پیگیری", "{مخاطب}، {شناسه} تا {موعد}. {کارشناس}"))
    ready = ready_texts(desk.ctx(desk.agent), ticket, language="fa")[0]
    assert ready.filled.unknown == ()
    assert ready.filled.text == (
        f"mina مشتری، {ticket.tracking_id} تا یکشنبه ۱ آذر ۱۴۰۵، ساعت ۱۱:۵۰. sina نمونه"
    )
