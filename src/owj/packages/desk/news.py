"""What the desk tells of a ticket: the words, to whom, and under which key it is told only once.

The drawn life of a ticket asks for each of these (`life_work.py`); of a ticket without a life the
reactions do.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.kernel.sla.settings import Role
from owj.packages.customers.entity import Customer
from owj.packages.desk import letters
from owj.packages.desk.decisions import Escalation, decide_escalation
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services.assignees import names_of_agents
from owj.packages.desk.services.follow_ticket import followers_of
from owj.packages.desk.telling import TOLD_STATUSES, tell_customer, tell_staff
from owj.packages.desk.words import Status
from owj.server.agreements.queries import agreement_version
from owj.server.identity.models import User
from owj.server.notices.services import NoticeWords
from owj.server.records.context import Context


def tell_receipt(ctx: Context, ticket: Ticket) -> None:
    """Send the customer the tracking id and the promised instant."""
    starts_at, due_at = ticket.clock_starts_at, ticket.first_due_at
    if due_at is None or starts_at is None:
        return

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.receipt_words(
            reader,
            ticket=ticket.tracking_id,
            subject=ticket.subject,
            starts_at=starts_at,
            due_at=due_at,
            waiting=starts_at > ctx.now,
        )

    tell_customer(ctx, ticket, "ticket_received", words, key=f"ticket:{ticket.tracking_id}:receipt")


def tell_status(ctx: Context, ticket: Ticket, by: int | None) -> None:
    """Tell the customer where the ticket stands now; `by`, who did it, needs no news of it."""
    if ticket.status not in TOLD_STATUSES:
        return
    status = TOLD_STATUSES[Status(ticket.status)]

    def words(_: letters.Reader) -> NoticeWords:
        return letters.moved_words(
            ticket=ticket.tracking_id, subject=ticket.subject, status=gettext(status)
        )

    tell_customer(
        ctx,
        ticket,
        "ticket_moved",
        words,
        key=f"ticket:{ticket.id}:moved:{ticket.status}:{ctx.now.isoformat()}",
        data={"status": ticket.status},
        but_not=by,
        letter_without_account=False,
    )


def tell_date(ctx: Context, ticket: Ticket, until: datetime) -> None:
    """Tell the customer by when the work will be done (R11)."""

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.date_words(
            reader, ticket=ticket.tracking_id, subject=ticket.subject, until=until
        )

    key = f"ticket:{ticket.id}:date:{until.isoformat()}"
    tell_customer(ctx, ticket, "date_announced", words, key=key)


def tell_breach(
    ctx: Context, ticket: Ticket, promise: Promise, cycle: int, deadline: datetime
) -> None:
    """Tell those whom the agreement names, once for each broken promise (R14)."""
    key = f"ticket:{ticket.id}:breach:{promise.value}:{cycle}:{deadline.isoformat()}"
    people = [user.pk for user in whom_p0_concerns(ticket, promise, ctx.now)]
    data = {"promise": promise.value, "deadline": deadline.isoformat()}
    customer = ctx.as_system().get(Customer, ticket.customer_id)

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.breach_words(
            reader,
            ticket=ticket.tracking_id,
            subject=ticket.subject,
            customer=customer.name,
            deadline=deadline,
        )

    tell_staff(people, "promise_broken", ticket, key=key, data=data, words=words)


def tell_alarm(ctx: Context, ticket: Ticket) -> None:
    """Remind the same people that a ticket in P0 is still unanswered (R15)."""
    since = ticket.p0_since.isoformat() if ticket.p0_since else ""
    ids = [user.pk for user in whom_p0_concerns(ticket, None, ctx.now)]
    key = f"ticket:{ticket.id}:p0_alarm:{ctx.now.isoformat()}"

    def words(_: letters.Reader) -> NoticeWords:
        return letters.alarm_words(ticket=ticket.tracking_id, subject=ticket.subject)

    tell_staff(ids, "p0_alarm", ticket, key=key, data={"deadline": since}, words=words)


def tell_near(ctx: Context, ticket: Ticket, promise: Promise, cycle: int, due_at: datetime) -> None:
    """Warn the assignee and the followers; of a ticket that nobody holds, everybody at the desk."""
    holder = [] if ticket.assignee_id is None else [ticket.assignee_id]
    people = list(dict.fromkeys([*holder, *followers_of(ctx.as_system(), ticket.id)]))
    if ticket.assignee_id is None:
        people += [id_ for id_, _name in names_of_agents()]

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.near_words(
            reader, ticket=ticket.tracking_id, subject=ticket.subject, due_at=due_at
        )

    key = f"ticket:{ticket.id}:near:{promise.value}:{cycle}:{due_at.isoformat()}"
    data = {"promise": promise.value, "deadline": due_at.isoformat()}
    tell_staff(people, "deadline_near", ticket, key=key, data=data, words=words)


def ask_confirmation(ctx: Context, ticket: Ticket) -> None:
    """Ask the customer whether what was resolved is resolved."""

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.confirmation_words(reader, ticket=ticket.tracking_id, subject=ticket.subject)

    resolved = ticket.resolved_at.isoformat() if ticket.resolved_at else ""
    key = f"ticket:{ticket.id}:confirm:{resolved}"
    tell_customer(ctx, ticket, "confirmation_asked", words, key=key, letter_without_account=False)


def ask_rating(ctx: Context, ticket: Ticket) -> None:
    """Ask the customer what they think of the work, once for each end of it."""

    def words(reader: letters.Reader) -> NoticeWords:
        return letters.rating_words(reader, ticket=ticket.tracking_id, subject=ticket.subject)

    closed = ticket.closed_at.isoformat() if ticket.closed_at else ""
    key = f"ticket:{ticket.id}:rate:{closed}"
    tell_customer(ctx, ticket, "rating_asked", words, key=key, letter_without_account=False)


def whom_p0_concerns(ticket: Ticket, promise: Promise | None, now: datetime) -> list[User]:
    """Return the active colleagues whom the escalation table names (R14, R15).

    The table that comes with Owj names the roles of the ticket's agreement. promise: the broken
    one; None when the alarm sounds again.
    """
    agreed = agreement_version(ticket.agreement_version).agreement.p0_notified_roles
    facts = Escalation(promise, Priority(ticket.priority), promise is None, agreed)
    roles = decide_escalation(facts, now=now)
    named = {role.value for role in roles if role is not Role.ASSIGNEE}
    staff = User.objects.filter(kind=User.Kind.STAFF, is_active=True).order_by("id")
    return [
        user
        for user in staff
        if named & set(user.roles) or (Role.ASSIGNEE in roles and user.pk == ticket.assignee_id)
    ]
