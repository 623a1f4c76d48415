"""Who issues invoices and who buys: details that the tax organisation wants."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.packages.billing.entity import BuyerCard, SellerCard
from owj.packages.billing.services.work import check_bookkeeper
from owj.packages.customers.entity import Customer
from owj.server.records.context import Context

SELLER_FIELDS: tuple[tuple[str, str | Promise], ...] = (
    ("name", _("Name")),
    ("national_id", _("National number")),
    ("economic_code", _("Economic number")),
    ("registration", _("Registration number")),
    ("postal_code", _("Postal code")),
    ("address", _("Address")),
    ("phone", _("Telephone")),
    ("account", _("Account to pay into")),
    ("memory_id", _("Fiscal memory (six letters)")),
    ("service_code", _("Service code (13 digits)")),
)
BUYER_FIELDS: tuple[tuple[str, str | Promise], ...] = (
    ("economic_code", _("Economic number")),
    ("postal_code", _("Postal code")),
    ("address", _("Address")),
)
_CODES = {"national_id", "economic_code", "registration", "postal_code", "service_code"}
MOST_DUE_DAYS = 365


class DueDaysRefused(InvalidInput):
    """Say that this is no time to pay in."""

    code = "billing.due_days_refused"
    message = "Expected 0 to 365 days to pay in, got %(got)s."


def seller_row(ctx: Context) -> SellerCard | None:
    """Return the seller's details; None before they are entered."""
    return ctx.rows(SellerCard).order_by("id").first()


def buyer_row(ctx: Context, customer_id: int) -> BuyerCard | None:
    """Return a buyer's details; None before they are entered."""
    return ctx.rows(BuyerCard).filter(customer_id=customer_id).first()


@transaction.atomic
def save_seller(ctx: Context, given: Mapping[str, str], due_days: str) -> SellerCard:
    """Write the seller's details down; issued papers keep theirs.

    Raises: OnlyBookkeepers, InvalidInput, DueDaysRefused.
    """
    check_bookkeeper(ctx)
    days = latin_digits(due_days).strip()
    if not (days.isascii() and days.isdigit() and int(days[:4]) <= MOST_DUE_DAYS):
        raise DueDaysRefused(got=due_days[:40])
    values: dict[str, Any] = {**_clean(given, SELLER_FIELDS), "due_days": int(days)}
    row = seller_row(ctx)
    return ctx.update(row, **values) if row else ctx.create(SellerCard, **values)


@transaction.atomic
def save_buyer(ctx: Context, customer_id: int, given: Mapping[str, str]) -> BuyerCard:
    """Write a buyer's details down. Raises: OnlyBookkeepers, NotFound, InvalidInput."""
    check_bookkeeper(ctx)
    customer = ctx.get(Customer, customer_id)
    values: dict[str, Any] = {**_clean(given, BUYER_FIELDS)}
    row = buyer_row(ctx, customer_id)
    return ctx.update(row, **values) if row else ctx.create(BuyerCard, customer=customer, **values)


def _clean(
    given: Mapping[str, str], fields: tuple[tuple[str, str | Promise], ...]
) -> dict[str, str]:
    kept = {}
    for name, _label in fields:
        text = " ".join(given.get(name, "").split())
        kept[name] = latin_digits(text) if name in _CODES else text
    return kept
