"""Delivery, days for delays, discounts, uses; and taking an entry back with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from owj.kernel.promises.entitlements import Benefit, EntitlementSpent
from owj.kernel.promises.periods import DelayDaysRefused
from owj.kernel.sla.warranty_settings import Service
from owj.packages.customers.services.who_may import check_staff
from owj.packages.warranty.errors import (
    AlreadyDelivered,
    EntryNeeded,
    EntryNotFound,
    EvidenceWanted,
    NotDelivered,
    ReasonWanted,
)
from owj.packages.warranty.events import WarrantyChanged
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.check_cover import check_cover
from owj.packages.warranty.services.work import AccountWork, check_day, check_keeper, hold
from owj.packages.warranty.words import BESIDE, EntryKind
from owj.server.events import publish
from owj.server.ledger.entries import REVOKED
from owj.server.records.context import Context

# What a period of the warranty grants, as the service it is; vouchers outlive it.
OF_A_PERIOD = {
    Benefit.REMOTE_INSTALL: Service.REMOTE_INSTALL,
    Benefit.TRAINING_MINUTES: Service.FREE_TRAINING,
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """The full delivery of a contract. document, author: the signed minutes of its last item."""

    day: date
    document: str
    author: str


@transaction.atomic
def record_delivery(ctx: Context, contract_id: int, delivery: Delivery) -> None:
    """Write the full delivery down; the free year begins with its day (R21).

    Raises: OnlyKeepers, NotFound, AlreadyDelivered, DayAhead, EvidenceWanted.
    """
    check_keeper(ctx)
    check_day(ctx, delivery.day)
    document, author = delivery.document.strip(), delivery.author.strip()
    if not document or not author:
        raise EvidenceWanted
    work = hold(ctx, contract_id)
    if work.account.delivered is not None:
        raise AlreadyDelivered
    tell(
        work,
        EntryKind.DELIVERED,
        delivery.day,
        {"document": document[:200], "author": author[:120]},
    )


@transaction.atomic
def add_delay_days(ctx: Context, contract_id: int, days: int, reason: str) -> None:
    """Lengthen the free year by the days of a late installation (R30).

    Raises: OnlyKeepers, NotFound, NotDelivered, ReasonWanted, DelayDaysRefused.
    """
    check_keeper(ctx)
    work = _begun(ctx, contract_id)
    data = {"days": _positive(days), "reason": _reason(reason)}
    tell(work, EntryKind.DELAY_DAYS, today_of(ctx), data)


@transaction.atomic
def record_use(
    ctx: Context, contract_id: int, benefit: Benefit, amount: int, note: str = ""
) -> None:
    """Take something granted from its balance today; it never goes below zero (R27, R28).

    Raises: OnlyDeskStaff, NotFound, NotDelivered, AmountRefused, EntitlementSpent, ServiceLapsed
    for what a period grants, once the warranty has ended (R25).
    """
    check_staff(ctx)
    work = _begun(ctx, contract_id)
    if benefit in OF_A_PERIOD:
        check_cover(ctx, work.contract, OF_A_PERIOD[benefit])
    data = {"benefit": benefit.value, "amount": amount, "note": note.strip()[:300]}
    tell(work, EntryKind.BENEFIT_USED, today_of(ctx), data)


def note_download(work: AccountWork, data: Mapping[str, Any]) -> AccountWork:
    """Write down that somebody has downloaded what the warranty gives; whoever calls has asked it.

    data: {download, title, service, reason, name}. Source: R26, R28.
    """
    return tell(work, EntryKind.DOWNLOADED, today_of(work.ctx), data)


def note_extension(work: AccountWork, day: date, data: Mapping[str, Any]) -> AccountWork:
    """Write down by which accepted proposal a contract was extended; whoever calls has accepted it.

    data: {number, digest, modules, phases, renewal}.
    """
    return tell(work, EntryKind.EXTENDED, day, data)


def give_discount(work: AccountWork, percent: int, source: str) -> AccountWork:
    """Post a discount to the next renewal; whoever calls has decided on it (R36, R39)."""
    data = {"percent": percent, "source": source}
    return tell(work, EntryKind.DISCOUNT_GIVEN, today_of(work.ctx), data)


def lengthen(work: AccountWork, days: int, source: str) -> AccountWork:
    """Post days of warranty for a late installation; whoever calls has decided on it (R30)."""
    data = {"days": days, "reason": source, "source": source}
    return tell(work, EntryKind.DELAY_DAYS, today_of(work.ctx), data)


def give_voucher(
    work: AccountWork, what: str, amount: int, source: str, until: date | None = None
) -> AccountWork:
    """Post what is owed beside the renewal: sessions, hours, or percent off a service (R31, R39).

    until: the last day on which it may be used, None without one.
    """
    data: dict[str, Any] = {"what": what, "amount": amount, "source": source}
    if until is not None:
        data["until"] = until.isoformat()
    return tell(work, EntryKind.VOUCHER_GIVEN, today_of(work.ctx), data)


@transaction.atomic
def take_back(ctx: Context, contract_id: int, seq: int, reason: str) -> None:
    """Take an entry back by another one; nothing is deleted.

    Raises: OnlyKeepers, NotFound, EntryNotFound, ReasonWanted, EntryNeeded when uses, renewals or
    discounts stand on it.
    """
    check_keeper(ctx)
    work = hold(ctx, contract_id)
    entry = next((one for one in work.account.entries if one.seq == seq), None)
    # What a claim has given is the committee's to change, not the keeper's.
    # What an invoice keeps goes with that invoice.
    theirs = entry is not None and entry.kind in {EntryKind.RENEWAL_INVOICED, *BESIDE}
    if entry is None or theirs or entry.kind not in set(EntryKind) or entry.data.get("source"):
        raise EntryNotFound
    others = [one for one in work.account.entries if one.kind not in {entry.kind, *BESIDE}]
    if entry.kind == EntryKind.DELIVERED and others:
        raise EntryNeeded
    try:
        tell(work, REVOKED, today_of(ctx), {"seq": seq, "reason": _reason(reason)})
    except EntitlementSpent:
        # The exception undoes the entry with this transaction.
        raise EntryNeeded from None


def tell(work: AccountWork, kind: str, day: date, data: Mapping[str, Any]) -> AccountWork:
    """Write an entry down and say so to the rooms above."""
    after = work.write(kind, day, data)
    contract, by = work.contract, work.ctx.actor.user_id
    publish(WarrantyChanged(contract.id, contract.customer_id, str(kind), by))
    return after


def _begun(ctx: Context, contract_id: int) -> AccountWork:
    work = hold(ctx, contract_id)
    if work.account.delivered is None:
        raise NotDelivered
    return work


def _positive(days: int) -> int:
    if days < 1:
        raise DelayDaysRefused(got=days)
    return days


def _reason(text: str) -> str:
    reason = text.strip()
    if not reason:
        raise ReasonWanted
    return reason[:300]
