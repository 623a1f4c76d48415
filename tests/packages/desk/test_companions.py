"""Followers, mentions, links and clones: who hears of a ticket, and what it belongs to."""

from __future__ import annotations

import pytest
from tests.packages.conftest import Desk

from owj.packages.desk.drafts import Note, OpenTicket, Reply
from owj.packages.desk.entity import TicketLink
from owj.packages.desk.errors import (
    AlreadyLinked,
    AnsweredMeanwhile,
    OnlyStaff,
    SameTicket,
    TicketNotFound,
)
from owj.packages.desk.queries import (
    companions_of,
    first_text,
    hub_ticket,
    similar_tickets,
    ticket_page,
)
from owj.packages.desk.services import (
    add_note,
    assign_ticket,
    clone_ticket,
    customer_reply,
    follow_ticket,
    link_tickets,
    merge_ticket,
    reply_publicly,
    unfollow_ticket,
    unlink_tickets,
)
from owj.packages.desk.words import LinkKind
from owj.server.agreements.models import PromiseEvent
from owj.server.notices.choices import choose_ways
from owj.server.notices.models import Notice

pytestmark = pytest.mark.django_db


def told(desk: Desk) -> set[tuple[str, str]]:
    """Return (user, kind) of every notice of a colleague."""
    rows = Notice.objects.filter(user__kind="staff").values_list("user__username", "kind")
    return {(name, kind) for name, kind in rows}


def test_a_mention_tells_the_colleague_and_makes_a_follower(desk: Desk) -> None:
    ticket = desk.file()
    text = "لطفاً ببین: @pooya نمونه، و به mina@sina.example ننویس."
    add_note(desk.ctx(desk.agent), ticket.id, Note(text))
    assert told(desk) == {("pooya", "mentioned")}
    beside = companions_of(desk.ctx(desk.colleague), desk.fresh(ticket))
    assert [person.id for person in beside.followers] == [desk.colleague.pk]
    assert beside.follows


def test_followers_hear_of_answers_notes_the_customer_and_the_end_but_not_of_themselves(
    desk: Desk,
) -> None:
    ticket = desk.file()
    follow_ticket(desk.ctx(desk.colleague), ticket.id)
    follow_ticket(desk.ctx(desk.agent), ticket.id)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    add_note(desk.ctx(desk.agent), ticket.id, Note("یادداشت"))
    customer_reply(desk.ctx(desk.hub_user), ticket.id, Reply("سپاس"))
    assert told(desk) == {
        ("pooya", "followed_news"),
        ("sina", "followed_news"),
    }
    assert Notice.objects.filter(user=desk.colleague).count() == 3
    assert Notice.objects.filter(user=desk.agent).count() == 1


def test_who_does_not_want_a_kind_of_news_is_not_told_of_it(desk: Desk) -> None:
    ticket = desk.file()
    follow_ticket(desk.ctx(desk.colleague), ticket.id)
    choose_ways(desk.colleague, {"mentioned": ["app"]})
    add_note(desk.ctx(desk.agent), ticket.id, Note("یادداشت"))
    assert told(desk) == set()
    choose_ways(desk.colleague, {"followed_news": ["app"]})
    add_note(desk.ctx(desk.agent), ticket.id, Note("یادداشت دیگر"))
    assert told(desk) == {("pooya", "followed_news")}


def test_who_left_hears_nothing_more(desk: Desk) -> None:
    ticket = desk.file()
    follow_ticket(desk.ctx(desk.colleague), ticket.id)
    follow_ticket(desk.ctx(desk.colleague), ticket.id)
    unfollow_ticket(desk.ctx(desk.colleague), ticket.id)
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("پاسخ"))
    assert told(desk) == set()


def test_customers_neither_follow_nor_see_who_follows(desk: Desk) -> None:
    ticket = desk.file()
    with pytest.raises(OnlyStaff):
        follow_ticket(desk.ctx(desk.hub_user), ticket.id)
    with pytest.raises(OnlyStaff):
        companions_of(desk.ctx(desk.hub_user), ticket)


def test_a_link_stands_on_both_tickets_and_their_timelines_and_goes_from_both(desk: Desk) -> None:
    one, two = desk.file(), desk.file(subject="گزارش گردش کالا کند است")
    ctx = desk.ctx(desk.agent)
    link_tickets(ctx, one.id, two.id, LinkKind.CAUSED_BY)
    here = companions_of(ctx, one).links
    there = companions_of(ctx, two).links
    assert [(link.row.id, link.kind, link.outward) for link in here] == [
        (two.id, LinkKind.CAUSED_BY, True)
    ]
    assert [(link.row.id, link.outward) for link in there] == [(one.id, False)]
    assert ticket_page(ctx, two.tracking_id).timeline[-1].data == {
        "ticket": one.tracking_id,
        "subject": one.subject,
        "relation": "caused_by_of_other",
    }
    with pytest.raises(AlreadyLinked):
        link_tickets(ctx, two.id, one.id, LinkKind.RELATED)
    assert unlink_tickets(ctx, two.id, one.id) is LinkKind.CAUSED_BY
    assert companions_of(ctx, one).links == ()
    assert ticket_page(ctx, one.tracking_id).timeline[-1].kind == "unlinked"
    with pytest.raises(TicketNotFound):
        unlink_tickets(ctx, one.id, two.id)


