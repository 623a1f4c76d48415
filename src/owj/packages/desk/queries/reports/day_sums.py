"""What is counted by day: from the kept sums, or from the results where a customer is asked for.

The database cuts the days into weeks and months itself: years of days by cause are tens of
thousands of rows, of which a page shows a hundred bars.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateField, F, Func, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import ExtractIsoWeekDay

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
    ctx: Context,
    asked: ReportFilter,
    columns: tuple[str, ...],
    span: Span | None = None,
    cuts: Sequence[Span] = (),
) -> Iterator[Judged]:
    """Yield how many promises that fell due in the span were kept or broken, by the columns.

    columns: of `PromiseResult`. cuts: stretches of the span, in order; a column "cut" tells then
    in which of them, from 0, the promises fell due. The sums have no customers; a deadline that
    passed a moment ago is not written down yet (R13) and is counted from its open result.
    """
    due = results_due(asked, span).annotate(cut=_cut("due_day", cuts))
    if cuts:
        columns = ("cut", *columns)
    if asked.customer is not None:
        yield from _counted(due.filter(IS_KEPT | is_broken(ctx.now)), columns)
        return
    summed = _sums(DUE, asked, span or asked.span).annotate(cut=_cut("day", cuts))
    for row in summed.values(*columns, "outcome").annotate(count=Sum("many")).order_by():
        yield _judged({one: row[one] for one in columns}, row)
    overdue = Q(outcome=Outcome.OPEN.value, due_at__lt=ctx.now)
    yield from _counted(due.filter(overdue), columns)


def arrived_by_hour(asked: ReportFilter) -> Iterator[tuple[int, int, int]]:
    """Yield weekday, 0 is Saturday, hour and how many tickets came then."""
    if asked.customer is None:
        sums = _sums(ARRIVED, asked, asked.span).annotate(weekday=ExtractIsoWeekDay("day"))
        counted = sums.values("weekday", "hour").annotate(count=Sum("many")).order_by()
        found = ((row["weekday"], row["hour"], row["count"]) for row in counted)
    else:
        rows = results_arrived(asked).annotate(weekday=ExtractIsoWeekDay("arrived_day")).order_by()
        each = rows.values("weekday", "arrived_hour").annotate(count=Count("*"))
        found = ((row["weekday"], row["arrived_hour"], row["count"]) for row in each)
    for weekday, hour, count in found:
        # Of the database a week begins on Monday with 1, ours on Saturday with 0.
        yield (weekday + 1) % 7, hour, count


def _cut(column: str, cuts: Sequence[Span]) -> Func:
    """Return in which of the stretches a day lies, from 0; without stretches always in one."""
    firsts = [one.first for one in cuts[1:]]
    given = Value(firsts, output_field=ArrayField(DateField()))
    return Func(F(column), given, function="width_bucket", output_field=IntegerField())


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
