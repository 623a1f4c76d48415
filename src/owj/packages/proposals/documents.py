"""The template of proposals, known to every process."""

from __future__ import annotations

from pathlib import Path

from owj.server.documents.templates import add_template

TEMPLATE = "proposal"
add_template(TEMPLATE, Path(__file__).resolve().parent / "shapes" / "proposal.typ")
