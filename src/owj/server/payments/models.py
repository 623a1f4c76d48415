"""The row of an attempt to pay over a gateway."""

from __future__ import annotations

import uuid

from django.db import models

from owj.server.identity.models import User


class OnlinePayment(models.Model):
    """One attempt. entity, record_id: what is paid. reference: the gateway's own, once it paid."""

    class State(models.TextChoices):
        STARTED = "started"
        PAID = "paid"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    gateway = models.CharField(max_length=20)
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.STARTED)
    reference = models.CharField(max_length=60, default="", blank=True)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["entity", "record_id"], name="server_payment_of")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="server_payment_above_nothing"
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"],
                condition=~models.Q(reference=""),
                name="server_payment_reference_once",
            ),
        ]
