"""The template of the agreement's text, known to every process."""

from __future__ import annotations

from pathlib import Path

from owj.server.documents.templates import add_template

TEMPLATE = "agreement"
add_template(TEMPLATE, Path(__file__).resolve().parent / "shapes" / "agreement.typ")
