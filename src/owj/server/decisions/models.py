"""Versions of decisions, which only grow; drafts and test cases beside them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class OwnDecision(models.Model):
    """A decision that the organisation drew itself; versions, drafts and cases are by its key.

    source: the model it began with, shown until a version is published. decision: its name in the
    model. entity, fields: whose records give samples, and which field fills which input; entity is
    "" for none. archived_at: it is no longer offered, yet whoever asks it is answered.
    """

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    decision = models.CharField(max_length=120)
    source = models.TextField()
    entity = models.CharField(max_length=60, blank=True)
    fields = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    archived_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["name", "key"]

    def __str__(self) -> str:
        return self.key


class DecisionVersion(models.Model):
    """One published model of a decision; the last one is asked. The database never changes it.

    number: from 1, the one that comes with Owj. fingerprint: of the source.
    """

    key = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    source = models.TextField()
    fingerprint = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["key", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "number"], name="owj_decision_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}/{self.number}"


class DecisionDraft(models.Model):
    """What one person has changed in a decision and not published. base: the version before it."""

    key = models.CharField(max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base = models.PositiveIntegerField()
    source = models.TextField()
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "by"], name="owj_decision_draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} by {self.by_id}"


class DecisionCase(models.Model):
    """A test case kept with a decision: it must hold before a version is published."""

    key = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    inputs = models.JSONField()
    expected = models.JSONField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["key", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "name"], name="owj_decision_case_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.name}"
