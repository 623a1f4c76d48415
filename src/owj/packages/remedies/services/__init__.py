"""Filing a claim, deciding on it, choosing the remedy: each once, whoever asks twice."""

from owj.packages.remedies.services.choosing import choose
from owj.packages.remedies.services.committee import accept_claim, cast_vote, refuse_claim
from owj.packages.remedies.services.filing import file_claim, file_delay_claim, file_own_claim

__all__ = [
    "accept_claim",
    "cast_vote",
    "choose",
    "file_claim",
    "file_delay_claim",
    "file_own_claim",
    "refuse_claim",
]
