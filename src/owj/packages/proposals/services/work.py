"""What every writing on a proposal's account has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from owj.packages.proposals.entity import Proposal
from owj.packages.proposals.errors import OnlySellers, ProposalNotOpen, ProposalReasonWanted
from owj.packages.proposals.queries import account_of, last_paper
from owj.packages.proposals.words import ProposalState
from owj.packages.warranty.services.work import may_keep
from owj.server.ledger.entries import EntryDraft, append_entries, entries_of
from owj.server.ledger.papers import Paper
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class ProposalWork:
    """A proposal that is held: nobody else writes on it in this transaction."""

    ctx: Context
    proposal: Proposal

    @property
    def paper(self) -> Paper:
        """Return the paper that stands before the recipient. Raises: ProposalNotOpen."""
        paper = last_paper(self.proposal)
        if paper is None:
            raise ProposalNotOpen
        return paper

    def write(self, kind: str, day: date, data: Mapping[str, Any]) -> None:
        """Write one entry down."""
        account = account_of(self.proposal)
        entries = entries_of(account)
        draft = EntryDraft(kind, day, self.ctx.actor.user_id, data)
        after = entries[-1].seq if entries else 0
        append_entries(account, [draft], after_seq=after, recorded_at=self.ctx.now)


def hold_proposal(ctx: Context, proposal_id: int, *states: ProposalState) -> ProposalWork:
    """Hold a proposal that stands in one of these states. Raises: NotFound, ProposalNotOpen."""
    ctx.get(Proposal, proposal_id)
    proposal = ctx.as_system().lock(Proposal, proposal_id)
    if proposal.state not in states:
        raise ProposalNotOpen
    return ProposalWork(ctx, proposal)


def may_sell(ctx: Context) -> bool:
    """Tell whether the actor writes proposals."""
    return may_keep(ctx)


def check_seller(ctx: Context) -> None:
    """Refuse whoever does not write proposals. Raises: OnlySellers."""
    if not may_sell(ctx):
        raise OnlySellers


def given_reason(text: str) -> str:
    """Return a reason. Raises: ProposalReasonWanted."""
    reason = text.strip()[:1000]
    if not reason:
        raise ProposalReasonWanted
    return reason
