"""What promises are kept by: calendars, agreements, the log, and the breaches.

These tables only grow, drafts apart. The database refuses to change or delete a row, and to empty
a table (see the triggers in the migrations); one thing may be written later: by what a breach was
superseded (R50).
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class BusinessCalendarRow(models.Model):
    """A named calendar; its hours and closures stand in its revisions."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        app_label = "server"

    def __str__(self) -> str:
        return self.key


class CalendarRevision(models.Model):
    """One state of a calendar, in force from the instant it was declared (R4, R50).

    declared_at: None for the state that held before anybody declared anything.
    """

    calendar = models.ForeignKey(
        BusinessCalendarRow, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField()
    declared_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    data = models.JSONField()

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["calendar", "number"], name="owj_calendar_revision_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id}/{self.number}"


class CalendarDraft(models.Model):
    """What one person has changed in a calendar and not saved yet.

    base: number of the revision it was begun on.
    """

    calendar = models.ForeignKey(
        BusinessCalendarRow, on_delete=models.CASCADE, related_name="drafts"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    base = models.PositiveIntegerField()
    data = models.JSONField()
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["calendar", "by"], name="owj_calendar_draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id} by {self.by_id}"


class AgreementVersion(models.Model):
    """One version of an agreement: its text and every setting, from a date on (R50, R51).

    text: as it is read and signed. content: the clauses it was made of, with their settings' words.
    """

    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=120)
    effective_from = models.DateTimeField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(blank=True)
    content = models.JSONField(default=dict)
    data = models.JSONField()

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["key", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "number"], name="owj_agreement_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.key}/{self.number}"


class AgreementDraft(models.Model):
    """What the next version of an agreement is to be; all editors write on the same one.

    base: number of the version it was begun on. version: grows with each change.
    """

    key = models.CharField(max_length=40, unique=True)
    base = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    label = models.CharField(max_length=120)
    data = models.JSONField()
    clauses = models.JSONField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        app_label = "server"

    def __str__(self) -> str:
        return f"{self.key} after {self.base}"


class PromiseEvent(models.Model):
    """One thing that happened to a record that carries promises; clocks are its replay.

    at: when it happened. recorded_at: when we learned of it. seq: the order in which we learned.
    """

    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data = models.JSONField(default=dict)

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "record_id", "seq"], name="owj_promise_event_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity}/{self.record_id}#{self.seq} {self.kind}"


class Breach(models.Model):
    """A promise that was not kept, with the deadline and the law it was judged by (R13).

    month: in which it counts, "1405-08" (R40).
    superseded_by: number of the calendar revision that took it back (R50).
    superseded_event: seq of the event, learned of later, that shows it was kept (edge case 16).
    """

    entity = models.CharField(max_length=40)
    record_id = models.BigIntegerField()
    promise = models.CharField(max_length=20)
    cycle = models.PositiveIntegerField()
    deadline = models.DateTimeField()
    month = models.CharField(max_length=7)
    recorded_at = models.DateTimeField()
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    calendar_revision = models.PositiveIntegerField()
    superseded_by = models.PositiveIntegerField(null=True)
    superseded_event = models.PositiveIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entity", "record_id", "promise", "cycle", "calendar_revision"],
                name="owj_breach_once",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["deadline"], name="owj_breach_deadline")]

    def __str__(self) -> str:
        return f"{self.entity}/{self.record_id} {self.promise}/{self.cycle}"
