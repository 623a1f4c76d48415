"""What holds for every ticket, whatever happens to it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.sla.strategies import AGREEMENTS, Drawn, histories, instants, tickets

from owj.kernel.calendars.business import (
    BusinessCalendar,
    CalendarHistory,
    Closure,
    ClosureKind,
    DayPlan,
    Revision,
    changed_days,
    plan_day,
)
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.clocks import Clock, ClockState, Promise, TicketClocks
from owj.kernel.sla.events import EventKind, LogEvent, Priority
from owj.kernel.sla.explain import RowKind, explain
from owj.kernel.sla.replay import replay

SECOND = timedelta(seconds=1)
DECIDED = {ClockState.MET, ClockState.MET_LATE}


def seen(ticket: Drawn, as_of: datetime) -> TicketClocks:
    """Return the clocks of a drawn ticket."""
    return replay(ticket.events, ticket.agreement, ticket.calendars, as_of)


@given(st.data(), tickets(), instants())
def test_the_order_of_recording_does_not_matter(
    data: st.DataObject, ticket: Drawn, as_of: datetime
) -> None:
    shuffled = data.draw(st.permutations(ticket.events))
    assert replay(shuffled, ticket.agreement, ticket.calendars, as_of) == seen(ticket, as_of)


@given(tickets(), instants())
def test_replay_knows_nothing_of_the_future(ticket: Drawn, as_of: datetime) -> None:
    until = max(as_of, ticket.events[0].at)
    known = tuple(event for event in ticket.events if event.at <= until)
    revisions = tuple(
        revision
        for revision in ticket.calendars.revisions
        if revision.declared_at is None or revision.declared_at <= until
    )
    then = replay(known, ticket.agreement, CalendarHistory(revisions), as_of)
    assert then == seen(ticket, as_of)


@settings(max_examples=150)
@given(tickets())
def test_what_was_decided_live_stays_decided(ticket: Drawn) -> None:
    steps = [seen(ticket, moment) for moment in ticket.moments]
    for earlier, later in pairwise(steps):
        after = {(clock.promise, clock.cycle): clock for clock in later.clocks}
        for clock in earlier.clocks:
            if clock.state in DECIDED:
                assert after[clock.promise, clock.cycle] == clock
        broken = {(b.promise, b.cycle, b.calendar_revision): b for b in later.breaches}
        for breach in earlier.breaches:
            kept = broken[breach.promise, breach.cycle, breach.calendar_revision]
            assert kept.deadline == breach.deadline
            assert breach.superseded_by in {None, kept.superseded_by}
        if earlier.p0_since is not None:
            assert later.p0_since is not None


@given(tickets(), instants())
def test_counted_and_remaining_make_the_target(ticket: Drawn, as_of: datetime) -> None:
    for clock in seen(ticket, as_of).clocks:
        assert clock.counted_s >= 0
        if clock.target_s is None:
            assert (clock.due_at, clock.remaining_s) == (None, None)
        else:
            assert clock.remaining_s is not None
            assert clock.counted_s + clock.remaining_s == clock.target_s
            assert clock.remaining_s >= 0
            if clock.is_late:
                assert clock.remaining_s == 0


@given(tickets(), instants())
def test_a_breach_is_found_a_second_after_the_deadline_and_not_before(
    ticket: Drawn, as_of: datetime
) -> None:
    now = seen(ticket, as_of)
    due = now.next_evaluation_at
    quiet = all(not now.as_of < moment <= (due or now.as_of) for moment in ticket.moments)
    if due is None or not quiet:
        return
    assert seen(ticket, due - SECOND).breaches == now.breaches
    assert len(seen(ticket, due).breaches) > len(now.breaches)


@given(tickets(), instants())
def test_p0_and_the_count_follow_from_the_breaches(ticket: Drawn, as_of: datetime) -> None:
    clocks = seen(ticket, as_of)
    standing = [breach for breach in clocks.breaches if breach.superseded_by is None]
    counted = [b for b in standing if b.promise in ticket.agreement.counted_breaches]
    if clocks.excluded or not counted:
        assert clocks.counts_in_month is None
    else:
        assert clocks.counts_in_month == min(counted, key=lambda b: b.deadline).month
    alarming = {b.deadline for b in clocks.breaches if b.promise is not Promise.ANNOUNCEMENT}
    assert (clocks.p0_since is not None) >= bool(alarming)
    assert not clocks.p0_active or clocks.p0_since is not None


@given(
    st.sampled_from(histories()[:1] + histories()[3:]),
    st.sampled_from(AGREEMENTS),
    st.sampled_from(list(Priority)),
    instants(),
    instants(),
)
def test_a_later_arrival_is_never_due_earlier(
    calendars: CalendarHistory,
    agreement: Agreement,
    priority: Priority,
    one: datetime,
    other: datetime,
) -> None:
    first, last = sorted((one, other))
    ends = [
        replay([LogEvent(EventKind.OPENED, arrived, 1, priority)], agreement, calendars, last)
        for arrived in (first, last)
    ]
    for promise in (0, 1):
        dues = [clocks.clocks[promise].due_at for clocks in ends]
        if dues[0] is not None and dues[1] is not None:
            assert dues[0] <= dues[1]


def _check_explanation(clock: Clock, calendars: CalendarHistory, as_of: datetime) -> None:
    found = explain(clock, calendars, as_of)
    sums = dict.fromkeys(RowKind, 0)
    for row in found.rows:
        assert row.start < row.end
        sums[row.kind] += row.counted_s
    assert sums[RowKind.COUNTED] + sums[RowKind.RUNNING] == clock.counted_s == found.counted_s
    assert sums[RowKind.LATE] == clock.late_working_s == found.late_s
    if clock.is_pending:
        assert sums[RowKind.REMAINING] == clock.remaining_s
    for earlier, later in pairwise(found.rows):
        assert earlier.end == later.start
    if found.rows:
        assert found.rows[0].start == clock.arrived_at
        assert found.rows[-1].end == (
            clock.due_at if clock.is_pending else clock.stopped_at or as_of
        )
    assert len(found.rows) <= 70


@settings(max_examples=200)
@given(tickets(), instants())
def test_an_explanation_accounts_for_every_second(ticket: Drawn, as_of: datetime) -> None:
    clocks = seen(ticket, as_of)
    for clock in clocks.clocks:
        _check_explanation(clock, ticket.calendars, clocks.as_of)


@given(tickets(), st.integers(0, 15 * 365))
def test_an_explanation_of_years_accounts_for_every_second(ticket: Drawn, days: int) -> None:
    clocks = seen(ticket, ticket.moments[-1] + timedelta(days=days))
    for clock in clocks.clocks:
        _check_explanation(clock, ticket.calendars, clocks.as_of)


def revised(
    calendars: CalendarHistory, declared_at: datetime, closed: set[date], opened: set[date]
) -> CalendarHistory:
    """Return the history with one more revision, which closes some days and opens others."""
    last = calendars.revisions[-1]
    data = last.calendar.data
    for day in closed | opened:
        closures = (Closure(day, ClosureKind.ONEOFF, "آلودگی هوا"),) if day in closed else ()
        data = plan_day(data, day, DayPlan(closures))
    later = Revision(last.number + 1, declared_at, BusinessCalendar(data))
    return CalendarHistory((*calendars.revisions, later))


def near_days() -> st.SearchStrategy[set[date]]:
    """Draw a few days of the month in which the drawn tickets live."""
    day = st.integers(0, 34).map(lambda ahead: date(2025, 3, 14) + timedelta(days=ahead))
    return st.sets(day, max_size=6)


@given(tickets(), st.integers(0, 20 * 86_400), near_days(), near_days())
def test_a_later_revision_moves_what_runs_later_only_and_leaves_what_is_done(
    ticket: Drawn, after_s: int, closed: set[date], opened: set[date]
) -> None:
    """R50: the same ticket a second before a declaration and in its second."""
    declared_at = ticket.moments[-1] + timedelta(seconds=after_s + 1)
    history = revised(ticket.calendars, declared_at, closed, opened)
    before = replay(ticket.events, ticket.agreement, ticket.calendars, declared_at)
    after = replay(ticket.events, ticket.agreement, history, declared_at)
    for was, now in zip(before.clocks, after.clocks, strict=True):
        if before.finished or was.stopped_at is not None:
            assert now == was
        elif was.due_at is not None:
            assert now.due_at is not None
            assert now.due_at >= was.due_at
    for broken, kept in zip(before.breaches, after.breaches, strict=False):
        assert (broken.deadline, broken.calendar_revision) == (
            kept.deadline,
            kept.calendar_revision,
        )
        assert kept.superseded_by in {broken.superseded_by, history.revisions[-1].number}
    # A revision ends no P0; a promise that breaks again under it begins one.
    if len(after.breaches) == len(before.breaches):
        assert after.p0_active == before.p0_active
    else:
        assert after.p0_active or before.finished


@given(tickets(), st.integers(0, 20 * 86_400), near_days(), near_days())
def test_days_outside_of_a_clocks_span_cannot_move_it(
    ticket: Drawn, after_s: int, closed: set[date], opened: set[date]
) -> None:
    """What lets "what would change" look at few tickets only."""
    declared_at = ticket.moments[-1] + timedelta(seconds=after_s + 1)
    history = revised(ticket.calendars, declared_at, closed, opened)
    before = replay(ticket.events, ticket.agreement, ticket.calendars, declared_at)
    after = replay(ticket.events, ticket.agreement, history, declared_at)
    old, new = history.revisions[-2].calendar, history.revisions[-1].calendar
    for was, now in zip(before.clocks, after.clocks, strict=True):
        if was.due_at is None:
            continue
        span = (old.local_date(was.arrived_at), old.local_date(was.due_at))
        if not any(changed_days(old.data, new.data, *span)):
            assert now.due_at == was.due_at
