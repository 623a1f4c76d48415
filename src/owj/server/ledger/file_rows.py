"""Which files prove entries of accounts."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from owj.server.files.models import StoredFile


class EntryFile(models.Model):
    """A file that proves an entry of a record's account; who sees the record may open it."""

    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file", "entity", "record_id"], name="owj_entry_file_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity}/{self.record_id}: {self.file_id}"
