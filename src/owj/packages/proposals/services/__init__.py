"""Writing proposals: drafted, sent, answered."""

from owj.packages.agreements.services import Consent, SignedPaper
from owj.packages.proposals.offer import OfferedPhase
from owj.packages.proposals.services.answers import (
    accept_proposal,
    decline_proposal,
    record_signed_paper,
)
from owj.packages.proposals.services.drafts import (
    ProposalDraft,
    Recipient,
    WishedModule,
    WishedService,
    change_proposal,
    draft_proposal,
    drop_proposal,
)
from owj.packages.proposals.services.sending import send_proposal, take_proposal_back

__all__ = [
    "Consent",
    "OfferedPhase",
    "ProposalDraft",
    "Recipient",
    "SignedPaper",
    "WishedModule",
    "WishedService",
    "accept_proposal",
    "change_proposal",
    "decline_proposal",
    "draft_proposal",
    "drop_proposal",
    "record_signed_paper",
    "send_proposal",
    "take_proposal_back",
]
