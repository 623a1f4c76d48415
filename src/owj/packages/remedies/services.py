"""Filing a claim, deciding on it, choosing the remedy: each once, whoever asks twice."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import get_language, gettext

from owj.kernel.calendars.jalali import format_month
from owj.kernel.promises.remedies import RemedyNotDue, choose_remedy
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import rights_at
from owj.packages.desk.queries import monthly_counts
from owj.packages.desk.services import OpenTicket, open_ticket
from owj.packages.remedies.account import Claim, chosen_remedies, claims_in
from owj.packages.remedies.errors import (
    AlreadyFiled,
    ClaimNotFound,
    ClaimNotOpen,
    ClaimTooLate,
    OnlyCommittee,
    OnlyCustomersChoose,
    RefusalReasonWanted,
)
from owj.packages.remedies.queries import counted, judge
from owj.packages.remedies.words import ClaimEntry, ClaimState
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.facts import give_discount, give_voucher, tell
from owj.packages.warranty.services.work import AccountWork, hold, may_keep
from owj.server.agreements.queries import agreement_at, calendar_at
from owj.server.records.context import Context


@transaction.atomic
def file_claim(ctx: Context, contract_id: int, month: str) -> str:
    """File the claim of a month that gave a remedy; returns the tracking id of its ticket.

    Raises: NotFound, OnlyCustomersChoose, RemedyNotDue, AlreadyFiled, ClaimTooLate (R38, R47).
    """
    work = hold(ctx, contract_id)
    check_customer(ctx, work.contract)
    agreement = agreement_at(work.contract.agreement, ctx.now).agreement
    if any(one.month == month for one in claims_in(work.entries)):
        raise AlreadyFiled(month=month)
    counts = monthly_counts(ctx, contract_id=contract_id, month=month)
    count = next((counted(one, agreement) for one in counts if one.remedy_due), None)
    if count is None or count.reached_at is None:
        missed = counts[0].broken if counts else 0
        raise RemedyNotDue(missed=missed, month=month, threshold=agreement.misses_for_remedy)
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    if not judge(count, ctx.now, agreement, calendar).accepted:
        raise ClaimTooLate(days=agreement.claim_days, month=month)
    text = gettext(
        "In %(month)s %(missed)s tickets were not answered or followed up in the promised time. "
        "We ask for the remedy of the agreement."
    ) % {"month": format_month(month, get_language() or "fa"), "missed": count.missed}
    draft = OpenTicket(
        subject="",
        text=text,
        is_bug=False,
        customer_id=work.contract.customer_id,
        key=f"claim:{contract_id}:{month}",
        is_claim=True,
    )
    ticket = open_ticket(ctx, draft)
    _tell(
        work,
        ClaimEntry.FILED,
        month=month,
        missed=count.missed,
        remedies=count.remedies,
        reached_at=count.reached_at.isoformat(),
        ticket=ticket.tracking_id,
    )
    return ticket.tracking_id


@transaction.atomic
def accept_claim(ctx: Context, contract_id: int, seq: int) -> None:
    """Let the committee accept a filed claim; the customer then chooses (R29).

    Tickets that left the count since the filing may have taken the right away (R38).
    Raises: NotFound, OnlyCommittee, ClaimNotFound, ClaimNotOpen, RemedyNotDue.
    """
    check_committee(ctx)
    work = hold(ctx, contract_id)
    claim = _claim(work, seq, ClaimState.FILED)
    counts = monthly_counts(ctx.as_system(), contract_id=contract_id, month=claim.month)
    if not any(one.remedy_due for one in counts):
        agreement = agreement_at(work.contract.agreement, ctx.now).agreement
        missed = counts[0].broken if counts else 0
        raise RemedyNotDue(missed=missed, month=claim.month, threshold=agreement.misses_for_remedy)
    _tell(work, ClaimEntry.ACCEPTED, of=seq)


@transaction.atomic
def refuse_claim(ctx: Context, contract_id: int, seq: int, reason: str) -> None:
    """Let the committee refuse a filed claim, with a reason that the customer reads (R29).

    Raises: NotFound, OnlyCommittee, ClaimNotFound, ClaimNotOpen, RefusalReasonWanted.
    """
    check_committee(ctx)
    if not reason.strip():
        raise RefusalReasonWanted
    work = hold(ctx, contract_id)
    _claim(work, seq, ClaimState.FILED)
    _tell(work, ClaimEntry.REFUSED, of=seq, reason=reason.strip()[:1000])


@transaction.atomic
def choose(ctx: Context, contract_id: int, seq: int, option: RemedyOption) -> None:
    """Choose the remedy of an accepted claim; the choice is final and posted at once (R39).

    Raises: NotFound, OnlyCustomersChoose, ClaimNotFound, ClaimNotOpen, RemedyAlreadyChosen,
    RemedyNotOffered.
    """
    work = hold(ctx, contract_id)
    check_customer(ctx, work.contract)
    claim = _claim(work, seq, ClaimState.ACCEPTED)
    agreement = agreement_at(work.contract.agreement, ctx.now).agreement
    made = chosen_remedies(claims_in(work.entries))
    chosen = choose_remedy(claim.count, option, made, ctx.now, agreement)
    work = _tell(
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


def check_customer(ctx: Context, contract: Contract) -> None:
    """Refuse whoever may not speak the customer's last word. Raises: OnlyCustomersChoose."""
    rights = rights_at(ctx, contract.customer_id)
    if not (rights.judge and rights.numbers):
        raise OnlyCustomersChoose


def check_committee(ctx: Context) -> None:
    """Refuse whoever is not of the committee. Raises: OnlyCommittee."""
    if not may_keep(ctx):
        raise OnlyCommittee


def _claim(work: AccountWork, seq: int, state: ClaimState) -> Claim:
    claim = next((one for one in claims_in(work.entries) if one.seq == seq), None)
    if claim is None:
        raise ClaimNotFound
    if claim.state is not state:
        raise ClaimNotOpen
    return claim


def _tell(work: AccountWork, kind: ClaimEntry, **data: Any) -> AccountWork:
    return tell(work, kind, today_of(work.ctx), data)
