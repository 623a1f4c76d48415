"""Runs a web server: one uvicorn process, which ends quickly although streams are open."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence

import uvicorn

from owj.server.live.hub import live_hub
from owj.service.processes import allow_open_files

# What still runs then is cancelled: a stop of everything may take 5 s.
GRACE_S = 1
# An open page holds a connection, and a browser keeps some more.
MOST_CONNECTIONS = 65_536


class WebServer(uvicorn.Server):
    """A server that ends its live streams before it waits for its answers."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the streams, then everything else."""
        await live_hub().close()
        await super().shutdown(sockets)


def serve(listen: str, port: int, sockets: Sequence[int] = ()) -> None:
    """Serve until a signal asks to stop.

    sockets: file descriptors of listening sockets that the supervisor shares; none: listen here.
    """
    allow_open_files(MOST_CONNECTIONS)
    config = uvicorn.Config(
        "owj.boot.asgi:application",
        host=listen,
        port=port,
        loop="owj.server.connections:new_event_loop",
        lifespan="off",
        ws="none",
        # Logging is Django's: see boot/configuration.py.
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=os.environ.get("OWJ_TRUSTED_PROXIES", "127.0.0.1,::1"),
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=15,
    )
    shared = [socket.socket(fileno=number) for number in sockets]
    WebServer(config).run(sockets=shared or None)
