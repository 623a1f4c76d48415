"""The words of packages' own answers where pages state them: the organisation's, if it has others.

Lists, boards, filters and forms of records take the words from the schema by themselves; this is
for pages that were written for one entity and word its answers in their own way.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, cast

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext

from owj.server.records import Choice, Entity
from owj.ui.reading import current_page


def answer_words(entity: type[Entity], field: Choice[Any], answer: StrEnum, usual: str) -> Promise:
    """Return what an answer is called on the page being drawn. usual: the page's own msgid."""
    return cast("Promise", _worded(entity, field, answer, usual))


def _word(entity: type[Entity], field: Choice[Any], answer: StrEnum, usual: str) -> str:
    reader = current_page().reader
    if reader is not None:
        known = reader.snapshot.schema.by_key.get(entity.key)
        definition = known.by_key.get(field.key) if known else None
        option = definition.option(answer) if definition else None
        if option is not None and str(option.label) != str(field.options[answer]):
            return str(option.label)
    return gettext(usual)


_worded = lazy(_word, str)
