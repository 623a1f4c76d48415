"""Writing down that a renewal was paid, with every line it was made of."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from owj.kernel.promises.renewal import ValueMissing
from owj.packages.warranty.errors import NotDelivered
from owj.packages.warranty.queries import quote_on
from owj.packages.warranty.quote import RenewalQuote
from owj.packages.warranty.services.facts import tell
from owj.packages.warranty.services.work import check_day, check_keeper, hold
from owj.packages.warranty.words import EntryKind
from owj.server.records.context import Context


@transaction.atomic
def record_renewal(ctx: Context, contract_id: int, paid_on: date, invoice: str) -> RenewalQuote:
    """Write down that a year was paid for; returns the lines it was paid by (R23, R24).

    The discounts that it took are gone with it, none is taken twice.
    Raises: OnlyKeepers, NotFound, NotDelivered, DayAhead, ValueMissing, TaxMissing.
    """
    check_keeper(ctx)
    check_day(ctx, paid_on)
    work = hold(ctx, contract_id)
    if work.account.delivered is None:
        raise NotDelivered
    quote, year = quote_on(ctx, work.contract, work.account, paid_on)
    if quote is None:
        raise ValueMissing(year=year)
    data = {
        "invoice": invoice.strip()[:60],
        "value": quote.fee.value,
        "percent": quote.percent,
        "gross": quote.fee.gross,
        "discount": quote.fee.discount,
        "fee": quote.fee.fee,
        "tax": quote.tax,
        "took": [one.seq for one in quote.discounts],
    }
    tell(work, EntryKind.RENEWAL_PAID, paid_on, data)
    return quote
