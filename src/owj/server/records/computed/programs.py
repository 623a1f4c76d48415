"""What works out one computed field: a compiled expression, a field to copy, or rows to add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.feel import Expression
from owj.kernel.feel.expression import dialect
from owj.kernel.feel.types import ANY, NULL, TYPE_NAMES, ContextType, FeelType
from owj.server.records.computed.reading import LIMITS, Read, Reading, SchemaNames, read_expression
from owj.server.records.computed.refusals import FormulaRefused
from owj.server.records.computed.values import FRACTION_KINDS, RESULT_TYPES, WHOLE_KINDS
from owj.server.records.conditions.fields import LINK, PEOPLE
from owj.server.records.defs import (
    LINK_KINDS,
    LIST_KINDS,
    EntityDef,
    FieldDef,
    Kind,
    SchemaDef,
)

# What no lookup copies: links and files would have to be kept alive, lists have no plain copy.
_NOT_COPIED = LINK_KINDS | LIST_KINDS | {Kind.FILE, Kind.IMAGE, Kind.JSON, Kind.LINKS}
_NUMBERS = WHOLE_KINDS | FRACTION_KINDS
_ADDED = _NUMBERS | {Kind.DURATION}
_ORDERED = _ADDED | {Kind.DATE, Kind.DATE_TIME}
AGGREGATES: Mapping[str, frozenset[Kind]] = {
    "count": frozenset(),
    "sum": _ADDED,
    "min": _ORDERED,
    "max": _ORDERED,
    "avg": _ADDED,
}


@dataclass(frozen=True, slots=True)
class Children:
    """The rows that a rollup adds up: those whose link leads here. where: FEEL, None for all."""

    entity: str
    link: str
    aggregate: str
    source: FieldDef | None
    where: str | None


@dataclass(frozen=True, slots=True)
class Program:
    """How one computed field is worked out: one of the last three says it.

    reads: from the record itself, of a rollup from each of its children.
    """

    entity: str
    field: FieldDef
    reads: tuple[Read, ...]
    expression: Expression | None = None
    source: Read | None = None
    children: Children | None = None

    @property
    def added(self) -> Children:
        """Give the rows that a rollup adds up."""
        if self.children is None:
            raise TypeError(f"{self.node} is no rollup")
        return self.children

    @property
    def node(self) -> tuple[str, str]:
        """Give the keys of the entity and the field."""
        return self.entity, self.field.key


def compile_program(
    schema: SchemaDef, names: SchemaNames, entity: EntityDef, field: FieldDef
) -> Program:
    """Return how a computed field is worked out. Raises: FormulaRefused, FeelSyntaxError."""
    where = f"{entity.key}.{field.key}"
    if field.kind is Kind.LOOKUP:
        return _lookup(schema, entity, field, where)
    if field.kind is Kind.ROLLUP:
        return _rollup(schema, names, entity, field, where)
    wanted = RESULT_TYPES.get(field.stored_kind)
    if wanted is None:
        raise refusal(where, _("A formula cannot have a result of this kind."))
    reading = read_expression(field.formula or "", entity.key, names, where)
    if reading.volatile:
        reason = format_lazy(
            _("{function}() changes without any write, so its result cannot be kept."),
            function=reading.volatile[0],
        )
        raise refusal(where, reason)
    _check_people(reading.reads, where)
    expression = compiled(reading, wanted, where)
    return Program(entity.key, field, reading.reads, expression=expression)


def compiled(reading: Reading, wanted: FeelType, where: str) -> Expression:
    """Return the expression of a reading, which must come to a type as far as that is known.

    Raises: FormulaRefused.
    """
    given = dialect(
        {read.links[0] if read.links else read.field for read in reading.reads},
        types=_types(reading.reads),
        limits=LIMITS,
    )
    world = given.world()
    code = world.compile(reading.tree, None)
    if code.type not in {None, ANY, NULL} and code.type != wanted:
        reason = format_lazy(
            _("The result is {got}, and {wanted} is wanted."),
            got=code.type.name if code.type else "",
            wanted=wanted.name,
        )
        raise refusal(where, reason)
    return Expression(reading.text, reading.tree, code.code, world)


def _types(reads: Iterable[Read]) -> dict[str, FeelType]:
    """Return the types of the names of a scope: of a link the context of what is read behind."""
    plain: dict[str, FeelType] = {}
    behind: dict[str, list[tuple[tuple[str, ...], Read]]] = {}
    for read in reads:
        steps = (*read.links, read.field)
        if len(steps) > 1 or read.kind == LINK:
            behind.setdefault(steps[0], []).append((steps[1:], read))
        elif read.kind in TYPE_NAMES:
            plain[read.field] = TYPE_NAMES[read.kind]
    return {**plain, **{name: _context(parts) for name, parts in behind.items()}}


def _context(parts: Iterable[tuple[tuple[str, ...], Read]]) -> ContextType:
    entries: dict[str, FeelType] = {}
    inner: dict[str, list[tuple[tuple[str, ...], Read]]] = {}
    for steps, read in parts:
        if len(steps) > 1 or (steps and read.kind == LINK):
            inner.setdefault(steps[0], []).append((steps[1:], read))
        elif steps:
            entries[steps[0]] = TYPE_NAMES.get(read.kind, ANY)
    entries.update({name: _context(rest) for name, rest in inner.items()})
    return ContextType(tuple(sorted(entries.items())))


def _check_people(reads: Iterable[Read], where: str) -> None:
    """Refuse fields of people, whose rows are not written through the records."""
    for read in reads:
        if read.entity == PEOPLE and read.field != "id":
            reason = format_lazy(
                _("{path} is about a person, and formulas do not follow people."), path=read.text
            )
            raise refusal(where, reason)


def _lookup(schema: SchemaDef, entity: EntityDef, field: FieldDef, where: str) -> Program:
    link = entity.by_key.get(field.via or "")
    if link is None or link.kind is not Kind.LINK:
        raise refusal(where, _("A lookup goes through a link of the same record."))
    target = schema.by_key[link.target or ""]
    source = target.by_key.get(field.source or "")
    if source is None:
        raise refusal(where, _("The linked records have no such field."))
    if source.stored_kind in _NOT_COPIED:
        raise refusal(where, _("A lookup cannot copy a field of this kind."))
    if source.stored_kind is not field.result:
        reason = format_lazy(
            _("The result is {got}, and {wanted} is wanted."),
            got=source.stored_kind,
            wanted=field.result or "",
        )
        raise refusal(where, reason)
    read = Read((link.key,), source.key, source.stored_kind, target.key)
    return Program(entity.key, field, (read,), source=read)


def _rollup(
    schema: SchemaDef, names: SchemaNames, entity: EntityDef, field: FieldDef, where: str
) -> Program:
    child, link = _way_back(schema, entity, field.via or "", where)
    aggregate = field.aggregate or ""
    if aggregate not in AGGREGATES:
        raise refusal(where, _("A rollup is one of: count, sum, min, max, avg."))
    source = None if aggregate == "count" else child.by_key.get(field.source or "")
    if aggregate != "count" and (source is None or source.stored_kind not in AGGREGATES[aggregate]):
        raise refusal(where, _("This field of the linking records cannot be added up so."))
    if field.result not in _results(aggregate, source):
        raise refusal(where, _("A rollup of this field cannot have a result of this kind."))
    reads: tuple[Read, ...] = ()
    if source is not None:
        reads = (Read((), source.key, source.stored_kind, child.key),)
    if field.where:
        reads += _where_reads(child, names, field.where, where)
    children = Children(child.key, link.key, aggregate, source, field.where)
    return Program(entity.key, field, reads, children=children)


def _results(aggregate: str, source: FieldDef | None) -> frozenset[Kind]:
    """Return the kinds that the result of a rollup may have."""
    if source is None:
        return frozenset({Kind.NUMBER})
    kind = source.stored_kind
    if aggregate == "avg" and kind in _NUMBERS:
        return FRACTION_KINDS | {kind} & {Kind.MONEY}
    wider = FRACTION_KINDS if kind in _NUMBERS else frozenset[Kind]()
    return wider | {kind}


def _where_reads(child: EntityDef, names: SchemaNames, text: str, where: str) -> tuple[Read, ...]:
    reading = read_expression(text, child.key, names, where)
    if reading.volatile:
        reason = format_lazy(
            _("{function}() changes without any write, so its result cannot be kept."),
            function=reading.volatile[0],
        )
        raise refusal(where, reason)
    for read in reading.reads:
        if read.links:
            reason = format_lazy(
                _("A rollup chooses by fields of its rows alone: make {path} a lookup there."),
                path=read.text,
            )
            raise refusal(where, reason)
    return reading.reads


def _way_back(
    schema: SchemaDef, entity: EntityDef, via: str, where: str
) -> tuple[EntityDef, FieldDef]:
    """Return the entity and the link that a way back names: "tickets", or "ticket.customer"."""
    for child in schema.by_key.values():
        for link in child.by_key.values():
            named = via and via in {link.reverse, f"{child.key}.{link.key}"}
            if named and link.kind is Kind.LINK and link.target == entity.key:
                return child, link
    raise refusal(where, _("No link of another record leads here under this name."))


def refusal(where: str, reason: str | Promise) -> FormulaRefused:
    """Return the error for a definition that cannot be worked out."""
    return FormulaRefused(where=where, reason=reason)
