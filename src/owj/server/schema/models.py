"""Drafts of schema changes: each person has one, and nothing of it is real before publishing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class SchemaDraft(models.Model):
    """What one person would change. base: the version that was current when they last looked."""

    by = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
    )
    base = models.BigIntegerField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "server"

    def __str__(self) -> str:
        return f"draft of {self.by_id}"


class SchemaDraftChange(models.Model):
    """One change of a draft, in order. change: as `change_to_json` writes it."""

    draft = models.ForeignKey(SchemaDraft, on_delete=models.CASCADE, related_name="changes")
    change = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.change.get('change')} in {self.draft_id}"
