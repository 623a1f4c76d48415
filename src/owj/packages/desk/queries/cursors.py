"""Places in a list: the key of its last row, so that the next page starts right behind it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q

from owj.packages.desk.errors import BadCursor

Key = str | int | datetime
# JSON can spell what no database stores: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an order: a column or alias, and its direction."""

    name: str
    kind: type[str] | type[int] | type[datetime]
    descending: bool = False

    @property
    def order(self) -> str:
        """Return the term as `order_by` takes it."""
        return f"-{self.name}" if self.descending else self.name


def write_cursor(keys: Sequence[Key]) -> str:
    """Return a list's place as text for an address."""
    plain = [key.isoformat() if isinstance(key, datetime) else key for key in keys]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, terms: Sequence[Term]) -> list[Key]:
    """Return the keys of a place. Raises: BadCursor for anything that is not one of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        plain = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if not isinstance(plain, list) or len(plain) != len(terms):
            raise BadCursor
        return [_read(value, term) for value, term in zip(plain, terms, strict=True)]
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError) as error:
        raise BadCursor from error


def behind(terms: Sequence[Term], keys: Sequence[Key], *, before: bool = False) -> Q:
    """Return the condition for rows behind a place in this order (before: those in front)."""
    condition = Q()
    equal = Q()
    for term, key in zip(terms, keys, strict=True):
        lookup = "lt" if term.descending is not before else "gt"
        condition |= equal & Q(**{f"{term.name}__{lookup}": key})
        equal &= Q(**{term.name: key})
    # The first term bounds the whole, so that an index range can be used.
    first = terms[0]
    bound = "lte" if first.descending is not before else "gte"
    return Q(**{f"{first.name}__{bound}": keys[0]}) & condition


def _read(value: object, term: Term) -> Key:
    if term.kind is datetime:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        if at is None or at.tzinfo is None:
            raise BadCursor
        # An instant whose offset leads out of the calendar is refused here, not by the database.
        return at.astimezone(UTC)
    if not isinstance(value, term.kind) or isinstance(value, bool):
        raise BadCursor
    if isinstance(value, int) and abs(value) >= 2**63:
        raise BadCursor
    if isinstance(value, str) and _UNSTORABLE.search(value):
        raise BadCursor
    return value
