"""One supervised child process: started, restarted with growing pauses, stopped."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from owj.service.processes import ask_to_stop, start_process

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# A child that lived this long is healthy again: its next fall starts from the first pause. One
# that cannot start at all dies long before.
HEALTHY_AFTER_S = 10.0
LARGEST_LOG_BYTES = 5 * 2**20


@dataclass(slots=True)
class Child:
    """A child by name. It gets a pipe that closes when we die, a log of its own, and sockets."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    log: Path
    sockets: Sequence[int] = ()
    restarts: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _pause_s: float = field(default=FIRST_PAUSE_S, init=False)
    _started_s: float = field(default=0.0, init=False)
    _restart_at_s: float | None = field(default=None, init=False)

    @property
    def pid(self) -> int | None:
        """The number of the living process, if any."""
        return self._process.pid if self.is_running() and self._process else None

    def start(self) -> None:
        """Start the process; what it prints goes to its log."""
        with open_log(self.log) as output:
            self._process = start_process(
                self.command,
                environment=self.environment,
                folder=self.folder,
                output=output,
                watched=True,
                sockets=self.sockets,
            )
        self._started_s = time.monotonic()
        self._restart_at_s = None

    def is_running(self) -> bool:
        """Say whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def restart_if_dead(self) -> str | None:
        """Restart a dead child once its pause is over; return a line worth saying, if any."""
        if self._process is None or self.is_running():
            return None
        now_s = time.monotonic()
        if self._restart_at_s is None:
            if now_s - self._started_s > HEALTHY_AFTER_S:
                self._pause_s = FIRST_PAUSE_S
            self._restart_at_s = now_s + self._pause_s
            text = (
                f"{self.name} ended with {self._process.returncode}; "
                f"starting it again in {self._pause_s:.1f} s (log: {self.log})"
            )
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)
            return text
        if now_s >= self._restart_at_s:
            self.restarts += 1
            try:
                self.start()
            except OSError as error:
                # Without memory or room now, perhaps not in a while: the others go on.
                self._restart_at_s = now_s + LONGEST_PAUSE_S
                return (
                    f"{self.name} cannot be started ({error}); "
                    f"trying again in {LONGEST_PAUSE_S:.0f} s"
                )
        return None

    def end_hung(self) -> None:
        """Kill the process although it lives: it gives no sign of life."""
        if self._process is not None and self.is_running():
            self._process.kill()

    def ask_to_stop(self) -> None:
        """Ask the process to finish in order."""
        if self._process is not None:
            ask_to_stop(self._process)

    def wait_or_kill(self, deadline_s: float) -> None:
        """Wait for the end until `deadline_s` on the monotonic clock, then kill."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, deadline_s - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def open_log(path: Path) -> IO[bytes]:
    """Open a log to append to; a large one is put aside first."""
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_name(f"{path.name}.1"))
    return path.open("ab")
