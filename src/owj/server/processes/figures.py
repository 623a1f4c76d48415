"""How long cases stand where: the visits of each shape, with the usual and the long ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

# The last cases of a version are looked at, and of them the visits that are over.
MOST_CASES = 2_000
STAYS_SQL = """
    WITH chosen AS (
        SELECT id FROM server_processinstance WHERE version_id = %s ORDER BY id DESC LIMIT %s
    )
    SELECT left_.node, count(*),
        percentile_cont(0.5) WITHIN GROUP (ORDER BY left_.at - came.at),
        percentile_cont(0.9) WITHIN GROUP (ORDER BY left_.at - came.at)
    FROM chosen
    JOIN server_processhistory left_ ON left_.instance_id = chosen.id
        AND left_.kind IN ('completed', 'cancelled')
    JOIN server_processhistory came ON came.instance_id = chosen.id
        AND came.visit = left_.visit AND came.node = left_.node AND came.kind = 'entered'
    GROUP BY left_.node
    ORDER BY 3 DESC, left_.node
"""


@dataclass(frozen=True, slots=True)
class Stay:
    """How long cases stood at a node. usual: the median. long: one of ten stays even longer."""

    node: str
    count: int
    usual: timedelta
    long: timedelta


def stays_of(version_id: int) -> list[Stay]:
    """Return how long the visits of each node took, the longest first."""
    with connection.cursor() as cursor:
        cursor.execute(STAYS_SQL, [version_id, MOST_CASES])
        return [Stay(*row) for row in cursor.fetchall()]
