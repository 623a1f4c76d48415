"""Locks that the operating system frees when their holder dies.

A pid written in a file proves nothing after a crash; an OS lock does. Standard library only: the
start script uses it before anything is installed.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


RETRY_S = 0.05


class LockTimeout(Exception):
    """Say that the lock stayed with another process."""


class FileLock:
    """An exclusive lock on a file, held until released or until this process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def try_acquire(self) -> bool:
        """Take the lock if nobody has it, and say whether it was taken."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Descriptors of Python are not inherited: a child never keeps the lock alive.
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        if not _try_lock(descriptor):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def acquire(self, *, timeout_s: float) -> None:
        """Wait for the lock. Raises: LockTimeout."""
        deadline = time.monotonic() + timeout_s
        while not self.try_acquire():
            if time.monotonic() > deadline:
                raise LockTimeout(str(self.path))
            time.sleep(RETRY_S)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def locked(path: Path, *, timeout_s: float) -> Iterator[None]:
    """Hold the lock on `path` for the block. Raises: LockTimeout."""
    lock = FileLock(path)
    lock.acquire(timeout_s=timeout_s)
    try:
        yield
    finally:
        lock.release()


def is_locked(path: Path) -> bool:
    """Say whether a living process holds the lock on `path`."""
    if not path.exists():
        return False
    lock = FileLock(path)
    if lock.try_acquire():
        lock.release()
        return False
    return True
