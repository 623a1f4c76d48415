"""Empties the test database after tests that commit.

Django's own flush knows only its own models; generated tables point to people, so it would fail.
"""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test import TransactionTestCase

# What `up` gave before the first test: migrations and the records' schema.
KEPT = {
    "django_migrations",
    "django_content_type",
    "server_schemaversion",
    "server_schemastep",
    "server_storedentity",
}
# The database refuses to empty these, to everybody but a test.
NEVER_EMPTIED = (
    "server_promiseevent",
    "server_breach",
    "server_calendarrevision",
    "server_agreementversion",
    "server_decisionversion",
    "server_ledgerentry",
    "server_sealedpaper",
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def empty_tables() -> None:
    """Empty every table but the schema's, and give back what `up` installs."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        names = sorted({name for (name,) in cursor.fetchall()} - KEPT)
        for name in NEVER_EMPTIED:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER owj_never_emptied")
        cursor.execute(f"TRUNCATE {', '.join(names)} RESTART IDENTITY")
        for name in NEVER_EMPTIED:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER owj_never_emptied")


def install_without_timers() -> None:
    """Install what `up` installs, without the timer of the mornings: tests count their own."""
    from owj.server.timers.models import Timer
    from owj.service.setup import install_definitions

    install_definitions()
    Timer.objects.all().delete()


def empty_tables_after_commits() -> None:
    """Let tests that commit end with `empty_tables` instead of Django's flush."""

    def teardown(_case: Any) -> None:
        from owj.server.agreements.queries import forget_rows
        from owj.server.processes.drawings import drawing_of

        empty_tables()
        forget_rows()
        drawing_of.cache_clear()
        install_without_timers()

    TransactionTestCase._fixture_teardown = teardown
