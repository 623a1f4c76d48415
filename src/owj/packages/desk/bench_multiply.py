"""Multiplies an imported log in time and in customers, for measuring only.

Every copy is one more organisation's worth of customers whose years lie a while later, with the
whole history of each ticket. The database copies its own rows, so nothing is replayed: what a
ticket's columns say is what they said in the original, moved in time. Timers are not copied; no
alarm rings while pages are measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction
from psycopg import sql

from owj.kernel.calendars.jalali import JalaliDate
from owj.packages.desk.importer.cases import SOURCE
from owj.server.agreements.day_sums import count_days_anew
from owj.server.records.ddl import drop_index

# The ids of a copy lie this far behind those of the copy before.
STRIDE = 1_000_000
_WEEK = timedelta(days=7)
_COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'
    ORDER BY ordinal_position
"""
_INDEXES = """
    SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relname = ANY(%s) AND NOT i.indisprimary
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
"""
# Links of copies lead to copies; a database of our own need not look each of them up.
_TRUST_COPIES = """
    SELECT set_config('session_replication_role', 'replica', false)
    FROM pg_roles WHERE rolname = current_user AND rolsuper
"""
_LAST = "SELECT max(t.opened_at) FROM e_ticket t JOIN bench_ticket b ON b.id = t.id"
# The Jalali month of a day: its place among the first days of all months.
_FIRST_YEAR, _YEARS = 1380, 40
_FIRSTS = ",".join(
    JalaliDate(_FIRST_YEAR + n // 12, n % 12 + 1, 1).to_gregorian().isoformat()
    for n in range(_YEARS * 12)
)
_MONTH = (
    f"(SELECT ({_FIRST_YEAR} + (n - 1) / 12) || '-' || lpad(((n - 1) % 12 + 1)::text, 2, '0')"  # noqa: S608 -- constants
    f" FROM width_bucket(({{}} + shift)::date, '{{{{{_FIRSTS}}}}}'::date[]) AS n)"
)
_COPY = """
    INSERT INTO {table} ({columns})
    SELECT {values} FROM {table},
        LATERAL (SELECT k, k * {stride} AS ids, k * {step} AS shift
                 FROM generate_series(1, {copies}) AS k) AS copy
    WHERE {rows}
"""
_OF_LOG = "ticket_id IN (SELECT id FROM bench_ticket)"
_PROMISED = "entity = 'ticket' AND record_id IN (SELECT id FROM bench_ticket)"


@dataclass(frozen=True, slots=True)
class _Table:
    """One table to copy: which rows, and the columns of which a copy says something else.

    In the columns `k` is the number of the copy, `ids` and `shift` how far its ids and times lie.
    """

    name: str
    rows: str
    columns: Mapping[str, str] = field(default_factory=dict)
    own_ids: bool = True


_LINKED = frozenset({"customer_id", "contract_id", "ticket_id", "record_id", "party_id"})
_TABLES = (
    _Table(
        "e_customer",
        "id IN (SELECT id FROM bench_customer)",
        {"name": "name || ' / ' || k", "external_key": "external_key || '/' || k"},
    ),
    _Table("e_contract", "customer_id IN (SELECT id FROM bench_customer)"),
    _Table(
        "e_ticket",
        "id IN (SELECT id FROM bench_ticket)",
        {
            "tracking_id": "'T-' || (1000 + k) || right(tracking_id, 7)",
            "external_key": "external_key || '/' || k",
            "opened_month": _MONTH.format("opened_at"),
            "breached_month": "CASE WHEN breached_month = '' THEN '' ELSE "
            f"{_MONTH.format('breached_at')} END",
            # What is done stands mirrored in time, what has no date at the end of all time.
            "queue_at": "CASE WHEN queue_rank = 3 THEN queue_at - shift"
            " WHEN queue_at > '3000-01-01' THEN queue_at ELSE queue_at + shift END",
        },
    ),
    _Table("e_message", _OF_LOG),
    _Table(
        "server_promiseevent",
        _PROMISED,
        {
            "data": "CASE WHEN data ? 'message_id' THEN data || jsonb_build_object('message_id',"
            " (data->>'message_id')::bigint + ids) ELSE data END"
        },
        own_ids=False,
    ),
    _Table("server_breach", _PROMISED, {"month": _MONTH.format("deadline")}, own_ids=False),
    _Table("server_promiseresult", _PROMISED, own_ids=False),
)


def multiply_log(times: int, *, now: datetime) -> int:
    """Copy the imported log until it is there `times` times, the last copy ending before `now`.

    Returns how many tickets of the log there are then.
    """
    tables = [table.name for table in _TABLES]
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("SET work_mem = '64MB'")
        cursor.execute(_TRUST_COPIES)
        _name_originals(cursor)
        cursor.execute(_LAST)
        last = cursor.fetchone()[0]
        # Whole weeks, so that weekdays stay; the last copy ends before the present.
        step = _WEEK * max(1, int((now - last) / _WEEK) // times)
    with _indexes_set_aside(tables):
        for table in _TABLES:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_copy(cursor, table, times - 1, step))
    with connection.cursor() as cursor:
        cursor.execute("RESET session_replication_role")
    # Copies went past the triggers that count.
    count_days_anew()
    with connection.cursor() as cursor:
        for table in _TABLES:
            if table.own_ids:
                _move_sequence(cursor, table.name)
        cursor.execute(sql.SQL("VACUUM ANALYZE {}").format(_names(tables)))
        cursor.execute("SELECT count(*) FROM e_ticket WHERE external_key LIKE %s", [f"{SOURCE}:%"])
        return int(cursor.fetchone()[0])


def _name_originals(cursor: object) -> None:
    """Keep which rows are the log's."""
    run = cursor.execute  # type: ignore[attr-defined]  # Django's cursor has no type of its own
    for name, table in (("bench_customer", "e_customer"), ("bench_ticket", "e_ticket")):
        run(
            sql.SQL("SELECT id INTO TEMP {} FROM {} WHERE external_key LIKE {}").format(
                sql.Identifier(name), sql.Identifier(table), sql.Literal(f"{SOURCE}:%")
            )
        )
        run(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))


