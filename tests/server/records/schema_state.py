"""Puts the test database's schema back after a test that committed changes to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from owj.server.records.models import SchemaVersion, StoredEntity


@contextmanager
def kept_schema() -> Iterator[None]:
    """Forget, at the end, every entity and schema version that the block added."""
    before = SchemaVersion.objects.get(state="current")
    entities = set(StoredEntity.objects.values_list("entity_id", flat=True))
    tables = _record_tables()
    try:
        yield
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            for table in sorted(_record_tables() - tables):
                cursor.execute(f"DROP TABLE {table} CASCADE")
            SchemaVersion.objects.filter(number__gt=before.number).delete()
            SchemaVersion.objects.filter(number=before.number).update(state="current")
            StoredEntity.objects.exclude(entity_id__in=entities).delete()


def _record_tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'e\\_%'")
        return {name for (name,) in cursor.fetchall()}
