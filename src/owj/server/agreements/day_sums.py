"""How many promises fell due, and how many records came, on each day: the database keeps sums.

Every change of a result adds the difference to its days in the same transaction, as a row of its
own, so that nobody waits for anybody and a late event moves its old day, too. The sum of a day's
rows is right at any moment; the worker folds them into one.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import connection, models

DUE, ARRIVED = "due", "arrived"

FOLD_SQL = """
    WITH dirty AS (
        SELECT DISTINCT entity, counted, day FROM (
            SELECT entity, counted, day FROM server_resultday
            GROUP BY entity, counted, day, promise, outcome, cause, hour, holder_id
            HAVING count(*) > 1 OR sum(many) = 0
        ) AS split
    ), gone AS (
        DELETE FROM server_resultday USING dirty
        WHERE server_resultday.entity = dirty.entity AND server_resultday.day = dirty.day
          AND server_resultday.counted = dirty.counted
        RETURNING server_resultday.*
    )
    INSERT INTO server_resultday
        (entity, counted, day, promise, outcome, cause, hour, holder_id, many)
    SELECT entity, counted, day, promise, outcome, cause, hour, holder_id, sum(many) FROM gone
    GROUP BY entity, counted, day, promise, outcome, cause, hour, holder_id
    HAVING sum(many) <> 0
"""


class ResultDay(models.Model):
    """How many results of a day are alike; several rows of the same key add up.

    counted: "due", kept and broken promises on the day they fell due, or "arrived", records on
    the day they came, by hour. many: may be below zero in a row that takes something back.
    """

    entity = models.CharField(max_length=40)
    counted = models.CharField(max_length=10)
    day = models.DateField()
    promise = models.CharField(max_length=20, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    cause = models.CharField(max_length=20, blank=True)
    hour = models.PositiveSmallIntegerField(default=0)
    holder_id = models.BigIntegerField(null=True)
    many = models.IntegerField()

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(
                fields=["entity", "counted", "day"],
                name="owj_result_day",
                include=["promise", "outcome", "cause", "hour", "holder_id", "many"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity}/{self.day} {self.counted} {self.many}"


def fold_day_sums() -> int:
    """Make one row of the rows of each day; returns how many days' rows that are."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD_SQL)
        return int(cursor.rowcount)


def count_days_anew() -> None:
    """Count every day anew from the results; for rows that were written past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT owj_count_days_anew()")
