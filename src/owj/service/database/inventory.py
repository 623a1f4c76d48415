"""What a database holds, in a form that two servers of different majors word alike.

Rows are compared by number and by a sum of checksums, so their order does not matter. Of
definitions only what every version words the same is taken: the text of a default or of an index
is written anew by each.
"""

from __future__ import annotations

import re
from typing import Any, LiteralString

import psycopg
from psycopg import sql

Inventory = dict[str, str]

CONNECT_TIMEOUT_S = 10
OURS = """
    n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND NOT EXISTS (
        SELECT 1 FROM pg_depend d WHERE d.objid = {object} AND d.deptype = 'e')
"""
# Values must be worded the same whatever a server's defaults are.
PLAIN_WORDS = (
    "SET TimeZone = 'UTC'",
    "SET DateStyle = 'ISO, YMD'",
    "SET IntervalStyle = 'postgres'",
    "SET bytea_output = 'hex'",
    "SET extra_float_digits = 1",
    "SET search_path = public",
)
TABLES = f"""
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND {OURS.format(object="c.oid")}
"""  # noqa: S608 -- constants only
SEQUENCES = f"""
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND {OURS.format(object="c.oid")}
"""  # noqa: S608 -- constants only
ROWS = """
    SELECT count(*) || ' rows, checksum ' || coalesce(
        sum(('x' || left(md5(owj_row_::text), 15))::bit(60)::bigint::numeric), 0)
    FROM ONLY {table} owj_row_
"""
# Each gives a name and what is to be equal under it.
DEFINITIONS: dict[str, str] = {
    "column": f"""
        SELECT n.nspname || '.' || c.relname || '.' || a.attname,
            concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef,
                a.attgenerated, a.attidentity)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped
            AND {OURS.format(object="c.oid")}
    """,  # noqa: S608 -- constants only
    # Columns by name: a copy numbers them anew where some were dropped.
    # A column that takes no NULL is a constraint of its own (n) from PostgreSQL 18 on.
    "constraint": f"""
        SELECT n.nspname || '.' || c.relname || '.' || k.conname,
            concat_ws(' ', k.contype, k.convalidated, k.confrelid::regclass, k.confdeltype,
                k.condeferrable, (SELECT string_agg(a.attname, ',' ORDER BY a.attname)
                    FROM pg_attribute a WHERE a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)))
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype <> 'n' AND {OURS.format(object="c.oid")}
    """,  # noqa: S608 -- constants only
    "index": f"""
        SELECT n.nspname || '.' || c.relname,
            concat_ws(' ', i.indrelid::regclass, i.indisunique, i.indisvalid, i.indnatts, m.amname)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am m ON m.oid = c.relam JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {OURS.format(object="c.oid")}
    """,  # noqa: S608 -- constants only
    "trigger": f"""
        SELECT n.nspname || '.' || c.relname || '.' || t.tgname,
            concat_ws(' ', p.proname, t.tgtype, t.tgenabled)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE NOT t.tgisinternal AND {OURS.format(object="c.oid")}
    """,  # noqa: S608 -- constants only
    "function": f"""
        SELECT n.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid)
                || ')',
            concat_ws(' ', md5(p.prosrc), l.lanname, p.provolatile, p.proisstrict, p.prosecdef,
                p.prokind, pg_get_function_result(p.oid))
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
        JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {OURS.format(object="p.oid")}
    """,  # noqa: S608 -- constants only
    "enum": f"""
        SELECT n.nspname || '.' || t.typname, string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder)
        FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid
        JOIN pg_namespace n ON n.oid = t.typnamespace WHERE {OURS.format(object="t.oid")}
        GROUP BY 1
    """,  # noqa: S608 -- constants only
    "view": f"""
        SELECT n.nspname || '.' || c.relname, c.relkind FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('v', 'm', 'p', 'f') AND {OURS.format(object="c.oid")}
    """,  # noqa: S608 -- constants only
    "extension": "SELECT extname, 'installed' FROM pg_extension",
    "large object": "SELECT 'all', count(*)::text FROM pg_largeobject_metadata",
    "database": """
        SELECT 'letters', concat_ws(' ', pg_encoding_to_char(encoding), datcollate, datctype)
        FROM pg_database WHERE datname = current_database()
    """,
}


def read_inventory(address: str) -> Inventory:
    """Return name → content of everything in a database; nobody may write meanwhile."""
    found: Inventory = {}
    with psycopg.connect(address, autocommit=True, connect_timeout=CONNECT_TIMEOUT_S) as link:
        for words in PLAIN_WORDS:
            _ask(link, words)
        for kind, question in DEFINITIONS.items():
            found |= {f"{kind} {name}": str(said) for name, said in _ask(link, question)}
        for schema, name in _ask(link, TABLES):
            found[f"table {schema}.{name}"] = _rows_of(link, schema, name)
        for schema, name in _ask(link, SEQUENCES):
            found[f"sequence {schema}.{name}"] = _position_of(link, schema, name)
    return found


def differences(old: Inventory, new: Inventory) -> list[str]:
    """Return what is not the same in both, in words."""
    return [
        f"{name}: {old.get(name, 'absent')} → {new.get(name, 'absent')}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def row_count(inventory: Inventory) -> tuple[int, int]:
    """Return how many tables and rows were counted."""
    tables = [said for name, said in inventory.items() if name.startswith("table ")]
    counts = [re.match(r"\d+", said) for said in tables]
    return len(tables), sum(int(count[0]) for count in counts if count)


def strangers(address: str) -> list[str]:
    """Return the databases and users of a server that are not Owj's own, in words."""
    question = """
        SELECT 'database ' || datname FROM pg_database
        WHERE NOT datistemplate AND datname NOT IN ('postgres', current_database())
        UNION ALL SELECT 'user ' || rolname FROM pg_roles
        WHERE rolname NOT LIKE 'pg\\_%' AND rolname <> current_user
        UNION ALL SELECT 'setting ' || array_to_string(setconfig, ', ') FROM pg_db_role_setting
    """
    with psycopg.connect(address, connect_timeout=CONNECT_TIMEOUT_S) as link:
        return sorted(str(name) for (name,) in link.execute(question).fetchall())


def _rows_of(link: psycopg.Connection[Any], schema: str, name: str) -> str:
    table = sql.Identifier(schema, name)
    return str(_one(link, sql.SQL(ROWS).format(table=table)))


def _position_of(link: psycopg.Connection[Any], schema: str, name: str) -> str:
    question: LiteralString = "SELECT last_value || ' ' || is_called FROM {}"
    return str(_one(link, sql.SQL(question).format(sql.Identifier(schema, name))))


def _one(link: psycopg.Connection[Any], question: sql.Composed) -> object:
    row = link.execute(question).fetchone()
    return row[0] if row else None


def _ask(link: psycopg.Connection[Any], question: str) -> list[tuple[Any, ...]]:
    answer = link.execute(question.encode())
    return answer.fetchall() if answer.description else []
