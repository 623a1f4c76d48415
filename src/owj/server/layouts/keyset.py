"""Places in a list of records: the keys of its last row, so that the next page starts behind it.

Empty values stand at the end in either direction, and a place may lie among them.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable

from owj.server.layouts.conditions import RECORD_KEYS
from owj.server.layouts.definitions import SortTerm
from owj.server.layouts.index_wishes import text_term
from owj.server.layouts.refusals import BadPlace
from owj.server.records.context import Context
from owj.server.records.defs import LINK_KINDS, LIST_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.lookups import PersianKey, persian_start

# JSON can spell what no database stores: NUL, and half of a surrogate pair.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_INT64 = 2**63
_UNSORTED = LIST_KINDS | {Kind.JSON, Kind.FILE, Kind.IMAGE, Kind.LINKS}
_WORDED = frozenset({Kind.TEXT, Kind.LONG_TEXT})


_Reader = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an order, under the alias `name`. read: the value of a place, from text.

    through: the link whose record's title is the key, and the path to that.
    """

    name: str
    expression: Combinable
    descending: bool
    nullable: bool
    read: _Reader
    through: tuple[str, str] | None = None

    @property
    def order(self) -> Combinable:
        """Return the term as `order_by` takes it."""
        by = F(self.name)
        if not self.nullable:
            return by.desc() if self.descending else by.asc()
        return by.desc(nulls_last=True) if self.descending else by.asc(nulls_last=True)

    def behind(self, value: Any, *, before: bool = False) -> Q:
        """Return the condition for rows whose key comes after this value (before: in front)."""
        if value is None:
            return Q(**{f"{self.name}__isnull": False}) if before else Q(pk__in=())
        sign = "lt" if self.descending is not before else "gt"
        beyond = Q(**{f"{self.name}__{sign}": value})
        if self.nullable and not before:
            beyond |= Q(**{f"{self.name}__isnull": True})
        return beyond

    def equal(self, value: Any) -> Q:
        """Return the condition for rows with this key."""
        return Q(**{f"{self.name}__isnull": True}) if value is None else Q(**{self.name: value})


def terms_of(ctx: Context, entity: EntityDef, sort: Sequence[SortTerm]) -> tuple[Term, ...]:
    """Return an order whose last term tells any two records apart; what cannot sort drops out."""
    terms: list[Term] = []
    for one in sort:
        made = _term(ctx, entity, one, f"term{len(terms)}")
        if made is not None:
            terms.append(made)
    # Ties of a descending order go on descending, so that the newest stays on top.
    down = sort[0].descending if sort else True
    return (*terms, Term("pk", F("pk"), down, nullable=False, read=_whole))


def is_sortable(ctx: Context, entity: EntityDef, key: str) -> bool:
    """Return whether a list can be ordered by a field."""
    return _term(ctx, entity, SortTerm(key), "term") is not None


def _term(ctx: Context, entity: EntityDef, one: SortTerm, name: str) -> Term | None:
    if one.key in RECORD_KEYS:
        reader: _Reader = _whole if one.key == "id" else _instant
        return Term(name, F(one.key), one.descending, nullable=False, read=reader)
    if one.key.startswith("="):
        return _raw_term(entity, one, name)
    return _field_term(ctx, entity, one, name)


def _field_term(ctx: Context, entity: EntityDef, one: SortTerm, name: str) -> Term | None:
    field = entity.by_key.get(one.key)
    if field is None or field.stored_kind in _UNSORTED:
        return None
    if field.kind is Kind.CHOICE:
        place = _place_of_option(field)
        return Term(name, place, one.descending, nullable=True, read=_whole)
    if field.kind in LINK_KINDS:
        found = _title_path(ctx, field)
        if found is None:
            return None
        path, by_title = found
        through = (field.key, path) if field.kind is Kind.LINK else None
        return Term(name, by_title, one.descending, nullable=True, read=_text, through=through)
    worded = field.stored_kind in _WORDED
    by: Combinable = _by_words(entity, field, field.key) if worded else F(field.key)
    read = _READERS.get(field.stored_kind, _text)
    return Term(name, by, one.descending, nullable=field.nullable, read=read)


