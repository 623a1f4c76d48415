"""The kinds of entries in a customer's account of money."""

from __future__ import annotations

from enum import StrEnum

# The account of a customer's money; the customer's other facts have accounts of their own.
MONEY_ACCOUNT = "customer_money"
INVOICE_SERIES, CREDIT_SERIES = "invoice", "credit_note"
NUMBERS = {INVOICE_SERIES: "INV-{jy}-{seq:5}", CREDIT_SERIES: "CN-{jy}-{seq:5}"}


class MoneyKind(StrEnum):
    """Name what an entry says; amounts are whole rial, `invoice` is the invoice's id.

    invoiced: {invoice, number, amount}. credited: {invoice, number, amount, reason}. paid:
    {amount, method, reference, invoice or null}. credit_used: {invoice, amount}. refunded:
    {amount, reference}.
    """

    INVOICED = "invoiced"
    CREDITED = "credited"
    PAID = "paid"
    CREDIT_USED = "credit_used"
    REFUNDED = "refunded"


class PayMethod(StrEnum):
    """Name how money came."""

    TRANSFER = "transfer"
    CHEQUE = "cheque"
    CASH = "cash"
    CARD = "card"
    ONLINE = "online"
