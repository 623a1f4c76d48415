"""The customer chooses one of the remedies. Source: R39."""

from __future__ import annotations

from django.db import transaction

from owj.kernel.promises.remedies import choose_remedy
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.remedies.account import chosen_remedies, claims_in
from owj.packages.remedies.errors import ClaimNotOpen
from owj.packages.remedies.services.claim_work import check_customer, claim_in, tell_claim
from owj.packages.remedies.words import ClaimEntry, ClaimState
from owj.packages.warranty.services.facts import give_discount, give_voucher
from owj.packages.warranty.services.work import hold
from owj.server.agreements.queries import agreement_at
from owj.server.records.context import Context


@transaction.atomic
def choose(ctx: Context, contract_id: int, seq: int, option: RemedyOption) -> None:
    """Choose the remedy of an accepted claim; the choice is final and posted at once (R39).

    Raises: NotFound, OnlyCustomersChoose, ClaimNotFound, ClaimNotOpen, RemedyAlreadyChosen,
    RemedyNotOffered.
    """
    work = hold(ctx, contract_id)
    check_customer(ctx, work.contract)
    claim = claim_in(work, seq, ClaimState.ACCEPTED)
    if claim.count is None:
        raise ClaimNotOpen
    agreement = agreement_at(work.contract.agreement, ctx.now).agreement
    made = chosen_remedies(claims_in(work.entries))
    chosen = choose_remedy(claim.count, option, made, ctx.now, agreement)
    work = tell_claim(
        work,
        ClaimEntry.CHOSEN,
        of=seq,
        month=claim.month,
        option=option.value,
        amount=chosen.amount,
    )
    if option is RemedyOption.RENEWAL_DISCOUNT:
        give_discount(work, chosen.amount, claim.month)
    else:
        give_voucher(work, option.value, chosen.amount, claim.month)
