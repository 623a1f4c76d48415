"""The addresses of the agreement's text: an agent reads it, and does not write it."""

from __future__ import annotations

from typing import Any

FIRST: dict[str, object] = {"number": 1}

# Name, ids, and what is answered.
AGREEMENT_ADDRESSES: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("agreement_text", {}, {"get": "ok"}),
    # Nobody asked for the PDF yet, so there is none to give.
    ("agreement_text_pdf", FIRST, {"get": "404", "post": "ok", "roleless": "403"}),
    ("agreement_text_plain", FIRST, {"get": "ok"}),
    ("agreement_draft", {}, {"get": "403"}),
    ("agreement_review", {}, {"get": "403"}),
    ("agreement_draft_write", {"verb": "begin"}, {"post": "403"}),
    ("agreement_draft_write", {"verb": "publish"}, {"post": "403"}),
)
HUB_AGREEMENTS: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("agreement", {}, {"get": "ok"}),
    ("agreement_pdf", FIRST, {"get": "404", "post": "ok"}),
    ("agreement_plain", FIRST, {"get": "ok"}),
)

NO_PROOF: dict[str, object] = {"seq": 0}
# The same about a contract: no acceptance was written down.
PROOF_ADDRESSES: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("acceptance", NO_PROOF, {"get": "404", "post": "404"}),
    ("acceptance_pdf", NO_PROOF, {"get": "404"}),
)
# Without the fingerprint of the text nothing is accepted: a toast says so.
HUB_ACCEPTS: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    *PROOF_ADDRESSES,
    ("accept_agreement", {}, {"post": "404", "post_writes": False}),
    # A document without its file is refused: a toast says so.
    ("file_document", {}, {"post": "ok", "post_writes": False}),
)

NO_PROPOSAL: dict[str, object] = {"proposal_id": 999_999_999}
# An agent reads proposals, and writes none; here none was written.
PROPOSAL_ADDRESSES: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    ("proposals", {}, {"get": "ok"}),
    ("new_proposal", {}, {"get": "403", "post": "403"}),
    ("proposal", NO_PROPOSAL, {"get": "404"}),
    ("edit_proposal", NO_PROPOSAL, {"get": "403", "post": "403"}),
    ("proposal_pdf", NO_PROPOSAL, {"get": "404"}),
    ("proposal_sealed", NO_PROPOSAL, {"get": "404"}),
    *(
        ("proposal_write", NO_PROPOSAL | {"verb": verb}, {"post": "403"})
        for verb in ("send", "take-back", "drop", "decline")
    ),
    ("proposal_write", NO_PROPOSAL | {"verb": "draw"}, {"post": "404"}),
    ("proposal_write", NO_PROPOSAL | {"verb": "no-such"}, {"post": "404"}),
)
HUB_PROPOSALS: tuple[tuple[str, dict[str, object], dict[str, Any]], ...] = (
    # Nothing is published to be downloaded.
    ("downloads", {}, {"get": "ok"}),
    ("take_download", {"download_id": 999_999_999}, {"post": "404"}),
    ("proposal", NO_PROPOSAL, {"get": "404"}),
    ("proposal_pdf", NO_PROPOSAL, {"get": "404", "post": "404"}),
    ("proposal_sealed", NO_PROPOSAL, {"get": "404"}),
    ("proposal_answer", NO_PROPOSAL | {"verb": "accept"}, {"post": "404"}),
    ("proposal_answer", NO_PROPOSAL | {"verb": "decline"}, {"post": "404"}),
)
