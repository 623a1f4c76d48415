"""Files that came with a form which was never sent do not stay for ever."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.packages.conftest import Desk

from owj.server import clock
from owj.server.context import SYSTEM
from owj.server.files.models import StoredFile
from owj.server.files.orphans import UNSENT_FOR, drop_unattached
from owj.server.files.services import store_file
from owj.server.files.storage import path_of


def keep(by: object, days: int) -> StoredFile:
    file = store_file(io.BytesIO(b"words"), "یادداشت.txt", by)  # type: ignore[arg-type] -- an actor
    file.created_at = clock.now() - timedelta(days=days)
    file.save()
    return file


def test_only_old_files_of_nothing_are_dropped(
    desk: Desk, settings, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    settings.DATA_DIR = tmp_path
    old = UNSENT_FOR.days + 1
    navid = desk.ctx(desk.hub_user)
    attached, unsent, fresh = keep(navid.actor, old), keep(SYSTEM, old), keep(SYSTEM, 1)
    desk.file(files=(attached.pk,))
    with django_capture_on_commit_callbacks(execute=True):
        assert drop_unattached() == 1
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {attached.pk, fresh.pk}
    assert not path_of(unsent.storage_name).exists()
    assert path_of(attached.storage_name).exists()
