"""Who uses a field or an entity: asked before it is changed, removed or archived.

Definitions know their own uses; rooms that keep others (views, forms, reports, processes) register
a function. A use that blocks keeps a removal from being published; the others are only told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.kernel.feel import FeelSyntaxError, compile_expression
from owj.kernel.feel.syntax import Name, Path
from owj.server.records.conditions.fields import names_of
from owj.server.records.defs import EntityDef, FieldDef, SchemaDef
from owj.server.records.indexes import term_field

if TYPE_CHECKING:
    from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Dependent:
    """One use. kind: what uses it, in words; name: which; url: where to look; blocks: see above."""

    kind: str | Promise
    name: str
    url: str = ""
    blocks: bool = False


# Asked with the entity's key and the field's, or None for the entity as a whole.
AskDependents = Callable[["Context", str, str | None], Iterable[Dependent]]
_asked: list[AskDependents] = []


def register_dependents(ask: AskDependents) -> AskDependents:
    """Let a room say what of its own uses a field or an entity. Usable as a decorator."""
    if ask not in _asked:
        _asked.append(ask)
    return ask


def dependents_of(
    ctx: Context, schema: SchemaDef, entity_key: str, field_key: str | None = None
) -> tuple[Dependent, ...]:
    """Return every use of a field, or of an entity, in a schema and in the other rooms."""
    entity = schema.by_key.get(entity_key)
    field = entity.by_key.get(field_key) if entity and field_key else None
    own: Iterator[Dependent] = iter(())
    if entity is not None and field is not None:
        own = _uses_of_field(schema, entity, field)
    elif entity is not None:
        own = _uses_of_entity(schema, entity)
    others = (one for ask in _asked for one in ask(ctx, entity_key, field_key))
    return tuple(dict.fromkeys((*own, *others)))


def _uses_of_entity(schema: SchemaDef, entity: EntityDef) -> Iterator[Dependent]:
    for other in schema.by_key.values():
        for field in other.by_key.values():
            if field.target == entity.key:
                yield Dependent(_("Link"), f"{other.label} · {field.label}")


def _uses_of_field(schema: SchemaDef, entity: EntityDef, field: FieldDef) -> Iterator[Dependent]:
    if entity.title == field.key:
        yield Dependent(_("Title of the records"), str(entity.label), blocks=True)
    for index in entity.indexes:
        if len(index.terms) > 1 and field.key in map(term_field, index.terms):
            yield Dependent(_("Index"), ", ".join(index.terms))
    for other in schema.by_key.values():
        for text, name in _expressions(other):
            if field.key in keys_in(schema, other, text, entity):
                yield Dependent(_("Formula or rule"), f"{other.label} · {name}", blocks=True)
        for one in other.by_key.values():
            if one.computed and one.id != field.id and _reads(schema, other, one, entity, field):
                kind = _("Computed field")
                yield Dependent(kind, f"{other.label} · {one.label}", blocks=True)


def _expressions(entity: EntityDef) -> Iterator[tuple[str, str]]:
    """Yield every expression of an entity with the name of what it belongs to."""
    for rule in entity.rules:
        yield rule.condition, str(rule.message)
    for field in entity.by_key.values():
        for text in (field.rule, field.formula):
            if text:
                yield text, str(field.label)


def _reads(
    schema: SchemaDef, other: EntityDef, one: FieldDef, entity: EntityDef, field: FieldDef
) -> bool:
    """Return whether a lookup or a rollup goes through a field, or reads it behind its link."""
    if other.id == entity.id and one.via == field.key:
        return True
    link = other.by_key.get(one.via or "")
    behind = link.target if link is not None else _owner_of(schema, other, one.via)
    if behind == entity.key and one.source == field.key:
        return True
    return field.target == other.key and field.reverse is not None and one.via == field.reverse


def _owner_of(schema: SchemaDef, target: EntityDef, reverse: str | None) -> str | None:
    """Return the entity whose link comes back under a name."""
    for entity in schema.by_key.values():
        for field in entity.by_key.values():
            if field.target == target.key and field.reverse == reverse and reverse:
                return entity.key
    return None


def keys_in(schema: SchemaDef, entity: EntityDef, text: str, of: EntityDef) -> frozenset[str]:
    """Return the keys of an entity's fields that an expression about another may mean."""
    names = names_of(of)
    try:
        tree = compile_expression(text, tuple({*names_of(entity), *names})).tree
    except FeelSyntaxError:
        return frozenset()
    spoken = set(_names_in(tree, behind=entity.id != of.id))
    return frozenset(one.key for name in spoken for one in names.get(name, ()))


def _names_in(node: Any, *, behind: bool) -> Iterator[str]:
    """Yield the names of an expression. behind: only those that follow a link."""
    left = [node]
    while left:
        part = left.pop()
        if (isinstance(part, Name) and not behind) or isinstance(part, Path):
            yield part.name
        if isinstance(part, tuple):
            left += part
        elif hasattr(part, "__dataclass_fields__"):
            left += [getattr(part, name) for name in part.__dataclass_fields__]
