"""Keys with which programs act for a person: made, found, used, revoked.

Only the digest of a token is kept; the token is shown once. Life is counted in real time.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from owj.kernel.errors import InvalidInput, NotFound
from owj.server.clock import real_now
from owj.server.context import Actor
from owj.server.identity.models import ApiKey, User
from owj.server.identity.scopes import clean_scopes

TOKEN_START = "owj_"  # noqa: S105 -- how every token begins, so that a scan for secrets finds it
SHOWN_LETTERS = 10
NAME_LENGTH = 80
TOKEN_BYTES = 32
USED_EVERY = timedelta(seconds=60)
USUAL_LIFE = timedelta(days=90)


class KeyNameMissing(InvalidInput):
    """Say that a key has no name, or a long one."""

    code = "api_key.name_missing"
    message = "Give the key a name of at most %(most)s letters, so that you know it again."


class KeyExpired(InvalidInput):
    """Say that a key would be dead when it is born."""

    code = "api_key.expired"
    message = "A key must expire after now, or never."


class KeyUnknown(NotFound):
    """Say that a person has no such key."""

    code = "api_key.unknown"
    message = "This key was not found."


@dataclass(frozen=True, slots=True)
class NewKey:
    """What a key is to be. expires_at: None: never."""

    name: str
    scopes: Iterable[str]
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A key and its token, which is shown now and never again."""

    key: ApiKey
    token: str


def make_key(user: User, new: NewKey, *, by: Actor) -> MadeKey:
    """Make a key. Raises: KeyNameMissing, ScopeUnknown, KeyExpired."""
    name = new.name.strip()
    if not 0 < len(name) <= NAME_LENGTH or not name.isprintable():
        raise KeyNameMissing(most=NAME_LENGTH)
    if new.expires_at is not None and new.expires_at <= real_now():
        raise KeyExpired
    token = TOKEN_START + secrets.token_urlsafe(TOKEN_BYTES)
    key = ApiKey.objects.create(
        user=user,
        name=name,
        start=token[:SHOWN_LETTERS],
        digest=digest_of(token),
        scopes=clean_scopes(new.scopes),
        created_at=real_now(),
        created_by_id=by.user_id,
        expires_at=new.expires_at,
    )
    return MadeKey(key, token)


def find_key(token: str) -> ApiKey | None:
    """Return the living key of a token with its person, or None. One query."""
    if not token.startswith(TOKEN_START):
        return None
    living = Q(expires_at=None) | Q(expires_at__gt=Now())
    found = ApiKey.objects.filter(living, digest=digest_of(token), revoked_at=None)
    return found.filter(user__is_active=True).select_related("user").first()


def note_use(key_id: int) -> None:
    """Remember that a key was used, at most once a minute."""
    unknown = Q(last_used_at=None) | Q(last_used_at__lt=Now() - USED_EVERY)
    ApiKey.objects.filter(unknown, pk=key_id).update(last_used_at=Now())


def keys_of(user_id: int) -> QuerySet[ApiKey]:
    """Return a person's keys, the latest first, revoked ones too."""
    return ApiKey.objects.filter(user_id=user_id).order_by("-id")


def revoke_key(user_id: int, key_id: int) -> None:
    """End a key of a person for good; ending it twice is no error. Raises: KeyUnknown."""
    keys = ApiKey.objects.filter(user_id=user_id, pk=key_id)
    if not keys.filter(revoked_at=None).update(revoked_at=Now()) and not keys.exists():
        raise KeyUnknown


def every_key() -> QuerySet[ApiKey]:
    """Return everybody's keys, those that live first, the latest first."""
    return ApiKey.objects.select_related("user").order_by(
        F("revoked_at").asc(nulls_first=True), "-id"
    )


def revoke_any_key(key_id: int) -> None:
    """End anybody's key for good. Raises: KeyUnknown."""
    owner = ApiKey.objects.filter(pk=key_id).values_list("user_id", flat=True).first()
    if owner is None:
        raise KeyUnknown
    revoke_key(owner, key_id)


def digest_of(token: str) -> str:
    """Return what the table keeps of a token."""
    return hashlib.sha256(f"api key:{token}".encode()).hexdigest()
