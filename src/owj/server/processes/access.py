"""Who may do what with processes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from owj.server.context import Actor
from owj.server.processes.errors import (
    OnlyProcessAdministrators,
    OnlyProcessDesigners,
    TaskNotYours,
)
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.rights import Verb
from owj.server.roles.known import ADMIN, role_keys_of
from owj.server.roles.models import Team


def may_design(ctx: Context, entity: str = "") -> bool:
    """Tell whether the actor may draw and deploy processes, of one entity or of none."""
    if ctx.actor.is_hub:
        return False
    if ctx.actor.has_role(ADMIN):
        return True
    return bool(entity) and entity in ctx.snapshot.models and ctx.may(entity, Verb.DESIGN)


def check_design(ctx: Context, entity: str = "") -> None:
    """Refuse who may not design. Raises: OnlyProcessDesigners."""
    if not may_design(ctx, entity):
        raise OnlyProcessDesigners


def check_administer(ctx: Context) -> None:
    """Refuse who may not change running processes. Raises: OnlyProcessAdministrators."""
    if not ctx.actor.has_role(ADMIN):
        raise OnlyProcessAdministrators


def sees_record(ctx: Context, entity: str, record_id: int) -> bool:
    """Tell whether the actor may see a record. An entity that is gone is seen by administrators."""
    return bool(seen_records(ctx, entity, [record_id]))


def seen_records(ctx: Context, entity: str, ids: Collection[int]) -> frozenset[int]:
    """Return which of some records the actor may see. Those of a lost entity: administrators."""
    if entity not in ctx.snapshot.models:
        return frozenset(ids if ctx.actor.has_role(ADMIN) else ())
    return frozenset(generic.reached(ctx, entity, list(ids), Verb.READ))


def teams_of(ctx: Context) -> frozenset[int]:
    """Return the actor's teams; asked once in a unit of work."""
    return ctx.once("my teams", _teams_of)


def _teams_of(ctx: Context) -> frozenset[int]:
    mine = Team.objects.filter(people=ctx.actor.user_id or 0)
    return frozenset(mine.values_list("pk", flat=True))


def check_completes(ctx: Context, task: Mapping[str, Any]) -> None:
    """Refuse who neither holds a task nor may claim it. task: its row. Raises: TaskNotYours."""
    actor = ctx.actor
    if actor.is_system or actor.user_id == task["assignee_id"]:
        return
    if task["assignee_id"] is not None or not is_candidate(ctx, task):
        raise TaskNotYours


def is_candidate(ctx: Context, task: Mapping[str, Any]) -> bool:
    """Tell whether a task that nobody holds is offered to the actor. task: its row."""
    actor = ctx.actor
    if actor.is_hub:
        return False
    users, roles = task["candidate_users"], task["candidate_roles"]
    teams = task["candidate_teams"]
    if not (users or roles or teams):
        return True
    if actor.user_id in users or _carries(actor, roles):
        return True
    return bool(teams) and not teams_of(ctx).isdisjoint(teams)


def _carries(actor: Actor, roles: Collection[str]) -> bool:
    return not set(role_keys_of(actor)).isdisjoint(roles)
