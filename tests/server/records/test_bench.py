"""The bench measures the real thing and leaves nothing behind."""

from __future__ import annotations

import pytest
from django.db import connection

from owj.server.records import bench
from owj.server.records.models import SchemaVersion


def test_the_bench_gives_figures_and_leaves_no_trace(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "_ROWS", 50)
    monkeypatch.setattr(bench, "_each", lambda times, work: (work(), 0.001)[1])
    versions = SchemaVersion.objects.count()
    figures = bench.run_bench()
    assert [figure.name for figure in figures] == [
        "snapshot of 6 entities with 20 fields",
        "version check",
        "lookup in the snapshot",
        "create, one by one",
        "create, one by one",
        "create_many",
        "update, one by one",
    ]
    assert all(figure.value > 0 for figure in figures)
    assert SchemaVersion.objects.count() == versions
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('e_bench_item')")
        assert cursor.fetchone() == (None,)
