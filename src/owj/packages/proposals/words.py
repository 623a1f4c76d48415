"""Where proposals stand, and the kinds of entries in a proposal's account."""

from __future__ import annotations

from enum import StrEnum

from owj.server.records import Label, Options

SERIES = "proposal"
NUMBERS = "P-{jy}-{seq:4}"


class ProposalState(Options):
    """Where a proposal stands. Once sent, its text does not change any more."""

    DRAFT = "draft", Label("پیش‌نویس", "Draft")
    SENT = "sent", Label("فرستاده", "Sent")
    ACCEPTED = "accepted", Label("پذیرفته", "Accepted")
    DECLINED = "declined", Label("ردشده", "Declined")
    DROPPED = "dropped", Label("کنارگذاشته", "Dropped")


class ProposalEntry(StrEnum):
    """Name what an entry says.

    sent: {number, digest} of the sealed paper. taken_back: {number, reason}, to be changed.
    accepted: {number, digest, way, name, contact, contract} and on paper its file. declined:
    {number, name, reason}.
    """

    SENT = "sent"
    TAKEN_BACK = "taken_back"
    ACCEPTED = "accepted"
    DECLINED = "declined"
