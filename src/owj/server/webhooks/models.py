"""The rows of webhooks: who wants to hear what, and what became of each telling."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models.functions import Now

from owj.server.identity.models import User


class Webhook(models.Model):
    """An address that is told of an entity's changes, as far as its owner sees them.

    secret: signs what is sent; the receiver holds the same. broken_until: after failures in a row
    it is left alone for a while.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="webhooks")
    url = models.TextField()
    secret = models.CharField(max_length=80)
    entity_id = models.CharField(max_length=200)
    actions = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    failures = models.IntegerField(default=0)
    broken_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"
        indexes = [
            models.Index(
                fields=["entity_id"],
                name="server_webhook_listening",
                condition=models.Q(active=True),
            ),
        ]


class WebhookDelivery(models.Model):
    """One telling. It names what was written; what is sent is read when it is sent.

    columns: what an update changed. status: what the receiver answered. skipped: the owner may not
    see the record any more.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        DELIVERED = "delivered"
        FAILED = "failed"
        SKIPPED = "skipped"

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.UUIDField(default=uuid.uuid4)
    action = models.CharField(max_length=8)
    record_id = models.BigIntegerField()
    version = models.IntegerField()
    columns = models.JSONField(default=list)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    attempts = models.IntegerField(default=0)
    status = models.IntegerField(null=True)
    problem = models.TextField(default="")
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["webhook", "-id"], name="server_delivery_of")]
