"""The row of a document: what it was drawn of, and how far its drawing is."""

from __future__ import annotations

from django.db import models

from owj.server.files.models import StoredFile
from owj.server.identity.models import User


class Document(models.Model):
    """One document of a record. data: everything that it shows, as it was when it was asked for.

    key: the reason; asking again for the same reason gives the same document.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"

    key = models.CharField(max_length=120, unique=True)
    template = models.CharField(max_length=40)
    name = models.CharField(max_length=150)
    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    error = models.TextField(default="", blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["entity", "record_id"], name="server_document_of")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
