"""The dashboard's figures: each equals its list, and both equal a count over replays."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import date, timedelta

import pytest
from tests.packages.conftest import Desk, tehran
from tests.packages.desk.walks import live

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.sla.clocks import Clock, ClockState, Promise
from owj.kernel.sla.events import Priority
from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.queries import InboxFilter, inbox_rows
from owj.packages.desk.queries.reports import (
    Figure,
    Kept,
    ListFilter,
    Preset,
    ReportFilter,
    Span,
    Step,
    agent_loads,
    arrivals,
    customer_loads,
    listed,
    open_by_priority,
    promise_figures,
    rating_figures,
    span_of,
    time_figures,
)
from owj.packages.desk.services import assign_ticket, reply_publicly
from owj.server.agreements.day_sums import ResultDay, count_days_anew, fold_day_sums
from owj.server.agreements.evaluation import Case, replay_case
from owj.server.agreements.log import Subject, events_of
from owj.server.agreements.queries import agreement_version, calendar_at
from owj.server.agreements.result_rows import PromiseResult

pytestmark = pytest.mark.django_db

SPAN = Span(date(2026, 11, 22), date(2026, 12, 5))
ASKED = ReportFilter(SPAN)
DAY_KEY = ("counted", "day", "promise", "outcome", "cause", "hour", "holder_id")


def calendar() -> BusinessCalendar:
    return calendar_at("ticket", tehran("2026-11-22 12:00"))


def replayed(desk: Desk) -> list[tuple[Ticket, Clock, bool]]:
    """Return every clock of every ticket, and whether its ticket counts."""
    found = []
    for ticket in desk.system.rows(Ticket):
        subject = Subject(Ticket.key, ticket.id)
        case = Case(subject, events_of(subject), agreement_version(ticket.agreement_version))
        clocks = replay_case(case, as_of=desk.now).clocks
        counts = not clocks.excluded and not clocks.merged
        found += [(ticket, clock, counts) for clock in clocks.clocks]
    return found


def in_span(clock: Clock) -> bool:
    due = clock.due_at
    return due is not None and SPAN.first <= calendar().local_date(due) <= SPAN.last


@pytest.mark.parametrize("seed", [3, 1405])
def test_kept_and_broken_equal_a_count_over_replays(desk: Desk, seed: int) -> None:
    live(desk, seed, tickets=12, deeds=60)
    desk.ring()
    figures = promise_figures(desk.ctx(desk.manager), ASKED, Step.WEEK)
    clocks = [one for one in replayed(desk) if in_span(one[1])]
    broken = [one for _, one, counts in clocks if counts and one.is_late]
    kept = [one for ticket, one, _ in clocks if one.state is ClockState.MET]
    merged = {ticket.id for ticket, one, _ in clocks if one.state is ClockState.CANCELLED}
    kept = [
        one for ticket, one, _ in clocks if one.state is ClockState.MET and ticket.id not in merged
    ]
    assert figures.total.broken == len(broken) > 0
    assert figures.total.kept == len(kept) > 0
    assert sum(figures.causes.values()) == figures.total.broken
    assert sum(one.judged for _, one in figures.steps) == figures.total.judged


@pytest.mark.parametrize("step", list(Step))
def test_every_figure_equals_the_rows_of_its_list(desk: Desk, step: Step) -> None:
    live(desk, 11, tickets=12, deeds=60)
    desk.ring()
    ctx = desk.ctx(desk.manager)

    def rows(figure: Figure, span: Span = SPAN, **narrow: object) -> int:
        page = listed(ctx, ReportFilter(span), ListFilter(figure, **narrow), limit=500)  # type: ignore[arg-type]  # a test's facts
        assert len(page.rows) == page.total
        return page.total

    figures = promise_figures(ctx, ASKED, step)
    assert rows(Figure.KEPT) == figures.total.kept
    assert rows(Figure.BROKEN) == figures.total.broken
    for cause, many in figures.causes.items():
        assert rows(Figure.BROKEN, cause=cause, unjudged=cause is None) == many
    for span, one in figures.steps:
        assert (rows(Figure.KEPT, span), rows(Figure.BROKEN, span)) == (one.kept, one.broken)
    for promise, figure in (
        (Promise.FIRST_RESPONSE, Figure.ANSWERED),
        (Promise.FOLLOWUP, Figure.FINISHED),
    ):
        times = time_figures(ctx, ASKED)[promise]
        assert rows(figure) == times.total.count
        for priority, time in times.by_priority.items():
            assert rows(figure, priority=priority) == time.count
    for (weekday, hour), many in arrivals(ctx, ASKED).items():
        assert rows(Figure.ARRIVED, weekday=weekday, hour=hour) == many
    rated = rating_figures(ctx, ASKED, step)
    assert rows(Figure.RATED) == rated.total.total
    for rating, many in enumerate(rated.total.counts, start=1):
        assert rows(Figure.RATED, rating=rating) == many


def test_open_tickets_of_a_priority_are_those_of_the_inbox(desk: Desk) -> None:
    live(desk, 2, tickets=10, deeds=20)
    ctx = desk.ctx(desk.manager)
    for priority, count in open_by_priority(ctx, ASKED).items():
        assert inbox_rows(ctx, InboxFilter(priority=(priority,))).total == count.total


def test_times_are_median_and_ninth_tenth_of_working_seconds(desk: Desk) -> None:
    taken = []
    for minutes in (2, 4, 6, 9, 25):
        ticket = desk.file()
        desk.wait(minutes=minutes)
        reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("بررسی شد."))
        taken.append(60 * minutes)
    found = time_figures(desk.ctx(desk.manager), ASKED)[Promise.FIRST_RESPONSE]
    assert found.total.count == 5
    assert found.total.median_s == statistics.median(taken)
    assert found.total.p90_s == round(statistics.quantiles(taken, n=10, method="inclusive")[8])
    assert set(found.by_priority) == {Priority.MEDIUM}


def test_deadline_that_passed_unseen_is_broken_before_the_worker_looks(desk: Desk) -> None:
    desk.file()
    desk.wait(hours=2)
    ctx = desk.ctx(desk.manager)
    figures = promise_figures(ctx, ASKED, Step.DAY)
    assert (figures.total.broken, figures.causes) == (1, {None: 1})
    row = listed(ctx, ASKED, ListFilter(Figure.BROKEN, unjudged=True)).rows[0]
    assert (row.broken, row.late_s) == (True, 90 * 60)
    desk.ring()
    assert promise_figures(ctx, ASKED, Step.DAY).total.broken == 1


def test_promise_counts_on_the_day_of_its_deadline(desk: Desk) -> None:
    desk.now = tehran("2026-11-22 16:50")
    ticket = desk.file()
    reply_publicly(desk.ctx(desk.agent), ticket.id, Reply("بررسی شد."))
    monday = Span(date(2026, 11, 23), date(2026, 11, 23))
    figures = promise_figures(desk.ctx(desk.manager), ReportFilter(monday), Step.DAY)
    assert figures.total.kept == 1


def test_arrivals_stand_on_their_weekday_and_hour(desk: Desk) -> None:
    desk.file()
    # Sunday, the second day of the week, at 11:20.
    assert arrivals(desk.ctx(desk.manager), ASKED) == {(1, 11): 1}


def test_agents_see_their_own_figures_only(desk: Desk) -> None:
    mine, other = desk.file(), desk.file()
    assign_ticket(desk.ctx(desk.manager), mine.id, desk.agent.pk)
    assign_ticket(desk.ctx(desk.manager), other.id, desk.colleague.pk)
    desk.wait(hours=2)
    desk.ring()
    everybody = ReportFilter(SPAN, agent=desk.colleague.pk)
    for asked in (ASKED, everybody):
        ctx = desk.ctx(desk.agent)
        assert promise_figures(ctx, asked, Step.WEEK).total.broken == 1
        assert [row.ticket.id for row in listed(ctx, asked, ListFilter(Figure.BROKEN)).rows] == [
            mine.id
        ]
        assert [load.id for load in agent_loads(ctx, asked)] == [desk.agent.pk]
    assert promise_figures(desk.ctx(desk.admin), ASKED, Step.WEEK).total.broken == 2


def test_customers_and_people_without_a_role_see_no_figures(desk: Desk) -> None:
    for user in (desk.hub_user, desk.roleless):
        ctx = desk.ctx(user)
        for ask in (
            lambda ctx: promise_figures(ctx, ASKED, Step.WEEK),
            lambda ctx: time_figures(ctx, ASKED),
            lambda ctx: arrivals(ctx, ASKED),
            lambda ctx: agent_loads(ctx, ASKED),
            lambda ctx: customer_loads(ctx, ASKED),
            lambda ctx: open_by_priority(ctx, ASKED),
            lambda ctx: rating_figures(ctx, ASKED, Step.WEEK),
            lambda ctx: listed(ctx, ASKED, ListFilter(Figure.ARRIVED)),
        ):
            with pytest.raises(OnlyStaff):
                ask(ctx)


def test_customer_filter_narrows_every_figure(desk: Desk) -> None:
    live(desk, 9, tickets=6, deeds=20)
    ctx = desk.ctx(desk.manager)
    foreign = ReportFilter(SPAN, customer=desk.other_customer.id)
    assert promise_figures(ctx, foreign, Step.WEEK).total.judged == 0
    assert customer_loads(ctx, foreign) == ([], 0)
    own = ReportFilter(SPAN, customer=desk.customer.id)
    assert sum(arrivals(ctx, own).values()) == 6
    loads, many = customer_loads(ctx, own)
    assert (many, loads[0].id, loads[0].arrived) == (1, desk.customer.id, 6)


def test_presets_are_weeks_from_saturday_and_jalali_months(desk: Desk) -> None:
    sunday = date(2026, 11, 22)  # 1 Azar 1405
    spans = {preset: span_of(preset, sunday, calendar()) for preset in Preset}
    assert spans[Preset.THIS_WEEK] == Span(date(2026, 11, 21), date(2026, 11, 27))
    assert spans[Preset.THIS_MONTH] == Span(date(2026, 11, 22), date(2026, 12, 21))
    assert spans[Preset.LAST_MONTH] == Span(date(2026, 10, 23), date(2026, 11, 21))
    assert spans[Preset.THIS_QUARTER] == Span(date(2026, 9, 23), date(2026, 12, 21))
    assert spans[Preset.THIS_YEAR] == Span(date(2026, 3, 21), date(2027, 3, 20))
    assert spans[Preset.WEEKS] == Span(date(2026, 9, 5), date(2026, 11, 27))
    thirty = spans[Preset.WORKING_DAYS]
    days = [thirty.first + timedelta(days=n) for n in range(thirty.days)]
    kinds = Counter(calendar().day_reason(day).kind for day in days)
    assert kinds["open"] + kinds["special"] == 30
    assert calendar().day_reason(thirty.first).kind == "open"


def test_sums_of_days_follow_late_events_and_say_the_same_folded(desk: Desk) -> None:
    live(desk, 7)
    counted = promise_figures(desk.ctx(desk.manager), ASKED, Step.DAY)
    kept = ResultDay.objects.filter(counted="due", outcome="kept")
    assert (
        sum(kept.values_list("many", flat=True))
        == PromiseResult.objects.filter(outcome="kept", due_day__isnull=False).count()
    )
    # A late event: what was kept that day was broken after all.
    late = PromiseResult.objects.filter(outcome="kept", due_day__range=(SPAN.first, SPAN.last))
    moved = late.filter(pk=late.values_list("pk", flat=True)[0])
    assert moved.update(outcome="broken", cause="response_late") == 1
    after = promise_figures(desk.ctx(desk.manager), ASKED, Step.DAY)
    assert after.total == Kept(counted.total.kept - 1, counted.total.broken + 1)
    rows = ResultDay.objects.count()
    fold_day_sums()
    assert ResultDay.objects.count() < rows
    assert promise_figures(desk.ctx(desk.manager), ASKED, Step.DAY) == after
    folded = list(ResultDay.objects.order_by(*DAY_KEY).values_list(*DAY_KEY, "many"))
    count_days_anew()
    assert list(ResultDay.objects.order_by(*DAY_KEY).values_list(*DAY_KEY, "many")) == folded
    PromiseResult.objects.all().delete()
    fold_day_sums()
    assert not ResultDay.objects.exists()
