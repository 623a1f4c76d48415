"""Broken promises by contract and Jalali month, and when they give a remedy (R37, R38, R40)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from owj.kernel.sla.breach import counting_month
from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import standings
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.desk_hours import agreement_in_force
from owj.packages.desk.queries.results import MonthlyCount
from owj.packages.desk.words import Status
from owj.server.agreements.evaluation import Evaluation
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows

Month = tuple[int, str]


def monthly_counts(
    ctx: Context,
    customer_id: int | None = None,
    month: str | None = None,
    contract_id: int | None = None,
) -> tuple[MonthlyCount, ...]:
    """Return the counts, the latest month first; of every contract the reader may see.

    A ticket counts once, in the month of its first standing breach (R37); a merged or excluded
    one does not. kept: tickets that arrived in the month and broke nothing.
    """
    rows = _counted_tickets(ctx)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if contract_id is not None:
        rows = rows.filter(contract_id=contract_id)
    broken = _count(rows.exclude(breached_month=""), "breached_month", month)
    kept = _count(
        rows.filter(breached_month="").exclude(status=Status.MERGED), "opened_month", month
    )
    threshold = agreement_in_force(ctx).misses_for_remedy
    full = any(many >= threshold for many in broken.values())
    since = _reached(rows, month, threshold) if full else {}
    contracts = _contracts(ctx, {contract for contract, _ in broken.keys() | kept.keys()})
    months = sorted(broken.keys() | kept.keys(), key=lambda key: (key[1], -key[0]), reverse=True)
    return tuple(
        _counted(
            contracts[key[0]],
            key[1],
            kept=kept.get(key, 0),
            broken=broken.get(key, 0),
            threshold=threshold,
            since=since.get(key),
        )
        for key in months
        if key[0] in contracts
    )


def count_of_month(ctx: Context, contract: Contract, found: Evaluation) -> MonthlyCount | None:
    """Return this month's count of a ticket's contract; None when nothing was broken in it."""
    calendar = found.calendars.revisions[-1].calendar
    month = counting_month(ctx.now, found.version.agreement, calendar)
    rows = _counted_tickets(ctx).filter(contract_id=contract.id)
    is_broken = Q(breached_month=month)
    is_kept = Q(breached_month="", opened_month=month) & ~Q(status=Status.MERGED)
    counted = rows.filter(is_broken | is_kept).aggregate(
        broken=Count("id", filter=is_broken), kept=Count("id", filter=is_kept)
    )
    if not counted["broken"]:
        return None
    threshold = agreement_in_force(ctx).misses_for_remedy
    since = _reached(rows, month, threshold) if counted["broken"] >= threshold else {}
    return _counted(
        contract,
        month,
        kept=counted["kept"],
        broken=counted["broken"],
        threshold=threshold,
        since=since.get((contract.id, month)),
    )


def _counted_tickets(ctx: Context) -> Rows[Ticket]:
    """Return the tickets whose counts the reader may know.

    A person of a customer needs the right to the numbers, and then knows the whole customer's.
    """
    if ctx.actor.kind != "hub":
        return ctx.rows(Ticket)
    known = [one.customer_id for one in standings(ctx) if one.rights.numbers]
    return ctx.as_system().rows(Ticket).filter(customer_id__in=known)


def _count(rows: Rows[Ticket], column: str, month: str | None) -> dict[Month, int]:
    asked = rows if month is None else rows.filter(**{column: month})
    counted = asked.values("contract_id", column).annotate(many=Count("id")).order_by()
    return {(row["contract_id"], row[column]): row["many"] for row in counted}


def _reached(rows: Rows[Ticket], month: str | None, threshold: int) -> dict[Month, datetime]:
    """Return for each full month the deadline of the breach that filled it."""
    broken = rows.exclude(breached_month="")
    if month is not None:
        broken = broken.filter(breached_month=month)
    placed = broken.annotate(
        place=Window(
            RowNumber(),
            partition_by=[F("contract_id"), F("breached_month")],
            order_by="breached_at",
        )
    )
    filled = placed.filter(place=threshold)
    found = filled.values_list("contract_id", "breached_month", "breached_at")
    return {(contract_id, in_month): at for contract_id, in_month, at in found}


def _contracts(ctx: Context, ids: Iterable[int]) -> dict[int, Contract]:
    rows = ctx.rows(Contract).filter(id__in=list(ids)).select_related("customer")
    return {contract.id: contract for contract in rows}


def _counted(
    contract: Contract,
    month: str,
    *,
    kept: int,
    broken: int,
    threshold: int,
    since: datetime | None,
) -> MonthlyCount:
    return MonthlyCount(
        contract_id=contract.id,
        contract_title=contract.title,
        customer_id=contract.customer_id,
        customer_name=contract.customer.name,
        month=month,
        kept=kept,
        broken=broken,
        threshold=threshold,
        remedy_due=since is not None,
        remedy_since=since,
    )
