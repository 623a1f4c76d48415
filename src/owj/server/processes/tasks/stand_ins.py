"""Leaves: who does a person's tasks meanwhile. Both see them; what was done says for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from owj.server.identity.models import User
from owj.server.notices.services import notify_users
from owj.server.processes.tasks.errors import (
    StandInForOthers,
    StandInRefused,
    UnknownStandIn,
)
from owj.server.processes.tasks.reach import today
from owj.server.processes.tasks.rows import StandIn
from owj.server.records.context import Context
from owj.server.roles.known import ADMIN

NOTE_LETTERS = 300
MOST_DAYS = 400
ADDRESS = "/tasks/leaves"


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave as a person writes it down."""

    person: int
    stand_in: int
    first_day: date
    last_day: date
    note: str = ""


@transaction.atomic
def enter_leave(ctx: Context, leave: Leave) -> StandIn:
    """Let a colleague do a person's tasks for some days; one's own, or anybody's by administrators.

    Raises: StandInForOthers, StandInRefused.
    """
    if leave.person != ctx.actor.user_id and not ctx.actor.has_role(ADMIN):
        raise StandInForOthers
    days = (leave.last_day - leave.first_day).days
    if not 0 <= days <= MOST_DAYS or leave.last_day < today(ctx):
        raise StandInRefused
    colleagues = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    people = colleagues.in_bulk([leave.person, leave.stand_in])
    if len(people) != 2:
        raise StandInRefused
    row = StandIn.objects.create(
        person=people[leave.person],
        stand_in=people[leave.stand_in],
        first_day=leave.first_day,
        last_day=leave.last_day,
        note=" ".join(leave.note.split())[:NOTE_LETTERS],
        made_by_id=ctx.actor.user_id,
        made_by_name=ctx.actor.name,
        made_at=ctx.now,
    )
    _tell_both(ctx, row)
    return row


@transaction.atomic
def end_leave(ctx: Context, leave_id: int) -> StandIn:
    """Take a leave back, or end it early. Raises: UnknownStandIn, StandInForOthers."""
    row = leaves_seen(ctx).select_for_update(of=("self",)).filter(pk=leave_id).first()
    if row is None or row.ended_at is not None:
        raise UnknownStandIn
    if row.person_id != ctx.actor.user_id and not ctx.actor.has_role(ADMIN):
        raise StandInForOthers
    row.ended_at, row.ended_by_name = ctx.now, ctx.actor.name
    row.save(update_fields=["ended_at", "ended_by_name"])
    return row


def leaves_of(ctx: Context) -> list[StandIn]:
    """Return the leaves that concern the reader, the latest first; administrators see all."""
    rows = leaves_seen(ctx).select_related("person", "stand_in")
    return list(rows.order_by("-last_day", "-pk")[:100])


def leaves_seen(ctx: Context) -> QuerySet[StandIn]:
    """Return the rows of leaves that the reader may see."""
    if ctx.actor.is_system or ctx.actor.has_role(ADMIN):
        return StandIn.objects.all()
    me = ctx.actor.user_id or 0
    return StandIn.objects.filter(Q(person=me) | Q(stand_in=me))


def _tell_both(ctx: Context, row: StandIn) -> None:
    people = [one for one in (row.person_id, row.stand_in_id) if one != ctx.actor.user_id]
    subject = f"{row.person.full_name} ← {row.stand_in.full_name}"
    notify_users(
        people,
        "stand_in",
        url=ADDRESS,
        data={"by": ctx.actor.name, "subject": subject},
        key=f"stand-in:{row.pk}",
    )
