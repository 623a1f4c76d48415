"""The addresses of money: what an agent, who keeps no books, is answered."""

from __future__ import annotations

from typing import Any

NO_ROW = 999_999_999
NO_INVOICE: dict[str, object] = {"invoice_id": NO_ROW}
SHOWN, REFUSED, ABSENT = {"get": "ok"}, {"post": "403", "missing": "403"}, "404"
WORKED = {
    "minutes": "30",
    "service": "training",
    "site": "vendor",
    "day": "",
    "note": "",
    "source": "visit",
    "reference": "",
}

# Name, ids beyond a customer, a contract or a ticket, and what is answered.
BILLING_ADDRESSES: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("invoices", {}, SHOWN),
    ("new_invoice", {}, {"get": "403", "post": "403"}),
    ("invoice", NO_INVOICE, {"get": ABSENT}),
    ("edit_invoice", NO_INVOICE, {"get": "403", "post": "403"}),
    ("invoice_pdf", NO_INVOICE, {"get": ABSENT}),
    ("moadian", NO_INVOICE, {"get": ABSENT}),
    ("credit_pdf", NO_INVOICE | {"number": "CN-1405-00001"}, {"get": ABSENT}),
    *(
        ("invoice_act", NO_INVOICE | {"act": act}, {"post": "403"})
        for act in ("issue", "pay", "credit")
    ),
    ("invoice_act", NO_INVOICE | {"act": "draw"}, {"post": ABSENT}),
    ("invoice_act", NO_INVOICE | {"act": "no-such"}, {"post": ABSENT}),
    ("prices", {}, SHOWN),
    ("set_prices", {}, {"post": "403"}),
    ("set_tax", {}, {"post": "403"}),
    ("set_seller", {}, {"post": "403"}),
    ("drop_time", {"entry_id": NO_ROW}, {"post": ABSENT}),
)
# The same about a customer.
STATEMENT_ADDRESSES: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("statement", {}, SHOWN),
    ("collect_work", {}, REFUSED),
    ("statement_act", {"act": "pay"}, REFUSED),
    ("statement_act", {"act": "buyer"}, REFUSED),
    ("add_time", {}, {"post": "ok", "form": lambda w: WORKED}),
)
# The same about a ticket.
TIME_ADDRESSES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ticket_time", SHOWN),
    ("add_ticket_time", {"post": "ok", "form": lambda w: WORKED}),
)
# The same about a project.
PROJECT_TIME = WORKED | {"source": "project"}
NO_PAYMENT: dict[str, object] = {"payment_id": "00000000-0000-4000-8000-000000000000"}
# What a person of a customer is answered, who has no invoice and began no payment.
HUB_INVOICES: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("invoices", {}, SHOWN),
    ("invoice", NO_INVOICE, {"get": ABSENT}),
    ("invoice_pdf", NO_INVOICE, {"get": ABSENT, "post": ABSENT}),
    ("pay", NO_INVOICE, {"post": ABSENT}),
    ("sandbox", NO_PAYMENT, {"get": ABSENT, "post": ABSENT}),
    ("payment_answer", NO_PAYMENT, {"get": ABSENT}),
)
