"""How content customers were, by when they said so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate

from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.reports.asked import ReportFilter, own_filter, whose
from owj.packages.desk.queries.reports.ranges import Span, Step, step_start, steps_of
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows

# From here on a rating says that the customer was content.
CONTENT_FROM = 4


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """Ratings; counts: of 1, 2, 3, 4 and 5."""

    counts: tuple[int, ...] = (0, 0, 0, 0, 0)

    @property
    def total(self) -> int:
        """Return how many there are."""
        return sum(self.counts)

    @property
    def share(self) -> float | None:
        """Return the part of content customers, 0 to 1; None when nobody rated."""
        return sum(self.counts[CONTENT_FROM - 1 :]) / self.total if self.total else None

    def plus(self, rating: int, many: int) -> Satisfaction:
        """Return this with more ratings of one kind."""
        counts = list(self.counts)
        counts[rating - 1] += many
        return Satisfaction(tuple(counts))


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """The ratings of a span, and of each of its weeks or months, oldest first."""

    total: Satisfaction
    steps: Sequence[tuple[Span, Satisfaction]]


def rating_figures(ctx: Context, asked: ReportFilter, step: Step) -> RatingFigures:
    """Return how content customers said they were in a span. Raises: OnlyStaff."""
    asked = own_filter(ctx, asked)
    rows = rated_in(ctx, asked).annotate(day=TruncDate("rated_at", tzinfo=ctx.zone))
    counted = rows.values("day", "rating").annotate(many=Count("id")).order_by()
    total, days = Satisfaction(), dict[date, Satisfaction]()
    for row in counted:
        start = step_start(row["day"], step)
        total = total.plus(row["rating"], row["many"])
        days[start] = days.get(start, Satisfaction()).plus(row["rating"], row["many"])
    steps = [
        (span, days.get(step_start(span.first, step), Satisfaction()))
        for span in steps_of(asked.span, step)
    ]
    return RatingFigures(total, steps)


def rated_in(ctx: Context, asked: ReportFilter) -> Rows[Ticket]:
    """Return the tickets that were rated in the filter's days."""
    first = datetime.combine(asked.span.first, time(), ctx.zone).astimezone(UTC)
    after = datetime.combine(asked.span.last + timedelta(days=1), time(), ctx.zone).astimezone(UTC)
    mine = whose(asked, party="customer_id", holder="assignee_id")
    return ctx.rows(Ticket).filter(mine, rated_at__gte=first, rated_at__lt=after)
