"""Modules, prices and deliveries of the demo: one warranty runs, one nears its end, one lapsed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from owj.kernel.calendars.jalali import JalaliDate
from owj.kernel.money import Rial
from owj.packages.customers.entity import Customer
from owj.packages.desk.demo.people import Cast
from owj.packages.downloads.services import DownloadKind, publish_download
from owj.packages.installations.entity import Installation
from owj.packages.serials.services import SerialDraft, give_serial
from owj.packages.warranty.entity import Module
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services import Delivery, cover_module, record_delivery, set_price
from owj.server.records.context import Context

YEARS_PRICED = 2
SERVER = "سرور اصلی"


def add_warranties(ctx: Context, organisation: Mapping[str, Any], cast: Cast) -> None:
    """Enter the modules with this year's and last year's prices, and who has which of them."""
    modules = {one["key"]: _add_module(ctx, one) for one in organisation["modules"]}
    for customer in organisation["customers"]:
        if "modules" not in customer:
            continue
        contract_id = cast.clients[customer["key"]].contract_id
        bought = [cover_module(ctx, contract_id, modules[key].id) for key in customer["modules"]]
        give_serial(ctx, SerialDraft(bought[0].id, seats=2))
        client_id = cast.clients[customer["key"]].customer_id
        ctx.create(Installation, customer=ctx.get(Customer, client_id), name=SERVER)
        delivered_on = today_of(ctx) - timedelta(days=customer["delivered_days_ago"])
        author = customer["people"][0]["name"]
        record_delivery(ctx, contract_id, Delivery(delivered_on, organisation["minutes"], author))


def add_downloads(ctx: Context, told: Sequence[Mapping[str, Any]]) -> None:
    """Publish seasonal releases, a course and a guide, and announce the next release."""
    for one in told:
        values = {
            "title": one["title"],
            "kind": DownloadKind(one["kind"]),
            "version_name": one["version"],
            "published_on": today_of(ctx) - timedelta(days=one["days_ago"]),
            "notes": one["notes"],
            "address": one["address"],
        }
        publish_download(ctx, values)


def _add_module(ctx: Context, told: Mapping[str, Any]) -> Module:
    module = ctx.create(Module, name=told["name"])
    year = JalaliDate.from_gregorian(today_of(ctx)).year
    for ago in range(YEARS_PRICED):
        # A list rises by a quarter from year to year.
        set_price(ctx, module.id, year - ago, Rial(told["value"] * 100 // (100 + 25 * ago)))
    return module
