"""Accounts, their sessions, and the record of every sign-in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from owj.server.context import Actor, ActorKind

STAFF_ROLES = ("agent", "project_manager", "admin")


class User(AbstractBaseUser):
    """A person who signs in, at one of the two doors."""

    class Kind(models.TextChoices):
        STAFF = "staff"
        HUB = "hub"

    class Theme(models.TextChoices):
        AUTO = "auto"
        LIGHT = "light"
        DARK = "dark"

    class Density(models.TextChoices):
        COMFORTABLE = "comfortable"
        COMPACT = "compact"

    class Language(models.TextChoices):
        FA = "fa"
        EN = "en"

    username = models.CharField(max_length=150)
    # The folded name: ی and ي, digits and case make no second person.
    username_key = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=32, blank=True, default="")
    kind = models.CharField(max_length=8, choices=Kind)
    roles = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, choices=Language, default=Language.FA)
    theme = models.CharField(max_length=8, choices=Theme, default=Theme.AUTO)
    density = models.CharField(max_length=12, choices=Density, default=Density.COMFORTABLE)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)

    last_login = None  # the sign-in record keeps it
    USERNAME_FIELD = "username_key"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        app_label = "server"
        indexes = [
            models.Index(
                fields=["kind", "phone"],
                name="server_user_phone",
                condition=~models.Q(phone=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="staff") | models.Q(roles=[]),
                name="server_user_only_staff_has_roles",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor(self) -> Actor:
        """Return this person as the rights are asked of them."""
        kind: ActorKind = "staff" if self.kind == User.Kind.STAFF else "hub"
        return Actor(user_id=self.pk, kind=kind, roles=frozenset(self.roles), name=self.full_name)


class UserSession(models.Model):
    """One browser that is signed in at one door; the cookie holds the token, we its digest."""

    token_digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    door = models.CharField(max_length=8, choices=User.Kind)
    device = models.CharField(max_length=120, blank=True, default="")
    address = models.GenericIPAddressField(null=True)
    remembered = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "server"


class SignInRecord(models.Model):
    """One line of the audit of sign-ins. Never the password; never changed."""

    class Outcome(models.TextChoices):
        SUCCEEDED = "succeeded"
        CODE_ASKED = "code_asked"
        RESET_ASKED = "reset_asked"
        FAILED = "failed"
        LIMITED = "limited"
        SIGNED_OUT = "signed_out"
        REVOKED = "revoked"
        PASSWORD_CHANGED = "password_changed"  # noqa: S105 -- an outcome's name

    at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(max_length=20, choices=Outcome)
    door = models.CharField(max_length=8, choices=User.Kind)
    username = models.CharField(max_length=150, blank=True, default="")
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["user", "-at"]), models.Index(fields=["-at"])]


class OneTimeSecret(models.Model):
    """A code or a link that opens something once; of both only the digest is kept."""

    class Purpose(models.TextChoices):
        CODE = "code"
        LINK = "link"

    purpose = models.CharField(max_length=8, choices=Purpose)
    door = models.CharField(max_length=8, choices=User.Kind)
    # The number to which a code went; a link is found by its digest.
    address = models.CharField(max_length=32, blank=True, default="")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [
            models.Index(
                fields=["purpose", "door", "address"],
                name="server_secret_living",
                condition=models.Q(used_at=None),
            ),
        ]


class ApiKey(models.Model):
    """A key with which a program acts as a person; the program holds the token, we its digest.

    scopes: see `scopes.py`. A revoked key keeps its row, so that it stays known who had one.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    # The first letters of the token: enough to tell keys apart, not to use one.
    start = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80))
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "server"
        indexes = [models.Index(fields=["user", "-id"], name="server_apikey_user")]


class RateWindow(models.Model):
    """How often something was tried in one window of real time."""

    key = models.CharField(max_length=120, primary_key=True)
    window_started_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        app_label = "server"
