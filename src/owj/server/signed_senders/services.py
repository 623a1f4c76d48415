"""Giving a sender its key, ending it, and taking what it tells."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from owj.server.clock import real_now
from owj.server.context import Actor
from owj.server.identity.rate_limit import Limit, count_try
from owj.server.ledger.entries import Account
from owj.server.processes.work.sealing import seal, unseal
from owj.server.signed_senders.errors import (
    AlreadyHeard,
    ClocksApart,
    SenderNotFound,
    SignatureRefused,
)
from owj.server.signed_senders.models import SignedSender
from owj.server.signed_senders.signing import SenderKey, digest_of, read_stamp

SECRET_BYTES = 32
# Two clocks that keep time by the net are far closer; a stolen message is useless after it.
MOST_APART_S = 300
PER_SENDER = Limit("signed sender", 30, timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """A message as it came in. signature: the header's text."""

    sender: str
    signature: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that was taken, and what the sender had told before it. before_at: None: nothing.

    account: of which record it tells.
    """

    account: Account
    sender_id: UUID
    before: Mapping[str, Any]
    before_at: datetime | None


def make_sender(about: Account, *, by: Actor) -> SenderKey:
    """Give a record another sender; the key is shown now and never again."""
    key = SenderKey(uuid4(), secrets.token_urlsafe(SECRET_BYTES))
    SignedSender.objects.create(
        id=key.sender,
        entity=about.entity,
        record_id=about.record_id,
        sealed=seal(key.secret, _purpose(key.sender)),
        made_by_id=by.user_id,
    )
    return key


def end_sender(about: Account, sender_id: UUID) -> None:
    """Let a sender of a record tell nothing any more. Raises: SenderNotFound."""
    if not senders_of(about).filter(pk=sender_id).update(ended_at=Now()):
        raise SenderNotFound


def senders_of(about: Account) -> QuerySet[SignedSender]:
    """Return the senders of a record that may still send, the latest first."""
    rows = SignedSender.objects.filter(entity=about.entity, record_id=about.record_id)
    return rows.filter(ended_at=None).order_by("-made_at")


def check_signed(message: SignedMessage) -> tuple[UUID, int]:
    """Return who signed a message, and when by the own clock.

    Raises: SignatureRefused, ClocksApart, TooManyAttempts.
    """
    stamp = read_stamp(message.signature)
    row = _living(message.sender) if stamp else None
    # A sender that is not there takes as long to refuse as a wrong signature of one that is.
    secret = unseal(row.sealed, _purpose(row.pk)) if row else "nobody"
    wanted = digest_of(secret, message.body, stamp.at_ms if stamp else 0)
    holds = stamp is not None and hmac.compare_digest(wanted, stamp.digest)
    if row is None or stamp is None or not holds:
        raise SignatureRefused
    count_try(PER_SENDER, str(row.pk))
    apart_s = abs(int(real_now().timestamp() * 1000) - stamp.at_ms) // 1000
    if apart_s > MOST_APART_S:
        raise ClocksApart(apart_s=apart_s, most_s=MOST_APART_S)
    return row.pk, stamp.at_ms


def take_signed(sender_id: UUID, at_ms: int, said: Mapping[str, Any], now: datetime) -> Heard:
    """Keep what a checked message says; each instant of a sender is taken once, and in order.

    The caller's transaction holds the sender's row. Raises: SignatureRefused when it has ended
    meanwhile, AlreadyHeard.
    """
    with transaction.atomic():
        row = SignedSender.objects.select_for_update().filter(pk=sender_id, ended_at=None).first()
        if row is None:
            raise SignatureRefused
        if at_ms <= row.last_ms:
            raise AlreadyHeard
        before, before_at = row.said, row.heard_at
        row.last_ms, row.said, row.heard_at = at_ms, dict(said), now
        row.save(update_fields=["last_ms", "said", "heard_at"])
    return Heard(Account(row.entity, row.record_id), row.pk, before, before_at)


def _purpose(sender_id: UUID) -> str:
    return f"signed sender {sender_id}"


def _living(sender: str) -> SignedSender | None:
    try:
        id_ = UUID(sender)
    except ValueError:
        return None
    return SignedSender.objects.filter(pk=id_, ended_at=None).first()
