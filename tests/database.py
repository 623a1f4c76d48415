"""Puts the test database back after tests that commit.

Django's own flush knows only its own models; generated tables point to people, so it would fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import connection, transaction
from django.test import TransactionTestCase

# What `up` gave before the first test: migrations and the records' schema.
KEPT = {
    "django_migrations",
    "django_content_type",
    "server_schemaversion",
    "server_schemastep",
    "server_storedentity",
}
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


class InstalledRows:
    """What `up` installs, by table, as the database itself writes rows down.

    Installing it again after each test that commits takes twenty times as long.
    """

    rows: ClassVar[dict[str, bytes]] = {}

    @classmethod
    def remember(cls) -> None:
        cls.rows = {}
        with connection.cursor() as cursor:
            for table in filled_tables():
                with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                    cls.rows[table] = b"".join(bytes(piece) for piece in copy)

    @classmethod
    def give_back(cls) -> None:
        with connection.cursor() as cursor:
            for table, rows in cls.rows.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)


def filled_tables() -> list[str]:
    """Return the tables that hold rows, but the schema's."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = sorted({name for (name,) in cursor.fetchall()} - KEPT)
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in names)
        )
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def taken_back() -> Iterator[None]:
    """Undo whatever happens inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def put_back() -> None:
    """Leave in every table but the schema's what `up` installs, and nothing else."""
    with transaction.atomic(), connection.cursor() as cursor:
        # No trigger: some of them refuse every change, to everybody but a test.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled_tables():
            # Few rows lie in few tables: emptying all tables by TRUNCATE takes longer.
            cursor.execute(f"DELETE FROM {name}")
        InstalledRows.give_back()


def install_without_timers() -> None:
    """Install what `up` installs, without the timer of the mornings: tests count their own."""
    from owj.server.timers.models import Timer
    from owj.service.setup import install_definitions

    install_definitions()
    Timer.objects.all().delete()


def put_back_after_commits() -> None:
    """Let tests that commit end with `put_back` instead of Django's flush."""

    def teardown(_case: Any) -> None:
        from owj.server.agreements.queries import forget_rows
        from owj.server.processes.drawings import drawing_of

        put_back()
        forget_rows()
        drawing_of.cache_clear()

    InstalledRows.remember()
    TransactionTestCase._fixture_teardown = teardown
