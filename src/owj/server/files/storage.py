"""The folder of uploaded files: written beside, flushed, then renamed into place."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from owj.kernel.errors import InvalidInput, NotFound, OutsideFailure
from owj.server.failpoints import failpoint
from owj.server.files.content import HEAD_BYTES

CHUNK_BYTES = 256 * 1024
NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FileTooLarge(InvalidInput):
    """Say that a file exceeds the limit of this installation."""

    code = "files.too_large"
    message = "The file is too large: at most %(limit_mb)s megabytes."


class FileEmpty(InvalidInput):
    """Say that a file has no content."""

    code = "files.empty"
    message = "The file %(name)s is empty."


class DiskFull(OutsideFailure):
    """Say that the disk took no more; nothing was kept."""

    code = "files.disk_full"
    message = "There is no space left on the disk. Nothing was saved; tell your administrator."


class FileGone(NotFound):
    """Say that the row is there and the file is not."""

    code = "files.gone"
    message = "The file is no longer in the store."


@dataclass(frozen=True, slots=True)
class Written:
    """A file that lies in the store."""

    storage_name: str
    size_bytes: int
    sha256: str
    head: bytes


def files_folder() -> Path:
    """Return the folder under which every upload lies."""
    return Path(settings.DATA_DIR) / "files"


def path_of(storage_name: str) -> Path:
    """Return where a file lies, spread over folders of 256."""
    return files_folder() / storage_name[:2] / storage_name[2:4] / storage_name


def write_file(stream: BinaryIO, name: str, limit_bytes: int) -> Written:
    """Keep a stream under a random name. Raises: FileTooLarge, FileEmpty, DiskFull."""
    storage_name = secrets.token_hex(20)
    target = path_of(storage_name)
    incoming = files_folder() / "incoming" / storage_name
    with _full_disk_said(incoming):
        incoming.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        written = _write_beside(stream, incoming, storage_name, limit_bytes)
        if written.size_bytes == 0:
            raise FileEmpty(name=name, field="file", expected="content", got="nothing")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        failpoint("files.before_rename")
        incoming.replace(target)
        _flush_folder(target.parent)
    return written


def open_stored(storage_name: str) -> BinaryIO:
    """Open a kept file for reading. Raises: FileGone."""
    try:
        return path_of(storage_name).open("rb")
    except FileNotFoundError:
        raise FileGone from None


def _write_beside(stream: BinaryIO, incoming: Path, storage_name: str, limit_bytes: int) -> Written:
    digest, size, head = hashlib.sha256(), 0, b""
    descriptor = os.open(incoming, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(CHUNK_BYTES):
            size += len(chunk)
            if size > limit_bytes:
                raise FileTooLarge(
                    field="file",
                    limit_mb=limit_bytes // 2**20,
                    expected=f"at most {limit_bytes} bytes",
                    got="more",
                )
            head = head or chunk[:HEAD_BYTES]
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Written(storage_name, size, digest.hexdigest(), head)


@contextlib.contextmanager
def _full_disk_said(incoming: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(permanent=False) from error
        raise
    finally:
        with contextlib.suppress(OSError):
            incoming.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    # Windows cannot open a folder, and needs no such flush.
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
