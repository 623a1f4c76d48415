"""Keeping an upload and giving it back to whom it concerns."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from django.conf import settings
from django.core.exceptions import ValidationError

from owj.kernel.errors import NotFound
from owj.server import clock
from owj.server.context import Actor
from owj.server.files.content import SHOWN_IN_PLACE, content_type_of, safe_name
from owj.server.files.models import StoredFile
from owj.server.files.storage import open_stored, path_of, write_file


class ActsFor(Protocol):
    """Whatever knows who acts: a records context, for one."""

    @property
    def actor(self) -> Actor: ...


FileGuard = Callable[[StoredFile, ActsFor], bool]

_guards: list[FileGuard] = []


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file somebody may read; who opens it closes the stream."""

    stream: BinaryIO
    name: str
    content_type: str
    size_bytes: int

    @property
    def may_show_in_place(self) -> bool:
        """Return whether a browser may show it instead of saving it."""
        return self.content_type in SHOWN_IN_PLACE


def file_guard(guard: FileGuard) -> FileGuard:
    """Register who may open files: the guard of the room that attached the file says yes."""
    if guard not in _guards:
        _guards.append(guard)
    return guard


def store_file(
    stream: BinaryIO, name: str, by: Actor, *, limit_bytes: int | None = None
) -> StoredFile:
    """Keep an upload, as large as any file may be unless said otherwise.

    Raises: FileTooLarge, FileEmpty, DiskFull.
    """
    shown = safe_name(name)
    written = write_file(stream, shown, limit_bytes or int(settings.FILE_LIMIT_BYTES))
    try:
        return StoredFile.objects.create(
            storage_name=written.storage_name,
            original_name=shown,
            content_type=content_type_of(written.head, shown),
            size_bytes=written.size_bytes,
            sha256=written.sha256,
            uploaded_by_id=by.user_id,
            created_at=clock.now(),
        )
    except BaseException:
        path_of(written.storage_name).unlink(missing_ok=True)
        raise


def open_file(file_id: uuid.UUID | str, ctx: ActsFor) -> OpenedFile:
    """Open a file for a person whom some guard lets in. Raises: NotFound, FileGone.

    A foreign file and a missing one look alike.
    """
    try:
        file = StoredFile.objects.filter(id=file_id).first()
    except (ValidationError, ValueError):
        file = None
    if file is None or not any(guard(file, ctx) for guard in _guards):
        raise NotFound
    return _opened(file)


def open_stored_file(file_id: uuid.UUID) -> OpenedFile:
    """Open a file whose reader was let in by the record in which it stands.

    Raises: NotFound, FileGone.
    """
    file = StoredFile.objects.filter(id=file_id).first()
    if file is None:
        raise NotFound
    return _opened(file)


def _opened(file: StoredFile) -> OpenedFile:
    return OpenedFile(
        stream=open_stored(file.storage_name),
        name=file.original_name,
        content_type=file.content_type,
        size_bytes=file.size_bytes,
    )
