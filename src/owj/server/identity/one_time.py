"""Secrets of one use: codes that a person types, links that a person opens.

Only digests are kept. A code is short, so its digest is keyed with the installation's secret:
whoever has the database alone cannot try all of them. Life is counted in real time, so moving a
test clock neither kills a code nor revives one.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.functions import Now

from owj.server.clock import real_now
from owj.server.identity.doors import Door
from owj.server.identity.models import OneTimeSecret, User

CODE_DIGITS = 6
LINK_BYTES = 32
Purpose = OneTimeSecret.Purpose


def make_code(user: User, number: str, *, life: timedelta) -> str:
    """Make the code that opens the door once; an earlier one of this number dies."""
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    _living(Purpose.CODE, user.kind, number).update(used_at=Now())
    _keep(Purpose.CODE, user, number, _digest_of_code(user.kind, number, code), life)
    return code


def use_code(door: Door, number: str, code: str) -> User | None:
    """Return whose code this is and use it up; None when it opens nothing.

    Unknown number, wrong code and code of yesterday cost one look each.
    """
    digest = _digest_of_code(door, number, code)
    found = _living(Purpose.CODE, door, number).select_related("user").order_by("-id").first()
    kept = found.digest if found is not None else _digest_of_code(door, number, "")
    if not hmac.compare_digest(kept, digest) or found is None:
        return None
    # Of two equal forms at one instant, one gets in.
    used = OneTimeSecret.objects.filter(id=found.pk, used_at=None).update(used_at=Now())
    return found.user if used else None


def make_link(user: User, *, life: timedelta) -> str:
    """Make the token of a link with which a person sets a password; earlier ones die."""
    token = secrets.token_urlsafe(LINK_BYTES)
    _living(Purpose.LINK, user.kind, "").filter(user=user).update(used_at=Now())
    _keep(Purpose.LINK, user, "", _digest_of_link(token), life)
    return token


def person_of_link(door: Door, token: str) -> User | None:
    """Return whom a link lets set a password; None for a link that is used up or old."""
    found = _living(Purpose.LINK, door, "").filter(digest=_digest_of_link(token))
    secret = found.select_related("user").first()
    return secret.user if secret is not None and secret.user.is_active else None


def use_link(door: Door, token: str) -> User | None:
    """Return whom a link lets set a password and use it up, once; call it in the transaction."""
    user = person_of_link(door, token)
    if user is None:
        return None
    found = _living(Purpose.LINK, door, "").filter(digest=_digest_of_link(token))
    return user if found.update(used_at=Now()) else None


def drop_old_secrets() -> int:
    """Delete what opens nothing any more."""
    return OneTimeSecret.objects.filter(expires_at__lt=Now() - timedelta(days=1)).delete()[0]


def _living(purpose: OneTimeSecret.Purpose, door: str, address: str) -> QuerySet[OneTimeSecret]:
    return OneTimeSecret.objects.filter(
        purpose=purpose, door=door, address=address, used_at=None, expires_at__gt=Now()
    )


def _keep(
    purpose: OneTimeSecret.Purpose, user: User, address: str, digest: str, life: timedelta
) -> None:
    OneTimeSecret.objects.create(
        purpose=purpose,
        door=user.kind,
        address=address,
        user=user,
        digest=digest,
        expires_at=real_now() + life,
    )


def _digest_of_code(door: str, number: str, code: str) -> str:
    key = str(settings.SECRET_KEY).encode()
    return hmac.new(key, f"code:{door}:{number}:{code}".encode(), hashlib.sha256).hexdigest()


def _digest_of_link(token: str) -> str:
    return hashlib.sha256(f"link:{token}".encode()).hexdigest()
