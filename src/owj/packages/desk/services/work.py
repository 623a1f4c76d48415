"""The way of every verb: authorise, lock, decide, log, compute the clocks, store, set the timer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from owj.kernel.persian.digits import latin_digits
from owj.kernel.sla.clocks import Breach
from owj.kernel.sla.events import EventKind, Priority
from owj.packages.customers.queries import check_judges, rights_at
from owj.packages.desk.entity import Ticket
from owj.packages.desk.errors import TicketChanged, TicketNotFound
from owj.packages.desk.events import BreachSuperseded, PromiseBroken, PromiseNear
from owj.packages.desk.figures import keep_results
from owj.packages.desk.moves import check_decider, check_may, check_move
from owj.packages.desk.standing import columns_of
from owj.packages.desk.timers import set_ticket_timer
from owj.packages.desk.warnings import NearWarning, coming_warning, is_due
from owj.packages.desk.words import Move
from owj.server.agreements.evaluation import Case, Evaluation, evaluate
from owj.server.agreements.log import EventDraft, LoggedEvent, Subject, append_events, events_of
from owj.server.agreements.queries import VersionRow, agreement_version
from owj.server.events import publish
from owj.server.failpoints import failpoint
from owj.server.records.context import Context

TicketRef = int | str
# A customer's people need the right to speak the last word.
JUDGING = frozenset({Move.CONFIRM, Move.RATE})
ANSWERS = frozenset({EventKind.PUBLIC_REPLY, EventKind.CALL_LOGGED})


@dataclass(slots=True)
class TicketWork:
    """One unit of work on one locked ticket: what is said to have happened, and what changes."""

    ctx: Context
    ticket: Ticket
    version: VersionRow
    log: list[LoggedEvent]
    drafts: list[EventDraft] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    evaluation: Evaluation | None = None

    @property
    def subject(self) -> Subject:
        """Return the ticket as the log knows it."""
        return Subject(Ticket.key, self.ticket.id)

    def happened(
        self,
        kind: EventKind,
        *,
        at: datetime | None = None,
        priority: Priority | None = None,
        until: datetime | None = None,
        other_start: datetime | None = None,
        automatic: bool = False,
        undoes: int | None = None,
        is_claim: bool = False,
        data: Mapping[str, object] | None = None,
    ) -> None:
        """Note that something happened, done by the actor of this work or, automatic, by Owj."""
        self.drafts.append(
            EventDraft(
                kind=kind,
                at=at or self.ctx.now,
                by=None if automatic else self.ctx.actor.user_id,
                priority=priority,
                until=until,
                human=not automatic,
                by_staff=automatic or self.ctx.actor.kind == "staff",
                other_start=other_start,
                undoes=undoes,
                is_claim=is_claim,
                data=data or {},
            )
        )


def begin_work(
    ctx: Context, ref: TicketRef, move: Move, *, expected_version: int | None = None
) -> TicketWork:
    """Check the right, lock the ticket and check that its status permits the move.

    expected_version: what the person saw; None makes no difference of it.
    Raises: OnlyStaff, OnlyCustomers, OnlyProjectManager, TicketNotFound, TicketChanged,
    NotAmongYourRights, TicketRefused's kinds.
    """
    check_may(ctx.actor, move)
    ticket = lock_ticket(ctx, ref)
    if move in JUDGING:
        check_judges(ctx, ticket.customer_id)
    version = version_of(ticket)
    check_decider(ctx.actor, move, version.agreement.priority_decided_by.value)
    if expected_version is not None and expected_version != ticket.version:
        raise TicketChanged(ticket=ticket.tracking_id, version=ticket.version)
    check_move(ctx.actor, ticket.tracking_id, ticket.status, move)
    return TicketWork(ctx, ticket, version, events_of(Subject(Ticket.key, ticket.id)))


def may_judge(ctx: Context, ticket: Ticket) -> bool:
    """Return whether the actor may confirm and rate, as far as the rights at the customer go."""
    return ctx.actor.kind != "hub" or rights_at(ctx, ticket.customer_id).judge


def check_reach(ctx: Context, ref: TicketRef, move: Move) -> int:
    """Refuse whoever could not make the move whatever they write: before files are stored.

    Returns the ticket's id. Raises: OnlyStaff, OnlyCustomers, TicketNotFound.
    """
    check_may(ctx.actor, move)
    return find_ticket(ctx, ref)


def finish_work(work: TicketWork) -> Ticket:
    """Log what happened, compute the clocks, store the ticket and set its timer."""
    ctx = work.ctx.as_system()
    after_seq = work.log[-1].event.seq if work.log else 0
    work.log += append_events(work.subject, work.drafts, after_seq=after_seq, recorded_at=ctx.now)
    work.drafts = []
    case = Case(work.subject, work.log, work.version)
    work.evaluation = evaluate(case, as_of=ctx.now)
    status = work.changes.get("status", work.ticket.status)
    columns = columns_of(work.evaluation, status)
    warning = coming_warning(work.evaluation)
    warns = is_due(warning, now=ctx.now, warned_for=work.ticket.warned_for)
    if warning is not None and warns:
        work.changes["warned_for"] = warning.mark
    ticket = ctx.update(work.ticket, **_differing(work.ticket, columns | work.changes))
    keep_results(ticket, work.evaluation, work.log)
    set_ticket_timer(ticket.id, work.evaluation, now=ctx.now, answered=last_answer(work.log))
    _tell_promises(work.evaluation, ticket, warning if warns else None, now=ctx.now)
    failpoint("desk.before_commit")
    return ticket


def _tell_promises(
    found: Evaluation, ticket: Ticket, warning: NearWarning | None, *, now: datetime
) -> None:
    """Tell which promise is near, and which were broken."""
    of_ticket: dict[str, Any] = {
        "ticket_id": ticket.id,
        "tracking_id": ticket.tracking_id,
        "customer_id": ticket.customer_id,
        "contact_id": ticket.contact_id,
        "by": None,
    }
    if warning is not None:
        publish(
            PromiseNear(
                **of_ticket,
                at=now,
                promise=warning.clock.promise.value,
                cycle=warning.clock.cycle,
                due_at=warning.due_at,
            )
        )
    for broken in found.new_breaches:
        if broken.superseded_by is None:
            publish(
                PromiseBroken(
                    **of_ticket,
                    at=broken.deadline,
                    promise=broken.promise.value,
                    cycle=broken.cycle,
                )
            )
    for relieved in found.relieved:
        _tell_relief(of_ticket, found, relieved, now=now)


def _tell_relief(
    of_ticket: dict[str, Any], found: Evaluation, relieved: Breach, *, now: datetime
) -> None:
    """Say that a breach counts no more, and until when its promise runs now (R50)."""
    clock = next(
        one
        for one in found.clocks.clocks
        if (one.promise, one.cycle) == (relieved.promise, relieved.cycle)
    )
    publish(
        BreachSuperseded(
            **of_ticket,
            at=now,
            promise=relieved.promise.value,
            deadline=relieved.deadline,
            due_at=clock.due_at or relieved.deadline,
            revision=relieved.superseded_by or clock.calendar_revision,
        )
    )


def lock_ticket(ctx: Context, ref: TicketRef) -> Ticket:
    """Return the ticket with its row held, if the actor may see it. Raises: TicketNotFound."""
    return ctx.as_system().lock(Ticket, find_ticket(ctx, ref))


def find_ticket(ctx: Context, ref: TicketRef) -> int:
    """Return the id of a ticket that the actor may see. Raises: TicketNotFound."""
    wanted: dict[str, object] = (
        {"id": ref} if isinstance(ref, int) else {"tracking_id": tracking_id_of(ref)}
    )
    ticket_id = ctx.rows(Ticket).filter(**wanted).values_list("id", flat=True).first()
    if ticket_id is None:
        raise TicketNotFound(ticket=ref)
    return int(ticket_id)


def tracking_id_of(text: str) -> str:
    """Return a tracking id as it is stored, however it was typed; empty for what is none."""
    return "" if "\x00" in text else latin_digits(text).strip().upper()


def version_of(ticket: Ticket) -> VersionRow:
    """Return the version of the agreement that judges the ticket (R50)."""
    return agreement_version(ticket.agreement_version)


def answers_in(log: Iterable[LoggedEvent]) -> list[LoggedEvent]:
    """Return the public replies and calls of people of the staff."""
    return [
        entry
        for entry in log
        if entry.event.kind in ANSWERS and entry.event.by_staff and entry.event.human
    ]


def last_answer(log: Iterable[LoggedEvent]) -> datetime | None:
    """Return when staff last answered the customer."""
    return max((entry.event.at for entry in answers_in(log)), default=None)


def told(ticket: Ticket, ctx: Context) -> dict[str, Any]:
    """Return what every event of a ticket carries."""
    return {
        "ticket_id": ticket.id,
        "tracking_id": ticket.tracking_id,
        "customer_id": ticket.customer_id,
        "contact_id": ticket.contact_id,
        "at": ctx.now,
        "by": ctx.actor.user_id,
    }


def _differing(ticket: Ticket, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if getattr(ticket, name) != value}
