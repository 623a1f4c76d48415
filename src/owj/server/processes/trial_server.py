"""A server outside of everything that answers requests and writes down their keys."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@contextmanager
def serving(seen: Path) -> Iterator[str]:
    """Answer on this machine, in a process of its own, for as long as the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answering(seen))
    seen.touch()
    own = os.fork()
    if not own:
        server.serve_forever()
    server.socket.close()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        os.kill(own, signal.SIGKILL)
        os.waitpid(own, 0)


def asked_keys(seen: Path) -> Counter[str]:
    """Return how often each key came."""
    return Counter(seen.read_text(encoding="ascii").split())


def _answering(seen: Path) -> type[BaseHTTPRequestHandler]:
    def answer(asked: BaseHTTPRequestHandler) -> None:
        asked.rfile.read(int(asked.headers.get("Content-Length") or 0))
        key = asked.headers.get("Idempotency-Key", "none")
        line = os.open(seen, os.O_WRONLY | os.O_APPEND)
        os.write(line, f"{key}\n".encode())
        os.close(line)
        asked.send_response(204)
        asked.end_headers()

    def say_nothing(*_words: object) -> None:
        """Keep the log empty."""

    # The names are those that the library calls.
    return type(
        "Answering",
        (BaseHTTPRequestHandler,),
        {"do_POST": answer, "log_message": say_nothing},
    )
