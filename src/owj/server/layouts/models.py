"""The rows of stored views and forms. Their definitions name fields by stable id."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import models

from owj.server.identity.models import User


class RecordView(models.Model):
    """One way to look at the records of an entity: a list, a board or a calendar.

    owner: whose view it is; a shared one is seen by everybody who may read the entity.
    roles: with which roles it is what people begin with. removed_at: until that is undone.
    """

    class Kind(models.TextChoices):
        LIST = "list"
        BOARD = "board"
        CALENDAR = "calendar"

    entity_id = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LIST)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="record_views")
    shared = models.BooleanField(default=False)
    roles = models.JSONField(default=list)
    position = models.IntegerField(default=0)
    definition = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"


class ListIndex(models.Model):
    """An index that lists of an entity wish for, or have; see list_indexes.py.

    terms: what it orders, by field keys. slow: how often a list was slow without it. wanted_at:
    when a view, a slow list or a reader last called for it. made_at: None until it is built.
    """

    name = models.CharField(max_length=63, unique=True)
    entity_id = models.CharField(max_length=200, db_index=True)
    terms = models.JSONField(default=list)
    slow = models.IntegerField(default=0)
    slow_at = models.DateTimeField(null=True)
    wanted_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    scans = models.BigIntegerField(default=0)

    class Meta:
        app_label = "server"

    @staticmethod
    def terms_text(terms: Sequence[str]) -> str:
        """Return terms as the column takes them."""
        return json.dumps(list(terms))


class FormLayout(models.Model):
    """How a record of an entity is laid out for one purpose."""

    class Purpose(models.TextChoices):
        CREATE = "create"
        EDIT = "edit"
        HUB = "hub"

    entity_id = models.CharField(max_length=200)
    purpose = models.CharField(max_length=10, choices=Purpose)
    definition = models.JSONField(default=dict)
    version = models.IntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["entity_id", "purpose"], name="server_form_once_a_purpose"
            ),
        ]


class RecordDeed(models.Model):
    """What one person did to records at once, kept so that it can be taken back.

    items: of a change [id, version after, {column attname: value before}], of a deletion
    [entity id, {attname: value}] or [entity id, record id, attname, value] of an emptied link.
    """

    class Kind(models.TextChoices):
        CHANGE = "change"
        DELETE = "delete"

    kind = models.CharField(max_length=10, choices=Kind)
    entity_id = models.CharField(max_length=200)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    items = models.JSONField(default=list)
    done_at = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
