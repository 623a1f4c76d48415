"""What was drawn: definitions, their versions, and the draft of each."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from owj.server.records.defs import Label


class ProcessDefinition(models.Model):
    """A process that an organisation keeps. entity: of the records it is started from, if any.

    name_en: for those who read English, as the drawing in force tells it (`owj:nameEn`).
    """

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    entity = models.CharField(max_length=60, blank=True, default="")
    archived = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key

    @property
    def label(self) -> Label:
        """Return what it is called, in the reader's language when it is worded."""
        return Label(self.name, self.name_en or self.name)


class ProcessVersion(models.Model):
    """A deployed drawing; it never changes. digest: of the XML, which tells it from others."""

    definition = models.ForeignKey(
        ProcessDefinition, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    xml = models.TextField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=300, blank=True, default="")
    deployed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    deployed_at = models.DateTimeField()

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["definition", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["definition", "number"], name="server_process_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.definition_id}/{self.number}"


class ProcessDraft(models.Model):
    """What is drawn and not deployed. revision: grows with each save; who saves tells theirs."""

    definition = models.OneToOneField(
        ProcessDefinition, on_delete=models.CASCADE, related_name="draft"
    )
    xml = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        app_label = "server"

    def __str__(self) -> str:
        return f"draft of {self.definition_id}"
