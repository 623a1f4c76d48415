"""How the worker and its timers are, for /readyz."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from owj.server.clock import NOW_SQL

STATUS_SQL = f"""
    SELECT
        (SELECT extract(epoch FROM clock_timestamp() - max(beat_at))::float
            FROM server_workerbeat),
        (SELECT greatest(0, extract(epoch FROM ({NOW_SQL}) - min(due_at)))::float FROM (
            SELECT min(due_at) AS due_at FROM server_timer WHERE state = 'waiting'
                AND (retry_at IS NULL OR retry_at <= clock_timestamp())
            UNION ALL SELECT min(due) FROM server_processtimer WHERE NOT quarantined
                AND (retry_at IS NULL OR retry_at <= clock_timestamp())) AS waiting),
        (SELECT count(*) FROM server_timer WHERE state = 'quarantined'),
        (SELECT count(*) FROM server_incident WHERE resolved_at IS NULL)
"""  # noqa: S608 -- constants only


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """The worker as the database saw it last.

    age_s: since its last sign of life, None when none ever was; real time.
    lag_s: how long the longest waiting timer is overdue; domain time.
    """

    age_s: float | None
    lag_s: float
    quarantined: int
    open_incidents: int


def worker_status() -> WorkerStatus:
    """Return how the worker and its timers are. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STATUS_SQL)
        row = cursor.fetchone() or (None, None, 0, 0)
    age_s, lag_s, quarantined, incidents = row
    return WorkerStatus(
        age_s=None if age_s is None else float(age_s),
        lag_s=float(lag_s or 0.0),
        quarantined=int(quarantined),
        open_incidents=int(incidents),
    )
