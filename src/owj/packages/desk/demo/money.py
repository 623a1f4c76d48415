"""Prices, a seller, and three invoices of the demo: one paid, one late, one offered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.money import Rial
from owj.kernel.promises.prices import TABLE_1400, Site
from owj.packages.billing.services import (
    InvoiceDraft,
    Line,
    Payment,
    PayMethod,
    draft_invoice,
    issue_invoice,
    offer_draft,
    record_payment,
    save_seller,
)
from owj.packages.desk.demo.people import Cast
from owj.packages.pricing.services import set_prices
from owj.packages.warranty.queries import today_of
from owj.server.records.context import Context

# What a person-hour costs now beside the shipped table of 1400.
TIMES = 4


def add_money(ctx: Context, organisation: Mapping[str, Any], cast: Cast) -> None:
    """Enter prices of this year and the seller, and bill the first customer."""
    year = JalaliDate.from_gregorian(today_of(ctx)).year
    cells = {
        (service, site): Rial(value * TIMES)
        for service, hourly in TABLE_1400.items()
        for site in Site
        if (value := hourly.at(site)) is not None
    }
    set_prices(ctx, year, cells)
    save_seller(ctx, organisation["seller"], "14")
    customer_id = cast.clients[organisation["customers"][0]["key"]].customer_id
    for bill in organisation["invoices"]:
        _bill(ctx.at(ctx.now - timedelta(days=bill["days_ago"])), customer_id, bill)


def _bill(ctx: Context, customer_id: int, bill: Mapping[str, Any]) -> None:
    lines = [
        Line(one["text"], one["price"] * one["quantity"], 0, one["quantity"], "item", one["price"])
        for one in bill["lines"]
    ]
    draft = draft_invoice(ctx, InvoiceDraft(customer_id, bill["subject"], lines))
    if bill["state"] == "offered":
        offer_draft(ctx, draft.id)
        return
    issue_invoice(ctx, draft.id)
    if bill["state"] == "paid":
        whole = Payment(draft.total, today_of(ctx), PayMethod.TRANSFER, bill["reference"], draft.id)
        record_payment(ctx, customer_id, whole)
