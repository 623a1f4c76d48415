"""The kinds of entries in an installation's account."""

from __future__ import annotations

from enum import StrEnum


class SignKind(StrEnum):
    """Name what an entry says. Its data, beside what is told here, is plain JSON.

    key_made, key_ended: a sender of signs of life, {sender}. reported: the service said something
    else than before, {running, version, silent_since} with the instant of the sign before a
    silence. declared: a colleague says how it stands, {running, document, author}. remote_began,
    remote_ended: remote access, {purpose, ticket, reason} and {seq, note}.
    """

    KEY_MADE = "key_made"
    KEY_ENDED = "key_ended"
    REPORTED = "reported"
    DECLARED = "declared"
    REMOTE_BEGAN = "remote_began"
    REMOTE_ENDED = "remote_ended"
