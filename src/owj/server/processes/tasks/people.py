"""The people behind an assignment rule: who could do a task, how much they hold, who leads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from owj.server.identity.models import User
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.task_rows import UserTask
from owj.server.processes.tasks.assignment import (
    AssignmentRule,
    Rule,
    least_loaded,
    manager_of,
    next_in_turn,
)
from owj.server.processes.tasks.rows import TaskTurn
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, Kind
from owj.server.roles.known import ADMIN, AGENT, MANAGER, known_roles
from owj.server.roles.models import Team

# The fields that name who answers for a record, in this order; else its first person.
OWNER_KEYS = ("owner", "assignee", "responsible")
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """Where tasks come up. instance_id: None while the process is just starting."""

    process: str
    instance_id: int | None
    entity: str
    record_id: int | None


def settle_people(ctx: Context, place: TaskPlace, parts: Sequence[Part]) -> None:
    """Let the rules of new tasks name their people; a rule that finds nobody leaves candidates."""
    for part in parts:
        rule = part.pop("rule", None)
        if isinstance(rule, AssignmentRule) and part["assignee"] is None:
            part["assignee"] = _chosen(ctx, place, rule, part)


def _chosen(ctx: Context, place: TaskPlace, rule: AssignmentRule, part: Part) -> int | None:
    if rule.rule in {Rule.STARTER, Rule.STARTER_MANAGER}:
        person = _starter(ctx, place)
        return person if rule.rule is Rule.STARTER else _manager(person)
    if rule.rule in {Rule.OWNER, Rule.OWNER_MANAGER}:
        person = _owner(ctx, place)
        return person if rule.rule is Rule.OWNER else _manager(person)
    people = people_among(rule.among, part)
    if rule.rule is Rule.LEAST_LOADED:
        return least_loaded(people, open_loads(people))
    return _in_turn(f"{place.process}/{part['node']}"[:200], people)


def people_among(among: str, part: Mapping[str, Any]) -> list[int]:
    """Return the active colleagues of a role or team, else a task's candidates, by name."""
    roles, teams, users = part["roles"], part["teams"], part["users"]
    if among:
        known = {word: one.key for one in known_roles() for word in _names_of(one)}
        roles = [known[among]] if among in known else []
        teams = list(Team.objects.filter(name=among).values_list("pk", flat=True))
        users = []
    named = Q(pk__in=users)
    if roles:
        named |= Q(roles__overlap=roles)
    if AGENT in roles:
        named |= Q(roles=[])
    if teams:
        named |= Q(teams__in=teams)
    if not (roles or teams or users):
        named = Q(roles__overlap=[AGENT]) | Q(roles=[])
    people = User.objects.filter(named, kind=User.Kind.STAFF, is_active=True)
    return list(people.distinct().order_by("full_name", "pk").values_list("pk", flat=True))


def _names_of(role: Any) -> tuple[str, str, str]:
    return role.key, role.label.fa, role.label.en


def open_loads(people: Sequence[int]) -> dict[int, int]:
    """Return how many open tasks each of some people holds."""
    held = UserTask.objects.filter(assignee__in=people, status=UserTask.Status.OPEN)
    counted = held.values("assignee_id").annotate(count=Count("pk"))
    return dict(counted.values_list("assignee_id", "count"))


def _in_turn(place: str, people: Sequence[int]) -> int | None:
    """Return who is next, and remember it; two processes at one instant wait for each other."""
    if not people:
        return None
    turn, made = TaskTurn.objects.select_for_update().get_or_create(
        place=place, defaults={"user_id": 0}
    )
    chosen = next_in_turn(people, None if made else turn.user_id)
    TaskTurn.objects.filter(pk=turn.pk).update(user_id=chosen or 0)
    return chosen


def _starter(ctx: Context, place: TaskPlace) -> int | None:
    if place.instance_id is None:
        return ctx.actor.user_id
    rows = ProcessInstance.objects.filter(pk=place.instance_id)
    return rows.values_list("started_by_id", flat=True).first()


def _owner(ctx: Context, place: TaskPlace) -> int | None:
    if place.record_id is None or place.entity not in ctx.snapshot.models:
        return None
    field = owner_field(ctx.snapshot.entity(place.entity))
    if field is None:
        return None
    core = ctx.with_full_reach()
    rows = core.rows(core.snapshot.model(place.entity)).filter(pk=place.record_id)
    person: int | None = rows.values_list(f"{field}_id", flat=True).first()
    active = User.objects.filter(pk=person or 0, is_active=True, kind=User.Kind.STAFF)
    return person if active.exists() else None


def owner_field(entity: EntityDef) -> str | None:
    """Return the field that names who answers for a record; None: there is none."""
    people = [one.key for one in entity.by_key.values() if one.kind is Kind.USER]
    return next((key for key in OWNER_KEYS if key in people), people[0] if people else None)


def _manager(person: int | None) -> int | None:
    """Return the nearest project manager, else administrator, up the teams of a person."""
    if person is None:
        return None
    teams = _teams_upward(person)
    everybody = {one for people in teams for one in people}
    leading = User.objects.filter(pk__in=everybody, is_active=True)
    for role in (MANAGER, ADMIN):
        leaders = frozenset(leading.filter(roles__contains=[role]).values_list("pk", flat=True))
        found = manager_of(person, teams, leaders)
        if found is not None:
            return found
    return None


def _teams_upward(person: int) -> list[list[int]]:
    """Return the people of a person's first team, then of each team above it."""
    team = Team.objects.filter(people=person).order_by("pk").first()
    found: list[list[int]] = []
    while team is not None:
        found.append(list(team.people.order_by("pk").values_list("pk", flat=True)))
        team = team.parent
    return found
