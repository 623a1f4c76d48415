"""The outbox row."""

from __future__ import annotations

from django.db import models


class OutboxMessage(models.Model):
    """One message to the outside, written in the commit that caused it."""

    class Policy(models.TextChoices):
        AT_LEAST_ONCE = "at_least_once"
        AT_MOST_ONCE = "at_most_once"

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"
        DROPPED = "dropped"

    channel = models.CharField(max_length=32)
    recipient = models.CharField(max_length=320)
    payload = models.JSONField(default=dict)
    policy = models.CharField(max_length=16, choices=Policy)
    state = models.CharField(max_length=12, choices=State, default=State.PENDING)
    idempotency_key = models.CharField(max_length=200)
    attempts = models.PositiveSmallIntegerField(default=0)
    # A try died between the send and its record: the next one may be a second copy.
    maybe_duplicate = models.BooleanField(default=False)
    # The provider's own number of it.
    receipt = models.CharField(max_length=120, blank=True, default="")
    # What the provider said later became of it, and when it was asked.
    delivery = models.CharField(max_length=16, blank=True, default="")
    delivery_asked_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    # The domain's instant, for people; the three below are real database time, for machines.
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "idempotency_key"], name="server_outbox_key_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "lease_until", "next_attempt_at"],
                name="server_outbox_open",
                condition=models.Q(state__in=["pending", "sending"]),
            ),
        ]
