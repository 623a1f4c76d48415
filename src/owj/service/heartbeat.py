"""Tells the vendor's Owj each minute that this one lives, if its operator has set that up.

Off unless OWJ_HEARTBEAT_URL and OWJ_HEARTBEAT_KEY are set. It runs beside the watching, in a thread
of the supervisor, so that it can also tell that a part is down; and says farewell at an orderly
end. What cannot be told is no harm here: the vendor then knows nothing, which is not "inactive".
"""

from __future__ import annotations

import importlib.metadata
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from owj.kernel.errors import OwjError
from owj.server.signed_senders.signing import SenderKey, read_key, signed_headers
from owj.server.web_calls.addresses import OpenedNetworks, read_address, read_networks
from owj.server.web_calls.calling import Answer, Call, place_call
from owj.service.refusals import VariableRejected

PATH = "/api/v1/heartbeat"
DEFAULT_EVERY_S = 60
LEAST_S, MOST_S = 10, 3600
CALL_LIMIT_S = 10.0
# An orderly end lasts 5 s at most, and the vendor's server may be away.
FAREWELL_LIMIT_S = 2.0
MOST_ANSWER_BYTES = 16_384

Place = Callable[[Call, OpenedNetworks], Answer]


@dataclass(frozen=True, slots=True)
class HeartbeatPlan:
    """Whom to tell, with which key and how often."""

    url: str
    key: SenderKey
    every_s: int
    opened: OpenedNetworks


def read_plan(environment: Mapping[str, str]) -> HeartbeatPlan | None:
    """Return what the operator has set up; None: nothing is told. Raises: VariableRejected."""
    url = environment.get("OWJ_HEARTBEAT_URL", "").strip().rstrip("/")
    if not url:
        return None
    try:
        read_address(url)
    except OwjError:
        raise VariableRejected(
            name="OWJ_HEARTBEAT_URL", expected="the address of the vendor's Owj", got=url[:80]
        ) from None
    key = read_key(environment.get("OWJ_HEARTBEAT_KEY", ""))
    if key is None:
        # The key itself stands in no log.
        raise VariableRejected(
            name="OWJ_HEARTBEAT_KEY", expected="the key that the vendor gave", got="no such key"
        )
    given = environment.get("OWJ_HEARTBEAT_S", "") or str(DEFAULT_EVERY_S)
    if not (given.isascii() and given.isdigit() and LEAST_S <= int(given) <= MOST_S):
        raise VariableRejected(
            name="OWJ_HEARTBEAT_S", expected=f"seconds from {LEAST_S} to {MOST_S}", got=given[:20]
        )
    try:
        opened = read_networks(environment.get("OWJ_HTTP_OPEN", ""))
    except ValueError:
        # Settings refuse it, with words, when the parts start.
        opened = OpenedNetworks()
    return HeartbeatPlan(url, key, int(given), opened)


class Heartbeat:
    """Tells now and then, in a thread, whether everything answers."""

    def __init__(
        self, plan: HeartbeatPlan, say: Callable[[str], None], place: Place = place_call
    ) -> None:
        """Prepare. say: tells the operator what changed."""
        self.plan, self._say, self._place = plan, say, place
        self._last_ms = 0
        self._refused = ""
        self._stop = threading.Event()
        self._farewell: threading.Thread | None = None

    def start(self, is_well: Callable[[], bool]) -> None:
        """Begin to tell. is_well: asks every part."""
        told = threading.Thread(target=self._run, args=(is_well,), name="heartbeat", daemon=True)
        self._farewell = threading.Thread(target=self._say_farewell, name="farewell", daemon=True)
        told.start()

    def stop(self) -> None:
        """Stop telling and say farewell, beside whatever else ends."""
        self._stop.set()
        if self._farewell is not None:
            self._farewell.start()

    def wait(self) -> None:
        """Wait until the farewell is said, for its short limit."""
        if self._farewell is not None:
            self._farewell.join(FAREWELL_LIMIT_S)

    def tell(self, *, running: bool, limit_s: float = CALL_LIMIT_S) -> bool:
        """Send one sign of life; returns whether it was taken."""
        body = json.dumps({"running": running, "version": own_version()}).encode()
        # Two signs of one millisecond would be taken for one.
        self._last_ms = max(self._last_ms + 1, time.time_ns() // 1_000_000)
        headers = signed_headers(self.plan.key, body, self._last_ms)
        headers["Content-Type"] = "application/json"
        call = Call("POST", self.plan.url + PATH, headers, body, limit_s, MOST_ANSWER_BYTES)
        try:
            status = self._place(call, self.plan.opened).status
        except OwjError as error:
            self._note(error.code)
            return False
        self._note("" if status == 204 else f"HTTP {status}")
        return status == 204

    def _run(self, is_well: Callable[[], bool]) -> None:
        while not self._stop.is_set():
            self.tell(running=is_well())
            self._stop.wait(self.plan.every_s)

    def _say_farewell(self) -> None:
        self.tell(running=False, limit_s=FAREWELL_LIMIT_S)

    def _note(self, refused: str) -> None:
        """Tell the operator once that it is not taken, and once that it is again."""
        if refused != self._refused:
            words = f"is not taken ({refused})" if refused else "is taken again"
            self._say(f"The sign of life for {self.plan.url} {words}")
        self._refused = refused


def own_version() -> str:
    """Return the version of this Owj, empty where it was not installed as a package."""
    try:
        return importlib.metadata.version("owj")
    except importlib.metadata.PackageNotFoundError:
        return ""
