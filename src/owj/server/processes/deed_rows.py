"""What administrators did to processes and secrets: kept, though what it was about is gone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ProcessDeed(models.Model):
    """One deed. what: "secret.set", "process.deleted", … about: a key or name. No keys to rows."""

    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True, default="")
    what = models.CharField(max_length=40)
    about = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [models.Index(fields=["what", "-at"], name="server_process_deed_what")]