def _raw_term(entity: EntityDef, one: SortTerm, name: str) -> Term | None:
    """Order by what a field holds, not by what it is called: parts two of one name."""
    field = entity.by_key.get(one.key[1:])
    if field is None or field.stored_kind in _UNSORTED:
        return None
    read: _Reader = _whole if field.kind in LINK_KINDS else _text
    return Term(name, F(field.attname), one.descending, nullable=field.nullable, read=read)


def _by_words(entity: EntityDef, field: FieldDef, path: str) -> Combinable:
    """Return a text's place in the alphabet, as an index has it."""
    is_start = text_term(entity, field).startswith("start(")
    return persian_start(path) if is_start else PersianKey(path)


def _title_path(ctx: Context, field: FieldDef) -> tuple[str, Combinable] | None:
    """Return the path to what a linked record is called, and its place in the alphabet.

    None when not all of it may be read.
    """
    if field.kind is Kind.USER:
        return f"{field.key}__full_name", PersianKey(f"{field.key}__full_name")
    target = ctx.snapshot.schema.by_key.get(field.target or "")
    if target is None or target.title is None or not ctx.is_free(target.key):
        return None
    if ctx.field_access(target.key).get(target.title, "hidden") == "hidden":
        return None
    path = f"{field.key}__{target.title}"
    return path, _by_words(target, target.by_key[target.title], path)


def _place_of_option(field: FieldDef) -> Combinable:
    """Order the answers of a choice as they are listed, not by their letters."""
    places = (
        When(**{field.key: option.value}, then=Value(place))
        for place, option in enumerate(field.options)
    )
    return Case(*places, default=Value(None), output_field=IntegerField())


def write_place(terms: Sequence[Term], row: Any) -> str:
    """Return the place of a row as text for an address."""
    keys = [getattr(row, term.name) for term in terms]
    plain = [None if key is None else _plain(key) for key in keys]
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(key: Any) -> str:
    if isinstance(key, timedelta):
        return str(key // timedelta(microseconds=1))
    return key.isoformat() if isinstance(key, datetime | date) else str(key)


def read_place(terms: Sequence[Term], text: str) -> list[Any]:
    """Return the keys of a place. Raises: BadPlace for anything that is not one of ours."""
    try:
        padded = text + "=" * (-len(text) % 4)
        plain = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if not isinstance(plain, list) or len(plain) != len(terms):
            raise BadPlace
        return [_read(term, value) for term, value in zip(terms, plain, strict=True)]
    except (ValueError, TypeError, ArithmeticError, binascii.Error, RecursionError) as error:
        raise BadPlace from error


def _read(term: Term, value: object) -> Any:
    if value is None and term.nullable:
        return None
    if not isinstance(value, str):
        raise BadPlace
    return term.read(value)


def behind(terms: Sequence[Term], keys: Sequence[Any], *, before: bool = False) -> Q:
    """Return the condition for rows behind a place in this order (before: those in front)."""
    condition, equal = Q(), Q()
    for term, key in zip(terms, keys, strict=True):
        condition |= equal & term.behind(key, before=before)
        equal &= term.equal(key)
    lead = terms[0]
    if lead.nullable or len(terms) == 1:
        return condition
    # Said once more without an "or", so that an index begins there and not at its end.
    sign = "lte" if lead.descending is not before else "gte"
    return Q(**{f"{lead.name}__{sign}": keys[0]}) & condition


def _text(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise BadPlace
    return text


def _whole(text: str) -> int:
    number = int(text) if len(text) < 21 else _INT64
    if abs(number) >= _INT64:
        raise BadPlace
    return number


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise BadPlace from None
    if not number.is_finite():
        raise BadPlace
    return number


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise BadPlace
    return at.astimezone(UTC)


def _length(text: str) -> timedelta:
    return timedelta(microseconds=_whole(text))


def _yes_no(text: str) -> bool:
    return text == "True"


_READERS: Mapping[Kind, _Reader] = {
    Kind.NUMBER: _whole,
    Kind.MONEY: _whole,
    Kind.DURATION: _length,
    Kind.WORKING_TIME: _whole,
    Kind.DECIMAL: _decimal,
    Kind.PERCENT: _decimal,
    Kind.YES_NO: _yes_no,
    Kind.DATE: date.fromisoformat,
    Kind.DATE_TIME: _instant,
}
