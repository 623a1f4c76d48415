"""Tell open pages that a process went on. A person's own step tells it by the task."""

from __future__ import annotations

from owj.server.live.notify import notify_live

WHAT = "process"


def tell_live(instance_id: int) -> None:
    """Let pages that show the process draw its tokens anew."""
    notify_live(["desk"], WHAT, id=instance_id)
