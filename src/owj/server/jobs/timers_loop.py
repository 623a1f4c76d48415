"""The thread that runs timers and chores, one after the other."""

from __future__ import annotations

import logging
import threading

from django.db import DatabaseError, InterfaceError, connection

from owj.server.connections import release_database
from owj.server.jobs.upkeep import Upkeep
from owj.server.processes.timing import run_due_processes
from owj.server.timers.run import run_due_timers

log = logging.getLogger(__name__)

# A timer is due at most this long before somebody looks.
LOOK_EVERY_S = 1.0
LOST_WAIT_S = 0.5


class TimersLoop:
    """Looks for due timers once a second, and at once when woken."""

    def __init__(self) -> None:
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="owj timers", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Look now: the clock moved, or a second is too long."""
        self._woken.set()

    def stop(self) -> None:
        """Ask the thread to end after the timer it runs."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread to end; returns whether it did."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        upkeep = Upkeep()
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                timers = run_due_timers(stopping=self._stopping.is_set)
                processes = run_due_processes(stopping=self._stopping.is_set)
                upkeep.run_due()
            except (DatabaseError, InterfaceError) as error:
                log.warning("timers wait for the database: %s", error)
                self._drop_connection()
                self._stopping.wait(LOST_WAIT_S)
                continue
            except Exception:
                log.exception("the timers loop stumbled")
                self._stopping.wait(LOST_WAIT_S)
                continue
            if not (timers.worked or processes.worked):
                self._woken.wait(LOOK_EVERY_S)
        release_database()

    def _drop_connection(self) -> None:
        # A half-dead connection must not be asked again.
        try:
            connection.close()
        except (DatabaseError, InterfaceError) as error:
            log.debug("closing a lost connection: %s", error)
