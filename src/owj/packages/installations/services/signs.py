"""Taking a signed sign of life from a customer's Owj Service (R25)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from owj.packages.installations.entity import Installation
from owj.packages.installations.errors import SignRefused
from owj.packages.installations.services.work import hold_installation
from owj.packages.installations.words import SignKind
from owj.server.records.context import Context
from owj.server.signed_senders.errors import SignatureRefused
from owj.server.signed_senders.services import Heard, SignedMessage, check_signed, take_signed

VERSION_LENGTH = 40
# A service speaks each minute; a longer pause between two signs is told in the history.
PAUSE_TOLD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a service says of itself. running: whether all of it answers."""

    running: bool
    version: str


def take_sign(ctx: Context, message: SignedMessage) -> None:
    """Keep a sign of life; the account gets an entry only when it says something new.

    Raises: SignatureRefused, ClocksApart, AlreadyHeard, TooManyAttempts, SignRefused.
    """
    sender_id, at_ms = check_signed(message)
    sign = read_sign(message.body)
    said = {"running": sign.running, "version": sign.version}
    with transaction.atomic():
        heard = take_signed(sender_id, at_ms, said, ctx.now)
        if heard.account.entity != Installation.key:
            raise SignatureRefused
        paused = heard.before_at is not None and ctx.now - heard.before_at > PAUSE_TOLD
        if paused or dict(heard.before) != said:
            _tell(ctx, heard, sign, paused=paused)


def read_sign(body: bytes) -> Sign:
    """Return what a body says. Raises: SignRefused."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        raise SignRefused from None
    running = given.get("running") if isinstance(given, dict) else None
    if not isinstance(running, bool):
        raise SignRefused
    version = str(given.get("version", ""))[:VERSION_LENGTH]
    return Sign(running, version if version.isprintable() else "")


def _tell(ctx: Context, heard: Heard, sign: Sign, *, paused: bool) -> None:
    data: dict[str, object] = {"running": sign.running, "version": sign.version}
    if paused and heard.before_at is not None:
        data["silent_since"] = heard.before_at.isoformat()
    work = hold_installation(ctx, heard.account.record_id)
    work.write(SignKind.REPORTED, data)
