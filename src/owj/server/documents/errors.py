"""What documents refuse."""

from __future__ import annotations

from owj.kernel.errors import DefinitionError, NotFound, OutsideFailure


class TemplateUnknown(DefinitionError):
    """Say that no template has this name."""

    code = "documents.template_unknown"
    message = "There is no document template “%(name)s”."


class DocumentNotDrawn(OutsideFailure):
    """Say that a document could not be drawn."""

    code = "documents.not_drawn"
    message = "The document could not be drawn: %(reason)s."


class DocumentNotReady(NotFound):
    """Say that there is no drawn document to open."""

    code = "documents.not_ready"
    message = "This document is not drawn yet."
