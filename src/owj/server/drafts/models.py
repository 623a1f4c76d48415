"""The draft row."""

from __future__ import annotations

from django.db import models

from owj.server.identity.models import User


class Draft(models.Model):
    """One text that one person has begun at one place ("ticket:12:reply") and not sent yet."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    place = models.CharField(max_length=120)
    text = models.TextField()
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["user", "place"], name="server_draft_once_a_place"),
        ]
