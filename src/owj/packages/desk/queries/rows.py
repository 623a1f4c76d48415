"""Rows of lists: a ticket with its face, without replaying its log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from owj.kernel.calendars.business import BusinessCalendar
from owj.packages.customers.entity import Customer
from owj.packages.desk.entity import Ticket
from owj.packages.desk.queries.results import InboxRow
from owj.packages.desk.standing import stored_clock
from owj.packages.desk.words import OPEN_STATUSES, RANKS
from owj.server.agreements.faces import ClockFace, face_of
from owj.server.agreements.queries import agreement_version, calendar_at
from owj.server.records.context import Context
from owj.server.records.rowtypes import Rows


def load_tickets(tickets: Rows[Ticket]) -> list[Ticket]:
    """Read tickets with what their rows name: the customer and the assignee."""
    return list(tickets.select_related("customer", "assignee").defer("rating_comment"))


def tickets_of(customer: Customer, tickets: Rows[Ticket]) -> list[Ticket]:
    """Read tickets of a customer who is known already, with their assignees."""
    found = list(tickets.select_related("assignee").defer("rating_comment"))
    for ticket in found:
        ticket.customer = customer
    return found


def list_rows(ctx: Context, tickets: Sequence[Ticket]) -> tuple[InboxRow, ...]:
    """Return tickets as rows of a list; one small query for each calendar they count on."""
    faces = faces_of(ctx, tickets)
    return tuple(_row(ticket, face) for ticket, face in zip(tickets, faces, strict=True))


def row_of(ctx: Context, ticket: Ticket) -> InboxRow:
    """Return one ticket as a row of a list."""
    return _row(ticket, faces_of(ctx, [ticket])[0])


def faces_of(ctx: Context, tickets: Iterable[Ticket]) -> list[ClockFace]:
    """Return the faces of tickets at the context's instant."""
    calendars: dict[str, BusinessCalendar] = {}
    return [_face(ticket, ctx.now, calendars) for ticket in tickets]


def _face(ticket: Ticket, now: datetime, calendars: dict[str, BusinessCalendar]) -> ClockFace:
    agreement = agreement_version(ticket.agreement_version).agreement
    key = agreement.ticket_calendar
    if key not in calendars:
        calendars[key] = calendar_at(key, now)
    p0_since = ticket.p0_since if ticket.p0_active else None
    return face_of(stored_clock(ticket), agreement, calendars[key], now=now, p0_since=p0_since)


def _row(ticket: Ticket, face: ClockFace) -> InboxRow:
    is_open = ticket.status in OPEN_STATUSES
    return InboxRow(
        id=ticket.id,
        version=ticket.version,
        tracking_id=ticket.tracking_id,
        subject=ticket.subject,
        status=ticket.status,
        priority=ticket.priority,
        priority_confirmed=ticket.priority_confirmed_at is not None,
        rank=RANKS[ticket.queue_rank],
        customer_id=ticket.customer_id,
        customer_name=ticket.customer.name,
        assignee_id=ticket.assignee_id,
        assignee_name=ticket.assignee.full_name if ticket.assignee else None,
        opened_at=ticket.opened_at,
        updated_at=ticket.updated_at,
        face=face,
        is_new=is_open and ticket.first_response_at is None,
        announced=is_open and ticket.announced_for is not None,
        has_files=ticket.has_files,
        p0=ticket.p0_active,
    )
