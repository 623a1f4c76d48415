"""The row of one promise's result: what reports count, so that they need no replay."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

_COUNTED = ["promise", "outcome", "priority", "cause", "holder_id", "party_id", "due_at"]
_TIMED = ["promise", "priority", "taken_s", "holder_id", "party_id"]
_ARRIVED = ["arrived_hour", "priority", "holder_id", "party_id"]


class PromiseResult(models.Model):
    """What one clock came to when its record was last evaluated; a copy of what a replay says.

    party_id: to whom it was promised. holder_id: who holds the record now. outcome, cause: as the
    kernel names them. *_day, arrived_hour: on the calendar's own clock. due_at: empty while the
    clock stands. done_at, taken_s: when it was done, after so many working seconds. late_s: working
    seconds too late.
    """

    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    promise = models.CharField(max_length=20)
    cycle = models.PositiveSmallIntegerField()
    priority = models.CharField(max_length=10)
    party_id = models.BigIntegerField()
    holder_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=10)
    arrived_at = models.DateTimeField()
    arrived_day = models.DateField()
    arrived_hour = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField(null=True)
    due_day = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_day = models.DateField(null=True)
    taken_s = models.IntegerField(null=True)
    late_s = models.IntegerField(default=0)
    cause = models.CharField(max_length=20, blank=True, default="")
    cause_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "record_id", "promise", "cycle"], name="owj_result_once"
            )
        ]
        # Each report reads one of these alone: the rows beside an index are not touched.
        indexes: ClassVar = [
            models.Index(
                fields=["entity", "due_day"],
                name="owj_result_due",
                include=_COUNTED,
                condition=Q(due_day__isnull=False),
            ),
            models.Index(
                fields=["entity", "done_day"],
                name="owj_result_done",
                include=_TIMED,
                condition=Q(done_day__isnull=False),
            ),
            models.Index(
                fields=["entity", "arrived_day"],
                name="owj_result_arrived",
                include=_ARRIVED,
                condition=Q(promise="first_response"),
            ),
            models.Index(
                fields=["entity", "due_at"],
                name="owj_result_open",
                condition=Q(outcome="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity}/{self.record_id} {self.promise}/{self.cycle} {self.outcome}"
