"""The inbox: queues, groups, filters, search, orders and places."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.packages.conftest import Desk, tehran

from owj.kernel.sla.clocks import ClockState
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import OpenTicket, Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import BadCursor, OnlyStaff, TicketNotFound
from owj.packages.desk.queries import (
    COUNT_LIMIT,
    InboxFilter,
    inbox_rows,
    neighbours,
    queue_counts,
)
from owj.packages.desk.queries import inbox as inbox_module
from owj.packages.desk.services import (
    announce_date,
    assign_ticket,
    evaluate_ticket,
    open_ticket,
    reply_publicly,
    resolve_ticket,
    wait_for_customer,
)
from owj.packages.desk.words import Importance, Queue, Rank, Sort, Status, Then
from owj.server.context import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(desk: Desk) -> dict[str, Ticket]:
    """Give one ticket of each standing; the desk's instant is Sunday, 11:20."""
    agent = desk.agent

    def answered(at: str, **facts: object) -> Ticket:
        ticket = desk.file(at=tehran(at), **facts)
        then = tehran(at) + timedelta(minutes=2)
        reply_publicly(desk.ctx(agent, then), ticket.id, Reply("سلام"))
        return ticket

    tickets = {
        "late": desk.file(at=tehran("2026-11-22 09:00"), subject="چاپ فاکتور قطع است"),
        "near": desk.file(at=tehran("2026-11-22 10:54"), subject="پیامک نمی‌رسد"),
        "fresh": desk.file(at=tehran("2026-11-22 11:10"), subject="ستون کدپستی"),
        "followup": answered("2026-11-22 10:00", is_bug=True, subject="مغایرت موجودی"),
        "dateless": answered("2026-11-22 10:00", subject="رنگ برچسب‌ها"),
        "announced": answered("2026-11-22 10:00", subject="گزارش استان"),
        "paused": answered("2026-11-22 10:00", subject="قالب چاپ"),
        "done": answered("2026-11-22 10:00", subject="اتصال درگاه"),
    }
    at_eleven = desk.ctx(agent, tehran("2026-11-22 11:00"))
    announce_date(at_eleven, tickets["announced"].id, tehran("2026-11-24 12:00"))
    wait_for_customer(at_eleven, tickets["paused"].id)
    resolve_ticket(at_eleven, tickets["done"].id)
    assign_ticket(at_eleven, tickets["followup"].id, agent.pk)
    evaluate_ticket(desk.system, tickets["late"].id)
    return tickets


def subjects(desk: Desk, asked: InboxFilter) -> list[str]:
    return [row.subject for row in inbox_rows(desk.ctx(desk.agent), asked).rows]


def test_groups_come_in_the_order_in_which_they_are_worked(
    desk: Desk, filled: dict[str, Ticket]
) -> None:
    page = inbox_rows(desk.ctx(desk.agent), InboxFilter())
    assert [row.rank for row in page.rows[:4]] == [
        Rank.P0,
        Rank.RESPONSE,
        Rank.RESPONSE,
        Rank.FOLLOWUP,
    ]
    assert [row.subject for row in page.rows[:5]] == [
        "چاپ فاکتور قطع است",
        "پیامک نمی‌رسد",
        "ستون کدپستی",
        "مغایرت موجودی",
        "گزارش استان",
    ]
    assert page.groups == {Rank.P0: 1, Rank.RESPONSE: 2, Rank.FOLLOWUP: 4}
    assert page.total == 7


def test_each_queue_holds_what_its_name_says(desk: Desk, filled: dict[str, Ticket]) -> None:
    assert subjects(desk, InboxFilter(queue=Queue.P0)) == ["چاپ فاکتور قطع است"]
    assert subjects(desk, InboxFilter(queue=Queue.NEAR)) == ["پیامک نمی‌رسد"]
    assert subjects(desk, InboxFilter(queue=Queue.MINE)) == ["مغایرت موجودی"]
    assert subjects(desk, InboxFilter(queue=Queue.PAUSED)) == ["قالب چاپ"]
    assert subjects(desk, InboxFilter(queue=Queue.WAITING)) == []
    assert "مغایرت موجودی" not in subjects(desk, InboxFilter(queue=Queue.UNASSIGNED))
    assert len(subjects(desk, InboxFilter(queue=Queue.ALL))) == 8


def test_waiting_queue_holds_what_came_out_of_hours_until_the_desk_opens(desk: Desk) -> None:
    desk.now = tehran("2026-11-22 19:00")
    desk.file()
    waiting = InboxFilter(queue=Queue.WAITING)
    row = inbox_rows(desk.ctx(desk.agent), waiting).rows[0]
    assert row.face.state is ClockState.WAITING
    assert row.face.starts_at == tehran("2026-11-23 08:30")
    desk.now = tehran("2026-11-23 08:30")
    # No job has run: the same columns say something else now.
    assert subjects(desk, waiting) == []
    row = inbox_rows(desk.ctx(desk.agent), InboxFilter()).rows[0]
    assert (row.face.state, row.face.remaining_s) == (ClockState.RUNNING, 30 * 60)


