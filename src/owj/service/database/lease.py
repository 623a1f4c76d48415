"""Lets several commands share one database: the first starts it, the last one stops it.

Each user of the database holds the lock of a file of its own in DATA/run. Starting, stopping and
joining happen under one more lock. A user that dies loses its lock, so it counts no longer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from owj.service.database.choice import choose_database, record_choice
from owj.service.database.cluster import Cluster
from owj.service.database.stage import settle_moves
from owj.service.installation import Installation
from owj.service.locks import FileLock, LockTimeout, is_locked, locked
from owj.service.refusals import DataInUse

TURN_TIMEOUT_S = 150.0


class DatabaseLease:
    """The right to use the database of one installation while this object is open."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.cluster: Cluster | None = None
        self.address = ""
        self._use = FileLock(installation.run / f"database-{os.getpid()}.use")

    def open(self) -> str:
        """Join the running database or start it, and return its address.

        Raises: StartRefused of some kind.
        """
        with self._turn():
            settle_moves(self.installation)
            chosen = choose_database(self.installation)
            if isinstance(chosen, str):
                self.address = chosen
                return chosen
            self.cluster = chosen
            if chosen.major is None:
                self.installation.need_space()
            chosen.create()
            chosen.start()
            record_choice(self.installation, chosen)
            self._use.try_acquire()
            self.address = chosen.address()
        return self.address

    def restart_if_dead(self) -> bool:
        """Start a database that broke down, and say whether that was needed."""
        if self.cluster is None or self.cluster.is_running():
            return False
        with self._turn():
            self.cluster.start()
        return True

    def close(self) -> None:
        """Leave the database; stop it when nobody else uses it."""
        if self.cluster is None:
            return
        with self._turn():
            self._use.release()
            self._use.path.unlink(missing_ok=True)
            if not users_of_database(self.installation):
                self.cluster.stop()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        try:
            with locked(self.installation.run / "database.lock", timeout_s=TURN_TIMEOUT_S):
                yield
        except LockTimeout as error:
            raise DataInUse(data=self.installation.data) from error


def users_of_database(installation: Installation) -> list[Path]:
    """Return the locks of the processes that use the database now."""
    living: list[Path] = []
    for path in installation.run.glob("database-*.use"):
        if is_locked(path):
            living.append(path)
        else:
            # Left behind by a user that was killed.
            path.unlink(missing_ok=True)
    return living


@contextmanager
def running_database(installation: Installation) -> Iterator[str]:
    """Give the address of a running database for the block, and leave things as they were."""
    lease = DatabaseLease(installation)
    try:
        yield lease.open()
    finally:
        with suppress(DataInUse):
            lease.close()
