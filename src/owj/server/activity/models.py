"""The rows around records. entity_id is stable, so a renamed entity keeps what was said."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from owj.server.files.models import StoredFile
from owj.server.identity.models import User


class RecordComment(models.Model):
    """What somebody wrote about a record. removed_at: taken away, until that is undone."""

    entity_id = models.TextField()
    record_id = models.BigIntegerField()
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    author_name = models.TextField()
    text = models.TextField()
    mentioned = ArrayField(models.BigIntegerField(), default=list)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [
            models.Index(fields=["entity_id", "record_id", "created_at"], name="server_comment_of"),
        ]


class RecordFile(models.Model):
    """A file that was laid to a record, with a comment or alone."""

    entity_id = models.TextField()
    record_id = models.BigIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    comment = models.ForeignKey(
        RecordComment, on_delete=models.CASCADE, null=True, related_name="files"
    )
    added_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    added_by_name = models.TextField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [
            models.Index(fields=["entity_id", "record_id", "added_at"], name="server_file_of"),
        ]


class RecordFollow(models.Model):
    """Who wants to hear of a record."""

    entity_id = models.TextField()
    record_id = models.BigIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "record_id", "user"], name="server_follow_once"
            ),
        ]


class RecordStar(models.Model):
    """A record that somebody keeps at hand."""

    entity_id = models.TextField()
    record_id = models.BigIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    starred_at = models.DateTimeField()

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "entity_id", "record_id"], name="server_star_once"
            ),
        ]


class RecordVisit(models.Model):
    """When somebody was last at a record."""

    entity_id = models.TextField()
    record_id = models.BigIntegerField()
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "entity_id", "record_id"], name="server_visit_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "-at"], name="server_visit_latest")]


class DuplicateRule(models.Model):
    """By which fields two records of an entity are taken for the same thing.

    fields: stable ids. blocks: whether a new record is refused while another one looks the same.
    """

    entity_id = models.TextField(unique=True)
    fields = models.JSONField(default=list)
    blocks = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "server"


class RecordMerge(models.Model):
    """Records that went into another one, with what it takes to part them again.

    kept: the attributes of the record that stayed, {attname: [before, after]}; gone: the rows that
    went, as a deletion keeps them; links: [entity id, record id, attname, gone id]; around: what
    lay around the records that went, {table: [[row id, gone id], …]}.
    """

    entity_id = models.TextField()
    kept_id = models.BigIntegerField()
    gone_ids = ArrayField(models.BigIntegerField())
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    user_name = models.TextField()
    titles = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    gone = models.JSONField(default=list)
    links = models.JSONField(default=list)
    around = models.JSONField(default=dict)
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [
            models.Index(fields=["entity_id", "kept_id"], name="server_merge_into"),
        ]
