"""The core's own rows: definitions, schema versions and their steps, changes, number sequences."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class StoredEntity(models.Model):
    """One entity in its two layers: as its package declares it, and what this place added.

    An entity of the package "own" is this place's altogether. See layers.py.
    """

    entity_id = models.TextField(primary_key=True)
    package = models.TextField()
    declared = models.JSONField()
    overlay = models.JSONField(default=dict)
    place = models.IntegerField(default=0)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"


class SchemaVersion(models.Model):
    """One version of the whole schema; exactly one is current.

    layer: what this place made itself, at this version. changes: what was asked for, in order,
    when a person made it; note: why. rest: what is to be done with it besides, until it is done.
    """

    class State(models.TextChoices):
        APPLYING = "applying"
        CURRENT = "current"
        SUPERSEDED = "superseded"
        UNDONE = "undone"

    number = models.BigAutoField(primary_key=True)
    fingerprint = models.CharField(max_length=32)
    definition = models.JSONField()
    state = models.CharField(max_length=12, choices=State)
    layer = models.JSONField(null=True)
    changes = models.JSONField(default=list)
    note = models.TextField(default="")
    made_by = models.TextField()
    rest = models.JSONField(default=dict, db_default={})
    made_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state__in=["applying", "current"]),
                name="server_schemaversion_one_current",
            ),
        ]


class SchemaStep(models.Model):
    """One step from a version to the next, so that a crash between two can be taken up."""

    class State(models.TextChoices):
        PENDING = "pending"
        DONE = "done"
        UNDONE = "undone"

    version = models.ForeignKey(SchemaVersion, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    name = models.TextField()
    risk = models.CharField(max_length=12)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="server_schemastep_in_order"
            ),
        ]


class RecordChange(models.Model):
    """What one write changed in one record, field by field.

    changes: {column: [old, new]}, as plain data; columns are frozen, so a renaming keeps history.
    """

    class Action(models.TextChoices):
        CREATED = "created"
        UPDATED = "updated"
        DELETED = "deleted"
        RESTORED = "restored"

    entity_id = models.TextField()
    record_id = models.BigIntegerField()
    version = models.IntegerField()
    action = models.CharField(max_length=8, choices=Action)
    changes = models.JSONField()
    at = models.DateTimeField()
    # No foreign key: what a person did stays when the person's row goes.
    user_id = models.BigIntegerField(null=True)
    user_name = models.TextField()

    class Meta:
        app_label = "server"
        indexes = [
            models.Index(fields=["entity_id", "record_id", "id"], name="server_recordchange_of"),
        ]


class RightsChange(models.Model):
    """One change of what roles allow. The newest number is the version of all rights.

    It stands here because each unit of work asks for it together with the schema's version.
    """

    at = models.DateTimeField(db_default=Now())
    by_id = models.BigIntegerField(null=True)
    by_name = models.TextField()
    what = models.CharField(max_length=32)
    subject = models.TextField()
    detail = models.JSONField(default=dict)

    class Meta:
        app_label = "server"


class NumberSequence(models.Model):
    """The last number given for one field in one period (a Jalali year; 0: for ever)."""

    field_id = models.TextField()
    period = models.IntegerField()
    last = models.BigIntegerField()

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["field_id", "period"], name="server_numbersequence_one_row"
            ),
        ]
