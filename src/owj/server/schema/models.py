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


class KindChange(models.Model):
    """One field on its way from one kind to another, by a shadow column. See kinds/services.py.

    before, after: the definitions of the field. converted, left: rows, as far as they are known.
    until: when the old values are dropped.
    """

    class State(models.TextChoices):
        CONVERTING = "converting"
        DONE = "done"
        UNDONE = "undone"
        DROPPED = "dropped"
        FAILED = "failed"

    entity_id = models.TextField()
    table = models.TextField()
    before = models.JSONField()
    after = models.JSONField()
    state = models.CharField(max_length=12, choices=State, default=State.CONVERTING)
    total = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    converted = models.BigIntegerField(default=0)
    left = models.BigIntegerField(default=0)
    by_name = models.TextField()
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    problem = models.TextField(default="")

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.before.get('id')} to {self.after.get('kind')}"


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
