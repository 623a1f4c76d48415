"""Asking the worker for work that reaches outside, in the commit that wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app

WORK_TASK = "owj.processes.work"
WORK_QUEUE = "process-work"


def ask_for_work(instance_id: int, parts: Sequence[Mapping[str, Any]]) -> None:
    """Let the worker do what a step wants done. parts: what the step wrote of it."""
    for part in parts:
        defer_work(instance_id, int(part["number"]))


def defer_work(instance_id: int, number: int, at: datetime | None = None) -> None:
    """Let the worker look at one piece of work, now or later. at: real time."""
    job = app.configure_task(WORK_TASK, queue=WORK_QUEUE, schedule_at=at)
    job.defer(instance_id=instance_id, number=number)
