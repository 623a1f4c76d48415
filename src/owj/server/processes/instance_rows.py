"""A running process: one row, which every step locks first."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from owj.server.processes.definition_rows import ProcessVersion


class ProcessInstance(models.Model):
    """One process that runs or ran.

    revision: steps done; each step asserts that nobody else did one. last_number, root: of the
    kernel's state. events: history rows written, so that each gets the next number. parent: the
    process that called it, whose token parent_token waits for its end; top: the outermost one.
    record_id: of `entity`, where it belongs to a record. remove_after: when its rows may go.
    rare: it has rounds, open incidents or undos, for which a step asks of no other.
    """

    class Status(models.TextChoices):
        ACTIVE = "active"
        COMPLETED = "completed"
        TERMINATED = "terminated"
        CANCELLED = "cancelled"

    version = models.ForeignKey(ProcessVersion, on_delete=models.PROTECT, related_name="instances")
    status = models.CharField(max_length=12, choices=Status, default=Status.ACTIVE)
    revision = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    root = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    entity = models.CharField(max_length=60, blank=True, default="")
    record_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=300, blank=True, default="")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="called")
    parent_token = models.PositiveIntegerField(default=0)
    top = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    remove_after = models.DateField(null=True)
    rare = models.BooleanField(default=True)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(fields=["version", "status"], name="server_process_by_version"),
            models.Index(
                fields=["entity", "record_id"],
                name="server_process_of_record",
                condition=models.Q(record_id__isnull=False),
            ),
            models.Index(
                fields=["remove_after"],
                name="server_process_removal",
                condition=models.Q(remove_after__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"process {self.pk}"
