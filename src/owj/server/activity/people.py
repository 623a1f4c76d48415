"""Whom news of a record may reach: colleagues who are there, and who see the record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from owj.server.identity.models import User
from owj.server.records.context import Context, open_context

if TYPE_CHECKING:
    from owj.server.activity.around import Spot


@dataclass(frozen=True, slots=True)
class Reader:
    """A person, and a record as that person sees it. ctx: that person's unit of work."""

    user: User
    ctx: Context
    record: Any


def colleagues() -> list[tuple[int, str]]:
    """Return everybody who may be named in a comment: (id, name), by name."""
    people = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    return list(people.order_by("full_name", "id").values_list("id", "full_name"))


def readers_of(ctx: Context, spot: Spot, user_ids: Collection[int]) -> list[Reader]:
    """Return those of some people who see a record, each with the record as they see it."""
    if not user_ids:
        return []
    found: list[Reader] = []
    for user in User.objects.filter(id__in=user_ids, is_active=True).order_by("id"):
        unit = open_context(user.actor, ctx.now)
        entity = unit.snapshot.schema.by_id.get(spot.entity_id)
        if entity is None or not unit.may(entity.key, "read"):
            continue
        record = unit.records(entity.key).filter(pk=spot.record_id).first()
        if record is not None:
            found.append(Reader(user, unit, record))
    return found


def ids_of(readers: Iterable[Reader]) -> list[int]:
    """Return the ids of readers."""
    return [one.user.pk for one in readers]
