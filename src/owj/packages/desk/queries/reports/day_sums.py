"""What is counted by day: from the kept sums, or from the results where a customer is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from owj.kernel.sla.outcomes import Outcome
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.reports.asked import (
    IS_KEPT,
    ReportFilter,
    is_broken,
    results_arrived,
    results_due,
    whose,
)
from owj.packages.desk.queries.reports.ranges import Span
from owj.server.agreements.day_sums import ARRIVED, DUE, ResultDay
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Judged:
    """So many promises of a day that were kept or broken; the columns not asked for are None."""

    values: Mapping[str, Any]
    kept: int
    broken: int


def judged(
    ctx: Context, asked: ReportFilter, columns: tuple[str, ...], span: Span | None = None
) -> Iterator[Judged]:
    """Yield how many promises that fell due in the span were kept or broken, by the columns.

    columns: of `PromiseResult`. The sums have no customers; a deadline that passed a moment ago
    is not written down yet (R13) and is counted from its open result.
    """
    if asked.customer is not None or "party_id" in columns:
        yield from _counted(results_due(asked, span).filter(IS_KEPT | is_broken(ctx.now)), columns)
        return
    names = {"due_day": "day"}
    summed = _sums(DUE, asked, span or asked.span)
    keys = [names.get(one, one) for one in (*columns, "outcome")]
    for row in summed.values(*keys).annotate(count=Sum("many")).order_by():
        yield _judged({one: row[names.get(one, one)] for one in columns}, row)
    overdue = Q(outcome=Outcome.OPEN.value, due_at__lt=ctx.now)
    yield from _counted(results_due(asked, span).filter(overdue), columns)


def arrived_by_hour(asked: ReportFilter) -> Iterator[tuple[date, int, int]]:
    """Yield day, hour and how many tickets came then."""
    if asked.customer is None:
        rows = _sums(ARRIVED, asked, asked.span).values("day", "hour").order_by()
        for row in rows.annotate(count=Sum("many")):
            yield row["day"], row["hour"], row["count"]
        return
    found = results_arrived(asked).order_by().values("arrived_day", "arrived_hour")
    for row in found.annotate(count=Count("*")):
        yield row["arrived_day"], row["arrived_hour"], row["count"]


def _sums(counted: str, asked: ReportFilter, span: Span) -> QuerySet[ResultDay]:
    rows = ResultDay.objects.filter(entity=Ticket.key, counted=counted)
    return rows.filter(
        whose(asked, party="", holder="holder_id"), day__gte=span.first, day__lte=span.last
    )


def _counted(rows: QuerySet[Any, Any], columns: tuple[str, ...]) -> Iterator[Judged]:
    for row in rows.values(*columns, "outcome").annotate(count=Count("*")).order_by():
        yield _judged({one: row[one] for one in columns}, row)


def _judged(values: Mapping[str, Any], row: Mapping[str, Any]) -> Judged:
    kept = row["outcome"] == Outcome.KEPT.value
    return Judged(values, row["count"] if kept else 0, 0 if kept else row["count"])
