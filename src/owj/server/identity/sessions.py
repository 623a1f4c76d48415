"""Sessions: who is signed in, on which device, and how it ends."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from owj.kernel.errors import NotFound
from owj.server.clock import real_now
from owj.server.context import Actor
from owj.server.identity.audit import record_sign_in
from owj.server.identity.doors import Door
from owj.server.identity.models import SignInRecord, User, UserSession
from owj.server.identity.origin import Origin
from owj.server.live.notify import notify_live

REMEMBERED_FOR = timedelta(days=30)
IDLE_FOR = timedelta(hours=12)
LONGEST_UNREMEMBERED = timedelta(days=7)
SEEN_EVERY = timedelta(seconds=60)
SIGNED_OUT = "signed_out"


@dataclass(frozen=True, slots=True)
class StartedSession:
    """A new session and the token that only the browser keeps."""

    session: UserSession
    token: str

    @property
    def max_age_s(self) -> int | None:
        """Return how long the browser keeps the cookie; None: until it closes."""
        return int(REMEMBERED_FOR.total_seconds()) if self.session.remembered else None


def start_session(user: User, origin: Origin, *, remember: bool = False) -> StartedSession:
    """Open a session for a person at the door of their kind."""
    token = secrets.token_urlsafe(32)
    at = real_now()
    session = UserSession.objects.create(
        token_digest=digest_of(token),
        user=user,
        door=user.kind,
        device=origin.device,
        address=origin.address,
        remembered=remember,
        created_at=at,
        last_seen_at=at,
        expires_at=at + (REMEMBERED_FOR if remember else IDLE_FOR),
    )
    return StartedSession(session, token)


def find_session(token: str, door: Door) -> UserSession | None:
    """Return the live session of a token at this door, its user loaded, and note it was seen."""
    session = (
        UserSession.objects.filter(
            token_digest=digest_of(token),
            door=door,
            expires_at__gt=Now(),
            user__is_active=True,
            user__kind=door,
        )
        .select_related("user", "seeas", "drafttrial")
        .annotate(real_now=Now())
        .first()
    )
    if session is not None:
        _note_seen(session, session.real_now)
    return session


def list_sessions(user_id: int) -> QuerySet[UserSession]:
    """Return a person's live sessions, the last seen first."""
    return UserSession.objects.filter(user_id=user_id, expires_at__gt=Now()).order_by(
        "-last_seen_at"
    )


def revoke_session(session_id: int, by: Actor) -> None:
    """End one session: one's own, or anyone's for an administrator. Raises: NotFound."""
    sessions = UserSession.objects.filter(id=session_id)
    if not by.has_role("admin"):
        sessions = sessions.filter(user_id=by.user_id or 0)
    session = sessions.select_related("user").first()
    if session is None:
        raise NotFound
    end_session(session, SignInRecord.Outcome.REVOKED, by)


def end_sessions(user: User, by: Actor, *, keep: UserSession | None = None) -> int:
    """End every session of a person but one; returns how many ended."""
    others = UserSession.objects.filter(user=user).select_related("user")
    if keep is not None:
        others = others.exclude(id=keep.pk)
    ended = list(others)
    for session in ended:
        end_session(session, SignInRecord.Outcome.REVOKED, by)
    return len(ended)


def end_session(session: UserSession, outcome: SignInRecord.Outcome, by: Actor) -> None:
    """Delete the session, record how it ended and end its open pages' streams."""
    deleted, _ = UserSession.objects.filter(id=session.pk).delete()
    if deleted:
        notify_live([session_topic(session)], SIGNED_OUT)
        record_sign_in(
            outcome,
            door=session.door,
            user=session.user,
            by=by,
            origin=Origin(session.address, session.device),
        )


def session_topic(session: UserSession) -> str:
    """Return the topic on which the streams of one session hear that it ended."""
    return f"session:{session.pk}"


def drop_expired_sessions() -> int:
    """Delete what no cookie can open any more."""
    return UserSession.objects.filter(expires_at__lte=Now()).delete()[0]


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _note_seen(session: UserSession, at: datetime) -> None:
    # At most once a minute: a page must not cost a write.
    if at - session.last_seen_at < SEEN_EVERY:
        return
    session.last_seen_at = at
    if not session.remembered:
        session.expires_at = min(at + IDLE_FOR, session.created_at + LONGEST_UNREMEMBERED)
    UserSession.objects.filter(id=session.pk).update(
        last_seen_at=session.last_seen_at, expires_at=session.expires_at
    )
