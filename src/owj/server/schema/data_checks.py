"""What the stored records say to a plan: blanks, duplicates, and how many rows are touched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection
from django.utils.translation import get_language, gettext, ngettext
from psycopg import sql

from owj.kernel.persian.digits import persian_digits
from owj.server.records.defs import TEXT_KINDS, EntityDef, FieldDef, IndexDef, SchemaDef
from owj.server.records.steps import AddColumn, AddIndex, FillColumn, GuardColumn, Step
from owj.server.schema.checks import Problem

TOLD_MOST = 5
VALUE_LENGTH = 40


def data_problems(
    stored: SchemaDef, steps: Sequence[Step], *, tells_values: bool = False
) -> Iterator[Problem]:
    """Yield what in the stored records would refuse a step.

    tells_values: whether the reader may see every value that stands in the way.
    """
    filled = {step.field.id for step in steps if isinstance(step, FillColumn)}
    for step in steps:
        if isinstance(step, AddColumn) and _must_be_given(step.field):
            count = _count(step.entity, sql.SQL("TRUE"))
            if count:
                text = ngettext(
                    "{count} record is there already, so it needs a default.",
                    "{count} records are there already, so it needs a default.",
                    count,
                )
                yield _problem(step.entity, step.field, text, count)
        elif isinstance(step, GuardColumn) and step.field.id not in filled:
            column = sql.Identifier(step.field.column)
            count = _count(step.entity, sql.SQL("{} IS NULL").format(column))
            if count:
                text = ngettext(
                    "{count} record has no value in it, so it cannot be required yet.",
                    "{count} records have no value in it, so it cannot be required yet.",
                    count,
                )
                yield _problem(step.entity, step.field, text, count)
        elif isinstance(step, AddIndex) and step.index.unique:
            yield from _duplicates(stored, step.entity, step.index, tells_values=tells_values)


def _must_be_given(field: FieldDef) -> bool:
    return not field.nullable and field.column_default is None


def blank_texts(stored: SchemaDef, entity: EntityDef, field: FieldDef) -> int:
    """Return how many records leave a text blank that becomes required; they keep it so."""
    was = stored.by_id.get(entity.id)
    known = was.by_id.get(field.id) if was else None
    if known is None or known.required or not field.required or field.kind not in TEXT_KINDS:
        return 0
    return _count(entity, sql.SQL("{} = ''").format(sql.Identifier(known.column)))


def _duplicates(
    stored: SchemaDef, entity: EntityDef, index: IndexDef, *, tells_values: bool
) -> Iterator[Problem]:
    was = stored.by_id.get(entity.id)
    fields = [entity.by_key[term] for term in index.terms if term in entity.by_key]
    if was is None or any(one.id not in was.by_id for one in fields) or not fields:
        return
    columns = [sql.Identifier(one.column) for one in fields]
    blank = [
        sql.SQL("{} <> ''").format(column)
        for column, one in zip(columns, fields, strict=True)
        if one.stored_kind in TEXT_KINDS and not one.required
    ]
    listed = sql.SQL(", ").join(columns)
    query = sql.SQL(
        "SELECT count(*) OVER (), count(*), {} FROM {} WHERE {} GROUP BY {}"
        " HAVING count(*) > 1 ORDER BY 2 DESC, 3 LIMIT {}"
    ).format(
        sql.SQL("concat_ws(', ', {})").format(
            sql.SQL(", ").join(sql.SQL("{}::text").format(one) for one in columns)
        ),
        sql.Identifier(entity.table),
        sql.SQL(" AND ").join(
            [*blank, *(sql.SQL("{} IS NOT NULL").format(one) for one in columns)]
        ),
        listed,
        sql.Literal(TOLD_MOST),
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchall()
    if found and not tells_values:
        text = ngettext(
            "{count} value stands in several records, so it cannot be unique yet.",
            "{count} values stand in several records, so it cannot be unique yet.",
            int(found[0][0]),
        )
        yield _problem(entity, fields[0], text, int(found[0][0]))
    elif found:
        text = ngettext(
            "{count} value stands in several records, so it cannot be unique yet: {values}.",
            "{count} values stand in several records, so it cannot be unique yet: {values}.",
            int(found[0][0]),
        )
        yield _problem(entity, fields[0], text, int(found[0][0]), values=_told(found))


def _told(found: Sequence[tuple[int, int, str]]) -> str:
    """Return the values that stand most often, each with how often, and that there are more."""
    words = [
        gettext("“{value}” in {count} records").format(
            value=value if len(value) <= VALUE_LENGTH else f"{value[:VALUE_LENGTH]}…",
            count=_figure(count),
        )
        for _all, count, value in found
    ]
    return gettext(", ").join([*words, "…"] if found[0][0] > len(found) else words)


def _figure(count: int) -> str:
    is_persian = (get_language() or "fa").startswith("fa")
    return persian_digits(str(count)) if is_persian else str(count)


def count_records(schema: SchemaDef, most: int) -> dict[str, int]:
    """Return how many records each living entity has, by key, counted no further than `most`."""
    one = "SELECT {}, (SELECT count(*) FROM (SELECT FROM {} LIMIT {}) few)"
    parts = [
        sql.SQL(one).format(sql.Literal(key), sql.Identifier(entity.table), sql.Literal(most))
        for key, entity in schema.by_key.items()
    ]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return dict(cursor.fetchall())


def _count(entity: EntityDef, condition: sql.Composable) -> int:
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}")
    with connection.cursor() as cursor:
        cursor.execute(query.format(sql.Identifier(entity.table), condition))
        return int(cursor.fetchone()[0])


def _problem(entity: EntityDef, field: FieldDef, text: str, count: int, **more: str) -> Problem:
    where = f"{entity.label} · {field.label}"
    told = text.format(count=_figure(count), **more)
    return Problem(entity.key, field.key, where, told)
