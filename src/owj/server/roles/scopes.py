"""Scopes as conditions of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment
from owj.server.agreements.in_force import Calendars
from owj.server.records.conditions import compile_condition
from owj.server.records.defs import EntityDef
from owj.server.records.linked import for_actor
from owj.server.records.paths import check_rule, moved_behind
from owj.server.records.rights import ALL, NONE, Reach
from owj.server.roles.grants import Grant, Scope, owner_fields
from owj.server.roles.models import Team

if TYPE_CHECKING:
    from owj.server.records.context import Context


def reach_of_grant(ctx: Context, entity: EntityDef, grant: Grant) -> Reach:
    """Return the rows that a right reaches for the actor; what cannot be read reaches none."""
    if grant.scope is Scope.ALL:
        return ALL
    if grant.scope is Scope.CONDITION:
        try:
            return condition_reach(ctx, entity, grant.condition)
        except OwjError:
            # The entity has changed since; the page of the role says so.
            return NONE
    owner = next((one for one in owner_fields(entity) if one.id == grant.owner), None)
    if owner is None or ctx.actor.user_id is None:
        return NONE
    if grant.scope is Scope.OWN:
        return Q(**{owner.attname: ctx.actor.user_id})
    return Q(**{f"{owner.attname}__in": ctx.once("people of my teams", people_of_my_teams)})


def condition_reach(ctx: Context, entity: EntityDef, text: str) -> Reach:
    """Return the rows for which a condition is true.

    Raises: FeelSyntaxError, ConditionRefused, DefinitionError when it cannot narrow links.
    """
    environment = Environment(now=ctx.now.astimezone(ctx.zone), calendars=Calendars(ctx.now))
    found = compile_condition(text, entity.key, ctx.snapshot, environment, actor=ctx.actor).q
    # As a rule looks things up: with the system's eyes.
    found = for_actor(ctx.as_system(), found)
    check_rule(ctx, entity.key, found)
    moved_behind(found, "link")
    return found or ALL


def people_of_my_teams(ctx: Context) -> list[int]:
    """Return the ids of the actor and of everybody in the actor's teams and below them."""
    me = ctx.actor.user_id or 0
    below: dict[int | None, list[int]] = {}
    for team, parent in Team.objects.values_list("id", "parent_id"):
        below.setdefault(parent, []).append(team)
    reached: set[int] = set()
    left = list(Team.objects.filter(people=me).values_list("id", flat=True))
    while left:
        team = left.pop()
        if team not in reached:
            reached.add(team)
            left += below.get(team, [])
    people = Team.people.through.objects.filter(team_id__in=reached)
    return sorted({me, *people.values_list("user_id", flat=True)})
