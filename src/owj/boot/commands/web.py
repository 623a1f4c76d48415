"""`./owj web`: the web server alone. Run by `up`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from owj.service.address import DEFAULT_LISTEN
from owj.service.watch import stop_with_parent


def run(arguments: Sequence[str]) -> int:
    """Serve until asked to stop."""
    parser = argparse.ArgumentParser(prog="./owj web", description=__doc__)
    parser.add_argument("--listen", default=DEFAULT_LISTEN)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--socket", type=int, action="append", default=[], help="a listening socket to answer on"
    )
    parser.add_argument("--watched", action="store_true", help="end when the parent ends")
    asked = parser.parse_args(arguments)
    if asked.watched:
        stop_with_parent()
    from owj.service.web import serve

    serve(asked.listen, asked.port, asked.socket)
    return 0
