"""The worker's sign of life."""

from __future__ import annotations

from django.db import models


class WorkerBeat(models.Model):
    """One running worker; `beat_at` is real database time."""

    name = models.CharField(max_length=80, primary_key=True)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        app_label = "server"
