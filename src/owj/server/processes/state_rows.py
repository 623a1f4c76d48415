"""The state of a running process as rows; see `owj.kernel.bpmn.state` for what each holds.

The hot path reads and writes them by two functions of the database (`loading.py`, `writing.py`);
these models are for reading.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from owj.server.processes.instance_rows import ProcessInstance


def instance_key(name: str) -> models.ForeignKey[ProcessInstance, ProcessInstance]:
    """Return the link of a row to its instance, without what the database would do for each row.

    These rows are written by one function only, which holds the instance; they go with it in
    `removing.py`. The check of the key and an index beside that of the primary key would cost a
    step more than its rows do.
    """
    return models.ForeignKey(
        ProcessInstance,
        on_delete=models.CASCADE,
        related_name=name,
        db_constraint=False,
        db_index=False,
    )


class StateRow(models.Model):
    """One row of a state; `number` is the kernel's."""

    pk = models.CompositePrimaryKey("instance_id", "number")
    instance = instance_key("+")
    number = models.PositiveIntegerField()

    class Meta:
        abstract = True


class ProcessToken(StateRow):
    """A visit of a node."""

    instance = instance_key("tokens")
    scope = models.PositiveIntegerField()
    node = models.TextField()
    flow = models.TextField(blank=True, default="")
    doing = models.CharField(max_length=8)
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "server"


class ProcessScope(StateRow):
    """A level of variables and tokens."""

    parent = models.PositiveIntegerField()
    token = models.PositiveIntegerField()
    role = models.CharField(max_length=20)
    node = models.TextField()
    container = models.TextField(blank=True, default="")
    nth = models.PositiveIntegerField(default=0)
    interrupted = models.BooleanField(default=False)

    class Meta:
        app_label = "server"


class ProcessVariable(models.Model):
    """One variable of a scope; the value as `value_texts` writes it."""

    pk = models.CompositePrimaryKey("instance_id", "scope", "name")
    instance = instance_key("variables")
    scope = models.PositiveIntegerField()
    name = models.TextField()
    value = models.JSONField(null=True)

    class Meta:
        app_label = "server"


class ProcessSubscription(StateRow):
    """What waits for a message, a signal or a condition."""

    scope = models.PositiveIntegerField()
    token = models.PositiveIntegerField()
    node = models.TextField()
    waits = models.CharField(max_length=10)
    name = models.TextField(blank=True, default="")
    key = models.TextField(null=True)
    held = models.BooleanField(default=False)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(fields=["waits", "name", "key"], name="server_process_waits_for"),
        ]


class ProcessTimer(StateRow):
    """What fires at an instant of the domain clock.

    every_months, every_micros: the span of a cycle. attempts: runs that failed, in real time held
    off until retry_at; a timer that failed too often is quarantined, with an incident.
    """

    scope = models.PositiveIntegerField()
    token = models.PositiveIntegerField()
    node = models.TextField()
    due = models.DateTimeField()
    anchor = models.DateTimeField()
    turn = models.PositiveIntegerField(default=1)
    left = models.PositiveIntegerField(null=True)
    every_months = models.IntegerField(null=True)
    every_micros = models.BigIntegerField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    quarantined = models.BooleanField(default=False)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [
            models.Index(
                fields=["due"],
                name="server_process_timer_due",
                condition=models.Q(quarantined=False),
            ),
        ]


class ProcessRound(StateRow):
    """How far a multi-instance is; number: of the activity's token."""

    items = models.JSONField()
    started = models.PositiveIntegerField()
    completed = models.PositiveIntegerField()
    results = models.JSONField()

    class Meta:
        app_label = "server"


class ProcessUndo(StateRow):
    """How one completed activity is undone."""

    body = models.JSONField()

    class Meta:
        app_label = "server"


class ProcessRollback(StateRow):
    """What a scope still has to undo; number: of the scope."""

    pending = models.JSONField()

    class Meta:
        app_label = "server"


class ProcessIncident(models.Model):
    """What stopped a token, and who helped. number: the kernel's; resolved ones are kept."""

    instance = instance_key("incidents")
    number = models.PositiveIntegerField()
    token = models.PositiveIntegerField()
    node = models.TextField()
    kind = models.CharField(max_length=40)
    detail = models.TextField()
    resume = models.CharField(max_length=8)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.BigIntegerField(null=True)

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instance", "number"], name="server_process_incident_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["opened_at"],
                name="server_process_incident_open",
                condition=models.Q(resolved_at=None),
            ),
        ]
