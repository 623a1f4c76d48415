"""Who carries what: by agent and by customer, now and in a span."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from owj.kernel.sla.events import Priority
from owj.packages.customers.entity import Customer
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.queues import queue_conditions
from owj.packages.desk.queries.reports.asked import (
    IS_KEPT,
    ReportFilter,
    is_broken,
    own_filter,
    results_arrived,
    results_due,
    whose,
)
from owj.packages.desk.queries.reports.day_sums import judged
from owj.packages.desk.queries.reports.figures import Kept
from owj.packages.desk.queries.reports.planning import reads_much
from owj.packages.desk.words import Queue
from owj.server.identity.models import User
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows

CUSTOMERS_SHOWN = 10
BY_CUSTOMER_SQL = """
    SELECT party_id, coalesce(came.many, 0), coalesce(due.kept, 0), coalesce(due.broken, 0),
           count(*) OVER ()
    FROM ({came}) AS came FULL JOIN ({due}) AS due USING (party_id)
    ORDER BY 2 DESC, 4 DESC, 1 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Open tickets at this moment; near: little time is left. p0: outside the queue's order."""

    total: int = 0
    near: int = 0
    p0: int = 0


@dataclass(frozen=True, slots=True)
class AgentLoad:
    """One agent: what is open now, and the promises of the span. id None: nobody's tickets."""

    id: int | None
    name: str
    open: OpenNow
    promises: Kept


@dataclass(frozen=True, slots=True)
class CustomerLoad:
    """One customer: what is open now, what came in the span, and its promises."""

    id: int
    name: str
    open: int
    arrived: int
    promises: Kept


def open_by_priority(ctx: Context, asked: ReportFilter) -> dict[Priority, OpenNow]:
    """Return what is open now, by priority. Raises: OnlyStaff."""
    rows = _open_rows(ctx, own_filter(ctx, asked))
    counted = rows.values("priority").annotate(**_counts(ctx)).order_by()
    found = {row["priority"]: _open_of(row) for row in counted}
    return {priority: found.get(priority, OpenNow()) for priority in Priority}


@reads_much
def agent_loads(ctx: Context, asked: ReportFilter) -> list[AgentLoad]:
    """Return every agent with open tickets or promises in the span, the most loaded first.

    Raises: OnlyStaff.
    """
    asked = own_filter(ctx, asked)
    rows = _open_rows(ctx, asked).values("assignee_id").annotate(**_counts(ctx)).order_by()
    open_now = {row["assignee_id"]: _open_of(row) for row in rows}
    promises = _promises_by_holder(ctx, asked)
    ids = open_now.keys() | promises.keys()
    names = dict(User.objects.filter(id__in=ids - {None}).values_list("id", "full_name"))
    loads = [
        AgentLoad(
            id_,
            names.get(id_, "") if id_ is not None else "",
            open_now.get(id_, OpenNow()),
            promises.get(id_, Kept()),
        )
        for id_ in ids
    ]
    return sorted(
        loads,
        key=lambda one: (-one.open.total, -one.promises.judged, one.name, one.id or 0),
    )


@reads_much
def customer_loads(
    ctx: Context, asked: ReportFilter, limit: int | None = CUSTOMERS_SHOWN
) -> tuple[list[CustomerLoad], int]:
    """Return the customers from whom most came in the span, and how many there are in all.

    Raises: OnlyStaff.
    """
    asked = own_filter(ctx, asked)
    found, total = _by_customer(ctx, asked, limit)
    shown = [id_ for id_, _came, _kept in found]
    customers = ctx.rows(Customer).filter(id__in=shown).values_list("id", "name")
    names: dict[int, str] = dict(customers)
    open_rows = _open_rows(ctx, asked).filter(customer_id__in=shown)
    open_counts = open_rows.values("customer_id").annotate(many=Count("id")).order_by()
    open_now: Mapping[int, int] = {row["customer_id"]: row["many"] for row in open_counts}
    loads = [
        CustomerLoad(id_, names[id_], open_now.get(id_, 0), came, promises)
        for id_, came, promises in found
        if id_ in names
    ]
    return loads, total


def _by_customer(
    ctx: Context, asked: ReportFilter, limit: int | None
) -> tuple[list[tuple[int, int, Kept]], int]:
    """Return customer, how many came and the promises, the most first, and how many there are.

    The database joins and orders them: years of figures are of thousands of customers.
    """
    came = results_arrived(asked).values("party_id").annotate(many=Count("*")).order_by()
    broken = is_broken(ctx.now)
    due = results_due(asked).filter(IS_KEPT | broken).values("party_id").order_by()
    judged_due = due.annotate(
        kept=Count("party_id", filter=IS_KEPT), broken=Count("party_id", filter=broken)
    )
    (came_sql, came_params), (due_sql, due_params) = (
        one.query.sql_with_params() for one in (came, judged_due)
    )
    with connection.cursor() as cursor:
        wanted = BY_CUSTOMER_SQL.format(came=came_sql, due=due_sql)
        cursor.execute(wanted, [*came_params, *due_params, limit])
        rows = cursor.fetchall()
    found = [(id_, many, Kept(kept, missed)) for id_, many, kept, missed, _all in rows]
    return found, rows[0][-1] if rows else 0


def _open_rows(ctx: Context, asked: ReportFilter) -> Rows[Ticket]:
    mine = whose(asked, party="customer_id", holder="assignee_id")
    return ctx.rows(Ticket).filter(queue_conditions(ctx)[Queue.OPEN] & mine)


def _counts(ctx: Context) -> dict[str, Count]:
    queues = queue_conditions(ctx)
    return {
        "many": Count("id"),
        "near": Count("id", filter=queues[Queue.NEAR]),
        "p0": Count("id", filter=queues[Queue.P0]),
    }


def _open_of(row: Mapping[str, int]) -> OpenNow:
    return OpenNow(total=row["many"], near=row["near"], p0=row["p0"])


def _promises_by_holder(ctx: Context, asked: ReportFilter) -> dict[int | None, Kept]:
    found: dict[int | None, Kept] = {}
    for row in judged(ctx, asked, ("holder_id",)):
        id_ = row.values["holder_id"]
        found[id_] = found.get(id_, Kept()) + Kept(row.kept, row.broken)
    return found
