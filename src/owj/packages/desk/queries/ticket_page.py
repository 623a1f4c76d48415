"""A ticket's page: everything about one ticket, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from owj.kernel.sla.events import EventKind
from owj.kernel.sla.settings import FollowupKind
from owj.packages.desk.entity import Attachment, Message, Ticket
from owj.packages.desk.errors import OnlyCustomers, TicketNotFound
from owj.packages.desk.moves import open_moves
from owj.packages.desk.queries.clock_cards import clock_cards, replay_ticket
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.desk.queries.monthly import count_of_month
from owj.packages.desk.queries.own_changes import own_changes
from owj.packages.desk.queries.process_entries import process_entries, with_steps
from owj.packages.desk.queries.results import (
    FileView,
    InboxRow,
    Person,
    TicketPage,
    TimelineEntry,
)
from owj.packages.desk.queries.rows import list_rows, load_tickets, row_of
from owj.packages.desk.queries.timeline import TimelineParts, build_timeline
from owj.packages.desk.services.work import JUDGING, may_judge, tracking_id_of
from owj.packages.desk.words import OPEN_STATUSES, MessageKind, Move
from owj.server.activity.around import Spot
from owj.server.activity.files import files_of
from owj.server.agreements.evaluation import Evaluation
from owj.server.agreements.log import LoggedEvent, Subject, events_of
from owj.server.decisions.queries import DecidedBy, decided_by
from owj.server.files.models import StoredFile
from owj.server.identity.models import User
from owj.server.records.context import Context

OTHERS_SHOWN = 5


def ticket_page(ctx: Context, tracking_id: str) -> TicketPage:
    """Return a ticket as an agent sees it. Raises: OnlyStaff, TicketNotFound."""
    check_agent(ctx)
    return _page(ctx, tracking_id, for_customer=False)


def staff_ticket(ctx: Context, tracking_id: str) -> Ticket:
    """Return a ticket alone, with those its row names. Raises: OnlyStaff, TicketNotFound."""
    check_agent(ctx)
    return _load(ctx, tracking_id)


def hub_ticket(ctx: Context, tracking_id: str) -> TicketPage:
    """Return a ticket as its customer sees it, without what is internal.

    Raises: OnlyCustomers, TicketNotFound.
    """
    if ctx.actor.kind != "hub":
        raise OnlyCustomers
    return _page(ctx, tracking_id, for_customer=True)


def _page(ctx: Context, tracking_id: str, *, for_customer: bool) -> TicketPage:
    ticket = _load(ctx, tracking_id, with_its_steps=not for_customer)
    log = events_of(Subject(Ticket.key, ticket.id))
    found = replay_ticket(ctx, ticket, log)
    files = _files(ctx, ticket)
    others, others_open = _others(ctx, ticket)
    row = row_of(ctx, ticket)
    messages = _messages(ctx, ticket)
    ids = {entry.by for entry in log} | {message.author_id for message in messages.values()}
    parts = TimelineParts(ticket, log, found.clocks, messages, files, _people(ids), found.calendars)
    return TicketPage(
        ticket=ticket,
        row=row,
        customer=ticket.customer,
        contact=ticket.contact,
        contract=ticket.contract,
        assignee=_assignee(ticket),
        face=row.face,
        clocks=clock_cards(ctx, found),
        timeline=_timeline(ctx, parts, for_customer=for_customer),
        files=(
            *(view for views in files.values() for view in views),
            *(() if for_customer else _laid_files(ctx, ticket)),
        ),
        others=others,
        others_open=others_open,
        month=count_of_month(ctx, ticket.contract, found),
        moves=possible_moves(ctx, ticket, found),
        agreement_label=found.version.agreement.label,
        proposed_by=None if for_customer else _proposed_by(log),
        last_public=max(
            (one.id for one in messages.values() if one.kind == MessageKind.PUBLIC), default=0
        ),
    )


def _laid_files(ctx: Context, ticket: Ticket) -> list[FileView]:
    """Return the files that processes laid to the ticket; the customer does not see them."""
    return [
        FileView(
            one.file_id, one.file.original_name, one.file.size_bytes, one.file.content_type, True
        )
        for one in files_of(ctx, Spot(ctx.snapshot.entity(Ticket.key).id, ticket.id))
    ]


def _messages(ctx: Context, ticket: Ticket) -> dict[int, Message]:
    rows = ctx.rows(Message).filter(ticket_id=ticket.id).order_by("at", "id")
    return {message.id: message for message in rows}


def _proposed_by(log: Sequence[LoggedEvent]) -> DecidedBy | None:
    """Return the rules that proposed the priority when the ticket was filed (R5)."""
    opened = (entry for entry in log if entry.event.kind is EventKind.OPENED)
    first = next(opened, None)
    return decided_by(first.data.get("decided")) if first is not None else None


def _load(ctx: Context, tracking_id: str, *, with_its_steps: bool = False) -> Ticket:
    mine = ctx.rows(Ticket).filter(tracking_id=tracking_id_of(tracking_id))
    mine = with_steps(mine) if with_its_steps else mine
    ticket = mine.select_related("customer", "contact", "contract__customer", "assignee").first()
    if ticket is None:
        raise TicketNotFound(ticket=tracking_id)
    return ticket


def _assignee(ticket: Ticket) -> Person | None:
    assignee = ticket.assignee
    return Person(assignee.id, assignee.full_name, assignee.kind) if assignee else None


def _timeline(
    ctx: Context, parts: TimelineParts, *, for_customer: bool
) -> tuple[TimelineEntry, ...]:
    told = (
        *build_timeline(parts, for_customer=for_customer),
        *own_changes(ctx, parts.ticket),
        *(() if for_customer else process_entries(parts.ticket)),
    )
    return tuple(sorted(told, key=lambda entry: entry.at))


def _people(ids: Iterable[int | None]) -> dict[int, Person]:
    users = User.objects.filter(id__in=[id_ for id_ in ids if id_ is not None])
    return {
        id_: Person(id_, name, kind)
        for id_, name, kind in users.values_list("id", "full_name", "kind")
    }


def _files(ctx: Context, ticket: Ticket) -> dict[int, tuple[FileView, ...]]:
    """Return the attachments this reader may see, by message."""
    attached = list(ctx.rows(Attachment).filter(ticket_id=ticket.id).order_by("id"))
    if not attached:
        return {}
    stored = StoredFile.objects.in_bulk([one.file for one in attached])
    views: dict[int, tuple[FileView, ...]] = {}
    for one in attached:
        file = stored.get(one.file)
        if file is not None:
            view = FileView(file.id, one.name, file.size_bytes, file.content_type, one.internal)
            views[one.message_id] = (*views.get(one.message_id, ()), view)
    return views


def _others(ctx: Context, ticket: Ticket) -> tuple[tuple[InboxRow, ...], int]:
    mine = ctx.rows(Ticket).filter(customer_id=ticket.customer_id).exclude(id=ticket.id)
    shown = load_tickets(mine.order_by("queue_rank", "queue_at", "id")[:OTHERS_SHOWN])
    # What is open stands first, so a list that is not full tells how many there are.
    still_open = [one for one in shown if one.status in OPEN_STATUSES]
    many = len(still_open)
    if many == OTHERS_SHOWN:
        many = mine.filter(status__in=OPEN_STATUSES).count()
    return list_rows(ctx, shown), many


def possible_moves(ctx: Context, ticket: Ticket, found: Evaluation) -> frozenset[Move]:
    """Return what this reader may do to the ticket now: the table of moves, and what it carries."""
    agreement = found.version.agreement
    moves = set(open_moves(ctx.actor, ticket.status, agreement.priority_decided_by.value))
    kind = agreement.followup_kinds[ticket.priority]
    impossible = {
        Move.ANNOUNCE: kind is FollowupKind.SAME_DAY,
        Move.REJECT: kind is not FollowupKind.ANNOUNCE_OR_REJECT,
        Move.ACCEPT_FIX: not ticket.is_bug,
        Move.CLEAR_P0: not ticket.p0_active,
        Move.EXCLUDE: not ticket.breached_month,
        Move.READMIT: not found.clocks.excluded,
        Move.RATE: ticket.first_response_at is None,
    }
    if moves & JUDGING and not may_judge(ctx, ticket):
        moves -= JUDGING
    return frozenset(move for move in moves if not impossible.get(move, False))
