"""The row of one message that came in."""

from __future__ import annotations

from django.db import models


class InboundMessage(models.Model):
    """One message from outside, raw; read_at: when its sender and text were understood."""

    channel = models.CharField(max_length=32)
    raw = models.JSONField()
    stored_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    sender = models.CharField(max_length=40, blank=True, default="")
    text = models.TextField(blank=True, default="")

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["-stored_at"], name="server_inbound_latest")]
