"""What this room tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ProcessDeployed:
    """A process has another version, by which new instances run. by: who deployed it."""

    key: str
    number: int
    at: datetime
    by: int | None = None


@dataclass(frozen=True, slots=True)
class ProcessStarted:
    """A process has begun. entity, record_id: the record it belongs to, if any."""

    instance_id: int
    key: str
    at: datetime
    entity: str = ""
    record_id: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class UserTaskCompleted:
    """A person has done a task of a process."""

    task_id: int
    instance_id: int
    node: str
    at: datetime
    entity: str = ""
    record_id: int | None = None
    by: int | None = None
