"""Asks a web server of ours whether every part is ready."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass

ASK_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """The answer of /readyz.

    failing: the names of the checks that do not hold. worker_age_s: since the worker's last sign
    of life; None when that is not known.
    """

    ready: bool
    failing: tuple[str, ...]
    worker_age_s: float | None = None


def ask_readiness(host: str, port: int, *, timeout_s: float = ASK_TIMEOUT_S) -> Readiness:
    """Return what /readyz says; no answer counts as the web server not being ready."""
    connection = http.client.HTTPConnection(host, port, timeout=timeout_s)
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        body = json.loads(answer.read())
        checks = body.get("checks", {})
        failing = tuple(name for name, check in checks.items() if not check.get("ok"))
        return Readiness(answer.status == 200, failing, checks.get("worker", {}).get("age_s"))
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        return Readiness(False, ("web",))
    finally:
        connection.close()
