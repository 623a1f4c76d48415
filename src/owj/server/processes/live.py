"""Tell open pages that a process went on. A person's own step tells it by the task."""

from __future__ import annotations

from owj.server.live.notify import notify_live

WHAT = "process"


def tell_live(instance_id: int, entity: str, record_id: int | None) -> None:
    """Let pages that show the process, or the record it belongs to, draw it anew."""
    notify_live(["desk"], WHAT, id=instance_id, **of_record(entity, record_id))


def of_record(entity: str, record_id: int | None) -> dict[str, object]:
    """Return how news say what record they are about; nothing where there is none."""
    return {} if record_id is None else {"of": f"{entity}:{record_id}"}
