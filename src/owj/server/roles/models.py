"""Roles of the organisation, what every role allows, the tree of teams, and who looked as whom.

A role is known by its key, because those that come with Owj have no row. Entities and fields
are known by their ids, which never change.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from owj.server.identity.models import User, UserSession


class Role(models.Model):
    """A role that the organisation made; it allows nothing until somebody says so."""

    key = models.CharField(max_length=32, primary_key=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        app_label = "server"


class EntityRight(models.Model):
    """What one role allows with one entity, in place of what it allows by itself.

    grants: {verb: {"scope": "all" | "own" | "team" | "condition", "owner": field id,
    "condition": FEEL}}; a verb that is missing is not allowed.
    """

    role = models.CharField(max_length=32)
    entity_id = models.TextField()
    grants = models.JSONField(default=dict)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["role", "entity_id"], name="server_entityright_once"),
        ]


class FieldRight(models.Model):
    """Less access to one field than a role has by itself."""

    role = models.CharField(max_length=32)
    entity_id = models.TextField()
    field_id = models.TextField()
    access = models.CharField(max_length=8)

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(fields=["role", "field_id"], name="server_fieldright_once"),
            models.CheckConstraint(
                condition=models.Q(access__in=["hidden", "read"]), name="server_fieldright_less"
            ),
        ]


class HubShare(models.Model):
    """That customers meet an entity on the hub; what they may do there are rights of their role.

    path: ids of the links that lead from a record to its customer; empty where a package's rule
    says whose it is. fields: {field id: "read" | "write"} of the fields that the organisation
    made; one that is not named stays inside. view: a list whose columns and order the hub shows.
    """

    entity_id = models.TextField(primary_key=True)
    path = models.JSONField(default=list)
    fields = models.JSONField(default=dict)
    view_id = models.BigIntegerField(null=True)

    class Meta:
        app_label = "server"


class Team(models.Model):
    """A group of colleagues; who is in a team reaches the teams below it too."""

    name = models.CharField(max_length=80)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="below"
    )
    people = models.ManyToManyField(User, related_name="teams", db_table="server_teammember")

    class Meta:
        app_label = "server"
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], nulls_distinct=False, name="server_team_named_once"
            ),
        ]


class SeeAs(models.Model):
    """An administrator looking through a colleague's eyes: from when, until when, which pages."""

    # No foreign keys but the session's: what was done stays when a person's row goes.
    by_id = models.BigIntegerField()
    by_name = models.TextField()
    person_id = models.BigIntegerField()
    person_name = models.TextField()
    session = models.OneToOneField(UserSession, on_delete=models.SET_NULL, null=True)
    began_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    pages = models.JSONField(default=list)

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["-began_at"])]
