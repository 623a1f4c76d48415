"""The timer row."""

from __future__ import annotations

from django.db import models


class Timer(models.Model):
    """One thing to do at one instant of the domain clock."""

    class State(models.TextChoices):
        WAITING = "waiting"
        QUARANTINED = "quarantined"

    kind = models.CharField(max_length=80)
    key = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    # Counted and committed before each run, so that a run that kills the process counts too.
    attempts = models.PositiveSmallIntegerField(default=0)
    # Real database time, not the domain's: a moved clock must not stop retries.
    retry_at = models.DateTimeField(null=True)
    # Grows with every rescheduling; a run settles only the schedule it was started for.
    generation = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="server_timer_once_per_key"),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="server_timer_due",
                condition=models.Q(state="waiting"),
            ),
        ]
