"""Signing in and out at a door."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from owj.kernel.errors import NotAllowed
from owj.server.connections import release_database
from owj.server.identity.audit import record_sign_in
from owj.server.identity.doors import Door
from owj.server.identity.hashing import password_fits
from owj.server.identity.models import SignInRecord, User, UserSession
from owj.server.identity.names import username_key
from owj.server.identity.origin import Origin
from owj.server.identity.rate_limit import (
    Limit,
    TooManyAttempts,
    count_try,
    forget_tries,
    take_back_try,
)
from owj.server.identity.sessions import StartedSession, end_session, start_session

PER_NAME = Limit("sign-in name", 10)
# Many people of one office share an address.
PER_ADDRESS = Limit("sign-in address", 60)


class SignInRefused(NotAllowed):
    """Say that the name and password did not fit; never which of them, nor why."""

    code = "identity.sign_in_refused"
    message = "The user name or the password is not right."


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a person gives at a door."""

    username: str
    password: str
    remember: bool = False

    def __repr__(self) -> str:
        return f"Credentials(username={self.username!r})"


def sign_in(door: Door, given: Credentials, origin: Origin) -> StartedSession:
    """Open a session for who fits the credentials at this door.

    Unknown, wrong, deactivated and wrong-door all look and last alike. Call it outside of a
    transaction: the count and the record of a failure must outlive the failure.
    Raises: SignInRefused, TooManyAttempts.
    """
    key = username_key(given.username)
    shown = given.username.replace("\x00", "")[:150]
    _count(door, key, shown, origin)
    user = User.objects.filter(username_key=key).first()
    # Hashing takes its time, and may wait for its turn: others need the connection meanwhile.
    release_database()
    fits = password_fits(given.password, user.password if user else None)
    if user is None or not (fits and user.is_active and user.kind == door):
        record_sign_in(
            SignInRecord.Outcome.FAILED, door=door, user=user, username=shown, origin=origin
        )
        raise SignInRefused
    with transaction.atomic():
        forget_tries(PER_NAME, key)
        take_back_try(PER_ADDRESS, origin.address or "unknown")
        record_sign_in(SignInRecord.Outcome.SUCCEEDED, door=door, user=user, origin=origin)
        return start_session(user, origin, remember=given.remember)


def sign_out(session: UserSession) -> None:
    """End the session of the browser that asks."""
    end_session(session, SignInRecord.Outcome.SIGNED_OUT, session.user.actor)


def _count(door: Door, key: str, shown: str, origin: Origin) -> None:
    try:
        count_try(PER_ADDRESS, origin.address or "unknown")
        count_try(PER_NAME, key)
    except TooManyAttempts as refusal:
        # One line a window: a flood must not fill the audit.
        limit = PER_NAME if refusal.data["limit"] == PER_NAME.name else PER_ADDRESS
        if refusal.data["count"] == limit.most + 1:
            record_sign_in(SignInRecord.Outcome.LIMITED, door=door, username=shown, origin=origin)
        raise
