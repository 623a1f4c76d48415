"""Dropping files that no row knows, and rows that nothing refers to.

The first are left by a transaction that was undone or a process that died; the second by a form
that was filled in and never sent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from owj.server.clock import now, real_now
from owj.server.files.models import StoredFile
from owj.server.files.storage import files_folder, path_of

# An upload in progress has no row yet.
YOUNG_FOR = timedelta(days=1)
TOGETHER = 500
# A form with files may wait for its author over a long weekend.
UNSENT_FOR = timedelta(days=14)
# An entity keeps the id of a file in a column of its own, without a foreign key: every column that
# could hold one, or several, counts as holding it.
REFERRING_SQL = """
    SELECT c.oid::regclass::text, CASE WHEN a.atttypid = 'uuid'::regtype
        THEN format('t.%I = f.id', a.attname) ELSE format('f.id = ANY (t.%I)', a.attname) END
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.atttypid IN ('uuid'::regtype, 'uuid[]'::regtype)
        AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relkind IN ('r', 'p') AND n.nspname = current_schema()
        AND c.oid <> 'server_storedfile'::regclass
    ORDER BY 1, 2
"""
# What went in so many days may still be brought back; meanwhile it is kept whole, as plain data.
# The trash keeps what lies there for a month.
COMES_BACK_FOR = timedelta(days=31)
COMING_BACK = tuple(
    (table, f"t.done_at > %s AND t.{column}::text LIKE '%%' || f.id || '%%'")
    for table, column in (("server_recorddeed", "items"), ("server_recordmerge", "gone"))
)


def drop_orphans() -> int:
    """Delete every file older than a day that has no row; returns how many."""
    before = real_now() - YOUNG_FOR
    dropped = 0
    for together in _in_groups(_old_files(before)):
        names = [path.name for path in together]
        known = set(
            StoredFile.objects.filter(storage_name__in=names).values_list("storage_name", flat=True)
        )
        for path in together:
            if path.name not in known:
                path.unlink(missing_ok=True)
                dropped += 1
    return dropped


def drop_unattached() -> int:
    """Delete stored files that came with a form long ago and belong to nothing; returns how many.

    What refers to files is asked of the database, so an entity with a file needs no word here.
    """
    return _drop("created_at < %s", [now() - UNSENT_FOR])


def drop_unreferred(ids: Collection[UUID]) -> int:
    """Delete those of some stored files that nothing refers to any more; returns how many."""
    return _drop("id = ANY(%s)", [list(ids)]) if ids else 0


def _drop(which: str, parameters: Sequence[Any]) -> int:
    """Delete the stored files of a condition that nothing holds, their bytes on commit."""
    with connection.cursor() as cursor:
        cursor.execute(REFERRING_SQL)
        referring = [*map(tuple, cursor.fetchall()), *COMING_BACK]
        used = " ".join(
            f"AND NOT EXISTS (SELECT 1 FROM {table} t WHERE {holds})"  # noqa: S608 -- names out of the catalog, quoted there
            for table, holds in referring
        )
        cursor.execute(
            "DELETE FROM server_storedfile WHERE id IN (SELECT id FROM server_storedfile f"  # noqa: S608 -- names out of the catalog, quoted there
            f" WHERE {which} {used} LIMIT %s) RETURNING storage_name",
            [*parameters, *[now() - COMES_BACK_FOR] * len(COMING_BACK), TOGETHER],
        )
        names = [str(name) for (name,) in cursor.fetchall()]

    def unlink() -> None:
        for name in names:
            path_of(name).unlink(missing_ok=True)

    transaction.on_commit(unlink)
    return len(names)


def _old_files(before: datetime) -> Iterator[Path]:
    for path in files_folder().rglob("*"):
        if path.is_file() and datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            yield path


def _in_groups(paths: Iterator[Path]) -> Iterator[list[Path]]:
    group: list[Path] = []
    for path in paths:
        group.append(path)
        if len(group) == TOGETHER:
            yield group
            group = []
    if group:
        yield group
