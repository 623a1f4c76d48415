"""The page of figures, and the same figures alone for a quiet refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from owj.client.dashboard.address import PRESET_WORDS, Asked, list_query, query_of, read_asked
from owj.client.dashboard.charts import draw_bars, draw_heat, draw_trend
from owj.client.dashboard.words import CAUSE_RULES, CAUSE_WORDS, PROMISE_WORDS, STEP_WORDS
from owj.kernel.sla.causes import Cause
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.packages.customers.entity import Customer
from owj.packages.desk.queries import (
    agreement_in_force,
    assignable_users,
    desk_calendar,
    desk_status,
)
from owj.packages.desk.queries.reports import (
    Figure,
    Kept,
    ListFilter,
    OpenNow,
    agent_loads,
    arrivals,
    customer_loads,
    may_see_all,
    open_by_priority,
    promise_figures,
    rating_figures,
    time_figures,
)
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.reading import language
from owj.ui.tickets.words import PRIORITY_WORDS


@dataclass(frozen=True, slots=True)
class CauseLine:
    """Why so many promises broke; address: the list of exactly these."""

    words: object
    rule: object
    count: int
    address: str


def asked_of(request: DoorRequest) -> Asked:
    """Return what the address asks for."""
    return read_asked(request.GET, now=request.ctx.now, calendar=desk_calendar(request.ctx))


@staff_page
@require_GET
def dashboard_view(request: DoorRequest) -> HttpResponse:
    """Show the figures of the asked days."""
    asked = asked_of(request)
    context = frame_context(request, asked) | figures_context(request.ctx, asked)
    return render(request, "client/dashboard/page.html", context)


@staff_page
@require_GET
def figures_view(request: DoorRequest) -> HttpResponse:
    """Give the figures alone, for a page that is open."""
    asked = asked_of(request)
    return render(request, "client/dashboard/figures.html", figures_context(request.ctx, asked))


@staff_page
@require_GET
def panel_view(request: DoorRequest, name: str) -> HttpResponse:
    """Give one of the slow panels, for a page of many years that came without it."""
    if name not in SLOW_PANELS:
        raise Http404(name)
    asked = asked_of(request)
    context = {"asked": asked, "here": query_of(asked)} | SLOW_PANELS[name](request.ctx, asked)
    return render(request, f"client/dashboard/{name}.html", context)


def frame_context(request: DoorRequest, asked: Asked) -> dict[str, object]:
    """Return what the bar above the figures, or above a list, needs."""
    ctx = request.ctx
    everybody = may_see_all(ctx)
    people = assignable_users(ctx) if everybody else ()
    names = {person.id: person.name for person in people}
    customer = None
    if asked.customer is not None:
        customer = ctx.rows(Customer).filter(id=asked.customer).first()
    return {
        "nav": "dashboard",
        "asked": asked,
        "everybody": everybody,
        "people": people,
        "agent_name": names.get(asked.agent) if asked.agent else None,
        "customer": customer,
        "presets": [
            (preset, words, query_of(asked, preset=preset), preset is asked.preset)
            for preset, words in PRESET_WORDS.items()
        ],
        "here": query_of(asked),
        "without_customer": query_of(asked, customer=None),
        "without_agent": query_of(asked, agent=None),
    }


def figures_context(ctx: Context, asked: Asked) -> dict[str, object]:
    """Return every figure with its chart and the address of its list."""
    rtl = language() == "fa"
    step, filter_ = asked.shown_step, asked.filter
    promises = promise_figures(ctx, filter_, step)
    ratings = rating_figures(ctx, filter_, step)
    loads = agent_loads(ctx, filter_)
    heat = draw_heat(arrivals(ctx, filter_), working_hours(ctx), rtl=rtl)
    points = [(span, one.share, one.total) for span, one in ratings.steps]
    open_now = open_by_priority(ctx, filter_)
    return {
        "asked": asked,
        "here": query_of(asked),
        "promises": promises,
        "better": _difference(promises.total, promises.before),
        "bars": draw_bars(promises.steps, step, rtl=rtl),
        "rtl": rtl,
        "steps": [(one, words, query_of(asked, step=one)) for one, words in STEP_WORDS.items()],
        "step": step,
        "heat": heat,
        "arrived": sum(cell.count for cell in heat.cells),
        "open_now": [(one, PRIORITY_WORDS[one], count) for one, count in open_now.items()],
        "open_total": _sum_open(open_now),
        "most_open": max((one.total for one in open_now.values()), default=0),
        "loads": loads,
        "most_load": max((load.open.total for load in loads), default=0),
        "ratings": ratings,
        "rating_counts": list(enumerate(ratings.total.counts, start=1)),
        "trend": draw_trend(points, rtl=rtl),
        "causes": _causes(asked, promises.causes),
        "most_cause": max(promises.causes.values(), default=0),
    } | _slow_context(ctx, asked)


def _slow_context(ctx: Context, asked: Asked) -> dict[str, object]:
    """Return what the slow panels need; nothing where they come after the page."""
    if asked.is_long:
        return {}
    return {name: value for ask in SLOW_PANELS.values() for name, value in ask(ctx, asked).items()}


def working_hours(ctx: Context) -> dict[int, frozenset[int]]:
    """Return for each weekday, 0 is Saturday, the hours in which the desk works."""
    return {
        (day.weekday + 2) % 7: frozenset(
            hour
            for start_s, end_s in day.spans
            for hour in range(start_s // 3600, -(-end_s // 3600))
        )
        for day in desk_status(ctx).week
    }


def _customers_context(ctx: Context, asked: Asked) -> dict[str, object]:
    customers, total = customer_loads(ctx, asked.filter)
    return {"customers": customers, "customers_total": total}


def _times_context(ctx: Context, asked: Asked) -> dict[str, object]:
    return {"times": _times(ctx, asked)}


def _times(ctx: Context, asked: Asked) -> list[dict[str, object]]:
    minutes = agreement_in_force(ctx).first_response_minutes
    figures = {Promise.FIRST_RESPONSE: Figure.ANSWERED, Promise.FOLLOWUP: Figure.FINISHED}
    return [
        {
            "name": PROMISE_WORDS[promise],
            "total": found.total,
            "address": _list_address(asked, ListFilter(figures[promise])),
            "rows": [
                {
                    "priority": priority,
                    "time": found.by_priority.get(priority),
                    "target_s": _promised_s(promise, minutes[priority]),
                    "address": _list_address(
                        asked, ListFilter(figures[promise], priority=priority)
                    ),
                }
                for priority in Priority
            ],
        }
        for promise, found in time_figures(ctx, asked.filter).items()
    ]


def _promised_s(promise: Promise, minutes: int) -> int | None:
    return 60 * minutes if promise is Promise.FIRST_RESPONSE else None


def _causes(asked: Asked, causes: Mapping[Cause | None, int]) -> list[CauseLine]:
    return [
        CauseLine(
            CAUSE_WORDS[cause],
            CAUSE_RULES[cause] if cause else "",
            count,
            _list_address(asked, ListFilter(Figure.BROKEN, cause=cause, unjudged=cause is None)),
        )
        for cause, count in causes.items()
    ]


def _list_address(asked: Asked, narrow: ListFilter) -> str:
    return reverse("client:figure_list") + list_query(asked, narrow)


def _difference(now: Kept, before: Kept) -> float | None:
    """Return by how many points of a hundred the kept part grew."""
    if now.share is None or before.share is None:
        return None
    return round(100 * (now.share - before.share), 1)


def _sum_open(counts: Mapping[Priority, OpenNow]) -> OpenNow:
    found = counts.values()
    return OpenNow(
        sum(one.total for one in found),
        sum(one.near for one in found),
        sum(one.p0 for one in found),
    )


SLOW_PANELS: Mapping[str, Callable[[Context, Asked], dict[str, object]]] = {
    "times": _times_context,
    "customers": _customers_context,
}
