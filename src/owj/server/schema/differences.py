"""What differs between two schemas, for people to read before they publish."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from owj.server.records.defs import EntityDef, FieldDef, SchemaDef
from owj.server.records.defs_json import entity_to_json, field_to_json

What = Literal["added", "changed", "removed", "restored"]
_HIDDEN = frozenset(
    {"id", "column", "folded", "table", "fields", "indexes", "package", "own", "former"}
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: something was added or removed, or one of its settings says something else.

    entity, field: keys; field is "" for the entity itself. setting: an attribute of the
    definition, "" for the thing as a whole, "order" for the order of the fields. old, new: plain
    data.
    """

    what: What
    entity: str
    entity_label: str
    field: str = ""
    field_label: str = ""
    setting: str = ""
    old: Any = None
    new: Any = None


def differences(old: SchemaDef, new: SchemaDef) -> tuple[Difference, ...]:
    """Return what differs, entity by entity, in the order of the new schema."""
    return tuple(_differences(old, new))


def _differences(old: SchemaDef, new: SchemaDef) -> Iterator[Difference]:
    for entity in new.by_key.values():
        before = old.by_id.get(entity.id)
        if before is None or before.retired:
            what: What = "added" if before is None else "restored"
            yield Difference(what, entity.key, str(entity.label))
            fields_before: dict[str, FieldDef] = {}
        else:
            yield from _settings(before, entity)
            fields_before = dict(before.by_id)
        yield from _fields(fields_before, entity, is_new=before is None)
    for entity in old.by_key.values():
        if entity.id not in {one.id for one in new.by_key.values()}:
            yield Difference("removed", entity.key, str(entity.label))


def _settings(old: EntityDef, new: EntityDef) -> Iterator[Difference]:
    before, after = entity_to_json(old), entity_to_json(new)
    for name in sorted({*before, *after} - _HIDDEN):
        if before.get(name) != after.get(name):
            yield Difference(
                "changed",
                new.key,
                str(new.label),
                setting=name,
                old=before.get(name),
                new=after.get(name),
            )
    kept = [one.id for one in new.by_key.values()]
    order = [one.key for one in old.by_key.values() if one.id in kept]
    known = [one.key for one in new.by_key.values() if one.id in old.by_id]
    both = [key for key in known if key in order]
    if order != both and sorted(order) == sorted(both):
        yield Difference("changed", new.key, str(new.label), setting="order", old=order, new=both)


def _fields(
    before: dict[str, FieldDef], entity: EntityDef, *, is_new: bool
) -> Iterator[Difference]:
    for field in entity.by_key.values():
        was = before.get(field.id)
        named = (entity.key, str(entity.label), field.key, str(field.label))
        if was is None:
            yield Difference("added", *named, new=_plain(field))
        elif was.retired:
            yield Difference("restored", *named, new=_plain(field))
        else:
            yield from _field_settings(was, field, named)
    living = {one.id for one in entity.by_key.values()}
    for field in before.values():
        if not is_new and not field.retired and field.id not in living:
            yield Difference("removed", entity.key, str(entity.label), field.key, str(field.label))


def _field_settings(
    was: FieldDef, field: FieldDef, named: tuple[str, str, str, str]
) -> Iterator[Difference]:
    lived, lives = _living(was), _living(field)
    old, new = _plain(was, lives), _plain(field, lived)
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Difference("changed", *named, setting=name, old=old.get(name), new=new.get(name))


def _living(field: FieldDef) -> frozenset[str]:
    return frozenset(one.value for one in field.options if not one.retired)


def _plain(field: FieldDef, told: Collection[str] = ()) -> dict[str, Any]:
    """Return what people set of a field; retired answers are no setting, but for those in told."""
    data = field_to_json(field)
    data["options"] = [
        one for one in data["options"] if not one.get("retired") or one["value"] in told
    ]
    return {name: value for name, value in data.items() if name not in _HIDDEN}
