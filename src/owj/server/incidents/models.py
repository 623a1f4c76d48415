"""The incident row."""

from __future__ import annotations

from django.db import models

from owj.server.identity.models import User


class Incident(models.Model):
    """Something that was tried, failed for good, and waits for a person."""

    source = models.CharField(max_length=32)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # What the person said who closed it.
    resolution = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "subject"],
                name="server_incident_open_once",
                condition=models.Q(resolved_at=None),
            ),
        ]
