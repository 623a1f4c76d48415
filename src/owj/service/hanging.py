"""Notices a web server or worker that lives and does nothing, which no exit code tells.

Each web server is asked for /readyz, which it answers in a thread of its own; the answer tells the
age of the worker's last sign of life. Whoever gives none for too long is ended, and the supervisor
starts it again like any that fell.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from owj.service.readiness import ask_readiness
from owj.service.refusals import VariableRejected

LOOK_EVERY_S = 2.0
DEFAULT_AFTER_S = 60.0
# A busy machine answers late, and late is not hung.
ANSWER_TIMEOUT_S = 10.0
# The worker beats each second.
OLDEST_BEAT_S = 3.0


def hung_after_s(environment: Mapping[str, str]) -> float:
    """Return after how long without a sign of life a part is ended; 0: never.

    Raises: VariableRejected.
    """
    given = environment.get("OWJ_HUNG_AFTER_S", "") or str(int(DEFAULT_AFTER_S))
    if not (given.isascii() and given.isdigit()):
        raise VariableRejected(
            name="OWJ_HUNG_AFTER_S", expected="a whole number of seconds", got=given
        )
    return float(given)


class HangWatch:
    """Asks now and then, in a thread, and tells by name who gives no sign of life."""

    def __init__(
        self,
        web_servers: Mapping[str, tuple[str, int]],
        after_s: float,
        hung: Callable[[str], None],
    ) -> None:
        """Prepare. web_servers: by name, the host and port on which this very one answers."""
        self.web_servers, self.after_s = web_servers, after_s
        self._hung = hung
        self._seen_s = dict.fromkeys([*web_servers, "worker"], time.monotonic())
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin to watch, unless it is switched off."""
        if self.after_s > 0:
            threading.Thread(target=self._watch, name="hang watch", daemon=True).start()

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()

    def look(self) -> None:
        """Ask each once, and tell of whoever was silent for too long."""
        ages_s: list[float] = []
        for name, (host, port) in self.web_servers.items():
            answer = ask_readiness(host, port, timeout_s=ANSWER_TIMEOUT_S)
            if "web" not in answer.failing:
                self._seen_s[name] = time.monotonic()
            if answer.worker_age_s is not None:
                ages_s.append(answer.worker_age_s)
        now_s = time.monotonic()
        # Without the database nobody can tell the worker's age: it is not blamed for that.
        if not ages_s or min(ages_s) <= OLDEST_BEAT_S:
            self._seen_s["worker"] = now_s
        for name, seen_s in self._seen_s.items():
            if now_s - seen_s > self.after_s:
                # It has as long again to come back.
                self._seen_s[name] = now_s
                self._hung(name)

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            self.look()
