"""What a person wants to hear, and how."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import time

from django.db import transaction

from owj.kernel.errors import InvalidInput
from owj.server.identity.models import User
from owj.server.notices.kinds import NoticeKind, Way, kinds_at, ways_by_default
from owj.server.notices.models import NoticeChoice, QuietHoursRow
from owj.server.notices.quiet import QuietHours

Ways = frozenset[Way]


def chosen_ways(user: User) -> list[tuple[NoticeKind, Ways]]:
    """Return every kind of news of a person's door with the ways by which it reaches them."""
    rows = NoticeChoice.objects.filter(user=user).values_list("kind", "ways")
    chosen = {kind: _known(ways) for kind, ways in rows}
    door = user.actor.kind
    kinds = kinds_at("hub" if door == "hub" else "staff")
    return [(kind, chosen.get(kind.key, kind.by_default) & kind.ways) for kind in kinds]


def ways_of_people(user_ids: Sequence[int], kind: str) -> dict[int, Ways]:
    """Return by which ways one kind of news reaches each of these people. One query."""
    rows = NoticeChoice.objects.filter(user_id__in=user_ids, kind=kind)
    chosen = {id_: _known(ways) for id_, ways in rows.values_list("user_id", "ways")}
    return {id_: chosen.get(id_, ways_by_default(kind)) for id_ in user_ids}


@transaction.atomic
def choose_ways(user: User, chosen: Mapping[str, Iterable[str]]) -> None:
    """Keep by which ways each kind of news shall reach a person; a missing kind: by none.

    Raises: InvalidInput for a way that this kind does not go.
    """
    for kind, _ in chosen_ways(user):
        ways = frozenset(chosen.get(kind.key, ()))
        if not ways <= kind.ways:
            raise InvalidInput(
                field=kind.key, expected=", ".join(sorted(kind.ways)), got=", ".join(sorted(ways))
            )
        NoticeChoice.objects.update_or_create(
            user=user, kind=kind.key, defaults={"ways": sorted(ways)}
        )


def quiet_hours_of(user_ids: Sequence[int]) -> dict[int, QuietHours]:
    """Return each person's quiet hours. One query."""
    rows = QuietHoursRow.objects.filter(user_id__in=user_ids)
    kept = {row.user_id: QuietHours(row.starts, row.ends) for row in rows}
    return {id_: kept.get(id_, QuietHours()) for id_ in user_ids}


def set_quiet_hours(user: User, starts: time, ends: time) -> None:
    """Keep when a person gets no SMS; equal ends: never."""
    QuietHoursRow.objects.update_or_create(user=user, defaults={"starts": starts, "ends": ends})


def _known(ways: Iterable[str]) -> Ways:
    return frozenset(Way(way) for way in ways if way in set(Way))
