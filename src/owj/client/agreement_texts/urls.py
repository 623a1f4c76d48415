"""The addresses of the agreement's text, its draft and its publication."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.agreement_texts.edit import draft_view, draft_write_view, review_view
from owj.client.agreement_texts.page import text_pdf_view, text_plain_view, text_view

AGREEMENT_TEXT_PATHS: list[URLPattern] = [
    path("agreement/text", text_view, name="agreement_text"),
    path("agreement/text/<int:number>.pdf", text_pdf_view, name="agreement_text_pdf"),
    path("agreement/text/<int:number>.txt", text_plain_view, name="agreement_text_plain"),
    path("agreement/draft", draft_view, name="agreement_draft"),
    path("agreement/draft/review", review_view, name="agreement_review"),
    path("agreement/draft/<slug:verb>", draft_write_view, name="agreement_draft_write"),
]
