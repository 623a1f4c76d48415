"""The row of an uploaded file."""

from __future__ import annotations

import uuid

from django.db import models

from owj.server.identity.models import User


class StoredFile(models.Model):
    """One uploaded file: what it is, not where it belongs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    # Never derived from what the uploader called it.
    storage_name = models.CharField(max_length=64, unique=True)
    original_name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        app_label = "server"