def test_counts_agree_with_the_queues(desk: Desk, filled: dict[str, Ticket]) -> None:
    counts = queue_counts(desk.ctx(desk.agent))
    assert set(counts) == set(Queue) - {Queue.ALL}
    for queue, count in counts.items():
        assert count == len(subjects(desk, InboxFilter(queue=queue))), queue


def test_faces_say_how_each_promise_stands(desk: Desk, filled: dict[str, Ticket]) -> None:
    rows = inbox_rows(desk.ctx(desk.agent), InboxFilter(queue=Queue.ALL)).rows
    faces = {row.subject: row.face for row in rows}
    late = faces["چاپ فاکتور قطع است"]
    assert (late.state, late.late_working_s) == (ClockState.BREACHED, 110 * 60)
    assert late.p0_since == tehran("2026-11-22 09:30")
    near = faces["پیامک نمی‌رسد"]
    assert (near.state, near.remaining_s, near.near) == (ClockState.RUNNING, 4 * 60, True)
    assert not faces["ستون کدپستی"].near
    assert faces["رنگ برچسب‌ها"].state is ClockState.UNTIMED
    announced = faces["گزارش استان"]
    assert (announced.kind, announced.due_at) == ("announced", tehran("2026-11-24 12:00"))
    assert faces["اتصال درگاه"].state is ClockState.MET


def test_breach_shows_before_any_job_has_computed_it(desk: Desk) -> None:
    desk.file()
    desk.wait(minutes=31)
    row = inbox_rows(desk.ctx(desk.agent), InboxFilter()).rows[0]
    assert (row.face.state, row.face.late_working_s) == (ClockState.BREACHED, 60)
    assert subjects(desk, InboxFilter(queue=Queue.NEAR)) == []


def test_filters_narrow_and_combine(desk: Desk, filled: dict[str, Ticket]) -> None:
    assert subjects(desk, InboxFilter(priority=(Priority.HIGH,))) == ["مغایرت موجودی"]
    assert subjects(desk, InboxFilter(status=(Status.WAITING_CUSTOMER,))) == ["قالب چاپ"]
    assert subjects(desk, InboxFilter(assignee=desk.agent.pk)) == ["مغایرت موجودی"]
    assert len(subjects(desk, InboxFilter(assignee=0))) == 6
    assert subjects(desk, InboxFilter(customer=desk.other_customer.id)) == []
    both = InboxFilter(priority=(Priority.MEDIUM,), status=(Status.WAITING_CUSTOMER,))
    assert subjects(desk, both) == ["قالب چاپ"]


@pytest.mark.parametrize(
    "words",
    ["كدپستي", "کد‌پستی", "000003", "T-1405-000003", "t-۱۴۰۵-۳", "۳"],
)
def test_search_is_blind_to_letters_half_spaces_and_digits(
    desk: Desk, filled: dict[str, Ticket], words: str
) -> None:
    assert subjects(desk, InboxFilter(q=words)) == ["ستون کدپستی"]


def test_search_finds_by_customer(desk: Desk, filled: dict[str, Ticket]) -> None:
    assert len(subjects(desk, InboxFilter(q="مهر گستر"))) in {0, 7}
    assert len(subjects(desk, InboxFilter(q="مهرگستر"))) == 7
    assert subjects(desk, InboxFilter(q="کاشی مینو")) == []


def test_search_takes_any_text_as_text(desk: Desk, filled: dict[str, Ticket]) -> None:
    for words in ("%", "_", "\\", "' OR 1=1 --", "\x00", "(" * 500):
        assert subjects(desk, InboxFilter(q=words)) in ([], subjects(desk, InboxFilter()))


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("queue", [Queue.OPEN, Queue.ALL])
def test_pages_follow_each_other_without_gap_or_repeat(
    desk: Desk, filled: dict[str, Ticket], sort: Sort, queue: Queue
) -> None:
    open_ticket(desk.ctx(desk.other_hub_user), OpenTicket(subject="الف", text="متن", is_bug=False))
    ctx = desk.ctx(desk.agent)
    whole = [row.id for row in inbox_rows(ctx, InboxFilter(queue=queue, sort=sort)).rows]
    walked: list[int] = []
    cursor = None
    for _ in whole:
        page = inbox_rows(ctx, InboxFilter(queue=queue, sort=sort, cursor=cursor), limit=2)
        walked += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert walked == whole
    assert len(set(walked)) == len(walked)


