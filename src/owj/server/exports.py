"""Records as a table that an import reads back: every visible field, in its written form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from owj.kernel.feel import Environment
from owj.server.agreements.in_force import Calendars
from owj.server.identity.models import User
from owj.server.records import generic
from owj.server.records.access import visible_fields
from owj.server.records.conditions import compile_condition
from owj.server.records.defs import FieldDef, Kind
from owj.server.records.rights import Verb
from owj.server.records.texts import to_input

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity
    from owj.server.records.rowtypes import Rows

_AT_ONCE = 2_000
_FILES = frozenset({Kind.FILE, Kind.IMAGE})


def export_fields(ctx: Context, entity_key: str) -> tuple[FieldDef, ...]:
    """Return the fields of an export, in their order."""
    return tuple(one for one in visible_fields(ctx, entity_key) if one.stored_kind not in _FILES)


def export_rows(ctx: Context, entity_key: str, condition: str = "") -> Iterator[Sequence[str]]:
    """Return the rows that the right to export reaches, by id: the id, then `export_fields`.

    condition: FEEL. Nothing is kept but a stretch of rows.
    Raises: VerbRefused, ConditionRefused, FeelSyntaxError, FieldHidden.
    """
    rows = generic.rows(ctx, entity_key, Verb.EXPORT)
    if condition.strip():
        environment = Environment(now=ctx.now.astimezone(ctx.zone), calendars=Calendars(ctx.now))
        rows = rows.filter(compile_condition(condition, entity_key, ctx.snapshot, environment).q)
    return _written(ctx, rows, export_fields(ctx, entity_key))


def _written(
    ctx: Context, rows: Rows[Entity], fields: Sequence[FieldDef]
) -> Iterator[Sequence[str]]:
    names = ("pk", *(one.attname for one in fields))
    last = 0
    while True:
        following = rows.filter(pk__gt=last).order_by("pk").values_list(*names)
        stretch: list[Any] = list(following[:_AT_ONCE])
        if not stretch:
            return
        titles = {
            place: _titles(ctx, one, {row[place] for row in stretch})
            for place, one in enumerate(fields, 1)
            if one.stored_kind in (Kind.LINK, Kind.USER)
        }
        for row in stretch:
            yield [
                str(row[0]),
                *(
                    titles[place].get(row[place], "")
                    if place in titles
                    else to_input(one, row[place], ctx.zone)
                    for place, one in enumerate(fields, 1)
                ),
            ]
        last = int(stretch[-1][0])


def _titles(ctx: Context, link: FieldDef, ids: Iterable[Any]) -> dict[Any, str]:
    """Return how an import calls what a link leads to; nothing for what is out of sight."""
    known = [one for one in ids if one is not None]
    if link.stored_kind is Kind.USER:
        people = User.objects.filter(pk__in=known)
        return {int(pk): str(name) for pk, name in people.values_list("pk", "username")}
    target = link.target or ""
    if not ctx.may(target, Verb.READ):
        return {}
    title = ctx.snapshot.entity(target).title
    if title is None or ctx.field_access(target)[title] == "hidden":
        title = "id"
    rows = generic.rows(ctx, target).filter(pk__in=known)
    return {int(pk): str(name) for pk, name in rows.values_list("pk", title)}
