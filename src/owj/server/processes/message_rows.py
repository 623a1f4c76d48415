"""What comes to processes from outside of them: what starts them, messages, signals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from owj.server.processes.definition_rows import ProcessVersion


class ProcessStart(models.Model):
    """A start event of the version in force that waits for something.

    kind: "message", "signal", "timer" or "record". name: of the message or signal; of a record
    trigger what is waited for: "created", "changed" or "deleted". due and what follows: of timers,
    as in ProcessTimer.
    """

    version = models.ForeignKey(ProcessVersion, on_delete=models.CASCADE, related_name="starts")
    node = models.TextField()
    kind = models.CharField(max_length=10)
    name = models.TextField(blank=True, default="")
    entity = models.CharField(max_length=60, blank=True, default="")
    due = models.DateTimeField(null=True)
    anchor = models.DateTimeField(null=True)
    turn = models.PositiveIntegerField(default=1)
    left = models.PositiveIntegerField(null=True)
    every_months = models.IntegerField(null=True)
    every_micros = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "node"], name="server_process_start_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "name"], name="server_process_start_for"),
            models.Index(
                fields=["due"],
                name="server_process_start_due",
                condition=models.Q(due__isnull=False),
            ),
        ]


class ProcessMessage(models.Model):
    """A message or signal on its way. message_id: tells a repeated one; kept while it may come.

    key: which of several that wait is meant. keep_until: it may wait so long for somebody to
    subscribe. source: the instance that threw it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        EXPIRED = "expired"

    kind = models.CharField(max_length=10, default="message")
    name = models.TextField()
    key = models.TextField(null=True)
    data = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, null=True, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    received_at = models.DateTimeField()
    keep_until = models.DateTimeField()
    source = models.BigIntegerField(null=True)
    delivered_to = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(
                fields=["name", "key"],
                name="server_process_message_waits",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["keep_until"], name="server_process_message_end"),
        ]
