"""The words of money: states, ways of paying, movements, reasons of charges."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.packages.billing.covering import ChargeReason
from owj.packages.billing.entity import Invoice, InvoiceState
from owj.packages.billing.words import MoneyKind, PayMethod
from owj.server.records.context import Context
from owj.ui.dates import digits

STATE_TONES: Mapping[str, str] = {
    InvoiceState.DRAFT: "line",
    InvoiceState.OFFERED: "accent",
    InvoiceState.OPEN: "warn",
    InvoiceState.PAID: "good",
    InvoiceState.CREDITED: "line",
    InvoiceState.DROPPED: "line",
}
METHOD_WORDS: Mapping[str, str] = {
    PayMethod.TRANSFER: _("bank transfer"),
    PayMethod.CHEQUE: _("cheque"),
    PayMethod.CASH: _("cash"),
    PayMethod.CARD: _("card reader"),
    PayMethod.ONLINE: _("online"),
}
BANK_WORDS: Mapping[str, str] = {
    "asanpardakht": _("AsanPardakht"),
    "bahamta": _("Bahamta"),
    "bmi": _("Sadad, Bank Melli Iran"),
    "irandargah": _("IranDargah"),
    "mellat": _("Behpardakht, Bank Mellat"),
    "sep": _("Saman Electronic Payment"),
    "zarinpal": _("Zarinpal"),
    "zibal": _("Zibal"),
}
MOVE_WORDS: Mapping[str, str] = {
    MoneyKind.INVOICED: _("Invoice"),
    MoneyKind.CREDITED: _("Credit note"),
    MoneyKind.PAID: _("Payment"),
    MoneyKind.CREDIT_USED: _("Credit used"),
    MoneyKind.REFUNDED: _("Paid back"),
}
REASON_WORDS: Mapping[str, str] = {
    ChargeReason.FAULT_COVERED: _("a fault, mended under warranty (R25)"),
    ChargeReason.FREE_TRAINING: _("free training of the period (R28)"),
    ChargeReason.AGREED_PRICE: _("the price of the project was agreed"),
    ChargeReason.NO_WARRANTY: _("no warranty has begun"),
    ChargeReason.LAPSED: _("the warranty has ended (R25)"),
    ChargeReason.TRAINING_USED_UP: _("the free training is used up (R28)"),
    ChargeReason.PRICED: _("a service of the price table (R52)"),
}


def invoice_chip(ctx: Context, invoice: Invoice) -> tuple[str, str]:
    """Return the tone and the words of an invoice's state; an unpaid one says when it is late."""
    today = ctx.now.astimezone(ctx.zone).date()
    if invoice.state is InvoiceState.OPEN and invoice.due_on and invoice.due_on < today:
        words = gettext("%(days)s days late") % {"days": digits((today - invoice.due_on).days)}
        return "danger", words
    return STATE_TONES[invoice.state], str(invoice.state.label)


def move_words(kind: str, data: Mapping[str, object]) -> str:
    """Return what a movement was, beside its kind: a number, a way of paying, a reason."""
    method = str(data.get("method", ""))
    parts = [gettext(METHOD_WORDS[method])] if method in METHOD_WORDS else []
    parts += [digits(data[name]) for name in ("number", "reference") if data.get(name)]
    if kind == MoneyKind.CREDITED:
        parts.append(str(data.get("reason", "")))
    return " · ".join(parts)