def test_a_ticket_is_not_linked_to_itself_and_a_link_moves_no_clock(desk: Desk) -> None:
    one, two = desk.file(), desk.file()
    ctx = desk.ctx(desk.agent)
    with pytest.raises(SameTicket):
        link_tickets(ctx, one.id, one.tracking_id, LinkKind.RELATED)
    due = one.first_due_at
    desk.wait(minutes=10)
    link_tickets(desk.ctx(desk.agent), one.id, two.id, LinkKind.DUPLICATE_OF)
    assert desk.fresh(one).first_due_at == due


def test_links_never_reach_the_customer(desk: Desk) -> None:
    one, two = desk.file(), desk.file()
    link_tickets(desk.ctx(desk.agent), one.id, two.id, LinkKind.RELATED)
    shown = hub_ticket(desk.ctx(desk.hub_user), one.tracking_id)
    assert "linked" not in {entry.kind for entry in shown.timeline}
    assert not desk.ctx(desk.hub_user).rows(TicketLink).exists()


def test_a_clone_starts_a_clock_of_its_own_and_remembers_where_it_came_from(desk: Desk) -> None:
    source = desk.file()
    desk.wait(hours=2)
    draft = OpenTicket(
        subject=source.subject,
        text="دوباره",
        is_bug=False,
        customer_id=source.customer_id,
        key="clone-1",
    )
    clone = clone_ticket(desk.ctx(desk.agent), source.tracking_id, draft)
    again = clone_ticket(desk.ctx(desk.agent), source.tracking_id, draft)
    assert again.id == clone.id
    assert clone.opened_at == desk.now
    assert not clone.breached_month
    link = desk.system.rows(TicketLink).get()
    assert (link.ticket_id, link.other_id, link.kind) == (clone.id, source.id, LinkKind.CLONE_OF)
    kinds = PromiseEvent.objects.filter(record_id=source.id).order_by("seq")
    assert kinds.last().kind == "linked"


def test_followers_of_a_merged_ticket_follow_the_surviving_one(desk: Desk) -> None:
    gone, kept = desk.file(), desk.file()
    follow_ticket(desk.ctx(desk.colleague), gone.id)
    merge_ticket(desk.ctx(desk.agent), gone.id, into=kept.id)
    ctx = desk.ctx(desk.colleague)
    assert companions_of(ctx, desk.fresh(kept)).follows
    assert companions_of(ctx, desk.fresh(gone)).merged_into.id == kept.id
    assert [row.id for row in companions_of(ctx, desk.fresh(kept)).absorbed] == [gone.id]


def test_similar_subjects_are_found_however_they_are_written(desk: Desk) -> None:
    known = desk.file(subject="چاپ فاکتورها در شعبه‌ها کار نمی‌کند")
    desk.file(subject="ورود دو مرحله‌ای برای مدیر")
    found = similar_tickets(desk.ctx(desk.agent), "چاپ فاكتورها در شعبه ها کار نمیکند")
    assert [row.id for row in found] == [known.id]
    assert similar_tickets(desk.ctx(desk.agent), known.subject, besides=known.id) == ()
    with pytest.raises(OnlyStaff):
        similar_tickets(desk.ctx(desk.hub_user), known.subject)


def test_what_was_said_first_finds_tickets_under_another_subject(desk: Desk) -> None:
    said = "پس از بروزرسانی، گزارش مانده بدهی مشتریان بازپرداخت خالی نمایش داده می‌شود."
    known = desk.file(subject="مشکل فوری", text=said)
    desk.file(subject="ورود دو مرحله‌ای", text="بازپرداخت را جداگانه می‌نویسم.")
    ctx, asked = desk.ctx(desk.agent), said.replace("ی", "ي") + " از دیروز."
    assert [row.id for row in similar_tickets(ctx, "کمک", body=asked)] == [known.id]
    assert first_text(ctx, known.id) == said
    assert similar_tickets(ctx, "کمک", body=asked, besides=known.id) == ()
    assert similar_tickets(ctx, "کمک", body="با سپاس") == ()


def test_a_reply_begun_before_another_answer_is_stopped_once_and_loses_nothing(desk: Desk) -> None:
    ticket = desk.file()
    assign_ticket(desk.ctx(desk.manager), ticket.id, desk.agent.pk)
    seen = reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("نخست")).id
    other = reply_publicly(desk.ctx(desk.colleague), ticket.id, Reply("دوم"))
    late = Reply("سوم", read_up_to=seen)
    with pytest.raises(AnsweredMeanwhile) as refused:
        reply_publicly(desk.ctx(desk.agent), ticket.id, late)
    assert refused.value.data["name"] == desk.colleague.full_name
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("سوم", read_up_to=other.id))
