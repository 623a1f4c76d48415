"""The clocks of a ticket in full: replayed from its log, each with its explanation."""

from __future__ import annotations

from collections.abc import Sequence

from owj.kernel.sla.clocks import Clock
from owj.kernel.sla.explain import explain
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.results import ClockCard
from owj.packages.desk.standing import settled, shown_clock
from owj.server.agreements.evaluation import Case, Evaluation, replay_case, replay_many
from owj.server.agreements.faces import face_of, store_clock
from owj.server.agreements.log import LoggedEvent, Subject, events_of_many
from owj.server.agreements.queries import agreement_version
from owj.server.records.context import Context


def replay_ticket(ctx: Context, ticket: Ticket, log: Sequence[LoggedEvent]) -> Evaluation:
    """Return a ticket's clocks at the context's instant, from its log."""
    version = agreement_version(ticket.agreement_version)
    return replay_case(Case(Subject(Ticket.key, ticket.id), log, version), as_of=ctx.now)


def clock_cards(ctx: Context, found: Evaluation) -> tuple[ClockCard, ...]:
    """Return every clock of a ticket as agent and customer see it alike."""
    shown = shown_clock(found.clocks)
    return tuple(_card(ctx, found, clock, current=clock is shown) for clock in found.clocks.clocks)


def current_cards(ctx: Context, tickets: Sequence[Ticket]) -> dict[int, ClockCard]:
    """Return for each ticket the card of the clock that stands for it; one query for all logs."""
    logs = events_of_many(Ticket.key, [ticket.id for ticket in tickets])
    cases = (
        ([entry.event for entry in logs[one.id]], agreement_version(one.agreement_version))
        for one in tickets
    )
    evaluations = replay_many(cases, as_of=ctx.now)
    return {
        ticket.id: _card(ctx, found, shown_clock(found.clocks), current=True)
        for ticket, found in zip(tickets, evaluations, strict=True)
    }


def _card(ctx: Context, found: Evaluation, clock: Clock, *, current: bool) -> ClockCard:
    revision = next(
        one for one in found.calendars.revisions if one.number == clock.calendar_revision
    )
    shown = settled(clock, found)
    p0_since = found.clocks.p0_since if found.clocks.p0_active and current else None
    face = face_of(
        store_clock(shown),
        found.version.agreement,
        revision.calendar,
        now=ctx.now,
        p0_since=p0_since,
    )
    return ClockCard(
        shown, face, explain(shown, found.calendars, ctx.now, found.clocks.breaches), current
    )
