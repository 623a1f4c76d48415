"""Teams: a tree of colleagues. Who is in a team reaches its people and those of the teams below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext

from owj.server.context import Actor
from owj.server.identity.models import User
from owj.server.roles.errors import TeamNotFound, TeamRefused
from owj.server.roles.models import Team
from owj.server.roles.services import checked_name, note_change, take_turn


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team at its place in the tree. depth: how many teams stand above it."""

    id: int
    name: str
    parent_id: int | None
    depth: int
    people: tuple[tuple[int, str], ...]


def team_tree() -> list[TeamRow]:
    """Return every team, each before those below it, by name."""
    people: dict[int, list[tuple[int, str]]] = {}
    members = Team.people.through.objects.order_by("user__full_name")
    for team_id, user_id, name in members.values_list("team_id", "user_id", "user__full_name"):
        people.setdefault(team_id, []).append((user_id, name))
    below: dict[int | None, list[Team]] = {}
    for team in Team.objects.order_by("name"):
        below.setdefault(team.parent_id, []).append(team)
    rows: list[TeamRow] = []
    left = [(team, 0) for team in reversed(below.get(None, []))]
    while left:
        team, depth = left.pop()
        found = tuple(people.get(team.pk, ()))
        rows.append(TeamRow(team.pk, team.name, team.parent_id, depth, found))
        left += [(one, depth + 1) for one in reversed(below.get(team.pk, []))]
    return rows


@transaction.atomic
def create_team(by: Actor, name: str, parent_id: int | None = None) -> Team:
    """Make a team. Raises: NotAllowed, NameRejected, TeamNotFound, TeamRefused."""
    take_turn(by)
    name = checked_name(name)
    parent = None if parent_id is None else _team(parent_id)
    _check_name(name, parent_id)
    team = Team.objects.create(name=name, parent=parent)
    note_change(by, "team_created", str(team.pk), name=name)
    return team


@transaction.atomic
def change_team(by: Actor, team_id: int, name: str, parent_id: int | None) -> None:
    """Rename a team, or hang it elsewhere with all below it. Raises: as create_team."""
    take_turn(by)
    team, name = _team(team_id), checked_name(name)
    above = None if parent_id is None else _team(parent_id)
    parent = above
    while above is not None:
        if above.pk == team_id:
            raise TeamRefused(reason=gettext("A team cannot be below itself."))
        above = above.parent
    _check_name(name, parent_id, but=team_id)
    before = {"name": team.name, "parent": team.parent_id}
    team.name, team.parent = name, parent
    team.save()
    note_change(
        by, "team_changed", str(team_id), before=before, after={"name": name, "parent": parent_id}
    )


@transaction.atomic
def delete_team(by: Actor, team_id: int) -> None:
    """Take away a team with nothing below it. Raises: NotAllowed, TeamNotFound, TeamRefused."""
    take_turn(by)
    team = _team(team_id)
    if Team.objects.filter(parent=team).exists():
        raise TeamRefused(reason=gettext("There are teams below it. Move them first."))
    note_change(by, "team_deleted", str(team_id), name=team.name)
    team.delete()


@transaction.atomic
def set_team_people(by: Actor, team_id: int, user_ids: Iterable[int]) -> None:
    """Let exactly these colleagues be in a team. Raises: NotAllowed, TeamNotFound."""
    take_turn(by)
    team = _team(team_id)
    people = User.objects.filter(kind=User.Kind.STAFF, id__in=set(user_ids))
    before = sorted(team.people.values_list("id", flat=True))
    team.people.set(people)
    after = sorted(people.values_list("id", flat=True))
    if before != after:
        note_change(by, "team_people", str(team_id), before=before, after=after)


def _team(team_id: int) -> Team:
    found = Team.objects.select_for_update().filter(pk=team_id).first()
    if found is None:
        raise TeamNotFound
    return found


def _check_name(name: str, parent_id: int | None, but: int = 0) -> None:
    if Team.objects.filter(name=name, parent_id=parent_id).exclude(pk=but).exists():
        raise TeamRefused(reason=gettext("There is already a team of this name beside it."))
