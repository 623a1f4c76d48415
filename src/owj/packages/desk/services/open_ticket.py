"""Filing a ticket."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection, transaction

from owj.kernel.promises.claims import CLAIM_SUBJECT
from owj.kernel.sla.events import EventKind, Priority
from owj.kernel.sla.warranty_settings import Service
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import contract_for
from owj.packages.customers.entity import Customer
from owj.packages.customers.queries import acts_for, own_contact, standing_at
from owj.packages.desk.decisions import decide_priority
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import CustomerNotFound, OnlyStaff
from owj.packages.desk.events import TicketOpened
from owj.packages.desk.moves import is_agent
from owj.packages.desk.services.assignees import check_assignee
from owj.packages.desk.services.messages import write_message
from owj.packages.desk.services.texts import checked_subject, checked_text
from owj.packages.desk.services.work import TicketWork, finish_work, told
from owj.packages.desk.standing import FAR
from owj.packages.desk.words import Channel, MessageKind
from owj.packages.warranty.queries import serving_contract
from owj.packages.warranty.services import check_cover
from owj.server.agreements.queries import VersionRow, agreement_at
from owj.server.events import publish
from owj.server.records.context import Context
from owj.server.records.generic import check_own_fields


@transaction.atomic
def open_ticket(ctx: Context, draft: OpenTicket) -> Ticket:
    """File a ticket; its clocks start under the agreement in force now (R2, R5, R50).

    A person of the hub files for the own customer; staff say for whom. The priority is what the
    facts propose until the project manager confirms it (R6).
    Raises: OnlyStaff, CustomerNotFound, EmptyText, TextTooLong, UnknownFile, NotAnAgent,
    FieldReadOnly, FieldValueRejected, WarrantyLapsed unless it is a claim (R25).
    """
    draft = _checked(ctx, draft)
    customer_id, contact_id = _who(ctx, draft)
    check_own_fields(ctx, Ticket.key, draft.own)
    found = _already_filed(ctx, draft.key)
    if found is not None:
        return found
    contract = contract_for(ctx, customer_id)
    if not draft.is_claim:
        contract = serving_contract(ctx, contract)
    check_cover(ctx, contract, _service(draft))
    version = agreement_at(contract.agreement, ctx.now)
    facts = (draft.is_bug, draft.blocks_use, draft.importance)
    priority, why = decide_priority(*facts, now=ctx.now)
    ticket = _write_ticket(ctx, draft, contract, version, contact_id=contact_id, priority=priority)
    work = TicketWork(ctx, ticket, version, log=[])
    message = write_message(
        work,
        kind=MessageKind.PUBLIC,
        text=draft.text,
        files=draft.files,
        via=draft.channel,
        customers_word=True,
    )
    work.happened(
        EventKind.OPENED,
        priority=ticket.priority,
        is_claim=draft.is_claim,
        data={
            "channel": draft.channel.value,
            "message_id": message.id,
            "to": draft.assignee_id,
            "decided": why.to_json(),
        },
    )
    # The receipt goes out by itself and answers nothing (R9, edge case 12).
    work.happened(EventKind.AUTO_REPLY, automatic=True, data={"letter": "receipt"})
    ticket = finish_work(work)
    publish(TicketOpened(**told(ticket, ctx)))
    return ticket


def _service(draft: OpenTicket) -> Service:
    """Return by which right it is filed: a claim's always holds (R25, R47)."""
    if draft.is_claim:
        return Service.CLAIM
    return Service.PHONE if draft.channel is Channel.PHONE else Service.TICKET


def check_may_open(ctx: Context) -> None:
    """Refuse whoever can file for nobody: before files are stored.

    Raises: OnlyStaff, CustomerNotFound.
    """
    if ctx.actor.kind == "hub":
        if own_contact(ctx) is None:
            raise CustomerNotFound
    elif not is_agent(ctx.actor):
        raise OnlyStaff


def _checked(ctx: Context, draft: OpenTicket) -> OpenTicket:
    channel = draft.channel
    if ctx.actor.kind == "hub":
        channel = Channel.HUB
    elif channel is Channel.HUB:
        channel = Channel.DESK
    return replace(
        draft,
        subject=CLAIM_SUBJECT if draft.is_claim else checked_subject(draft.subject),
        text=checked_text(draft.text),
        channel=channel,
    )


def _who(ctx: Context, draft: OpenTicket) -> tuple[int, int | None]:
    """Return for which customer and contact, as far as this actor may say so."""
    if ctx.actor.kind == "hub":
        place = standing_at(ctx, draft.customer_id)
        elsewhere = place is None or draft.customer_id not in {None, place.customer_id}
        if place is None or elsewhere or draft.assignee_id is not None:
            raise CustomerNotFound
        return place.customer_id, place.contact_id
    if not is_agent(ctx.actor):
        raise OnlyStaff
    if draft.customer_id is None or not ctx.rows(Customer).filter(id=draft.customer_id).exists():
        raise CustomerNotFound
    if draft.contact_id is not None and not acts_for(ctx, draft.contact_id, draft.customer_id):
        raise CustomerNotFound
    if draft.assignee_id is not None:
        check_assignee(draft.assignee_id)
    return draft.customer_id, draft.contact_id


def _already_filed(ctx: Context, key: str) -> Ticket | None:
    if not key:
        return None
    own_key = request_key(ctx, key)
    with connection.cursor() as cursor:
        # The second of two equal forms waits here until the first is filed.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [own_key])
    return ctx.rows(Ticket).filter(request_key=own_key).first()


def request_key(ctx: Context, key: str) -> str:
    """Return a form's key as it is stored: two people's equal keys are two keys."""
    return f"{ctx.actor.user_id}:{key}" if key else ""


def _write_ticket(
    ctx: Context,
    draft: OpenTicket,
    contract: Contract,
    version: VersionRow,
    *,
    contact_id: int | None,
    priority: Priority,
) -> Ticket:
    return ctx.as_system().create(
        Ticket,
        subject=draft.subject,
        customer_id=contract.customer_id,
        contract_id=contract.id,
        contact_id=contact_id,
        channel=draft.channel,
        assignee_id=draft.assignee_id,
        is_bug=draft.is_bug,
        blocks_use=draft.blocks_use and draft.is_bug,
        importance=draft.importance,
        proposed_priority=priority,
        priority=priority,
        opened_at=ctx.now,
        agreement_version=version.id,
        queue_at=FAR,
        request_key=request_key(ctx, draft.key),
        **draft.own,
    )
