"""What has happened in processes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from owj.server.processes.state_rows import instance_key


class ProcessHistory(models.Model):
    """One thing that happened. number: from 1 within its instance. visit: token or scope.

    top_id: the outermost process. No keys to people: a history outlives them.
    """

    pk = models.CompositePrimaryKey("instance_id", "number")
    instance = instance_key("history")
    number = models.PositiveIntegerField()
    top_id = models.BigIntegerField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    node = models.TextField(blank=True, default="")
    visit = models.PositiveIntegerField(default=0)
    by = models.BigIntegerField(null=True)
    detail = models.JSONField(null=True)

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["instance", "number"]
