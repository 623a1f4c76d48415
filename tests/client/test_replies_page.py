"""The page on which canned replies are kept."""

from __future__ import annotations

from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.entity import CannedReply
from owj.packages.desk.queries import canned_replies
from owj.packages.desk.services import ReplyDraft, add_reply

PAGE = reverse("client:replies")


def test_an_agent_keeps_own_replies_and_only_reads_the_shared_ones(desk: Desk) -> None:
    shared = add_reply(desk.ctx(desk.manager), ReplyDraft("فایل", "بفرستید", shared=True))
    agent = client_of(desk.agent)
    html = text_of(agent.get(PAGE))
    assert 'name="shared"' not in html
    assert reverse("client:reply_edit", args=[shared.id]) not in html
    agent.post(PAGE, {"title": "سلام", "body": "سلام {مخاطب}"})
    mine = canned_replies(desk.ctx(desk.agent))[1]
    assert (mine.title, mine.owner_id) == ("سلام", desk.agent.pk)
    for name in ("reply_edit", "reply_move", "reply_remove"):
        address = reverse(f"client:{name}", args=[shared.id])
        answer = agent.post(address, {"title": "من", "body": "متن"})
        assert answer.status_code in {403, 422}, name
    assert desk.system.get(CannedReply, shared.id).title == "فایل"


def test_a_wrong_form_keeps_its_text_and_an_unknown_placeholder_is_pointed_at(desk: Desk) -> None:
    manager = client_of(desk.manager)
    wrong = manager.post(PAGE, {"title": "", "body": "سلام {نام کوچک}"})
    assert wrong.status_code == 422
    assert "سلام {نام کوچک}</textarea>" in text_of(wrong)
    assert '<bdi class="o-token">{نام کوچک}</bdi>' in text_of(wrong)
    manager.post(PAGE, {"title": "سلام", "body": "سلام {نام کوچک}", "shared": "on"})
    assert "{نام کوچک}" in text_of(manager.get(PAGE))


def test_what_is_removed_comes_back_by_undo(desk: Desk) -> None:
    agent = client_of(desk.agent)
    reply = add_reply(desk.ctx(desk.agent), ReplyDraft("سلام", "متن"))
    agent.post(reverse("client:reply_remove", args=[reply.id]))
    assert canned_replies(desk.ctx(desk.agent)) == ()
    agent.post(reverse("client:reply_restore", args=[reply.id]))
    assert [one.id for one in canned_replies(desk.ctx(desk.agent))] == [reply.id]
