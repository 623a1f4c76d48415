"""A worker with a provider and timers of the tests' own, to be killed.

The provider is a file: one line for each message that reached it, written at once, like a mail
server that has said 250. Run as a program, it works until it is killed.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from functools import cache
from pathlib import Path

LATENCY_S = float(os.environ.get("FAULT_LATENCY_S", "0"))


def provider_file() -> Path:
    """Return where the provider writes what reached it."""
    return Path(os.environ["FAULT_PROVIDER"])


@cache
def register_once() -> None:
    """Register the channels and the kinds of timers."""
    from owj.kernel.errors import OutsideFailure
    from owj.server.outbox.channels import Outgoing, Policy, channel
    from owj.server.timers.registry import TimerRow, timer_kind
    from owj.server.workspace.models import Workspace

    def deliver(outgoing: Outgoing) -> None:
        if outgoing.payload.get("refuse"):
            raise OutsideFailure(permanent=bool(outgoing.payload["permanent"]), reason="refused")
        if outgoing.payload.get("stumble"):
            raise ValueError("nobody knows")
        time.sleep(LATENCY_S / 2)
        reach_provider(outgoing.key)
        time.sleep(LATENCY_S / 2)

    channel("least", lease_s=2)(deliver)
    channel("most", lease_s=2, policy=Policy.AT_MOST_ONCE)(deliver)

    @timer_kind("fault.once")
    def write_row(row: TimerRow, now: datetime) -> None:
        Workspace.objects.create(name_fa=row.key, name_en=str(row.attempt))

    @timer_kind("fault.deadly")
    def die(row: TimerRow, now: datetime) -> None:
        os._exit(1)


def reach_provider(key: str) -> None:
    """Write one line that survives this process."""
    descriptor = os.open(provider_file(), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, f"{key}\n".encode())
    os.close(descriptor)


def reached() -> list[str]:
    """Return the keys of what reached the provider, in order."""
    path = provider_file()
    return path.read_text().split() if path.exists() else []


if __name__ == "__main__":
    import django

    django.setup()
    register_once()
    from owj.server.jobs import run_worker

    run_worker()
