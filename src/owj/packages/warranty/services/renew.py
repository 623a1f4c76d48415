"""Writing down that a renewal was paid, with every line it was made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from owj.kernel.promises.entitlements import EntitlementSpent
from owj.kernel.promises.renewal import ValueMissing
from owj.packages.warranty.errors import EntryNeeded, NotDelivered, RenewalInvoiced
from owj.packages.warranty.queries import quote_on, today_of
from owj.packages.warranty.quote import RenewalQuote
from owj.packages.warranty.services.facts import tell
from owj.packages.warranty.services.work import AccountWork, check_day, check_keeper, hold
from owj.packages.warranty.words import EntryKind
from owj.server.ledger.entries import REVOKED
from owj.server.records.context import Context


@transaction.atomic
def record_renewal(ctx: Context, contract_id: int, paid_on: date, invoice: str) -> RenewalQuote:
    """Write down that a year was paid for; returns the lines it was paid by (R23, R24).

    The discounts that it took are gone with it, none is taken twice.
    Raises: OnlyKeepers, NotFound, NotDelivered, DayAhead, ValueMissing, TaxMissing,
    RenewalInvoiced.
    """
    check_keeper(ctx)
    check_day(ctx, paid_on)
    work = hold(ctx, contract_id)
    quote = quote_now(work, paid_on)
    tell(work, EntryKind.RENEWAL_PAID, paid_on, _data(quote, invoice.strip()[:60]))
    return quote


def quote_now(work: AccountWork, day: date, added: Sequence[int] = ()) -> RenewalQuote:
    """Return what a renewal of this held account costs on a day, with modules that are added.

    Raises: NotDelivered, RenewalInvoiced, ValueMissing, TaxMissing.
    """
    if work.account.delivered is None:
        raise NotDelivered
    if work.account.invoiced is not None:
        raise RenewalInvoiced(number=work.account.invoiced.data["invoice"])
    quote, year = quote_on(work.ctx, work.contract, work.account, day, added)
    if quote is None:
        raise ValueMissing(year=year)
    return quote


def keep_for_invoice(work: AccountWork, quote: RenewalQuote, invoice: str) -> None:
    """Write down that a renewal is invoiced: its discounts are kept for that invoice (R41)."""
    tell(work, EntryKind.RENEWAL_INVOICED, quote.issued_on, _data(quote, invoice))


def post_paid_renewal(work: AccountWork, invoice: str, paid_on: date) -> None:
    """Begin the year of an invoice that is paid, once (R24); the invoice's own lines count."""
    waiting = work.account.invoiced
    if waiting is not None and waiting.data["invoice"] == invoice:
        tell(work, EntryKind.RENEWAL_PAID, paid_on, waiting.data)


def release_renewal(work: AccountWork, invoice: str, reason: str) -> None:
    """Let go of what an invoice kept, and take back the year that it paid for.

    Raises: EntryNeeded when uses of that year stand on it.
    """
    for kind in (EntryKind.RENEWAL_PAID, EntryKind.RENEWAL_INVOICED):
        for one in work.account.entries:
            if one.kind == kind and one.data["invoice"] == invoice:
                work = _revoke(work, one.seq, reason)


def is_posted(work: AccountWork, invoice: str) -> bool:
    """Tell whether a year that this invoice paid for stands."""
    paid = (one for one in work.account.entries if one.kind == EntryKind.RENEWAL_PAID)
    return any(one.data["invoice"] == invoice for one in paid)


def _revoke(work: AccountWork, seq: int, reason: str) -> AccountWork:
    try:
        return tell(work, REVOKED, today_of(work.ctx), {"seq": seq, "reason": reason[:300]})
    except EntitlementSpent:
        # The exception undoes the entry with this transaction.
        raise EntryNeeded from None


def _data(quote: RenewalQuote, invoice: str) -> dict[str, Any]:
    return {
        "invoice": invoice,
        "value": quote.fee.value,
        "percent": quote.percent,
        "gross": quote.fee.gross,
        "discount": quote.fee.discount,
        "fee": quote.fee.fee,
        "tax": quote.tax,
        "took": [one.seq for one in quote.discounts],
    }
