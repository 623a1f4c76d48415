"""How fast a key may ask. Tries are counted in the database, some at once, so that a request that
reads a page does not also write a row."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from owj.server.identity.api_keys import note_use
from owj.server.identity.rate_limit import Limit, count_in_window

PER_MINUTE = Limit("api", 1200, timedelta(minutes=1))
# Of these a process takes so many at once, and what it did not use after so long is forgotten.
AT_ONCE = 20
KEPT_S = 30.0
MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """How much a key may still ask. Other processes' leases are counted as used."""

    left: int
    reset_s: int

    @property
    def headers(self) -> dict[str, str]:
        """Return it as answers say it."""
        return {
            "RateLimit-Limit": str(PER_MINUTE.most),
            "RateLimit-Remaining": str(max(self.left, 0)),
            "RateLimit-Reset": str(max(self.reset_s, 0)),
        }


@dataclass(slots=True)
class Lease:
    """Tries that were counted already and may still be used. beyond: what the window has left."""

    left: int
    until: float
    beyond: int
    resets_at: float

    def pace(self, at: float) -> Pace:
        """Return what is left at an instant."""
        return Pace(self.beyond + self.left, math.ceil(self.resets_at - at))


_leases: dict[int, Lease] = {}
_lock = Lock()


def keep_pace(key_id: int) -> Pace:
    """Count one request of a key. Raises: TooManyAttempts."""
    at = time.monotonic()
    with _lock:
        lease = _leases.get(key_id)
        if lease is not None and lease.left > 0 and lease.until > at:
            lease.left -= 1
            return lease.pace(at)
    count, left_s = count_in_window(PER_MINUTE, str(key_id), AT_ONCE)
    note_use(key_id)
    lease = Lease(AT_ONCE - 1, at + KEPT_S, PER_MINUTE.most - count, at + left_s)
    with _lock:
        if len(_leases) >= MOST_KEYS:
            _leases.clear()
        _leases[key_id] = lease
    return lease.pace(at)


def forget_leases() -> None:
    """Start anew, as a fresh process does."""
    with _lock:
        _leases.clear()
