"""Which tasks a person may see and take: asked in every query, never after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast

from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.rows import StandIn, TaskEntry, TaskOpinion
from owj.server.records.context import Context
from owj.server.roles.known import ADMIN, role_keys_of
from owj.server.roles.models import Team

OPEN = UserTask.Status.OPEN
NOBODY_NAMED = Q(candidate_roles=[], candidate_teams=[], candidate_users=[])


@dataclass(frozen=True, slots=True)
class Standing:
    """What an actor is with regard to tasks.

    covered: the people on leave for whom the actor stands in today, by id with their names.
    """

    user_id: int
    roles: tuple[str, ...]
    teams: frozenset[int]
    covered: Mapping[int, str]
    is_admin: bool

    @property
    def hands(self) -> list[int]:
        """Return the actor and everybody for whom the actor works today."""
        return [self.user_id, *self.covered]


def standing_of(ctx: Context) -> Standing:
    """Return where an actor stands; asked once in a unit of work."""
    return ctx.once("task standing", _standing)


def _standing(ctx: Context) -> Standing:
    user_id = ctx.actor.user_id or 0
    teams, covered = _teams_and_covered(user_id, today(ctx))
    return Standing(
        user_id=user_id,
        roles=role_keys_of(ctx.actor),
        teams=teams,
        covered=covered,
        is_admin=ctx.actor.has_role(ADMIN),
    )


def _teams_and_covered(user_id: int, day: date) -> tuple[frozenset[int], dict[int, str]]:
    """Return both in one question: the bar of every page counts the reader's tasks."""
    covered = StandIn.objects.filter(
        stand_in=user_id, first_day__lte=day, last_day__gte=day, ended_at=None
    ).values_list("person_id", "person__full_name")
    # A team has no name here: that tells its rows from those of people.
    nameless = Cast(Value(None), CharField())
    teams = Team.objects.filter(people=user_id).order_by().values_list("pk", nameless)
    rows = list(covered.order_by().union(teams, all=True))
    return (
        frozenset(pk for pk, name in rows if name is None),
        {pk: name for pk, name in rows if name is not None},
    )


def today(ctx: Context) -> date:
    """Return the organisation's day."""
    return ctx.now.astimezone(ctx.zone).date()


def held(who: Standing) -> Q:
    """Return the tasks that the actor, or who is covered, holds."""
    return Q(assignee_id__in=who.hands)


def offered(who: Standing) -> Q:
    """Return the tasks that nobody holds and the actor may claim."""
    return Q(assignee=None) & meant_for(who)


def meant_for(who: Standing) -> Q:
    """Return the tasks that the drawing offers to the actor, whoever holds them now."""
    named = (
        NOBODY_NAMED
        | Q(candidate_users__overlap=who.hands)
        | Q(candidate_roles__overlap=list(who.roles))
    )
    if who.teams:
        named |= Q(candidate_teams__overlap=sorted(who.teams))
    return named


def asked_about(who: Standing) -> Exists:
    """Return the tasks about which the actor is, or was, asked for an opinion."""
    return Exists(TaskOpinion.objects.filter(task=OuterRef("pk"), asked_of=who.user_id))


def visible_tasks(ctx: Context) -> QuerySet[UserTask]:
    """Return the tasks that the actor may see; nobody at the hub sees one.

    Held and offered ones, those that went through the actor's hands, those about which the actor
    is asked. Administrators see all.
    """
    if ctx.actor.is_system:
        return UserTask.objects.all()
    if not ctx.actor.is_staff or not ctx.actor.user_id:
        return UserTask.objects.none()
    who = standing_of(ctx)
    if who.is_admin:
        return UserTask.objects.all()
    past = Q(completed_by=who.user_id) | Q(delegated_by=who.user_id)
    now = Q(status=OPEN) & (held(who) | offered(who))
    return UserTask.objects.filter(now | past | Q(asked_about(who)))


def was_offered(ctx: Context, task_id: int) -> bool:
    """Tell whether the actor could have taken a task that somebody else took."""
    if not ctx.actor.is_staff or not ctx.actor.user_id:
        return False
    taken = TaskEntry.objects.filter(task=OuterRef("pk"), kind=TaskEntry.Kind.CLAIMED)
    found = UserTask.objects.filter(meant_for(standing_of(ctx)), Exists(taken), pk=task_id)
    return found.exists()


def may_take(ctx: Context, task: UserTask) -> bool:
    """Tell whether an open task is in the actor's hands, or offered to the actor."""
    who = standing_of(ctx)
    if task.assignee_id is not None:
        return task.assignee_id in who.hands
    return UserTask.objects.filter(offered(who), pk=task.pk).exists()
