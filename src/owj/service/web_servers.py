"""The web servers of one machine: how many, and the sockets on which they answer.

Python runs one thread at a time, so a machine of several processors has several web servers. They
share one listening socket, which the supervisor holds: whoever is free takes the next connection,
and one that comes while a server is replaced waits in the queue instead of being refused. Each has
a door of its own beside it, on which the supervisor asks whether this very one answers. Windows
cannot share a socket so: there one server listens by itself.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from owj.service.address import local_address, take_port
from owj.service.refusals import PortTaken, VariableRejected

MOST_PROCESSES = 16
# More of them by default would rather want the memory than the processors.
DEFAULT_MOST = 4
# Connections that wait for a server; the system cuts it to its own limit.
BACKLOG = 2048
# Of a database that takes 100 connections, what all web servers together may hold.
CONNECTIONS = 64
FEWEST_CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class WebServerPlan:
    """One web server to start: its name, what to tell it, and where it alone is reached."""

    name: str
    arguments: tuple[str, ...]
    sockets: tuple[int, ...]
    own_address: tuple[str, int]


def web_processes(environment: Mapping[str, str]) -> int:
    """Return how many web servers to run: OWJ_WEB_PROCESSES, else one a processor, four at most.

    Raises: VariableRejected.
    """
    if sys.platform == "win32":
        return 1
    given = environment.get("OWJ_WEB_PROCESSES", "")
    if not given:
        return min(os.cpu_count() or 1, DEFAULT_MOST)
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:4]) <= MOST_PROCESSES):
        raise VariableRejected(
            name="OWJ_WEB_PROCESSES",
            expected=f"a whole number from 1 to {MOST_PROCESSES}",
            got=given,
        )
    return int(given)


def pool_size(processes: int) -> int:
    """Return how many database connections each of so many web servers may hold."""
    return max(FEWEST_CONNECTIONS, min(16, CONNECTIONS // processes))


class Doors:
    """The sockets of an installation's web servers; `close` when all is over."""

    def __init__(self, listen: str, port: int, processes: int) -> None:
        """Listen. Raises: PortTaken when somebody was quicker since the port was chosen."""
        self._listen, self._port = listen, port
        self._shared: socket.socket | None = None
        self._own: list[socket.socket] = []
        if sys.platform != "win32":
            try:
                self._shared = _listening(listen, port)
            except OSError as error:
                raise PortTaken(port=port, other=take_port(0, listen)) from error
            self._own = [_listening("127.0.0.1", 0) for _ in range(processes)]

    def plans(self) -> Sequence[WebServerPlan]:
        """Return the web servers to start; the first is called "web"."""
        where = ("--listen", self._listen, "--port", str(self._port))
        if self._shared is None:
            return [WebServerPlan("web", where, (), local_address(self._listen, self._port))]
        plans: list[WebServerPlan] = []
        for number, own in enumerate(self._own, start=1):
            sockets = (self._shared.fileno(), own.fileno())
            told = tuple(word for one in sockets for word in ("--socket", str(one)))
            name = "web" if number == 1 else f"web-{number}"
            plans.append(WebServerPlan(name, (*where, *told), sockets, own.getsockname()))
        return plans

    def close(self) -> None:
        """Stop listening; what the servers still hold ends with them."""
        for one in (self._shared, *self._own):
            if one is not None:
                one.close()


def _listening(listen: str, port: int) -> socket.socket:
    opened = socket.socket(socket.AF_INET6 if ":" in listen else socket.AF_INET)
    try:
        # After a stop, connections that linger do not keep the port.
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((listen, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened
