"""Texts that are kept so that only this installation reads them.

HMAC-SHA256 under the installation's key, counted up, gives the key stream; a second HMAC over all
of it tells a changed or foreign text (encrypt, then authenticate). Each sealing has a nonce of its
own, so equal texts do not look equal. A dump of the database alone gives nothing away.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

from owj.kernel.errors import OutsideFailure

NONCE = 16
MARK = 32
_BLOCK = 32
_PREFIX = "owj1:"


class SecretUnreadable(OutsideFailure):
    """Say that a secret was sealed by another installation: its key is another one."""

    code = "process.secret_unreadable"
    message = "The secret “%(name)s” was sealed by another installation. Write it again."


def seal(text: str, purpose: str) -> str:
    """Return a text that only `unseal` with the same purpose reads, in this installation."""
    nonce = secrets.token_bytes(NONCE)
    body = _xor(text.encode(), purpose, nonce)
    mark = hmac.digest(_key(purpose, b"mark"), nonce + body, hashlib.sha256)
    return _PREFIX + base64.b64encode(nonce + mark + body).decode()


def unseal(sealed: str, purpose: str) -> str:
    """Return what was sealed. Raises: SecretUnreadable."""
    try:
        raw = base64.b64decode(sealed.removeprefix(_PREFIX), validate=True)
    except ValueError:
        raise SecretUnreadable(permanent=True, name=purpose) from None
    nonce, mark, body = raw[:NONCE], raw[NONCE : NONCE + MARK], raw[NONCE + MARK :]
    expected = hmac.digest(_key(purpose, b"mark"), nonce + body, hashlib.sha256)
    if not sealed.startswith(_PREFIX) or not hmac.compare_digest(mark, expected):
        raise SecretUnreadable(permanent=True, name=purpose)
    return _xor(body, purpose, nonce).decode()


def _key(purpose: str, use: bytes) -> bytes:
    root = hmac.digest(settings.SECRET_KEY.encode(), b"owj.sealing." + use, hashlib.sha256)
    return hmac.digest(root, purpose.encode(), hashlib.sha256)


def _xor(text: bytes, purpose: str, nonce: bytes) -> bytes:
    key = _key(purpose, b"stream")
    blocks = range(-(-len(text) // _BLOCK))
    stream = b"".join(
        hmac.digest(key, nonce + block.to_bytes(8, "big"), hashlib.sha256) for block in blocks
    )
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))