def test_orders(desk: Desk, filled: dict[str, Ticket]) -> None:
    ctx = desk.ctx(desk.agent)
    newest = [row.opened_at for row in inbox_rows(ctx, InboxFilter(sort=Sort.NEW)).rows]
    assert newest == sorted(newest, reverse=True)
    oldest = [row.opened_at for row in inbox_rows(ctx, InboxFilter(sort=Sort.OLD)).rows]
    assert oldest == sorted(oldest)


def test_customers_are_ordered_by_the_persian_alphabet(desk: Desk) -> None:
    # پخش stands before کاشی; in code points ک (U+06A9) and پ (U+067E) would agree,
    # so a third one, گلنوش behind کاشی and before لاله, decides.
    ctx = desk.system
    from tests.packages.conftest import make_customer

    for name, user in (("لاله‌زار", "lale"), ("گل‌نوش", "gol")):
        _, _, hub_user = make_customer(ctx, name, user)
        open_ticket(desk.ctx(hub_user), OpenTicket(subject=name, text="متن", is_bug=False))
    desk.file(subject="پخش")
    open_ticket(desk.ctx(desk.other_hub_user), OpenTicket(subject="کاشی", text="م", is_bug=False))
    assert subjects(desk, InboxFilter(sort=Sort.CUSTOMER)) == ["پخش", "کاشی", "گل‌نوش", "لاله‌زار"]


@pytest.mark.parametrize(
    "cursor",
    ["x", "é", "W10", "WzEsMl0", "eyJhIjoxfQ", "W251bGwsbnVsbCxudWxsXQ", "A" * 5000, "="],
)
def test_a_cursor_that_is_not_ours_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(BadCursor):
        inbox_rows(desk.ctx(desk.agent), InboxFilter(cursor=cursor))


def test_a_cursor_of_another_order_is_refused(desk: Desk, filled: dict[str, Ticket]) -> None:
    ctx = desk.ctx(desk.agent)
    cursor = inbox_rows(ctx, InboxFilter(), limit=2).next_cursor
    with pytest.raises(BadCursor):
        inbox_rows(ctx, InboxFilter(sort=Sort.NEW, cursor=cursor))


def test_neighbours_follow_the_list_the_reader_came_from(
    desk: Desk, filled: dict[str, Ticket]
) -> None:
    ctx = desk.ctx(desk.agent)
    rows = inbox_rows(ctx, InboxFilter()).rows
    ids = [row.tracking_id for row in rows]
    for place, tracking_id in enumerate(ids):
        found = neighbours(ctx, InboxFilter(), tracking_id)
        assert found.previous == (ids[place - 1] if place else None)
        assert found.next == (ids[place + 1] if place + 1 < len(ids) else None)
        assert (found.index, found.total) == (place + 1, len(ids))


def test_a_ticket_that_left_the_list_has_no_place(desk: Desk, filled: dict[str, Ticket]) -> None:
    ctx = desk.ctx(desk.agent)
    found = neighbours(ctx, InboxFilter(), filled["done"].tracking_id)
    assert found.index is None
    with pytest.raises(TicketNotFound):
        neighbours(ctx, InboxFilter(), "T-1405-999999")


def test_all_tickets_are_counted_up_to_the_limit(
    desk: Desk, filled: dict[str, Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = InboxFilter(queue=Queue.ALL)
    ctx = desk.ctx(desk.agent)
    assert inbox_rows(ctx, every).total == 8
    monkeypatch.setattr(inbox_module, "COUNT_LIMIT", 5)
    assert inbox_rows(ctx, every).total == 5
    assert neighbours(ctx, every, filled["near"].tracking_id).index is None
    assert COUNT_LIMIT == 1000


def test_no_one_but_agents_reads_the_inbox(desk: Desk, filled: dict[str, Ticket]) -> None:
    for actor in (desk.hub_user.actor, desk.roleless.actor, SYSTEM):
        for read in (
            lambda ctx: inbox_rows(ctx, InboxFilter(queue=Queue.ALL)),
            queue_counts,
            lambda ctx: neighbours(ctx, InboxFilter(), filled["near"].tracking_id),
        ):
            with pytest.raises(OnlyStaff):
                read(desk.ctx(actor))


def test_queries_of_a_page_do_not_grow_with_its_rows(
    desk: Desk,
    filled: dict[str, Ticket],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(20):
        desk.file(at=desk.now - timedelta(minutes=n), importance=Importance.LOW)
    ctx = desk.ctx(desk.agent)
    with django_assert_max_num_queries(6):
        page = inbox_rows(ctx, InboxFilter(), limit=50)
    assert len(page.rows) == 27
    with django_assert_max_num_queries(3):
        queue_counts(ctx)


def test_a_resolved_ticket_leaves_the_open_queue(desk: Desk) -> None:
    ticket = desk.file()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("حل شد", then=Then.RESOLVE))
    assert subjects(desk, InboxFilter()) == []
    assert subjects(desk, InboxFilter(queue=Queue.ALL, status=(Status.RESOLVED,))) != []
