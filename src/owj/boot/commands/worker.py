"""`./owj worker`: jobs, timers and heartbeat. Run by `up`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from owj.service.watch import stop_with_parent


def run(arguments: Sequence[str]) -> int:
    """Work until asked to stop."""
    parser = argparse.ArgumentParser(prog="./owj worker", description=__doc__)
    parser.add_argument("--watched", action="store_true", help="end when the parent ends")
    asked = parser.parse_args(arguments)
    if asked.watched:
        stop_with_parent()
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "owj.boot.settings")
    django.setup()
    from owj.server.collector import spare_collector
    from owj.server.jobs import run_worker

    spare_collector()
    run_worker()
    return 0
