"""Filing a claim: of a month, of a late delivery, or in the customer's own words. Source: R47."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import get_language, gettext

from owj.kernel.calendars.jalali import format_month
from owj.kernel.promises.claims import LateDays, judge_claim
from owj.kernel.promises.remedies import RemedyNotDue
from owj.kernel.sla.agreement import Agreement
from owj.packages.desk.services import OpenTicket, open_ticket
from owj.packages.remedies.account import claims_in
from owj.packages.remedies.errors import (
    AlreadyFiled,
    ClaimTooEarly,
    ClaimTooLate,
    DeliveryFiled,
    DeliveryNotLate,
    DeliveryTooLate,
    OnlyCustomersChoose,
)
from owj.packages.remedies.queries import judge, month_count
from owj.packages.remedies.queries.lateness import late_item
from owj.packages.remedies.services.claim_work import check_customer, tell_claim
from owj.packages.remedies.words import ClaimBasis, ClaimEntry
from owj.packages.warranty.services.work import AccountWork, hold
from owj.server.agreements.queries import agreement_at, calendar_at
from owj.server.records.context import Context


@transaction.atomic
def file_claim(ctx: Context, contract_id: int, month: str) -> str:
    """File the claim of a month that gave a remedy; returns the tracking id of its ticket.

    Raises: NotFound, OnlyCustomersChoose, RemedyNotDue, AlreadyFiled, ClaimTooLate (R38, R47).
    """
    work = hold(ctx, contract_id)
    check_customer(ctx, work.contract)
    agreement = _agreement(work)
    if any(one.month == month for one in claims_in(work.entries)):
        raise AlreadyFiled(month=month)
    count, missed = month_count(ctx, contract_id, month, agreement)
    if count is None or count.reached_at is None:
        raise RemedyNotDue(missed=missed, month=month, threshold=agreement.misses_for_remedy)
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    if not judge(count, ctx.now, agreement, calendar).accepted:
        raise ClaimTooLate(days=agreement.claim_days, month=month)
    text = gettext(
        "In %(month)s %(missed)s tickets were not answered or followed up in the promised time. "
        "We ask for the remedy of the agreement."
    ) % {"month": format_month(month, get_language() or "fa"), "missed": count.missed}
    ticket = _open(work, text, f"claim:{contract_id}:{month}")
    tell_claim(
        work,
        ClaimEntry.FILED,
        basis=ClaimBasis.MONTH.value,
        month=month,
        missed=count.missed,
        remedies=count.remedies,
        reached_at=count.reached_at.isoformat(),
        ticket=ticket,
    )
    return ticket


@transaction.atomic
def file_delay_claim(ctx: Context, contract_id: int, item: str) -> str:
    """File the claim of a late delivery; returns the tracking id of its ticket.

    It may be filed while the delay lasts, and within the days of R47 after it.
    Raises: NotFound, OnlyCustomersChoose, DeliveryNotLate, DeliveryFiled, DeliveryTooLate.
    """
    work = hold(ctx, contract_id)
    check_customer(ctx, work.contract)
    late = late_item(ctx, work.contract, item)
    if late is None:
        raise DeliveryNotLate
    if any(one.key == item for one in claims_in(work.entries)):
        raise DeliveryFiled(item=late.title)
    agreement = _agreement(work)
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    if not judge_claim(late.late, ctx.now, agreement, calendar).accepted:
        raise DeliveryTooLate(days=agreement.claim_days, item=late.title)
    words = gettext("“%(item)s” was delivered late. We ask for the remedy of the agreement.")
    ticket = _open(work, words % {"item": late.title}, f"claim:{contract_id}:{item}")
    tell_claim(
        work,
        ClaimEntry.FILED,
        basis=ClaimBasis.DELAY.value,
        item=item,
        title=late.title,
        first=late.late.first.isoformat(),
        last=late.late.last.isoformat() if late.late.last else None,
        ticket=ticket,
    )
    return ticket


@transaction.atomic
def file_own_claim(ctx: Context, contract_id: int, text: str, late_on: date) -> str:
    """File a claim that no rule drafted; returns the tracking id of its ticket.

    Whoever may write tickets for the customer may file it. late_on: the last day on which what was
    promised was late; it may be today.
    Raises: NotFound, OnlyCustomersChoose, EmptyText, TextTooLong, ClaimTooEarly for a day ahead,
    DeliveryTooLate after the days of R47.
    """
    if ctx.actor.kind != "hub":
        raise OnlyCustomersChoose
    work = hold(ctx, contract_id)
    agreement = _agreement(work)
    calendar = calendar_at(agreement.ticket_calendar, ctx.now)
    if late_on > calendar.local_date(ctx.now):
        raise ClaimTooEarly
    if not judge_claim(LateDays(late_on, late_on), ctx.now, agreement, calendar).accepted:
        raise DeliveryTooLate(days=agreement.claim_days, item=gettext("Your claim"))
    ticket = _open(work, text, "")
    tell_claim(
        work,
        ClaimEntry.FILED,
        basis=ClaimBasis.OTHER.value,
        text=" ".join(text.split())[:200],
        first=late_on.isoformat(),
        last=late_on.isoformat(),
        ticket=ticket,
    )
    return ticket


def _open(work: AccountWork, text: str, key: str) -> str:
    draft = OpenTicket(
        subject="",
        text=text,
        is_bug=False,
        customer_id=work.contract.customer_id,
        key=key,
        is_claim=True,
    )
    return open_ticket(work.ctx, draft).tracking_id


def _agreement(work: AccountWork) -> Agreement:
    return agreement_at(work.contract.agreement, work.ctx.now).agreement
