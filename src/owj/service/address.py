"""Where the web server listens, and the address people use."""

from __future__ import annotations

import errno
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from owj.service.refusals import PortTaken, VariableRejected

DEFAULT_PORT = 8000
DEFAULT_LISTEN = "127.0.0.1"


def choose_port(asked: int | None, facts: Mapping[str, Any]) -> int:
    """Return the port to use: the asked one, else the last one, else 8000; 0 means any."""
    return asked if asked is not None else int(facts.get("port") or DEFAULT_PORT)


def take_port(port: int, listen: str, *, patience_s: float = 0.0) -> int:
    """Return a port on which we may listen; `port` 0 gives a free one.

    patience_s: how long to wait for a port that our own dying web server may still hold.
    Raises: PortTaken, VariableRejected when this machine has no address `listen`.
    """
    deadline = time.monotonic() + patience_s
    while True:
        free = _try_port(port, listen)
        if free is not None:
            return free
        if time.monotonic() >= deadline:
            raise PortTaken(port=port, other=_try_port(0, listen))
        time.sleep(0.1)


def _try_port(port: int, listen: str) -> int | None:
    family = socket.AF_INET6 if ":" in listen else socket.AF_INET
    with socket.socket(family) as probe:
        if sys.platform != "win32":
            # As the web server does: a port in TIME_WAIT is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((listen, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return None
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                raise VariableRejected(
                    name="OWJ_LISTEN", expected="an address of this machine", got=listen
                ) from error
            raise
        chosen: int = probe.getsockname()[1]
        return chosen


def local_address(listen: str, port: int) -> tuple[str, int]:
    """Return where this machine reaches a server that listens on `listen`."""
    return ({"0.0.0.0": "127.0.0.1", "::": "::1"}.get(listen, listen), port)  # noqa: S104 -- compared, not bound


def public_url(environment: Mapping[str, str], listen: str, port: int) -> str:
    """Return the address people use: OWJ_URL when set, else this machine's own.

    Raises: VariableRejected.
    """
    given = environment.get("OWJ_URL", "").rstrip("/")
    if given:
        if not _is_web_address(given):
            raise VariableRejected(
                name="OWJ_URL", expected="an address such as https://crm.example", got=given
            )
        return given
    host, _ = local_address(listen, port)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _is_web_address(text: str) -> bool:
    """Say whether the text is scheme, host and perhaps port: links are made by adding a path."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    rest = parts.path or parts.query or parts.fragment
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0 and not rest
