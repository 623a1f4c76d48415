"""What of a configuration waits in a draft, what was published of it, and what was agreed upon."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from owj.server.identity.models import UserSession
from owj.server.schema.models import SchemaDraft


class DraftItem(models.Model):
    """One item of a person's draft beside entities and fields. data: null takes it away.

    row: under which number a view is shown where the draft is tried.
    """

    draft = models.ForeignKey(SchemaDraft, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    key = models.TextField()
    data = models.JSONField(null=True)
    row = models.BigIntegerField(null=True)

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draft", "kind", "key"], name="server_draftitem_once")
        ]


class DraftPackage(models.Model):
    """The package that a draft brings: agreed upon when the draft is published. origin: whose."""

    draft = models.OneToOneField(SchemaDraft, on_delete=models.CASCADE, related_name="package")
    origin = models.CharField(max_length=10)
    items = models.JSONField()

    class Meta:
        app_label = "server"


class DraftTrial(models.Model):
    """An administrator trying a draft in one session: from when, until when, which pages."""

    # No foreign keys but the session's: what was done stays when a person's row goes.
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    session = models.OneToOneField(UserSession, on_delete=models.SET_NULL, null=True)
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    pages = models.JSONField(default=list)

    class Meta:
        app_label = "server"
        indexes: ClassVar = [models.Index(fields=["-began_at"])]


class UploadedPackage(models.Model):
    """A package that a person looks at and has not brought in yet."""

    by = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "server"


class PublishedItem(models.Model):
    """What a version made of one item, beside entities and fields. before, after: null: nothing."""

    # No foreign key: the version's row belongs to another room.
    version = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20)
    key = models.TextField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    by_name = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"
        ordering: ClassVar = ["id"]


class AgreedItem(models.Model):
    """The item as both sides had it last: what a third look compares with.

    origin: "file" of packages that came as a file, "owj" of what comes with Owj. data: null where
    the other side had none.
    """

    origin = models.CharField(max_length=10)
    kind = models.CharField(max_length=20)
    key = models.TextField()
    data = models.JSONField(null=True)
    agreed_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin", "kind", "key"], name="server_agreeditem_once")
        ]
