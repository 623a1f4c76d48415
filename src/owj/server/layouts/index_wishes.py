"""Which index a list needs, of what it asks and in which order. Pure."""

from __future__ import annotations

from owj.server.layouts.conditions import RECORD_KEYS, Group, Operator, Test
from owj.server.layouts.definitions import SortTerm
from owj.server.records.defs import LIST_KINDS, TEXT_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.indexes import Terms, term_field

# A page of an index takes no longer text; a longer one in the column would refuse its row.
MOST_LETTERS = 600
MOST_EQUAL = 2
_SHORT_TEXTS = TEXT_KINDS - {Kind.TEXT, Kind.LONG_TEXT, Kind.URL}
_EQUAL = frozenset(
    {Kind.CHOICE, Kind.LINK, Kind.USER, Kind.NUMBER, Kind.YES_NO, Kind.DATE, Kind.JALALI_MONTH}
)
_UNSORTED = LIST_KINDS | {
    Kind.URL,
    Kind.CHOICE,
    Kind.LINK,
    Kind.USER,
    Kind.JSON,
    Kind.FILE,
    Kind.IMAGE,
}


def index_for(entity: EntityDef, where: Group, sort: tuple[SortTerm, ...]) -> Terms | None:
    """Return the terms of the index that finds the rows of a list in their order.

    None: an index that is there already does, or none could.
    """
    equal = _equal_keys(entity, where)
    ordered = _sort_term(entity, sort[0]) if sort else "id"
    if ordered is None:
        return None if _is_led(entity, equal) or not equal else (*equal, "id")
    if not equal and _is_led(entity, (ordered,)):
        return None
    if ordered in ("id", "-id"):
        return None if not equal or _is_led(entity, equal[:1]) else (*equal, "id")
    # The id parts ties, in the direction of the order; further terms are sorted within a tie.
    tie = () if len(sort) > 1 else ("-id" if ordered.startswith("down(") else "id",)
    return (*equal, ordered, *tie)


def _is_led(entity: EntityDef, terms: Terms) -> bool:
    """Return whether an index of the entity itself begins so."""
    return bool(terms) and any(one.terms[: len(terms)] == terms for one in entity.indexes)


def _equal_keys(entity: EntityDef, where: Group) -> Terms:
    """Return the fields that must have one value each; only those narrow an order."""
    if where.any_of or where.negated:
        return ()
    tests = (part for part in where.parts if isinstance(part, Test))
    keys = {one.path[0] for one in tests if len(one.path) == 1 and _asks_one_value(entity, one)}
    return tuple(sorted(keys))[:MOST_EQUAL]


def _asks_one_value(entity: EntityDef, test: Test) -> bool:
    field = entity.by_key.get(test.path[0])
    if field is None or field.stored_kind not in _EQUAL:
        return False
    one = test.operator is Operator.ANY_OF and len(test.values) == 1
    return one or test.operator is Operator.IS


def _sort_term(entity: EntityDef, sort: SortTerm) -> str | None:
    """Return the term of an index that gives a list's order; None: no index does."""
    if sort.key in RECORD_KEYS:
        return sort.key
    field = entity.by_key.get(sort.key)
    if field is None or field.stored_kind in _UNSORTED:
        return None
    if field.stored_kind in (Kind.TEXT, Kind.LONG_TEXT):
        return text_term(entity, field)
    if field.stored_kind in _SHORT_TEXTS or not field.nullable or not sort.descending:
        return field.key
    # What is empty stands last in both directions: downwards that is an order of its own.
    return f"down({field.key})"


def text_term(entity: EntityDef, field: FieldDef) -> str:
    """Return the term by which texts are ordered; of longer ones the beginning counts."""
    whole = f"persian_key({field.key})"
    fits = _is_short(field) or _is_led(entity, (whole,))
    return whole if fits else f"start({field.key})"


def _is_short(field: FieldDef) -> bool:
    return field.index or (field.max_length or MOST_LETTERS + 1) <= MOST_LETTERS


def keys_of(terms: Terms) -> tuple[str, ...]:
    """Return the fields that the terms of an index are about, without the tie."""
    keys = [term_field(term) for term in terms]
    return tuple(key for key in keys if key != "id") or ("id",)
