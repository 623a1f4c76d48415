"""Dropping files that no row knows: their transaction was undone, or the process died."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from owj.server.clock import real_now
from owj.server.files.models import StoredFile
from owj.server.files.storage import files_folder

# An upload in progress has no row yet.
YOUNG_FOR = timedelta(days=1)
TOGETHER = 500


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
