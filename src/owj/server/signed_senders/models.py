"""The row of a sender: its secret, and what it last told."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class SignedSender(models.Model):
    """A program that tells something about one record.

    sealed: the secret that signs what it tells; the sender holds the same. last_ms: the latest
    instant of its own clock that was taken, so that nothing is taken twice. heard_at: the domain's
    instant of that.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    sealed = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    last_ms = models.BigIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    said = models.JSONField(default=dict)

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["entity", "record_id"], name="server_signed_sender_of")]
