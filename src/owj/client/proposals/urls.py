"""The addresses of proposals."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.proposals.edit import edit_proposal_view, new_proposal_view
from owj.client.proposals.page import (
    proposal_pdf_view,
    proposal_sealed_view,
    proposal_view,
    proposals_view,
)
from owj.client.proposals.write import proposal_write_view

PROPOSAL = "proposals/<int:proposal_id>"

PROPOSAL_PATHS: list[URLPattern] = [
    path("proposals", proposals_view, name="proposals"),
    path("proposals/new", new_proposal_view, name="new_proposal"),
    path(PROPOSAL, proposal_view, name="proposal"),
    path(f"{PROPOSAL}/edit", edit_proposal_view, name="edit_proposal"),
    path(f"{PROPOSAL}.pdf", proposal_pdf_view, name="proposal_pdf"),
    path(f"{PROPOSAL}/sealed.json", proposal_sealed_view, name="proposal_sealed"),
    path(f"{PROPOSAL}/<slug:verb>", proposal_write_view, name="proposal_write"),
]
