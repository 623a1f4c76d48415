"""The stored results of a ticket's promises: reports count these rows instead of replaying logs.

They are a copy of what the log says, written in the transaction that evaluated the ticket;
`services.rebuild_figures` writes them anew for all tickets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from owj.kernel.sla.causes import Holding
from owj.kernel.sla.events import EventKind
from owj.packages.desk.entity import Ticket
from owj.server.agreements.evaluation import Evaluation
from owj.server.agreements.log import LoggedEvent, Subject, standing
from owj.server.agreements.results import (
    Parties,
    change_party,
    results_of,
    store_new_results,
    store_results,
)
from owj.server.records.context import Context

_ANSWERS = frozenset({EventKind.PUBLIC_REPLY, EventKind.CALL_LOGGED})


def keep_results(ticket: Ticket, evaluation: Evaluation, log: Sequence[LoggedEvent]) -> None:
    """Store what each promise of a ticket came to. The caller holds the ticket's lock."""
    log = standing(log)
    results = results_of(evaluation, log, parties_of(ticket, log))
    store_results(Subject(Ticket.key, ticket.id), results)


def keep_new_results(
    found: Iterable[tuple[Ticket, Evaluation, Sequence[LoggedEvent]]],
) -> None:
    """Store the results of tickets that were filed with their history."""
    store_new_results(
        (
            Subject(Ticket.key, ticket.id),
            results_of(evaluation, log, parties_of(ticket, log)),
        )
        for ticket, evaluation, log in found
    )


def parties_of(ticket: Ticket, log: Sequence[LoggedEvent]) -> Parties:
    """Return whom a ticket's promises concern."""
    return Parties(
        party_id=ticket.customer_id,
        holder_id=ticket.assignee_id,
        holdings=tuple(holdings_of(log)),
    )


def holdings_of(log: Sequence[LoggedEvent]) -> Iterator[Holding]:
    """Yield since when a ticket had an assignee, and since when none, ascending.

    Whoever answers a ticket that nobody held has taken it, whether it says so or not.
    """
    held = False
    for entry in sorted(log, key=lambda entry: (entry.event.at, entry.event.seq)):
        event = entry.event
        if event.kind in {EventKind.OPENED, EventKind.ASSIGNED}:
            now_held = entry.data.get("to") is not None
        else:
            answers = event.kind in _ANSWERS and event.by_staff and event.human
            now_held = held or answers
        if now_held is not held:
            held = now_held
            yield Holding(event.at, held)


def tell_of_party(ctx: Context, ticket: Ticket) -> None:
    """Count a ticket's promises for the customer it belongs to now."""
    fresh = ctx.get(Ticket, ticket.id)
    change_party(Subject(Ticket.key, fresh.id), fresh.customer_id)
