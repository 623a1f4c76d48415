"""What a change of kind would do, before anything is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from psycopg import sql

from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.plan import may_become
from owj.server.records.texts import to_input
from owj.server.schema.checks import Problem, problems_of
from owj.server.schema.dependents import Dependent, dependents_of
from owj.server.schema.drawing import Drawing, is_own, refusal, with_field
from owj.server.schema.kinds.converting import (
    CHOSEN,
    CONVERTIBLE,
    converter,
    field_of_kind,
    options_of,
)
from owj.server.schema.queries import check_designer, current_drawing

SAMPLES = 20
# Different values that are looked at; a table with more is judged by so many of them.
MOST_VALUES = 50_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A value that has no equal in the new kind. count: in how many records it stands."""

    value: str
    count: int
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of a field. whole: whether every value was looked at.

    rows: that hold a value; converts, fails: of those looked at. dependents: who reads the field;
    problems: what forbids it.
    """

    entity: EntityDef
    before: FieldDef
    after: FieldDef
    rows: int
    converts: int
    fails: int
    whole: bool
    samples: tuple[Sample, ...]
    dependents: tuple[Dependent, ...]
    problems: tuple[Problem, ...]

    @property
    def may_start(self) -> bool:
        """Tell whether the change can be made at all."""
        return not self.problems


def kinds_for(field: FieldDef) -> tuple[Kind, ...]:
    """Return the kinds that a field can be changed to by writing its values anew."""
    if field.kind not in CONVERTIBLE:
        return ()
    return tuple(one for one in Kind if one in CONVERTIBLE and one is not field.kind)


def preview_kind(ctx: Context, entity_key: str, field_key: str, kind: Kind) -> Preview:
    """Return what a change of kind would do. Raises: OnlyDesigners, SchemaChangeRefused."""
    check_designer(ctx, entity_key)
    drawing = current_drawing()
    entity, before = drawing.entity(entity_key), drawing.field(entity_key, field_key)
    if not is_own(entity, before):
        raise refusal(before.label, _("a field that this organisation made"), before.label)
    if kind not in kinds_for(before):
        raise refusal(before.label, _("a kind that its values can be written over to"), kind)
    values = _values(entity, before)
    texts = [to_input(before, value, ctx.zone) for value, _count in values[:200]]
    options = options_of(before, texts) if kind in CHOSEN else ()
    after = field_of_kind(before, kind, options)
    convert = converter(entity, before, after, ctx.zone)
    converts, failing = 0, list[Sample]()
    for value, count in values:
        found = convert(value)
        if not found.reason:
            converts += count
        else:
            failing.append(Sample(to_input(before, value, ctx.zone), count, found.reason))
    failing.sort(key=lambda one: -one.count)
    return Preview(
        entity,
        before,
        after,
        _count(entity, before),
        converts,
        sum(one.count for one in failing),
        len(values) < MOST_VALUES,
        tuple(failing[:SAMPLES]),
        dependents_of(ctx, drawing.schema, entity_key, field_key),
        _problems(drawing, entity, after),
    )


def is_instant(before: FieldDef, kind: Kind) -> bool:
    """Return whether a kind needs no shadow column: an ordinary change of a draft does it."""
    return may_become(before.stored_kind, kind)


def _problems(drawing: Drawing, entity: EntityDef, after: FieldDef) -> tuple[Problem, ...]:
    known = set(problems_of(drawing.schema))
    drawn = with_field(drawing, entity, after)
    return tuple(one for one in problems_of(drawn.schema) if one not in known)


def _values(entity: EntityDef, field: FieldDef) -> Sequence[tuple[Any, int]]:
    column = sql.Identifier(field.column)
    query = sql.SQL(
        "SELECT {column}, count(*) FROM {table} WHERE {column} IS NOT NULL {blank}"
        " GROUP BY 1 ORDER BY 2 DESC LIMIT {most}"
    ).format(
        column=column,
        table=sql.Identifier(entity.table),
        blank=_filled(field),
        most=sql.Literal(MOST_VALUES),
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _count(entity: EntityDef, field: FieldDef) -> int:
    query = sql.SQL("SELECT count(*) FROM {} WHERE {} IS NOT NULL {}")
    column, table = sql.Identifier(field.column), sql.Identifier(entity.table)
    with connection.cursor() as cursor:
        cursor.execute(query.format(table, column, _filled(field)))
        return int(cursor.fetchone()[0])


def _filled(field: FieldDef) -> sql.Composable:
    if field.column_default == "":
        return sql.SQL("AND {} <> ''").format(sql.Identifier(field.column))
    return sql.SQL("")
