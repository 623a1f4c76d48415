"""The addresses of Owj Hub, below /hub/."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.hub.agreement import (
    accept_view,
    agreement_pdf_view,
    agreement_plain_view,
    agreement_view,
    proof_pdf_view,
    proof_view,
)
from owj.hub.contracts import choose_view as choose_remedy_view
from owj.hub.contracts import claim_view, contracts_view, file_document_view
from owj.hub.downloads import downloads_view, take_view
from owj.hub.invoices import (
    answer_view,
    bank_answer_view,
    invoice_page_view,
    invoice_pdf_view,
    invoices_view,
    pay_view,
    renew_view,
    sandbox_view,
)
from owj.hub.lapsed import free_claim_view
from owj.hub.people import choose_view, invite_view, people_view, rights_view
from owj.hub.projects import (
    minutes_answer_view,
    minutes_view,
    project_view,
    projects_view,
)
from owj.hub.proposals import (
    proposal_answer_view,
    proposal_pdf_view,
    proposal_sealed_view,
    proposal_view,
)
from owj.hub.records.forms import (
    choices_view,
    edit_record_view,
    form_state_view,
    new_record_view,
)
from owj.hub.records.lists import records_view
from owj.hub.records.record import record_file_view, record_view
from owj.hub.serials import activate_view, release_view
from owj.hub.tickets.home import home_view, tickets_view
from owj.hub.tickets.new import new_ticket_fields_view, new_ticket_view, preview_view
from owj.hub.tickets.page import clock_view, file_view, live_view, ticket_view
from owj.hub.tickets.say import confirm_view, rate_view, reopen_view, reply_view

app_name = "hub"

TICKET = "tickets/<str:tracking_id>"
ENTITY = "records/<slug:entity>"
MINUTES = "projects/<int:project_id>/minutes/<int:minutes_id>"
PROPOSAL = "proposals/<int:proposal_id>"
RECORD = f"{ENTITY}/<int:record_id>"

urlpatterns: list[URLPattern] = [
    path("", home_view, name="home"),
    path("tickets", tickets_view, name="tickets"),
    path("tickets/new", new_ticket_view, name="new_ticket"),
    path("tickets/new/fields", new_ticket_fields_view, name="new_ticket_fields"),
    path("tickets/new/preview", preview_view, name="preview"),
    path(TICKET, ticket_view, name="ticket"),
    path(f"{TICKET}/live", live_view, name="ticket_live"),
    path(f"{TICKET}/clocks/<slug:name>", clock_view, name="clock"),
    path(f"{TICKET}/reply", reply_view, name="reply"),
    path(f"{TICKET}/confirm", confirm_view, name="confirm"),
    path(f"{TICKET}/reopen", reopen_view, name="reopen"),
    path(f"{TICKET}/rate", rate_view, name="rate"),
    path("files/<uuid:file_id>", file_view, name="file"),
    path(ENTITY, records_view, name="records"),
    path(f"{ENTITY}/new", new_record_view, name="new_record"),
    path(f"{ENTITY}/form", form_state_view, name="record_form"),
    path(f"{ENTITY}/choices/<slug:key>", choices_view, name="record_choices"),
    path(RECORD, record_view, name="record"),
    path(f"{RECORD}/edit", edit_record_view, name="edit_record"),
    path(f"{RECORD}/files/<slug:key>", record_file_view, name="record_file"),
    path("claims/new", free_claim_view, name="free_claim"),
    path("agreement", agreement_view, name="agreement"),
    path("agreement/<int:number>.pdf", agreement_pdf_view, name="agreement_pdf"),
    path("agreement/<int:number>.txt", agreement_plain_view, name="agreement_plain"),
    path("contracts/<int:contract_id>/accept", accept_view, name="accept_agreement"),
    path("contracts/<int:contract_id>/acceptances/<int:seq>", proof_view, name="acceptance"),
    path(
        "contracts/<int:contract_id>/acceptances/<int:seq>.pdf",
        proof_pdf_view,
        name="acceptance_pdf",
    ),
    path("contracts", contracts_view, name="contracts"),
    path("contracts/<int:contract_id>/documents", file_document_view, name="file_document"),
    path("contracts/<int:contract_id>/claim", claim_view, name="claim"),
    path("contracts/<int:contract_id>/choose", choose_remedy_view, name="choose_remedy"),
    path("downloads", downloads_view, name="downloads"),
    path("downloads/<int:download_id>", take_view, name="take_download"),
    path("serials/<int:serial_id>/activate", activate_view, name="activate_serial"),
    path("serials/<int:serial_id>/release", release_view, name="release_serial"),
    path(PROPOSAL, proposal_view, name="proposal"),
    path(f"{PROPOSAL}.pdf", proposal_pdf_view, name="proposal_pdf"),
    path(f"{PROPOSAL}/sealed.json", proposal_sealed_view, name="proposal_sealed"),
    path(f"{PROPOSAL}/<slug:verb>", proposal_answer_view, name="proposal_answer"),
    path("projects", projects_view, name="projects"),
    path("projects/<int:project_id>", project_view, name="project"),
    path(MINUTES, minutes_view, name="minutes"),
    path(f"{MINUTES}/<slug:verb>", minutes_answer_view, name="minutes_answer"),
    path("contracts/<int:contract_id>/renew", renew_view, name="renew"),
    path("invoices", invoices_view, name="invoices"),
    path("invoices/<int:invoice_id>", invoice_page_view, name="invoice"),
    path("invoices/<int:invoice_id>.pdf", invoice_pdf_view, name="invoice_pdf"),
    path("invoices/<int:invoice_id>/pay", pay_view, name="pay"),
    path("payments/<uuid:payment_id>/sandbox", sandbox_view, name="sandbox"),
    path("payments/<uuid:payment_id>", answer_view, name="payment_answer"),
    path("payments/<uuid:payment_id>/bank", bank_answer_view, name="bank_answer"),
    path("customer", choose_view, name="choose_customer"),
    path("people", people_view, name="people"),
    path("people/invite", invite_view, name="invite"),
    path("people/<int:contact_id>/rights", rights_view, name="rights"),
]
