"""Puts the test database's schema back after a test that committed changes to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.db import connection, transaction
from tests.server.records.computed_toys import SUMS
from tests.server.records.toys import TOYS

from owj.server.records.defs import SchemaDef
from owj.server.records.models import SchemaVersion, StoredEntity
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages


class ToyTables:
    """The toys' tables, made once for many tests; a test that commits its own drops them.

    Their definition becomes current only inside the transaction of a test that uses them.
    """

    definition: ClassVar[dict[str, Any] | None] = None

    @classmethod
    def ensure(cls) -> None:
        if cls.definition is None:
            cls.drop()
            with (
                kept_schema(drop=False),
                only_declared({**declared_packages(), "toys": TOYS, "sums": SUMS}),
            ):
                sync_packages()
                cls.definition = SchemaVersion.objects.get(state="current").definition

    @classmethod
    def drop(cls) -> None:
        cls.definition = None
        with connection.cursor() as cursor:
            for table in sorted(_record_tables()):
                if table.startswith("e_toy_"):
                    cursor.execute(f"DROP TABLE {table} CASCADE")

    @classmethod
    def publish(cls) -> None:
        """Make the toys' schema current in the transaction of this test."""
        assert cls.definition is not None
        SchemaVersion.objects.filter(state="current").update(state="superseded")
        SchemaVersion.objects.create(
            fingerprint=SchemaDef.from_json(cls.definition).fingerprint,
            definition=cls.definition,
            state="current",
            made_by="test",
        )


@contextmanager
def kept_schema(*, drop: bool = True) -> Iterator[None]:
    """Forget, at the end, every entity and schema version that the block added."""
    before = SchemaVersion.objects.get(state="current")
    stored = {row.entity_id: row for row in StoredEntity.objects.all()}
    entities = set(stored)
    tables, columns = _record_tables(), _own_columns()
    try:
        yield
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in sorted(_record_tables() - tables) if drop else ():
                cursor.execute(f"DROP TABLE {table} CASCADE")
            for table, column in sorted(_own_columns() - columns) if drop else ():
                cursor.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {column} CASCADE")
            for row in StoredEntity.objects.filter(entity_id__in=entities).exclude(overlay={}):
                StoredEntity.objects.filter(pk=row.pk).update(overlay=stored[row.pk].overlay)
            SchemaVersion.objects.filter(number__gt=before.number).delete()
            SchemaVersion.objects.filter(number=before.number).update(state="current")
            StoredEntity.objects.exclude(entity_id__in=entities).delete()


def _record_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'e\\_%'")
        return {name for (name,) in cursor.fetchall()}


def _own_columns() -> set[tuple[str, str]]:
    """Return what an organisation's fields added to tables of packages."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name LIKE 'e\\_%' AND column_name LIKE 'x\\_%'"
        )
        return {(table, column) for table, column in cursor.fetchall()}
