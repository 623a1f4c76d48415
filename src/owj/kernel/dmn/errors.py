"""What can be wrong with a decision model before anything is decided."""

from __future__ import annotations

from owj.kernel.errors import DefinitionError, InvalidInput


class ModelRefused(DefinitionError):
    """Say which part of a decision model is not as DMN wants it."""

    code = "dmn.model_refused"
    message = "Decision model, %(where)s: expected %(expected)s, got %(got)s."


class NoSuchElement(InvalidInput):
    """Say that a model has nothing of this kind and name that could be asked."""

    code = "dmn.no_such_element"
    message = "The model %(model)s has no %(kind)s named %(name)s. It has: %(known)s."


class ModelFileNotRead(InvalidInput):
    """Say that a file cannot be opened."""

    code = "dmn.file_not_read"
    message = "%(file)s cannot be read: %(reason)s."
