"""The entries of all accounts. The database refuses to change or delete one, or to empty them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class LedgerEntry(models.Model):
    """One fact of an account, which is a record's; what is owed is the sum of its entries.

    day: the civil day on which it holds. recorded_at: when we learned of it. seq: the order in
    which we learned.
    """

    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    day = models.DateField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data = models.JSONField(default=dict)

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "record_id", "seq"], name="owj_ledger_entry_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity}/{self.record_id}#{self.seq} {self.kind}"
