"""What a report is asked for, and which stored results it therefore counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from owj.kernel.sla.causes import Cause
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.kernel.sla.outcomes import Outcome
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.queries.reports.ranges import Span
from owj.server.agreements.result_rows import PromiseResult
from owj.server.records.context import Context

# Who sees the figures of everybody; agents see their own.
REPORT_ROLES = frozenset({"project_manager", "admin"})


# Promises whose time is measured; announcing a date takes none.
TIMED = (Promise.FIRST_RESPONSE, Promise.FOLLOWUP)


class Figure(StrEnum):
    """Name a number of the dashboard; its list holds exactly what the number counts.

    kept, broken: promises that fell due in the span. answered, finished: first responses given and
    follow-ups completed in it. arrived: tickets that came in it. rated: tickets rated in it.
    """

    KEPT = "kept"
    BROKEN = "broken"
    ANSWERED = "answered"
    FINISHED = "finished"
    ARRIVED = "arrived"
    RATED = "rated"


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which days, and whose tickets. customer, agent: ids; agent 0 asks for nobody's."""

    span: Span
    customer: int | None = None
    agent: int | None = None


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which part of a figure is listed; what is None does not narrow.

    weekday: 0 is Saturday. unjudged: broken, but the worker has not looked at it yet.
    """

    figure: Figure
    promise: Promise | None = None
    priority: Priority | None = None
    cause: Cause | None = None
    weekday: int | None = None
    hour: int | None = None
    rating: int | None = None
    unjudged: bool = False


def may_see_all(ctx: Context) -> bool:
    """Tell whether the actor sees the figures of everybody."""
    return ctx.actor.kind == "staff" and bool(REPORT_ROLES & ctx.actor.roles)


def own_filter(ctx: Context, asked: ReportFilter) -> ReportFilter:
    """Return the filter as far as the actor may ask: an agent sees the own tickets only.

    Raises: OnlyStaff.
    """
    check_agent(ctx)
    return asked if may_see_all(ctx) else replace(asked, agent=ctx.actor.user_id)


def results_due(asked: ReportFilter, span: Span | None = None) -> QuerySet[PromiseResult]:
    """Return the results whose deadline lies in the span."""
    days = span or asked.span
    return _narrowed(asked).filter(due_day__gte=days.first, due_day__lte=days.last)


def results_done(asked: ReportFilter) -> QuerySet[PromiseResult]:
    """Return the first responses and follow-ups that were done in the span, in time or late."""
    days = asked.span
    rows = _narrowed(asked).filter(done_day__gte=days.first, done_day__lte=days.last)
    return rows.filter(promise__in=[promise.value for promise in TIMED])


def results_arrived(asked: ReportFilter) -> QuerySet[PromiseResult]:
    """Return one result for each ticket that came in the span."""
    days = asked.span
    rows = _narrowed(asked).filter(arrived_day__gte=days.first, arrived_day__lte=days.last)
    return rows.filter(promise=Promise.FIRST_RESPONSE.value)


def is_broken(now: datetime) -> Q:
    """Return what is broken: recorded, or past its deadline before anybody recorded it (R13)."""
    return Q(outcome=Outcome.BROKEN.value) | Q(outcome=Outcome.OPEN.value, due_at__lt=now)


IS_KEPT = Q(outcome=Outcome.KEPT.value)


def whose(asked: ReportFilter, *, party: str, holder: str) -> Q:
    """Return the filter's customer and agent as a condition over columns of these names."""
    condition = Q()
    if asked.customer is not None:
        condition &= Q(**{party: asked.customer})
    if asked.agent is not None:
        condition &= Q(**{holder: asked.agent or None})
    return condition


def conditions_of(narrow: ListFilter) -> Iterator[Q]:
    """Yield what narrows a figure's results to the part that is listed."""
    if narrow.promise is not None:
        yield Q(promise=narrow.promise.value)
    if narrow.priority is not None:
        yield Q(priority=narrow.priority.value)
    if narrow.cause is not None:
        yield Q(cause=narrow.cause.value)
    if narrow.unjudged:
        yield Q(cause="")
    if narrow.hour is not None:
        yield Q(arrived_hour=narrow.hour)
    if narrow.weekday is not None:
        # Django's week begins on Sunday with 1, ours on Saturday with 0.
        yield Q(arrived_day__week_day=narrow.weekday or 7)


def _narrowed(asked: ReportFilter) -> QuerySet[PromiseResult]:
    rows = PromiseResult.objects.filter(entity=Ticket.key)
    return rows.filter(whose(asked, party="party_id", holder="holder_id"))
