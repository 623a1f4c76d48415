"""What is said of a serial."""

from __future__ import annotations

from enum import StrEnum


class SerialEntry(StrEnum):
    """Name what an entry of a serial's account says. Its data is plain JSON.

    activated: {device, note}, for a machine that had none. released: {seq, reason}, the machine
    is free again. revoked: {reason}. restored: {reason}.
    """

    ACTIVATED = "activated"
    RELEASED = "released"
    REVOKED = "serial_revoked"
    RESTORED = "serial_restored"


class SerialState(StrEnum):
    """Name how a serial stands on a day. lapsed: its last day has passed."""

    ACTIVE = "active"
    LAPSED = "lapsed"
    REVOKED = "revoked"
