"""The notice row."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from owj.server.identity.models import User


class Notice(models.Model):
    """One thing a person is told inside the program; the words are made when it is shown."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True, default="")
    key = models.CharField(max_length=200, null=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="server_notice_key_once"),
        ]
        indexes = [
            models.Index(fields=["user", "-created_at"], name="server_notice_of_user"),
            models.Index(
                fields=["user"], name="server_notice_unread", condition=models.Q(read_at=None)
            ),
        ]


class NoticeChoice(models.Model):
    """By which ways one kind of news reaches a person who chose; without a row, as registered."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=64)
    ways = ArrayField(models.CharField(max_length=8), default=list, blank=True)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="server_notice_choice_once"),
        ]


class QuietHoursRow(models.Model):
    """When a person gets no SMS, in the organisation's wall time; without a row, at night."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        app_label = "server"
