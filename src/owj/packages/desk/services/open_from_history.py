"""Filing tickets that lived in another system, with everything that happened to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from owj.kernel.sla.events import EventKind, LogEvent
from owj.kernel.sla.replay import ticket_start
from owj.packages.contracts.entity import Contract
from owj.packages.desk.drafts import HistoryMessage, TicketHistory
from owj.packages.desk.entity import Attachment, Message, Ticket
from owj.packages.desk.errors import OnlyStaff, UnknownFile
from owj.packages.desk.figures import keep_new_results
from owj.packages.desk.services.texts import checked_subject, checked_text
from owj.packages.desk.services.work import ANSWERS
from owj.packages.desk.standing import columns_of
from owj.packages.desk.timers import set_ticket_timer
from owj.packages.desk.words import OPEN_STATUSES, Channel, MessageKind, Status
from owj.server.agreements.evaluation import (
    Evaluation,
    record_breaches,
    replay_many,
)
from owj.server.agreements.log import EventDraft, Subject, append_many
from owj.server.agreements.queries import VersionRow, agreement_versions, in_force
from owj.server.files.models import StoredFile
from owj.server.records.context import Context

_SHUT = frozenset({Status.CLOSED, Status.REJECTED})


@transaction.atomic
def open_tickets_from_history(ctx: Context, batch: Sequence[TicketHistory]) -> list[int]:
    """File many tickets at once, each replayed once at the context's instant; returns their ids.

    The same log, clocks, breaches and timers come of it as if each event had come by itself; only
    letters, notices and live news are left out, for they would tell what is long past.
    Raises: OnlyStaff for anybody but the system and administrators, UnknownFile, EmptyText,
    TextTooLong.
    """
    if not (ctx.actor.kind == "system" or "admin" in ctx.actor.roles):
        raise OnlyStaff
    system = ctx.as_system()
    versions = _versions(system, batch)
    found = replay_many(
        ((history.events, version) for history, version in zip(batch, versions, strict=True)),
        as_of=ctx.now,
    )
    rows = [_columns(history, evaluation) for history, evaluation in zip(batch, found, strict=True)]
    tickets = system.create_many(Ticket, rows)
    subjects = [Subject(Ticket.key, ticket.id) for ticket in tickets]
    spoken = _write_messages(system, tickets, batch)
    logs = append_many(
        (
            (subject, _drafts(history, message_ids), 0)
            for subject, history, message_ids in zip(subjects, batch, spoken, strict=True)
        ),
        recorded_at=ctx.now,
    )
    record_breaches(zip(subjects, found, strict=True), at=ctx.now)
    keep_new_results(zip(tickets, found, logs, strict=True))
    for ticket, history, evaluation in zip(tickets, batch, found, strict=True):
        if evaluation.clocks.next_evaluation_at or evaluation.clocks.p0_alarm_at:
            answered = _last(history.events, _answers_customer)
            set_ticket_timer(ticket.id, evaluation, now=ctx.now, answered=answered)
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
        "importance": history.importance,
        "proposed_priority": history.priority,
        "opened_at": evaluation.clocks.arrived_at,
        "has_files": any(message.files for message in history.messages),
        "external_key": history.external_key,
        **_moments(history),
        **_decisions(history),
    }


def _moments(history: TicketHistory) -> dict[str, datetime | None]:
    """Return when the ticket was done and when each side spoke last."""
    events = history.events
    ended = _last(events, lambda event: event.kind is not EventKind.INTERNAL_NOTE)
    resolved = _last(events, lambda event: event.kind is EventKind.RESOLVED)
    closed = _last(events, lambda event: event.kind is EventKind.CLOSED)
    said = [events[message.event] for message in history.messages if message.public]
    return {
        "resolved_at": None if history.status in OPEN_STATUSES else resolved or closed or ended,
        "closed_at": closed or ended if history.status in _SHUT else None,
        "last_customer_at": _last(said, lambda event: not event.by_staff),
        "last_staff_at": _last(said, lambda event: event.by_staff),
    }


def _decisions(history: TicketHistory) -> dict[str, Any]:
    """Return who confirmed the priority (R6), and what the customer thought of it all."""
    decided = [
        (event.at, by)
        for event, by in zip(history.events, history.by, strict=True)
        if event.kind is EventKind.PRIORITY_SET
    ]
    at, by = max(decided, key=lambda one: one[0], default=(None, None))
    rating = history.rating
    return {
        "priority_confirmed_by_id": by,
        "priority_confirmed_at": at,
        "rating": rating.rating if rating else None,
        "rating_comment": rating.comment if rating else "",
        "rated_at": rating.at if rating else None,
    }


def _last(events: Sequence[LogEvent], wanted: Callable[[LogEvent], bool]) -> datetime | None:
    return max((event.at for event in events if wanted(event)), default=None)


def _answers_customer(event: LogEvent) -> bool:
    return event.kind in ANSWERS and event.by_staff and event.human


def _drafts(history: TicketHistory, message_ids: Mapping[int, int]) -> list[EventDraft]:
    """Return the events in the order in which they were learned, whatever order they came in."""
    learned = sorted(range(len(history.events)), key=lambda index: history.events[index].seq)
    data = history.data or ({},) * len(history.events)
    return [
        _draft(history.events[index], history.by[index], data[index], message_ids.get(index))
        for index in learned
    ]


def _draft(
    event: LogEvent, by: int | None, data: Mapping[str, object], message_id: int | None
) -> EventDraft:
    return EventDraft(
        kind=event.kind,
        at=event.at,
        by=by,
        priority=event.priority,
        until=event.until,
        human=event.human,
        by_staff=event.by_staff,
        other_start=event.other_start,
        data=data if message_id is None else {**data, "message_id": message_id},
    )


def _write_messages(
    ctx: Context, tickets: Sequence[Ticket], batch: Sequence[TicketHistory]
) -> list[dict[int, int]]:
    """Write what was said and attached; returns for each ticket: index of the event → message."""
    said = [(place, message) for place, history in enumerate(batch) for message in history.messages]
    rows = [_message_row(tickets[place], batch[place], message) for place, message in said]
    written = ctx.create_many(Message, rows)
    spoken: list[dict[int, int]] = [{} for _ in batch]
    attached: list[tuple[Message, UUID]] = []
    for (place, draft), message in zip(said, written, strict=True):
        spoken[place][draft.event] = message.id
        attached.extend((message, file) for file in draft.files)
    _write_attachments(ctx, attached)
    return spoken


def _message_row(ticket: Ticket, history: TicketHistory, message: HistoryMessage) -> dict[str, Any]:
    event = history.events[message.event]
    own_way = Channel.DESK if event.by_staff else history.channel
    return {
        "ticket_id": ticket.id,
        "kind": MessageKind.PUBLIC if message.public else MessageKind.NOTE,
        "from_customer": not event.by_staff,
        "author_id": history.by[message.event],
        "body": checked_text(message.text),
        "at": event.at,
        "via": Channel.IMPORT if history.channel is Channel.IMPORT else own_way,
    }


def _write_attachments(ctx: Context, attached: Sequence[tuple[Message, UUID]]) -> None:
    stored = StoredFile.objects.in_bulk([file for _, file in attached])
    if len(stored) != len(attached):
        raise UnknownFile
    ctx.create_many(
        Attachment,
        [
            {
                "ticket_id": message.ticket_id,
                "message_id": message.id,
                "file": file,
                "name": stored[file].original_name,
                "internal": message.kind is MessageKind.NOTE,
            }
            for message, file in attached
        ],
    )
