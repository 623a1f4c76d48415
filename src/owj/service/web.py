"""Runs the web server: one uvicorn process, which ends quickly although streams are open."""

from __future__ import annotations

import uvicorn

# Live streams never end by themselves: after this their tasks are cancelled.
GRACE_S = 1


def serve(listen: str, port: int) -> None:
    """Serve until a signal asks to stop."""
    uvicorn.run(
        "owj.boot.asgi:application",
        host=listen,
        port=port,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=GRACE_S,
        timeout_keep_alive=15,
    )
