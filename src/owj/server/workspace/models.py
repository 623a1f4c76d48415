"""The rows about this installation: the organisation and its clock."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now


class Workspace(models.Model):
    """The organisation: its name, its zone, its first language."""

    name_fa = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    zone = models.CharField(max_length=64, default="Asia/Tehran")
    language = models.CharField(max_length=2, default="fa")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"


class DomainClock(models.Model):
    """The offset of this data's clock; made once, when the data is made. See server/clock.py."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    may_move = models.BooleanField()
    shift = models.DurationField(default=timedelta(0))

    class Meta:
        app_label = "server"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="server_domainclock_one_row"),
        ]
