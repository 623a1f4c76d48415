"""How a message is signed: over the instant of the sender's clock and the body. No Django here.

The header holds the instant in milliseconds and the HMAC of both, `t=1764000000000,v1=6c1f…`; the
key that a sender is given names itself and holds its secret, `<id>.<secret>`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from uuid import UUID

SENDER, SIGNATURE = "Owj-Sender", "Owj-Signature"
_HEADER = re.compile(r"t=(\d{1,15}),v1=([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class SenderKey:
    """What a sender is given once."""

    sender: UUID
    secret: str

    def __str__(self) -> str:
        return f"{self.sender}.{self.secret}"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the signature's header holds."""

    at_ms: int
    digest: str


def read_key(text: str) -> SenderKey | None:
    """Return the key that a text holds; None for a text that is none."""
    sender, dot, secret = text.strip().partition(".")
    try:
        return SenderKey(UUID(sender), secret) if dot and secret.isascii() and secret else None
    except ValueError:
        return None


def signed_headers(key: SenderKey, body: bytes, at_ms: int) -> dict[str, str]:
    """Return the two headers with which a body is sent."""
    digest = digest_of(key.secret, body, at_ms)
    return {SENDER: str(key.sender), SIGNATURE: f"t={at_ms},v1={digest}"}


def read_stamp(header: str) -> Stamp | None:
    """Return what a signature's header holds; None for one that is none."""
    found = _HEADER.fullmatch(header) if header.isascii() else None
    return Stamp(int(found[1]), found[2]) if found else None


def digest_of(secret: str, body: bytes, at_ms: int) -> str:
    """Return what only the holder of the secret can say of a body at an instant."""
    return hmac.new(secret.encode(), b"%d." % at_ms + body, hashlib.sha256).hexdigest()
