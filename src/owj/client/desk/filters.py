"""The inbox's filters: they stand in the address, so that a list can be kept and shared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext

from owj.kernel.persian.digits import latin_digits
from owj.kernel.sla.agreement import Priority
from owj.packages.desk.queries import InboxFilter, Person
from owj.packages.desk.words import USUAL_COLUMNS, Column, Queue, Sort, Status
from owj.server.records.defs import FieldDef, Kind
from owj.ui.tickets.words import PRIORITY_WORDS, STATUS_WORDS

E = TypeVar("E", bound=StrEnum)
WORDS_LENGTH = 200
# What the organisation added to tickets is named so.
OWN = re.compile("x_[a-z0-9_]{1,60}")
OWN_TESTS, OWN_COLUMNS = 20, 4


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One condition of the list, in words, and the address of the list without it."""

    label: str
    value: str
    without: str


def read_filter(given: QueryDict) -> InboxFilter:
    """Return what the address asks for; a word it does not know is passed over.

    An address is typed, shared and outlives its program: an unknown word must not hide the list.
    """
    return InboxFilter(
        queue=_one(Queue, given.get("queue"), Queue.OPEN),
        q=given.get("q", "").strip()[:WORDS_LENGTH],
        customer=_number(given.get("customer")),
        priority=_several(Priority, given.getlist("priority")),
        status=_several(Status, given.getlist("status")),
        assignee=_number(given.get("assignee")),
        sort=_one(Sort, given.get("sort"), Sort.DUE),
        cursor=given.get("cursor") or None,
        columns=_columns(given.getlist("columns")),
        own=_own(given),
        own_columns=tuple(
            dict.fromkeys(text for text in given.getlist("columns") if OWN.fullmatch(text))
        )[:OWN_COLUMNS],
    )


def address_of(asked: InboxFilter, **changes: Any) -> str:
    """Return the query string of a filter, defaults left out; empty or beginning with "?"."""
    pairs = pairs_of(replace(asked, **changes))
    return f"?{urlencode(pairs)}" if pairs else ""


def list_address(asked: InboxFilter) -> str:
    """Return the query string that leads to this very list, whatever the inbox opens with."""
    return address_of(asked) or f"?queue={Queue.OPEN.value}"


def pairs_of(wanted: InboxFilter) -> list[tuple[str, str]]:
    """Return a filter as the fields of a form, defaults left out."""
    pairs: list[tuple[str, str]] = []
    if wanted.queue is not Queue.OPEN:
        pairs.append(("queue", wanted.queue.value))
    if wanted.q:
        pairs.append(("q", wanted.q))
    pairs += [("priority", value.value) for value in wanted.priority]
    pairs += [("status", value.value) for value in wanted.status]
    if wanted.customer is not None:
        pairs.append(("customer", str(wanted.customer)))
    if wanted.assignee is not None:
        pairs.append(("assignee", str(wanted.assignee)))
    if wanted.sort is not Sort.DUE:
        pairs.append(("sort", wanted.sort.value))
    if wanted.cursor:
        pairs.append(("cursor", wanted.cursor))
    pairs += wanted.own
    return pairs + column_pairs(wanted)


def column_pairs(wanted: InboxFilter) -> list[tuple[str, str]]:
    """Return the chosen columns as the fields of a form; none when they are the usual ones."""
    if wanted.columns == USUAL_COLUMNS and not wanted.own_columns:
        return []
    keys = [*(value.value for value in wanted.columns), *wanted.own_columns]
    return [("columns", key) for key in keys] or [("columns", "none")]


def chips_of(
    asked: InboxFilter,
    *,
    people: Sequence[Person],
    customer_name: str,
    own: Sequence[FieldDef] = (),
) -> list[FilterChip]:
    """Return the conditions that narrow the list beyond its queue. own: fields it may ask."""
    chips: list[FilterChip] = []
    if asked.q:
        chips.append(FilterChip(gettext("Words"), asked.q, address_of(asked, q="")))
    if asked.status:
        words = _joined(STATUS_WORDS[value] for value in asked.status)
        chips.append(FilterChip(gettext("Status"), words, address_of(asked, status=())))
    if asked.priority:
        words = _joined(PRIORITY_WORDS[value] for value in asked.priority)
        chips.append(FilterChip(gettext("Priority"), words, address_of(asked, priority=())))
    if asked.customer is not None:
        without = address_of(asked, customer=None)
        chips.append(FilterChip(gettext("Customer"), customer_name, without))
    if asked.assignee is not None:
        names = {person.id: person.name for person in people}
        name = names.get(asked.assignee) or gettext("nobody")
        chips.append(FilterChip(gettext("Assignee"), name, address_of(asked, assignee=None)))
    return chips + _own_chips(asked, own)


def _own_chips(asked: InboxFilter, fields: Sequence[FieldDef]) -> list[FilterChip]:
    chips: list[FilterChip] = []
    for field in fields:
        texts = [text for key, text in asked.own if key == field.key]
        if texts:
            rest = tuple(pair for pair in asked.own if pair[0] != field.key)
            words = _joined(_own_words(field, text) for text in texts)
            chips.append(FilterChip(str(field.label), words, address_of(asked, own=rest)))
    return chips


def _own_words(field: FieldDef, text: str) -> str:
    option = field.option(text)
    if option is not None:
        return str(option.label)
    return gettext("yes") if field.kind is Kind.YES_NO and text == "yes" else text


def _own(given: QueryDict) -> tuple[tuple[str, str], ...]:
    """Return what is asked of the organisation's own fields; who may ask it is judged later."""
    pairs = [
        (key, text.replace("\x00", "").strip()[:WORDS_LENGTH])
        for key in given
        if OWN.fullmatch(key)
        for text in given.getlist(key)
    ]
    return tuple(sorted({pair for pair in pairs if pair[1]}))[:OWN_TESTS]


def _joined(words: Iterable[object]) -> str:
    return gettext(", ").join(str(word) for word in words)


def _one(kind: type[E], text: str | None, default: E) -> E:
    return kind(text) if text in set(kind) else default


def _several(kind: type[E], texts: Sequence[str]) -> tuple[E, ...]:
    return tuple(value for value in kind if value.value in texts)


def _columns(texts: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns asked for; "none" beside them says that they were asked for at all."""
    return _several(Column, texts) if texts else USUAL_COLUMNS


def _number(text: str | None) -> int | None:
    digits = latin_digits(text or "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None
