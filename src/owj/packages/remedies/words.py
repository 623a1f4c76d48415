"""The entries that claims leave in a contract's account, and how a claim stands."""

from __future__ import annotations

from enum import StrEnum


class ClaimBasis(StrEnum):
    """Name what a claim rests on.

    month: a month of missed tickets (R38). delay: a late delivery that a room above tells of
    (R30-R35). other: what no rule drafted, in the customer's own words.
    """

    MONTH = "month"
    DELAY = "delay"
    OTHER = "other"


class ClaimEntry(StrEnum):
    """Name what an entry says; `of` is the entry of the filing, an award {kind, amount, years}.

    filed: {basis, ticket} and, of a month, {month, missed, remedies, reached_at}; of a delay,
    {item, title, first, last}; of another one, {text, first}. voted: {of, member, awards, reason}.
    accepted: {of, awards, proposed, overridden, reason, members}. refused: {of, reason, members}.
    chosen: {of, month, option, amount}.
    """

    FILED = "claim_filed"
    VOTED = "claim_vote"
    ACCEPTED = "claim_accepted"
    REFUSED = "claim_refused"
    CHOSEN = "remedy_chosen"


class ClaimState(StrEnum):
    """Name how a claim stands. draft: the rules wrote it, the customer may file it.

    accepted: the customer chooses one of the remedies now. settled: what was awarded is posted.
    """

    DRAFT = "draft"
    TOO_LATE = "too_late"
    FILED = "filed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CHOSEN = "chosen"
    SETTLED = "settled"
