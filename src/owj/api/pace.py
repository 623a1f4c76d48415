"""How fast a key may ask. Tries are counted in the database, some at once, so that a request that
reads a page does not also write a row."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from owj.server.identity.api_keys import note_use
from owj.server.identity.models import ApiKey
from owj.server.identity.rate_limit import Limit, count_try

PER_MINUTE = Limit("api", 1200, timedelta(minutes=1))
# Of these a process takes so many at once, and what it did not use after so long is forgotten.
AT_ONCE = 20
KEPT_S = 30.0
MOST_KEYS = 10_000


@dataclass(slots=True)
class Lease:
    """Tries that were counted already and may still be used."""

    left: int
    until: float


_leases: dict[int, Lease] = {}
_lock = Lock()


def keep_pace(key: ApiKey) -> None:
    """Count one request of a key. Raises: TooManyAttempts."""
    at = time.monotonic()
    with _lock:
        lease = _leases.get(key.pk)
        if lease is not None and lease.left > 0 and lease.until > at:
            lease.left -= 1
            return
    count_try(PER_MINUTE, str(key.pk), AT_ONCE)
    note_use(key)
    with _lock:
        if len(_leases) >= MOST_KEYS:
            _leases.clear()
        _leases[key.pk] = Lease(AT_ONCE - 1, at + KEPT_S)


def forget_leases() -> None:
    """Start anew, as a fresh process does."""
    with _lock:
        _leases.clear()
