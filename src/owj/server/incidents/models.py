"""The incident row."""

from __future__ import annotations

from django.db import models


class Incident(models.Model):
    """Something that was tried, failed for good, and waits for a person."""

    source = models.CharField(max_length=32)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "subject"],
                name="server_incident_open_once",
                condition=models.Q(resolved_at=None),
            ),
        ]
