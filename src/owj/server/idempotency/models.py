"""The answers that were given under a key of the caller's choosing."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from owj.server.identity.models import User


class KeptAnswer(models.Model):
    """One request that was carried out, by its key, and what was answered.

    asked: the digest of the request, so that a key is not taken for another one.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(default=bytes)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="server_kept_answer_once")
        ]
