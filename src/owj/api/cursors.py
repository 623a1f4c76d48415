"""Where a list goes on: the last row's place in its order, signed, so that nobody makes one up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import msgspec
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from owj.api.kinds import read_value
from owj.api.refusals import CursorUnknown, ParameterRefused
from owj.api.sorting import SYSTEM_FIELDS, SortTerm

_SALT = "owj.api.cursor"
CURSOR_PATTERN = r"^[A-Za-z0-9_.:-]{1,8000}$"
CURSOR = re.compile(CURSOR_PATTERN.strip("^$"))


def write_cursor(question: str, row: Sequence[Any]) -> str:
    """Return the cursor behind a row. row: the values of its terms."""
    values = msgspec.to_builtins(list(row))
    return signing.dumps([question, values], salt=_SALT, compress=True)


def read_cursor(text: str, question: str, terms: Sequence[SortTerm]) -> Q:
    """Return the rows behind a cursor. Raises: CursorUnknown, ParameterRefused."""
    if not CURSOR.fullmatch(text):
        expected = _("the `next` of an answer")
        raise ParameterRefused(parameter="cursor", expected=expected, got=text[:40])
    try:
        asked, values = signing.loads(text, salt=_SALT)
        # A place of another length is of another list, and `zip` says so.
        places = [_value(term, value) for term, value in zip(terms, values, strict=True)]
        fits = asked == question
    except (signing.BadSignature, ValueError, TypeError):
        fits, places = False, []
    if not fits:
        raise CursorUnknown(parameter="cursor")
    return _behind(terms, places)


def question_of(entity_key: str, sort: str, condition: str) -> str:
    """Return a short name of what a list was asked, which a cursor belongs to."""
    whole = "\0".join((entity_key, sort, condition))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _value(term: SortTerm, value: Any) -> Any:
    return read_value(term.field or SYSTEM_FIELDS[term.name], value)


def _behind(terms: Sequence[SortTerm], values: Sequence[Any]) -> Q:
    """Return the rows that come after a place; empty values stand last in either direction."""
    behind = Q()
    same = Q()
    for term, value in zip(terms, values, strict=True):
        later = _later(term, value)
        if later is not None:
            behind |= same & later
        here = Q(**{f"{term.name}__isnull": True}) if value is None else Q(**{term.name: value})
        same &= here
    return behind


def _later(term: SortTerm, value: Any) -> Q | None:
    if value is None:
        return None
    later = Q(**{f"{term.name}__{'lt' if term.descending else 'gt'}": value})
    return later | Q(**{f"{term.name}__isnull": True}) if term.nullable else later
