"""What the entries of a serial's account come to: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from owj.packages.serials.words import SerialEntry, SerialState
from owj.server.ledger.entries import Entry


@dataclass(frozen=True, slots=True)
class SerialAccount:
    """A serial's account, read. active: the activations that were not released, by machine.

    count: how often it was activated, ever. reason: why it was revoked, while it is.
    """

    active: dict[str, Entry]
    count: int
    revoked: bool
    reason: str


def read_serial(entries: Sequence[Entry]) -> SerialAccount:
    """Return what a serial's entries come to."""
    active: dict[str, Entry] = {}
    count, revoked, reason = 0, False, ""
    for one in entries:
        if one.kind == SerialEntry.ACTIVATED:
            active[str(one.data["device"])] = one
            count += 1
        elif one.kind == SerialEntry.RELEASED:
            seq = int(one.data["seq"])
            active = {device: entry for device, entry in active.items() if entry.seq != seq}
        elif one.kind in {SerialEntry.REVOKED, SerialEntry.RESTORED}:
            revoked = one.kind == SerialEntry.REVOKED
            reason = str(one.data["reason"]) if revoked else ""
    return SerialAccount(active, count, revoked, reason)


def serial_state(account: SerialAccount, until: date | None, today: date) -> SerialState:
    """Return how a serial stands on a day."""
    if account.revoked:
        return SerialState.REVOKED
    return SerialState.LAPSED if until is not None and today > until else SerialState.ACTIVE
