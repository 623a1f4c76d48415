"""The template of invoices, known to every process: pages ask for it, the worker draws it."""

from __future__ import annotations

from pathlib import Path

from owj.server.documents.templates import add_template

TEMPLATE = "invoice"
add_template(TEMPLATE, Path(__file__).resolve().parent / "shapes" / "invoice.typ")
