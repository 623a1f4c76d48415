"""The figures of the dashboard, each in one query over the stored results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import QuerySet

from owj.kernel.sla.causes import Cause
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.queries.reports.asked import (
    TIMED,
    ReportFilter,
    own_filter,
    results_done,
)
from owj.packages.desk.queries.reports.day_sums import arrived_by_hour, judged
from owj.packages.desk.queries.reports.planning import reads_much
from owj.packages.desk.queries.reports.ranges import Span, Step, steps_of
from owj.server.agreements.result_rows import PromiseResult
from owj.server.records.context import Context

# The median and the value that nine of ten stay below, interpolated.
MEASURED_SQL = """
    SELECT promise, priority, count(*),
           percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY taken_s)
    FROM ({}) AS done GROUP BY GROUPING SETS ((promise), (promise, priority))
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises that fell due were kept, and how many broken."""

    kept: int = 0
    broken: int = 0

    @property
    def judged(self) -> int:
        """Return how many were either."""
        return self.kept + self.broken

    @property
    def share(self) -> float | None:
        """Return the kept part of them, 0 to 1; None when there were none."""
        return self.kept / self.judged if self.judged else None

    def __add__(self, other: Kept) -> Kept:
        return Kept(self.kept + other.kept, self.broken + other.broken)


@dataclass(frozen=True, slots=True)
class PromiseFigures:
    """The promises that fell due in a span.

    steps: each week or month with its count, oldest first. causes: of the broken ones; None: not
    judged yet. by_promise: the same by promise. before: of as many days right before.
    """

    total: Kept
    before: Kept
    steps: Sequence[tuple[Span, Kept]]
    causes: Mapping[Cause | None, int]
    by_promise: Mapping[Promise, Kept]


@dataclass(frozen=True, slots=True)
class TimeFigure:
    """Working seconds that something took; None where nothing was done."""

    count: int = 0
    median_s: int | None = None
    p90_s: int | None = None


@dataclass(frozen=True, slots=True)
class TimeFigures:
    """How long a promise took in a span: all together, and by priority."""

    total: TimeFigure
    by_priority: Mapping[Priority, TimeFigure] = field(default_factory=dict)


@reads_much
def promise_figures(ctx: Context, asked: ReportFilter, step: Step) -> PromiseFigures:
    """Return how promises were kept in a span. Raises: OnlyStaff."""
    asked = own_filter(ctx, asked)
    spans = steps_of(asked.span, step)
    kept = [Kept()] * len(spans)
    causes: Counter[Cause | None] = Counter()
    by_promise: dict[Promise, Kept] = {}
    for row in judged(ctx, asked, ("promise", "cause"), cuts=spans):
        one, cause = Kept(row.kept, row.broken), row.values["cause"]
        kept[row.values["cut"]] += one
        promise = Promise(row.values["promise"])
        by_promise[promise] = by_promise.get(promise, Kept()) + one
        if row.broken:
            causes[Cause(cause) if cause else None] += row.broken
    return PromiseFigures(
        total=sum(by_promise.values(), Kept()),
        before=_kept_in(ctx, asked, asked.span.before),
        steps=list(zip(spans, kept, strict=True)),
        causes=dict(causes.most_common()),
        by_promise=by_promise,
    )


@reads_much
def time_figures(ctx: Context, asked: ReportFilter) -> dict[Promise, TimeFigures]:
    """Return how many working seconds first responses and follow-ups took that were done in a span.

    Raises: OnlyStaff.
    """
    rows = results_done(own_filter(ctx, asked)).order_by()
    whole: dict[Promise, TimeFigure] = {}
    parts: dict[Promise, dict[Priority, TimeFigure]] = {promise: {} for promise in TIMED}
    for promise, priority, many, at in _measured(rows):
        time = TimeFigure(many, round(at[0]), round(at[1]))
        if priority is None:
            whole[Promise(promise)] = time
        else:
            parts[Promise(promise)][Priority(priority)] = time
    return {
        promise: TimeFigures(whole.get(promise, TimeFigure()), parts[promise]) for promise in TIMED
    }


def _measured(
    rows: QuerySet[PromiseResult],
) -> list[tuple[str, str | None, int, Sequence[float]]]:
    """Return promise, priority (None: all of them), how many, and the times of half and of 90%.

    One walk for both: Django's queries know no grouping sets.
    """
    each = rows.values_list("promise", "priority", "taken_s")
    wanted, params = each.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(MEASURED_SQL.format(wanted), params)
        found: list[tuple[str, str | None, int, Sequence[float]]] = cursor.fetchall()
    return found


@reads_much
def arrivals(ctx: Context, asked: ReportFilter) -> dict[tuple[int, int], int]:
    """Return how many tickets came by weekday, 0 is Saturday, and hour. Raises: OnlyStaff."""
    found: Counter[tuple[int, int]] = Counter()
    for weekday, hour, many in arrived_by_hour(own_filter(ctx, asked)):
        found[weekday, hour] += many
    return dict(found)


def _kept_in(ctx: Context, asked: ReportFilter, span: Span) -> Kept:
    rows = judged(ctx, asked, (), span)
    return sum((Kept(row.kept, row.broken) for row in rows), Kept())
