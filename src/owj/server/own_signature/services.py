"""Signing with a key of this installation, which is made when it is first needed."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from owj.server.own_signature.models import OwnSignature
from owj.server.processes.work.sealing import seal, unseal


def sign_as(name: str, text: bytes) -> bytes:
    """Return our signature of a text, 64 bytes. Raises: SecretUnreadable with a foreign key row."""
    row = _key(name)
    private = base64.b64decode(unseal(row.sealed, _purpose(name)))
    return Ed25519PrivateKey.from_private_bytes(private).sign(text)


def public_key_of(name: str) -> str:
    """Return in base64 what others check our signatures with."""
    return _key(name).public


def _key(name: str) -> OwnSignature:
    found = OwnSignature.objects.filter(name=name).first()
    if found is not None:
        return found
    key = Ed25519PrivateKey.generate()
    private = base64.b64encode(key.private_bytes_raw()).decode()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    values = {"sealed": seal(private, _purpose(name)), "public": public}
    # Of two first signers at one instant one key is kept, and both use it.
    return OwnSignature.objects.get_or_create(name=name, defaults=values)[0]


def _purpose(name: str) -> str:
    return f"own signature {name}"
