"""FEEL's three values as two questions: when is it true, when is it false; else it is null.

Both questions are made so that they may be joined and asked in any place: a row that answers
neither is one for which FEEL gives null.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q

ALWAYS = Q(pk__isnull=False)
NEVER = Q(pk__in=())


class Truth(NamedTuple):
    """Hold what keeps the rows for which a part is true, and those for which it is false."""

    true: Q
    false: Q

    @property
    def opposite(self) -> Truth:
        """Give FEEL's `not`: null stays null."""
        return Truth(self.false, self.true)


UNKNOWN = Truth(NEVER, NEVER)


def of_constant(value: bool | None) -> Truth:
    """Return true, false or null for every row."""
    if value is None:
        return UNKNOWN
    return Truth(ALWAYS, NEVER) if value else Truth(NEVER, ALWAYS)


def certain(true: Q) -> Truth:
    """Return what is false wherever it is not true."""
    return Truth(true, ~true)


def both(parts: Sequence[Q]) -> Q:
    """Return what holds where all hold."""
    return Q(*parts)


def either(parts: Sequence[Q]) -> Q:
    """Return what holds where one holds."""
    return Q(*parts, _connector=Q.OR)


def all_of(parts: Sequence[Truth]) -> Truth:
    """Return FEEL's `and`: one false decides, else one null."""
    return Truth(both([part.true for part in parts]), either([part.false for part in parts]))


def any_of(parts: Sequence[Truth]) -> Truth:
    """Return FEEL's `or`: one true decides, else one null."""
    return all_of([part.opposite for part in parts]).opposite
