"""DDL with a column beside another: a change of kind, and a default for rows that hold nothing.

A change of kind fills a shadow column while people write.

A trigger marks rows whose value changes, so that nothing written meanwhile is lost: beside the
shadow column stands a mark, NULL for "to be converted", true for "converted", false for "written
anew in the new kind". Together with ddl.py the only place that writes DDL.
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from owj.server.records.ddl import column_type
from owj.server.records.defs import LINK_KINDS, LIST_KINDS, FieldDef
from owj.server.records.indexes import term_field
from owj.server.records.steps import FillColumn, Step

_TRIGGER = """
    CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.{old} IS DISTINCT FROM OLD.{old} THEN
            NEW.{mark} := NULL;
        ELSIF NEW.{new} IS DISTINCT FROM OLD.{new}
            AND NEW.{mark} IS NOT DISTINCT FROM OLD.{mark} THEN
            NEW.{mark} := FALSE;
        END IF;
        RETURN NEW;
    END $$
"""


@dataclass(frozen=True, slots=True)
class Shadow:
    """The columns of one change of kind. table: of the entity; before, after: the definitions."""

    table: str
    before: FieldDef
    after: FieldDef

    @property
    def mark(self) -> str:
        """Give the column that says which rows are converted."""
        return f"{self.after.column}_ok"

    def _names(self) -> dict[str, sql.Identifier]:
        return {
            "table": sql.Identifier(self.table),
            "old": sql.Identifier(self.before.column),
            "new": sql.Identifier(self.after.column),
            "mark": sql.Identifier(self.mark),
            "function": sql.Identifier(f"{self.table}_{self.after.column}_mark"[:63]),
        }

    def add(self) -> list[sql.Composed]:
        """Return what adds the columns and the trigger, in one short lock."""
        kind = sql.SQL("{}").format(sql.SQL(column_type(self.after)))
        default: sql.Composable = sql.SQL("")
        if self.after.column_default is not None:
            default = sql.SQL("NOT NULL DEFAULT {}").format(sql.Literal(self.after.column_default))
        return [
            self._sql("DROP FUNCTION IF EXISTS {function} CASCADE"),
            sql.SQL(
                "ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {new} {kind} {default},"
                " ADD COLUMN IF NOT EXISTS {mark} boolean"
            ).format(**self._names(), kind=kind, default=default),
            self._sql(_TRIGGER),
            self._sql(
                "CREATE TRIGGER {mark} BEFORE UPDATE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION {function}()"
            ),
            # Who writes by the new definition does not fill the old column.
            self._sql("ALTER TABLE {table} ALTER COLUMN {old} DROP NOT NULL"),
        ]

    def drop(self) -> list[sql.Composed]:
        """Return what takes the shadow column and all that belongs to it away."""
        return [*self.forget(), self._sql("ALTER TABLE {table} DROP COLUMN IF EXISTS {new}")]

    def forget(self) -> list[sql.Composed]:
        """Return what takes the marks and the trigger away."""
        return [
            self._sql("DROP FUNCTION IF EXISTS {function} CASCADE"),
            self._sql("ALTER TABLE {table} DROP COLUMN IF EXISTS {mark}"),
        ]

    def drop_old(self) -> list[sql.Composed]:
        """Return what takes the old column away, for ever."""
        names = [name for name in (self.before.folded, self.before.column) if name]
        drops = [sql.SQL("DROP COLUMN IF EXISTS {}").format(sql.Identifier(one)) for one in names]
        table = sql.Identifier(self.table)
        return [
            *self.forget(),
            sql.SQL("ALTER TABLE {} {}").format(table, sql.SQL(", ").join(drops)),
        ]

    def waiting(self) -> sql.Composed:
        """Return the query for rows to be converted behind an id; rows that others hold wait."""
        default = self.before.column_default
        blank = (
            sql.SQL(" AND {old} <> ''").format(**self._names()) if default == "" else sql.SQL("")
        )
        return sql.SQL(
            "SELECT id, {old} FROM {table} WHERE id > %s AND {mark} IS NULL AND {old} IS NOT NULL"
            "{blank} ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED"
        ).format(**self._names(), blank=blank)

    def written_anew(self) -> sql.Composed:
        """Return the query for rows that got a value of the new kind after the change."""
        return self._sql(
            "SELECT id, {new} FROM {table} WHERE id > %s AND {new} IS NOT NULL"
            " AND {mark} IS NOT TRUE ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED"
        )

    def fill(self) -> sql.Composed:
        """Return the statement that writes one converted value."""
        return self._sql("UPDATE {table} SET {new} = %s, {mark} = TRUE WHERE id = %s")

    def leave(self) -> sql.Composed:
        """Return the statement that passes over rows whose value has no equal in the new kind."""
        return self._sql("UPDATE {table} SET {mark} = TRUE WHERE id = ANY(%s)")

    def fill_back(self) -> sql.Composed:
        """Return the statement that writes one value back into the old column."""
        return self._sql("UPDATE {table} SET {old} = %s, {mark} = TRUE WHERE id = %s")

    def hold(self) -> sql.Composed:
        """Return the statement that holds writers off for the moment of the swap."""
        return self._sql("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")

    def count(self) -> sql.Composed:
        """Return the query for how many rows there are and how many are converted."""
        return self._sql("SELECT count(*), count({mark}) FROM {table}")

    def _sql(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(**self._names())


@dataclass(frozen=True, slots=True)
class Refill:
    """A default for a column that nearly every row leaves empty: a fresh column takes its place.

    A column that is added with a default costs the table nothing, however long it is; writing the
    default into each row costs it every index again. An index of the few values that are there is
    built first, beside those who write, so that the exchange itself is a matter of milliseconds.
    """

    table: str
    field: FieldDef

    def _sql(self, text: str) -> sql.Composed:
        column = self.field.column
        return sql.SQL(text).format(
            table=sql.Identifier(self.table),
            column=sql.Identifier(column),
            fresh=sql.Identifier(f"{column}_fresh"[-63:]),
            few=sql.Identifier(f"{self.table}_{column}_few"[-63:]),
            kind=sql.SQL(column_type(self.field)),
            default=sql.Literal(self.field.column_default),
        )

    def worth(self, rows: int, values: int, columns: int) -> sql.Composed:
        """Return the query that tells whether an exchange pays.

        So many rows at the least, values at the most, and room: the database counts columns that
        are gone as well.
        """
        name = sql.Identifier(self.table)
        return sql.SQL(
            "SELECT (SELECT count(*) FROM (SELECT FROM {name} LIMIT {rows}) a) = {rows}"
            " AND (SELECT count(*) FROM"
            " (SELECT FROM {name} WHERE {column} IS NOT NULL LIMIT {values}) b) < {values}"
            " AND (SELECT relnatts < {columns} FROM pg_class WHERE oid = {quoted}::regclass)"
        ).format(
            name=name,
            quoted=sql.Literal(name.as_string(None)),
            column=sql.Identifier(self.field.column),
            rows=sql.Literal(rows),
            values=sql.Literal(values),
            columns=sql.Literal(columns),
        )

    def note_few(self) -> list[sql.Composed]:
        """Return what finds the few values at once, outside of a transaction."""
        return [
            self.forget_few(),
            self._sql("CREATE INDEX CONCURRENTLY {few} ON {table} (id) WHERE {column} IS NOT NULL"),
        ]

    def forget_few(self) -> sql.Composed:
        """Return what takes that index away again; the exchange does so itself."""
        return self._sql("DROP INDEX CONCURRENTLY IF EXISTS {few}")

    def exchange(self) -> list[sql.Composed]:
        """Return what puts the fresh column in place, in one short lock."""
        return [
            self._sql("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"),
            self._sql("SET LOCAL enable_seqscan = off"),
            self._sql("ALTER TABLE {table} ADD COLUMN {fresh} {kind} DEFAULT {default}"),
            self._sql("UPDATE {table} SET {fresh} = {column} WHERE {column} IS NOT NULL"),
            self._sql("ALTER TABLE {table} DROP COLUMN {column}"),
            self._sql("ALTER TABLE {table} RENAME COLUMN {fresh} TO {column}"),
            self._sql("SET LOCAL enable_seqscan = on"),
        ]


def refill_of(step: Step) -> Refill | None:
    """Return how a default can be filled in without writing each row; None: not here.

    A column that an index, a folded copy or a constraint stands upon stays where it is.
    """
    if not isinstance(step, FillColumn):
        return None
    entity, field = step.entity, step.field
    indexed = {term_field(term) for index in entity.indexes for term in index.terms}
    bound = field.key in indexed or field.folded or field.stored_kind in LINK_KINDS | LIST_KINDS
    return None if bound else Refill(entity.table, field)
