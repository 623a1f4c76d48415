"""The addresses of money."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.billing.acts import (
    collect_view,
    draft_renewal_view,
    invoice_act_view,
    statement_act_view,
)
from owj.client.billing.lists import invoices_view
from owj.client.billing.page import (
    credit_pdf_view,
    invoice_page_view,
    invoice_pdf_view,
    moadian_view,
)
from owj.client.billing.prices import (
    prices_view,
    set_prices_view,
    set_seller_view,
    set_tax_view,
)
from owj.client.billing.statement import statement_view
from owj.client.billing.time import (
    add_project_time_view,
    add_ticket_time_view,
    add_time_view,
    drop_time_view,
    ticket_time_view,
)
from owj.client.billing.write import edit_invoice_view, new_invoice_view

INVOICE = "invoices/<int:invoice_id>"
STATEMENT = "customers/<int:customer_id>/statement"

BILLING_PATHS: list[URLPattern] = [
    path("invoices", invoices_view, name="invoices"),
    path("invoices/new", new_invoice_view, name="new_invoice"),
    path(INVOICE, invoice_page_view, name="invoice"),
    path(f"{INVOICE}/edit", edit_invoice_view, name="edit_invoice"),
    path(f"{INVOICE}.pdf", invoice_pdf_view, name="invoice_pdf"),
    path(f"{INVOICE}/moadian.json", moadian_view, name="moadian"),
    path(f"{INVOICE}/credit/<str:number>.pdf", credit_pdf_view, name="credit_pdf"),
    path(f"{INVOICE}/<slug:act>", invoice_act_view, name="invoice_act"),
    path(STATEMENT, statement_view, name="statement"),
    path(f"{STATEMENT}/collect", collect_view, name="collect_work"),
    path(f"{STATEMENT}/time", add_time_view, name="add_time"),
    path(f"{STATEMENT}/<slug:act>", statement_act_view, name="statement_act"),
    path("contracts/<int:contract_id>/renewal/draft", draft_renewal_view, name="draft_renewal"),
    path("prices", prices_view, name="prices"),
    path("prices/table", set_prices_view, name="set_prices"),
    path("prices/tax", set_tax_view, name="set_tax"),
    path("prices/seller", set_seller_view, name="set_seller"),
    path("tickets/<str:tracking_id>/time", ticket_time_view, name="ticket_time"),
    path("tickets/<str:tracking_id>/time/add", add_ticket_time_view, name="add_ticket_time"),
    path("time/projects/<int:project_id>", add_project_time_view, name="add_project_time"),
    path("time/<int:entry_id>/drop", drop_time_view, name="drop_time"),
]
