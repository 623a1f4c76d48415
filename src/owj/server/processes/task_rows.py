"""What people and programs have to do for running processes."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from owj.server.processes.instance_rows import ProcessInstance


class UserTask(models.Model):
    """A person's task. number: of the kernel's token that waits for it.

    lane: the drawing's, for whoever assigns. candidate_*: who may claim it; all empty for every
    colleague. form: key of a form. returned: why the last one to hold it gave it back.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        COMPLETED = "completed"
        CANCELLED = "cancelled"

    instance = models.ForeignKey(
        ProcessInstance, on_delete=models.CASCADE, related_name="tasks", db_index=False
    )
    number = models.PositiveIntegerField()
    node = models.TextField()
    name = models.CharField(max_length=300, blank=True, default="")
    lane = models.CharField(max_length=200, blank=True, default="")
    entity = models.CharField(max_length=60, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    candidate_roles = ArrayField(models.TextField(), default=list, blank=True)
    candidate_teams = ArrayField(models.BigIntegerField(), default=list, blank=True)
    candidate_users = ArrayField(models.BigIntegerField(), default=list, blank=True)
    form = models.CharField(max_length=120, blank=True, default="")
    due = models.DateTimeField(null=True)
    follow_up = models.DateTimeField(null=True)
    priority = models.SmallIntegerField(default=50)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    delegated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    returned = models.CharField(max_length=500, blank=True, default="")
    answers = models.JSONField(null=True)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(fields=["instance", "number"], name="server_user_task_token"),
            models.Index(
                fields=["assignee", "due"],
                name="server_user_task_mine",
                condition=models.Q(status="open"),
            ),
            models.Index(
                fields=["due"], name="server_user_task_open", condition=models.Q(status="open")
            ),
            GinIndex(
                fields=["candidate_roles"],
                name="server_user_task_roles",
                condition=models.Q(status="open"),
            ),
            GinIndex(
                fields=["candidate_teams"],
                name="server_user_task_teams",
                condition=models.Q(status="open"),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.node


class WorkItem(models.Model):
    """Work of a service task that reaches outside, done by a job. number: of its token.

    kind: of `work.register`. settings: what the drawing says. next_at: real time. last_error: of
    the attempt before.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        WITHDRAWN = "withdrawn"

    instance = models.ForeignKey(
        ProcessInstance, on_delete=models.CASCADE, related_name="work", db_index=False
    )
    number = models.PositiveIntegerField()
    node = models.TextField()
    kind = models.CharField(max_length=40, blank=True, default="")
    settings = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(fields=["instance", "number"], name="server_work_item_token"),
            models.Index(
                fields=["next_at"],
                name="server_work_item_waiting",
                condition=models.Q(status__in=["waiting", "running"]),
            ),
        ]
