"""The row of a key of ours."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class OwnSignature(models.Model):
    """A pair of keys for one purpose. sealed: the private one, which only this installation reads.

    public: the other one, in base64, for whoever checks.
    """

    name = models.CharField(max_length=40, unique=True)
    sealed = models.TextField()
    public = models.CharField(max_length=60)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"
