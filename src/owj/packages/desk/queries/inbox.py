"""The inbox: tickets of a queue, filtered, searched and ordered, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Count, Q

from owj.packages.desk.bulk import MOST_AT_ONCE, BulkRun
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import OnlyStaff, TicketNotFound
from owj.packages.desk.moves import is_agent, may_decide
from owj.packages.desk.queries.cursors import Key, Term, behind, read_cursor, write_cursor
from owj.packages.desk.queries.desk_hours import agreement_in_force
from owj.packages.desk.queries.own_fields import own_condition
from owj.packages.desk.queries.queues import queue_condition, queue_conditions
from owj.packages.desk.queries.results import (
    COUNT_LIMIT,
    InboxFilter,
    InboxRow,
    Neighbours,
    Page,
)
from owj.packages.desk.queries.rows import list_rows, load_tickets
from owj.packages.desk.queries.search import search_condition, snippets_of
from owj.packages.desk.services.work import tracking_id_of
from owj.packages.desk.words import RANKS, Move, Queue, Rank, Sort
from owj.server.records.context import Context
from owj.server.records.lookups import PersianKey
from owj.server.records.rowtypes import Rows

PAGE_LIMIT = 200

_PLACE = (Term("queue_rank", int), Term("queue_at", datetime), Term("id", int))
ORDERS: dict[Sort, tuple[Term, ...]] = {
    Sort.DUE: _PLACE,
    Sort.NEW: (Term("opened_at", datetime, descending=True), Term("id", int, descending=True)),
    Sort.OLD: (Term("opened_at", datetime), Term("id", int)),
    Sort.CUSTOMER: (Term("customer_order", str), *_PLACE),
}


def inbox_rows(ctx: Context, asked: InboxFilter, limit: int = 50) -> Page[InboxRow]:
    """Return one page of a queue; the first page also says how many there are in each group.

    Raises: OnlyStaff, BadCursor.
    """
    check_agent(ctx)
    rows, nearly = _asked_rows(ctx, asked)
    page = page_of(ctx, rows, ORDERS[asked.sort], asked.cursor, limit)
    shown = _with_snippets(ctx, page.rows, asked.q) if asked.q and not nearly else page.rows
    page = replace(page, rows=shown, nearly=nearly)
    if asked.cursor is not None:
        return page
    if asked.queue is Queue.ALL:
        # Ever more tickets: beyond the limit nobody counts, and groups would say nothing.
        return replace(page, total=_count_up_to_limit(rows))
    groups = _count_groups(rows)
    return replace(page, total=sum(groups.values()), groups=groups)


def selected_ids(ctx: Context, asked: InboxFilter) -> list[int]:
    """Return the ids of everything the filter asks for, up to what one deed may touch and one more.

    Raises: OnlyStaff.
    """
    check_agent(ctx)
    rows, _nearly = _asked_rows(ctx, asked)
    return list(rows.order_by("id").values_list("id", flat=True)[: MOST_AT_ONCE + 1])


def may_set_priority(ctx: Context) -> bool:
    """Return whether this person decides on priorities (R6)."""
    role = agreement_in_force(ctx).priority_decided_by.value
    return may_decide(ctx.actor, Move.SET_PRIORITY, role)


def latest_run(ctx: Context) -> BulkRun | None:
    """Return the last deed of this person on many tickets."""
    return ctx.rows(BulkRun).order_by("-id").first()


def queue_counts(ctx: Context) -> dict[Queue, int]:
    """Return how many tickets each queue holds. Raises: OnlyStaff."""
    return list_counts(ctx, {})[0]


def list_counts(
    ctx: Context, lists: Mapping[int, InboxFilter]
) -> tuple[dict[Queue, int], dict[int, int]]:
    """Return how many tickets each queue and each of these lists holds, in one query.

    Only open tickets are read: the queue of all tickets ever is not counted, and of lists neither
    those that reach into it nor those that search for words. Raises: OnlyStaff.
    """
    check_agent(ctx)
    queues = queue_conditions(ctx)
    queues.pop(Queue.ALL)
    kept = {
        key: queues[asked.queue] & _narrowing(ctx, asked)
        for key, asked in lists.items()
        if asked.queue in queues and not asked.q.strip()
    }
    counts = {queue.value: Count("id", filter=condition) for queue, condition in queues.items()}
    counts |= {f"list_{key}": Count("id", filter=condition) for key, condition in kept.items()}
    counted = ctx.rows(Ticket).filter(queues[Queue.OPEN]).aggregate(**counts)
    return (
        {queue: int(counted[queue.value]) for queue in queues},
        {key: int(counted[f"list_{key}"]) for key in kept},
    )


def p0_count(ctx: Context) -> int:
    """Return how many tickets are worked before all others. Raises: OnlyStaff."""
    check_agent(ctx)
    return ctx.rows(Ticket).filter(queue_rank=RANKS.index(Rank.P0)).count()


def neighbours(ctx: Context, asked: InboxFilter, tracking_id: str) -> Neighbours:
    """Return the tickets before and after one in a list, and its place in it.

    A ticket that has left the list since has no place. Raises: OnlyStaff, TicketNotFound.
    """
    check_agent(ctx)
    wanted, terms = tracking_id_of(tracking_id), ORDERS[asked.sort]
    rows = _with_order(_asked_rows(ctx, asked)[0], terms)
    ordered = rows.order_by(*(term.order for term in terms))
    listed = list(ordered.values_list("tracking_id", flat=True)[:COUNT_LIMIT])
    if wanted in listed and len(listed) < COUNT_LIMIT:
        place = listed.index(wanted)
        return Neighbours(
            previous=listed[place - 1] if place else None,
            next=listed[place + 1] if place + 1 < len(listed) else None,
            index=place + 1,
            total=len(listed),
        )
    # It has left the list, or the list is too long to count: a place would mean nothing.
    here = _with_order(ctx.rows(Ticket), terms).filter(tracking_id=wanted).first()
    if here is None:
        raise TicketNotFound(ticket=tracking_id)
    keys = _keys(here, terms)
    before = ordered.filter(behind(terms, keys, before=True)).reverse()
    after = ordered.filter(behind(terms, keys))
    return Neighbours(
        previous=before.values_list("tracking_id", flat=True).first(),
        next=after.values_list("tracking_id", flat=True).first(),
        index=None,
        total=len(listed),
    )


def page_of(
    ctx: Context, rows: Rows[Ticket], terms: Sequence[Term], cursor: str | None, limit: int
) -> Page[InboxRow]:
    """Return the rows behind a cursor, and the cursor behind them. Raises: BadCursor."""
    limit = max(1, min(limit, PAGE_LIMIT))
    ordered = _with_order(rows, terms)
    if cursor is not None:
        ordered = ordered.filter(behind(terms, read_cursor(cursor, terms)))
    # One more than asked for tells whether there is a next page.
    found = load_tickets(ordered.order_by(*(term.order for term in terms))[: limit + 1])
    shown = found[:limit]
    more = write_cursor(_keys(shown[-1], terms)) if len(found) > limit else None
    return Page(list_rows(ctx, shown), more)


def check_agent(ctx: Context) -> None:
    """Refuse whoever does not work at the desk. Raises: OnlyStaff."""
    if not is_agent(ctx.actor):
        raise OnlyStaff


def _asked_rows(ctx: Context, asked: InboxFilter) -> tuple[Rows[Ticket], bool]:
    """Return the rows asked for, and whether they only come near the words."""
    narrowed = ctx.rows(Ticket).filter(queue_condition(ctx, asked.queue) & _narrowing(ctx, asked))
    if not asked.q.strip():
        return narrowed, False
    found = narrowed.filter(search_condition(ctx, asked.q))
    if found.exists():
        return found, False
    return narrowed.filter(search_condition(ctx, asked.q, nearly=True)), True


def _with_snippets(ctx: Context, rows: tuple[InboxRow, ...], words: str) -> tuple[InboxRow, ...]:
    said = snippets_of(ctx, [row.id for row in rows], words)
    return tuple(replace(row, snippet=said.get(row.id, ())) for row in rows)


def _narrowing(ctx: Context, asked: InboxFilter) -> Q:
    condition = own_condition(ctx, asked.own)
    if asked.customer is not None:
        condition &= Q(customer_id=asked.customer)
    if asked.priority:
        condition &= Q(priority__in=asked.priority)
    if asked.status:
        condition &= Q(status__in=asked.status)
    if asked.assignee is not None:
        condition &= Q(assignee_id=asked.assignee or None)
    return condition


def _count_groups(rows: Rows[Ticket]) -> dict[Rank, int]:
    counted = rows.values("queue_rank").annotate(many=Count("id")).order_by("queue_rank")
    return {RANKS[row["queue_rank"]]: row["many"] for row in counted}


def _count_up_to_limit(rows: Rows[Ticket]) -> int:
    return len(rows.order_by().values_list("id", flat=True)[:COUNT_LIMIT])


def _with_order(rows: Rows[Ticket], terms: Sequence[Term]) -> Rows[Ticket]:
    if any(term.name == "customer_order" for term in terms):
        return rows.annotate(customer_order=PersianKey("customer__name"))
    return rows


def _keys(ticket: Ticket, terms: Sequence[Term]) -> list[Key]:
    return [ticket[term.name] for term in terms]
