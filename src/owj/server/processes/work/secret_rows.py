"""Secrets that drawings name: keys of other systems, written once and read by work only."""

from __future__ import annotations

from django.db import models


class ProcessSecret(models.Model):
    """One secret. sealed: see `sealing`. hosts: where it may be sent; nothing else gets it."""

    name = models.CharField(max_length=60, unique=True)
    sealed = models.TextField()
    hosts = models.TextField(blank=True, default="")
    set_by_id = models.BigIntegerField(null=True)
    set_by_name = models.CharField(max_length=200, blank=True, default="")
    set_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
