"""What people leave at tasks, and who stands in for whom."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from owj.server.processes.task_rows import UserTask


class TaskEntry(models.Model):
    """One thing that people did with a task, or said of it.

    to_id: to whom it was given or shown. for_id: whose work it was, where a stand-in did it. No
    keys to people: what was done stays when a person's row goes.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment"
        CLAIMED = "claimed"
        RELEASED = "released"
        DELEGATED = "delegated"
        RETURNED = "returned"
        ASKED = "asked"
        ANSWERED = "answered"
        COMPLETED = "completed"

    task = models.ForeignKey(UserTask, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True, default="")
    to_id = models.BigIntegerField(null=True)
    to_name = models.CharField(max_length=200, blank=True, default="")
    for_id = models.BigIntegerField(null=True)
    for_name = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField(blank=True, default="")
    files = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [models.Index(fields=["task", "id"], name="server_task_entry_of_task")]


class TaskOpinion(models.Model):
    """What one colleague was asked about a task by its holder, and what they answered."""

    task = models.ForeignKey(UserTask, on_delete=models.CASCADE, related_name="opinions")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    question = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(
                fields=["asked_of"],
                name="server_task_opinion_open",
                condition=models.Q(answered_at=None),
            ),
            models.Index(fields=["task"], name="server_task_opinion_task"),
        ]


class StandIn(models.Model):
    """Who does a person's tasks from the first to the last day of a leave. ended_at: taken back."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="leaves"
    )
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="stands_in_for"
    )
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=300, blank=True, default="")
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")),
                name="server_stand_in_days_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("stand_in")), name="server_stand_in_other"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["stand_in", "last_day"],
                name="server_stand_in_open",
                condition=models.Q(ended_at=None),
            ),
        ]


class TaskTurn(models.Model):
    """Whose turn was last, where tasks of a place go round. place: process and node."""

    place = models.CharField(max_length=200, primary_key=True)
    user_id = models.BigIntegerField()

    class Meta:
        app_label = "server"
