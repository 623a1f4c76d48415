"""Why a signed message is not taken."""

from __future__ import annotations

from owj.kernel.errors import Conflict, NotAllowed, NotFound


class SignatureRefused(NotAllowed):
    """Say that nobody whom we know has signed this; not which part of it is wrong."""

    code = "signed.signature_refused"
    message = "The signature does not hold."


class ClocksApart(Conflict):
    """Say that the sender's clock is too far from ours. data: apart_s, most_s."""

    code = "signed.clocks_apart"
    message = "The sender's clock is %(apart_s)s seconds away; at most %(most_s)s are taken."


class AlreadyHeard(Conflict):
    """Say that this message, or a later one, was taken already."""

    code = "signed.already_heard"
    message = "This message, or a later one of this sender, was taken already."


class SenderNotFound(NotFound):
    """Say that a record has no such sender that still may send."""

    code = "signed.sender_not_found"
    message = "There is no such key, or it has ended."
