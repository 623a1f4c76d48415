"""Activations as texts that a machine checks by itself, without a network: pure but for the keys.

`OWJ1.<what it says>.<signature>`, both in URL-safe base64 without padding; what it says is JSON
with sorted keys. The signature is Ed25519 over the first two parts, so nobody but the vendor makes
one and every machine that has the public key tells whether it is for it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from owj.packages.serials.errors import TokenRefused

MARK = "OWJ1"
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Activation:
    """What an activation says. until: its last day, empty for good; days are ISO.

    releases_until: the last day of the warranty; releases published by then may be used (R26).
    """

    serial: str
    module: str
    device: str
    number: int
    issued_on: str
    until: str
    releases_until: str

    def holds(self, device: str, today: date) -> bool:
        """Return whether it activates a machine on a day."""
        return self.device == device and (not self.until or today <= date.fromisoformat(self.until))


def write_token(activation: Activation, sign: Callable[[bytes], bytes]) -> str:
    """Return the text of an activation."""
    said = json.dumps(asdict(activation), ensure_ascii=False, sort_keys=True)
    start = f"{MARK}.{_pack(said.encode())}"
    return f"{start}.{_pack(sign(start.encode()))}"


def read_token(text: str, public_key: str) -> Activation:
    """Return what an activation says, once its signature holds. Raises: TokenRefused."""
    start, _dot, mark = text.strip().rpartition(".")
    if len(text) > LONGEST or not text.isascii() or not start.startswith(f"{MARK}."):
        raise TokenRefused
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(_unpack(mark), start.encode())
        return Activation(**json.loads(_unpack(start.partition(".")[2])))
    except (InvalidSignature, ValueError, TypeError):
        raise TokenRefused from None


def _pack(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpack(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
