"""The committee votes; when enough members agree, what they decided is posted. Source: R29."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext

from owj.kernel.promises.committee import (
    Decision,
    MembersDisagree,
    OverrideReasonMissing,
    QuorumMissing,
    Vote,
    decide,
)
from owj.kernel.promises.compensation import Award
from owj.kernel.promises.remedies import RemedyNotDue
from owj.packages.desk.services import conclude_ticket
from owj.packages.remedies.account import Claim
from owj.packages.remedies.awards import CHOICE, award_data, post_awards
from owj.packages.remedies.errors import DelayLasts, RefusalReasonWanted
from owj.packages.remedies.queries import month_count
from owj.packages.remedies.queries.lateness import late_item
from owj.packages.remedies.services.claim_work import check_committee, claim_in, tell_claim
from owj.packages.remedies.telling import verdict_text
from owj.packages.remedies.words import ClaimBasis, ClaimEntry, ClaimState
from owj.packages.warranty.services.work import AccountWork, hold
from owj.server.agreements.queries import agreement_at
from owj.server.records.context import Context

MOST_REASON = 1000


@transaction.atomic
def cast_vote(
    ctx: Context, contract_id: int, seq: int, awards: Sequence[Award], reason: str = ""
) -> bool:
    """Vote on a filed claim; returns whether the committee has decided by this vote.

    awards: what the member would give; nothing refuses the claim. Anything but what the rules
    propose needs a reason, and so does a refusal. The decision is told in the claim's ticket.
    Raises: NotFound, OnlyCommittee, ClaimNotFound, ClaimNotOpen, RemedyNotDue, DelayLasts,
    RefusalReasonWanted, OverrideReasonMissing.
    """
    check_committee(ctx)
    work = hold(ctx, contract_id)
    claim = claim_in(work, seq, ClaimState.FILED)
    given, reason = tuple(awards), reason.strip()[:MOST_REASON]
    proposed = proposed_awards(work, claim)
    if not given and not reason:
        raise RefusalReasonWanted
    if given != proposed and not reason:
        raise OverrideReasonMissing
    if given:
        _check_ripe(work, claim)
    member = str(ctx.actor.user_id)
    work = tell_claim(
        work, ClaimEntry.VOTED, of=seq, member=member, awards=award_data(given), reason=reason
    )
    votes = [*(one.vote for one in claim.votes), Vote(member, given, reason)]
    agreement = agreement_at(work.contract.agreement, ctx.now).agreement
    try:
        decision = decide(proposed, votes, agreement)
    except (QuorumMissing, MembersDisagree):
        return False
    _conclude(work, claim_in(work, seq, ClaimState.FILED), decision)
    return True


def accept_claim(ctx: Context, contract_id: int, seq: int, reason: str = "") -> bool:
    """Vote for what the rules propose; returns whether the committee has decided by it.

    Raises: as `cast_vote`.
    """
    with transaction.atomic():
        check_committee(ctx)
        work = hold(ctx, contract_id)
        proposed = proposed_awards(work, claim_in(work, seq, ClaimState.FILED))
        return cast_vote(ctx, contract_id, seq, proposed, reason)


def refuse_claim(ctx: Context, contract_id: int, seq: int, reason: str) -> bool:
    """Vote against a claim; returns whether the committee has decided by it.

    Raises: as `cast_vote`.
    """
    return cast_vote(ctx, contract_id, seq, (), reason)


def proposed_awards(work: AccountWork, claim: Claim) -> tuple[Award, ...]:
    """Return what the rules propose for a claim as things stand now. Source: R29-R39."""
    if claim.basis is ClaimBasis.MONTH:
        return CHOICE
    late = late_item(work.ctx, work.contract, claim.key) if claim.key else None
    return late.proposal.awards if late is not None else ()


def _check_ripe(work: AccountWork, claim: Claim) -> None:
    """Refuse to award what is not owed any more, or not known yet."""
    ctx = work.ctx.as_system()
    if claim.basis is ClaimBasis.MONTH:
        agreement = agreement_at(work.contract.agreement, ctx.now).agreement
        # Tickets that left the count since the filing may have taken the right away (R38).
        count, missed = month_count(ctx, work.contract.id, claim.month, agreement)
        if count is None or not count.remedies:
            threshold = agreement.misses_for_remedy
            raise RemedyNotDue(missed=missed, month=claim.month, threshold=threshold)
    if claim.basis is ClaimBasis.DELAY:
        late = late_item(ctx, work.contract, claim.key)
        if late is not None and not late.is_over:
            raise DelayLasts(item=claim.title)


def _conclude(work: AccountWork, claim: Claim, decision: Decision) -> None:
    """Write the decision down, post what it gives, and tell it in the ticket (R49)."""
    names = {one.vote.member: one.name for one in claim.votes}
    members = [names[member] for member in decision.members]
    if decision.awards:
        work = tell_claim(
            work,
            ClaimEntry.ACCEPTED,
            of=claim.seq,
            awards=award_data(decision.awards),
            proposed=award_data(decision.proposed),
            overridden=decision.overridden,
            reason=decision.reason,
            members=members,
        )
        work = post_awards(work, decision.awards, claim.month or claim.title or gettext("Claim"))
    else:
        work = tell_claim(
            work,
            ClaimEntry.REFUSED,
            of=claim.seq,
            proposed=award_data(decision.proposed),
            reason=decision.reason,
            members=members,
        )
    text = verdict_text(decision.awards, decision.reason)
    conclude_ticket(work.ctx, claim.ticket, text, key=f"verdict:{claim.seq}")
