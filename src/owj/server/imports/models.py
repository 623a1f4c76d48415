"""The rows of imports: the run, what each of its batches did, and the cells that were refused."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from owj.server.files.models import StoredFile
from owj.server.identity.models import User


class ImportRun(models.Model):
    """One file that somebody brings in. form: what its columns mean (`meaning.py`).

    done: rows that were looked at, committed together with what they came to; total: of how many.
    problem: {message, data} of what ended it.
    """

    class State(models.TextChoices):
        MAPPING = "mapping"
        CHECKING = "checking"
        CHECKED = "checked"
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"
        FAILED = "failed"
        UNDOING = "undoing"
        UNDONE = "undone"

    entity_id = models.CharField(max_length=200, db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.MAPPING)
    form = models.JSONField(default=dict)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    undone = models.BigIntegerField(default=0)
    problem = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"


class ImportBatch(models.Model):
    """What a stretch of rows came to, written in its own transaction; undoing reads it backwards.

    made: [row, record id]. changed: [row, record id, version after, {attname: value before}].
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="batches")
    first_row = models.BigIntegerField()
    made = models.JSONField(default=list)
    changed = models.JSONField(default=list)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["run", "first_row"], name="server_importbatch_once"),
        ]


class ImportFault(models.Model):
    """Why a row was refused, at its cell, or why undoing left a record. column: -1: the row.

    words: the sentence by language. undo: whether it is about undoing.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="faults")
    row = models.BigIntegerField()
    column = models.IntegerField(default=-1)
    value = models.TextField(default="")
    words = models.JSONField(default=dict)
    record_id = models.BigIntegerField(null=True)
    undo = models.BooleanField(default=False)

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["run", "row"], name="server_importfault_of")]
