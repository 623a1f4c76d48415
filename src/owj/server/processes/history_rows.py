"""What has happened in processes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from owj.server.processes.instance_rows import ProcessInstance


class ProcessHistory(models.Model):
    """One thing that happened. number: from 1 within its instance. visit: token or scope.

    top_id: the outermost process. No keys to people: a history outlives them.
    """

    instance = models.ForeignKey(ProcessInstance, on_delete=models.CASCADE, related_name="history")
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
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instance", "number"], name="server_process_history_once"
            )
        ]
