"""Keeping uploads and giving them back."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from tests.server.files.conftest import Context

from owj.kernel.errors import NotFound
from owj.server import clock
from owj.server.context import SYSTEM, Actor
from owj.server.files import storage
from owj.server.files.models import StoredFile
from owj.server.files.orphans import drop_orphans
from owj.server.files.services import file_guard, open_file, store_file
from owj.server.files.storage import DiskFull, FileEmpty, FileGone, FileTooLarge


def keep(content: bytes = b"content", name: str = "note.txt") -> StoredFile:
    return store_file(io.BytesIO(content), name, SYSTEM)


def kept_paths(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_a_file_lies_under_a_random_name(store: Path) -> None:
    first, second = keep(), keep()
    assert first.storage_name != second.storage_name
    assert {path.name for path in kept_paths(store)} == {first.storage_name, second.storage_name}
    for path in kept_paths(store):
        assert path.read_bytes() == b"content"
        assert path.stat().st_mode & 0o077 == 0
        assert "note" not in str(path)


def test_the_row_says_what_the_file_is(store: Path) -> None:
    content = "متن ساده".encode()
    file = keep(content, "../گزارش.txt")
    assert file.original_name == "گزارش.txt"
    assert (file.content_type, file.size_bytes) == ("text/plain", len(content))
    assert file.sha256 == hashlib.sha256(content).hexdigest()


def test_a_large_file_is_kept_in_pieces(store: Path, settings) -> None:
    settings.FILE_LIMIT_BYTES = 3 * 2**20
    content = os.urandom(3 * 2**20)
    file = keep(content)
    assert file.sha256 == hashlib.sha256(content).hexdigest()


def test_a_file_over_the_limit_leaves_nothing(store: Path, settings) -> None:
    settings.FILE_LIMIT_BYTES = 2**20
    with pytest.raises(FileTooLarge, match="at most 1 megabytes"):
        keep(bytes(2**20 + 1))
    assert kept_paths(store) == []
    assert not StoredFile.objects.exists()


def test_an_empty_file_is_refused(store: Path) -> None:
    with pytest.raises(FileEmpty):
        keep(b"")
    assert kept_paths(store) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_keeps_nothing_and_recovers(
    store: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def no_space(descriptor: int) -> None:
        raise OSError(number, "no space")

    with monkeypatch.context() as full:
        full.setattr(os, "fsync", no_space)
        with pytest.raises(DiskFull) as failure:
            keep()
    assert (failure.value.code, failure.value.permanent) == ("files.disk_full", False)
    assert kept_paths(store) == []
    assert not StoredFile.objects.exists()
    assert keep().pk


def test_another_failure_of_the_disk_is_not_called_full(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(descriptor: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="broken"):
        keep()
    assert kept_paths(store) == []


def test_a_file_is_flushed_before_it_gets_its_name(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real_fsync, real_replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda fd: (steps.append("flush"), real_fsync(fd))[0])
    monkeypatch.setattr(
        Path, "replace", lambda path, to: (steps.append("name"), real_replace(path, to))[1]
    )
    keep()
    assert steps == ["flush", "name", "flush"]


def test_nobody_opens_a_file_that_no_guard_lets_out(store: Path) -> None:
    file = keep()
    with pytest.raises(NotFound):
        open_file(file.pk, Context())


def test_the_guard_decides_by_file_and_person(store: Path) -> None:
    mine, other = keep(b"mine"), keep(b"other")
    ali = Actor(7, "hub", frozenset(), "Ali")

    @file_guard
    def guard(file: StoredFile, ctx: Context) -> bool:
        return file.pk == mine.pk and ctx.actor.user_id == 7

    with open_file(str(mine.pk), Context(ali)).stream as stream:
        assert stream.read() == b"mine"
    for file_id, who in ((other.pk, ali), (mine.pk, Actor(8, "hub", frozenset(), "Eve"))):
        with pytest.raises(NotFound):
            open_file(file_id, Context(who))


@pytest.mark.parametrize("file_id", [uuid.uuid4(), "not an id", "", "../../etc/passwd", "\x00"])
def test_a_foreign_a_missing_and_a_made_up_id_look_alike(store: Path, file_id: object) -> None:
    file_guard(lambda file, ctx: True)
    with pytest.raises(NotFound):
        open_file(file_id, Context())


def test_a_row_without_its_file_says_so(store: Path) -> None:
    file_guard(lambda file, ctx: True)
    file = keep()
    storage.path_of(file.storage_name).unlink()
    with pytest.raises(FileGone):
        open_file(file.pk, Context())


def make_old(path: Path) -> None:
    then = (clock.real_now() - timedelta(days=2)).timestamp()
    os.utime(path, (then, then))


def test_old_files_without_a_row_are_dropped(store: Path) -> None:
    kept, undone, half = keep(), keep(), store / "incoming" / "half"
    half.write_bytes(b"half an upl")
    fresh = keep()
    for path in kept_paths(store):
        if path.name != fresh.storage_name:
            make_old(path)
    StoredFile.objects.filter(pk__in=[undone.pk, fresh.pk]).delete()
    assert drop_orphans() == 2
    assert {path.name for path in kept_paths(store)} == {kept.storage_name, fresh.storage_name}