def _copy(cursor: object, table: _Table, copies: int, step: timedelta) -> sql.Composed:
    cursor.execute(_COLUMNS, [table.name])  # type: ignore[attr-defined]  # as above
    columns = [
        (name, kind)
        for name, kind in cursor.fetchall()  # type: ignore[attr-defined]  # as above
        if name != "id" or table.own_ids
    ]
    return sql.SQL(_COPY).format(
        table=sql.Identifier(table.name),
        columns=_names([name for name, _ in columns]),
        values=sql.SQL(", ").join(_value(table, name, kind) for name, kind in columns),
        stride=sql.Literal(STRIDE),
        step=sql.Literal(step),
        copies=sql.Literal(copies),
        rows=sql.SQL(table.rows),
    )


def _value(table: _Table, name: str, kind: str) -> sql.Composable:
    if name in table.columns:
        return sql.SQL(table.columns[name])
    column = sql.Identifier(table.name, name)
    if name == "id" or name in _LINKED:
        return sql.SQL("{} + ids").format(column)
    if kind == "timestamp with time zone":
        return sql.SQL("{} + shift").format(column)
    if kind == "date":
        return sql.SQL("({} + shift)::date").format(column)
    return column


@contextmanager
def _indexes_set_aside(tables: Sequence[str]) -> Iterator[None]:
    """Drop the tables' indexes for the block and build them anew after it: one sort each."""
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(drop_index(name, concurrently=False))
        yield
        for _name, definition in indexes:
            cursor.execute(definition)


def _move_sequence(cursor: object, table: str) -> None:
    cursor.execute(  # type: ignore[attr-defined]  # as above
        sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(id) FROM {}))").format(
            sql.Literal(table), sql.Identifier(table)
        )
    )


def _names(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
