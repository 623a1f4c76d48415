"""Papers that were issued. The database refuses to change or delete one, or to empty them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class SealedPaper(models.Model):
    """One issued paper: an invoice, a credit note, whole, as it was handed out.

    series, number: unique, and without a gap within a Jalali year. entity, record_id: whose it is.
    day: the civil day on it. content: everything that stands on it. digest: of the content.
    """

    series = models.CharField(max_length=20)
    number = models.CharField(max_length=30)
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    day = models.DateField()
    sealed_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    content = models.JSONField()
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "number"], name="owj_sealed_paper_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["entity", "record_id"], name="server_sealed_paper_of")
        ]

    def __str__(self) -> str:
        return self.number
