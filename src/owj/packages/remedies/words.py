"""The entries that claims leave in a contract's account, and how a claim stands."""

from __future__ import annotations

from enum import StrEnum


class ClaimEntry(StrEnum):
    """Name what an entry says.

    filed: {month, missed, reached_at, ticket}. accepted: {of}. refused: {of, reason}. chosen:
    {of, month, option, amount}; `of` is the entry of the filing.
    """

    FILED = "claim_filed"
    ACCEPTED = "claim_accepted"
    REFUSED = "claim_refused"
    CHOSEN = "remedy_chosen"


class ClaimState(StrEnum):
    """Name how a month's claim stands. draft: the rules wrote it, the customer may file it."""

    DRAFT = "draft"
    TOO_LATE = "too_late"
    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CHOSEN = "chosen"
