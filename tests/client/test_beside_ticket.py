"""Beside a ticket: drafts, who is here, following, linking, merging, and a reply too late."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of, set_page_clock, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Follower, Message, Ticket, TicketLink
from owj.packages.desk.services import ReplyDraft, add_reply, link_tickets, reply_publicly
from owj.packages.desk.words import LinkKind, Status
from owj.server.drafts.models import Draft
from owj.server.presence.models import Presence


@pytest.fixture
def staff(desk: Desk) -> Client:
    """Return the agent's client."""
    return client_of(desk.agent)


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    """Return an open ticket."""
    return desk.file(at=desk.now.replace(minute=10))


def url(name: str, ticket: Ticket) -> str:
    """Return an address below the ticket's."""
    return reverse(f"client:{name}", args=[ticket.tracking_id])


def test_a_draft_waits_on_every_device_for_its_writer_alone_and_goes_when_sent(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    for kind, text in (("reply", "سلام، در حال"), ("note", "به پویا بگو")):
        kept = staff.post(url("draft", ticket), {"kind": kind, "text": text})
        assert kept.status_code == 204
    elsewhere = text_of(client_of(desk.agent).get(url("ticket", ticket)))
    assert "سلام، در حال</textarea>" in elsewhere
    assert 'data-draft-of="note">به پویا بگو</textarea>' in elsewhere
    assert "سلام، در حال" not in text_of(client_of(desk.colleague).get(url("ticket", ticket)))
    sent = {"key": str(uuid4()), "kind": "reply", "text": "سلام، در حال بررسی هستیم."}
    fresh = text_of(staff.post(url("reply", ticket), sent, headers=HTMX))
    assert 'data-draft-of="reply"></textarea>' in fresh
    assert list(Draft.objects.values_list("text", flat=True)) == ["به پویا بگو"]


def test_an_emptied_draft_is_gone_and_a_refused_reply_keeps_its_own(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    staff.post(url("draft", ticket), {"kind": "reply", "text": "متن"})
    refused = {"key": str(uuid4()), "kind": "reply", "text": "متن", "announce": "نه تاریخ"}
    assert staff.post(url("reply", ticket), refused, headers=HTMX).status_code == 422
    assert Draft.objects.count() == 1
    staff.post(url("draft", ticket), {"kind": "reply", "text": "  "})
    assert Draft.objects.count() == 0
    assert staff.post(url("draft", ticket), {"kind": "letter", "text": "x"}).status_code == 404


def test_who_is_here_and_who_writes_is_seen_by_the_others_until_they_fall_silent(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    colleague = client_of(desk.colleague)
    assert desk.agent.full_name not in text_of(colleague.get(url("presence", ticket)))
    staff.post(url("presence", ticket), {"writing": "yes"})
    seen = text_of(colleague.get(url("presence", ticket)))
    assert desk.agent.full_name in seen
    assert 'data-tone="warn"' in seen
    assert desk.agent.full_name not in text_of(staff.get(url("presence", ticket)))
    silent = Presence.objects.get()
    silent.seen_at -= timedelta(seconds=80)
    silent.save()
    assert desk.agent.full_name not in text_of(colleague.get(url("presence", ticket)))
    staff.post(url("presence", ticket), {"writing": "no"})
    staff.post(url("presence", ticket), {"gone": "yes"})
    assert not Presence.objects.exists()


def test_a_reply_to_an_older_page_is_stopped_with_its_text_and_goes_when_sent_again(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    begun = desk.system.rows(Message).filter(ticket_id=ticket.id).order_by("-id").first()
    assert begun is not None
    reply_publicly(desk.ctx(desk.colleague), ticket.id, Reply("من پاسخ دادم"))
    form = {"key": str(uuid4()), "kind": "reply", "text": "پاسخ دوم", "begun": begun.id}
    late = staff.post(url("reply", ticket), form | {"read_up_to": begun.id}, headers=HTMX)
    html = text_of(late)
    assert late.status_code == 409
    assert "پاسخ دوم</textarea>" in html
    assert desk.colleague.full_name in html
    last = desk.system.rows(Message).order_by("-id").first()
    assert last is not None
    assert f'name="read_up_to" form="composer" value="{last.id}"' in html
    again = staff.post(url("reply", ticket), form | {"read_up_to": last.id}, headers=HTMX)
    assert again.status_code == 200


def test_a_live_page_tells_that_somebody_wrote_meanwhile(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    begun = desk.system.rows(Message).filter(ticket_id=ticket.id).order_by("-id").first()
    assert begun is not None
    quiet = text_of(staff.get(url("ticket_live", ticket), {"begun": begun.id}))
    assert 'data-tone="warn" role="status"' not in quiet
    reply_publicly(desk.ctx(desk.colleague), ticket.id, Reply("من پاسخ دادم"))
    told = text_of(staff.get(url("ticket_live", ticket), {"begun": begun.id}))
    assert 'data-tone="warn" role="status"' in told
    assert 'id="composer"' not in told


def test_following_is_one_button_with_a_way_back(desk: Desk, staff: Client, ticket: Ticket) -> None:
    html = text_of(staff.post(url("follow", ticket), {"follow": "yes"}, headers=HTMX))
    assert 'aria-pressed="true"' in html
    assert desk.system.rows(Follower).count() == 1
    staff.post(url("follow", ticket), {"follow": "no"})
    assert desk.system.rows(Follower).count() == 0


def test_a_link_is_made_from_a_search_and_taken_back(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    other = desk.file(subject="خروجی اکسل کند است")
    found = text_of(staff.get(url("link_choices", ticket), {"q": "اكسل"}))
    assert other.tracking_id in found
    form = {"other": other.tracking_id, "kind": "caused_by"}
    html = text_of(staff.post(url("link", ticket), form, headers=HTMX))
    assert other.subject in html
    again = staff.post(url("link", ticket), form, headers=HTMX)
    assert again.status_code == 409
    staff.post(url("unlink", ticket), {"other": other.tracking_id})
    assert not desk.system.rows(TicketLink).exists()
    assert staff.post(url("link", ticket), form | {"kind": "clone_of"}).status_code == 404


def test_a_merge_shows_what_happens_to_the_clocks_and_both_pages_know_of_each_other(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    younger = desk.file(subject="همان مشکل دوباره")
    stranger = desk.file(subject="از مشتری دیگر")
    set_page_clock(desk)
    page = text_of(staff.get(url("merge", ticket)))
    assert younger.tracking_id in page
    preview = text_of(staff.get(url("merge_preview", ticket), {"into": younger.tracking_id}))
    assert preview.count('class="o-clock"') >= 4
    assert not desk.fresh(ticket).merged_into
    into_itself = staff.post(url("merge", ticket), {"into": ticket.tracking_id})
    assert into_itself.status_code == 422
    done = staff.post(url("merge", ticket), {"into": younger.tracking_id})
    assert done.headers["Location"] == url("ticket", younger)
    assert desk.fresh(ticket).status is Status.MERGED
    assert url("ticket", younger) in text_of(staff.get(url("ticket", ticket)))
    assert url("ticket", ticket) in text_of(staff.get(url("ticket", younger)))
    assert staff.post(url("merge", younger), {"into": ticket.tracking_id}).status_code == 409
    assert desk.fresh(stranger).status is Status.OPEN


def test_ready_replies_come_filled_and_name_what_is_unknown(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    add_reply(desk.ctx(desk.agent), ReplyDraft("تماس", "سلام {مخاطب}، {ساعت تماس}", "تماس"))
    html = text_of(staff.get(url("ready", ticket)))
    assert 'data-pick="سلام mina مشتری، {ساعت تماس}"' in html
    assert 'data-unknown="{ساعت تماس}"' in html
    assert f"@{desk.colleague.full_name} " in html


def test_the_side_shows_the_customer_the_links_and_what_reads_alike(
    desk: Desk, staff: Client, ticket: Ticket
) -> None:
    alike = desk.file(subject="افزودن ستون به فرم مشتری در هاب")
    linked = desk.file(subject="چیزی دیگر")
    link_tickets(desk.ctx(desk.agent), ticket.id, linked.id, LinkKind.RELATED)
    set_page_clock(desk)
    html = text_of(staff.get(url("ticket", ticket)))
    assert html.count(f'href="{url("ticket", alike)}" dir="auto"') == 1
    asked = re.search(r'hx-get="(/tickets/new/similar[^"]+)" hx-trigger="load"', html)
    assert asked is not None
    similar = text_of(staff.get(unescape(asked[1])))
    assert f'href="{url("ticket", alike)}" dir="auto"' in similar
    assert url("ticket", ticket) not in similar
    assert linked.subject in html
    assert desk.contact.name in html
