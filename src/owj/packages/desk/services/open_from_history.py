"""Filing tickets that lived in another system, with everything that happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from owj.kernel.sla.events import EventKind
from owj.kernel.sla.replay import ticket_start
from owj.packages.contracts.entity import Contract
from owj.packages.desk.drafts import TicketHistory
from owj.packages.desk.entity import Message, Ticket
from owj.packages.desk.errors import OnlyStaff
from owj.packages.desk.services.texts import checked_subject
from owj.packages.desk.standing import answered_at, columns_of
from owj.packages.desk.timers import set_ticket_timer
from owj.packages.desk.words import Channel, MessageKind, Status
from owj.server.agreements.evaluation import (
    Evaluation,
    record_breaches,
    replay_new,
)
from owj.server.agreements.log import EventDraft, Subject, append_many
from owj.server.agreements.queries import VersionRow, agreement_versions, in_force
from owj.server.records.context import Context


@transaction.atomic
def open_tickets_from_history(ctx: Context, batch: Sequence[TicketHistory]) -> list[int]:
    """File many tickets at once, each replayed once at the context's instant; returns their ids.

    The same log, clocks, breaches and timers come of it as if each event had come by itself; only
    letters, notices and live news are left out, for they would tell what is long past.
    Raises: OnlyStaff for anybody but the system and administrators.
    """
    if not (ctx.actor.kind == "system" or "admin" in ctx.actor.roles):
        raise OnlyStaff
    system = ctx.as_system()
    versions = _versions(system, batch)
    found = replay_new(
        ((history.events, version) for history, version in zip(batch, versions, strict=True)),
        as_of=ctx.now,
    )
    rows = [_columns(history, evaluation) for history, evaluation in zip(batch, found, strict=True)]
    tickets = system.create_many(Ticket, rows)
    subjects = [Subject(Ticket.key, ticket.id) for ticket in tickets]
    append_many(
        ((subject, _drafts(history), 0) for subject, history in zip(subjects, batch, strict=True)),
        recorded_at=ctx.now,
    )
    record_breaches(zip(subjects, found, strict=True), at=ctx.now)
    _write_messages(system, tickets, batch)
    for ticket, evaluation in zip(tickets, found, strict=True):
        if not evaluation.clocks.finished:
            answered = answered_at(evaluation.clocks)
            set_ticket_timer(ticket.id, evaluation.clocks, answered=answered)
    return [ticket.id for ticket in tickets]


def _versions(ctx: Context, batch: Sequence[TicketHistory]) -> list[VersionRow]:
    """Return for each ticket the version of its contract's agreement at its start (R50)."""
    wanted = {history.contract_id for history in batch}
    contracts = ctx.rows(Contract).filter(id__in=wanted).values_list("id", "agreement")
    keys = dict(contracts)
    known = {key: agreement_versions(key) for key in set(keys.values())}
    chosen = []
    for history in batch:
        key = keys[history.contract_id]
        chosen.append(in_force(key, known[key], ticket_start(history.events)))
    return chosen


def _columns(history: TicketHistory, evaluation: Evaluation) -> dict[str, Any]:
    last = max(event.at for event in history.events)
    done = history.status not in {Status.OPEN, Status.WAITING_CUSTOMER}
    resolved = [event.at for event in history.events if event.kind is EventKind.RESOLVED]
    columns = columns_of(evaluation, history.status)
    return columns | {
        "subject": checked_subject(history.subject),
        "customer_id": history.customer_id,
        "contract_id": history.contract_id,
        "contact_id": history.contact_id,
        "assignee_id": history.assignee_id,
        "channel": history.channel,
        "status": history.status,
        "is_bug": history.is_bug,
        "blocks_use": history.blocks_use,
        "proposed_priority": history.priority,
        "opened_at": evaluation.clocks.arrived_at,
        "resolved_at": (max(resolved) if resolved else last) if done else None,
        "closed_at": last if history.status is Status.CLOSED else None,
        "external_key": history.external_key,
    }


def _drafts(history: TicketHistory) -> list[EventDraft]:
    return [
        EventDraft(
            kind=event.kind,
            at=event.at,
            by=by,
            priority=event.priority,
            until=event.until,
            human=event.human,
            by_staff=event.by_staff,
            other_start=event.other_start,
            data=data,
        )
        for event, by, data in zip(history.events, history.by, _data(history), strict=True)
    ]


def _data(history: TicketHistory) -> list[dict[str, object]]:
    return [dict(one) for one in history.data] or [{} for _ in history.events]


def _write_messages(
    ctx: Context, tickets: Sequence[Ticket], batch: Sequence[TicketHistory]
) -> None:
    rows = [
        {
            "ticket_id": ticket.id,
            "kind": MessageKind.PUBLIC if message.public else MessageKind.NOTE,
            "from_customer": not history.events[message.event].by_staff,
            "author_id": history.by[message.event],
            "body": message.text,
            "at": history.events[message.event].at,
            "via": Channel.IMPORT,
        }
        for ticket, history in zip(tickets, batch, strict=True)
        for message in history.messages
    ]
    if rows:
        ctx.create_many(Message, rows)
