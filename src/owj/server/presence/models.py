"""The row of a present person."""

from __future__ import annotations

from django.db import models

from owj.server.identity.models import User


class Presence(models.Model):
    """One person at one place ("ticket:12"), and whether they write there.

    seen_at is real database time: a person is there or not, whatever the domain's clock says.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=120)
    writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["place", "user"], name="server_presence_once"),
        ]
