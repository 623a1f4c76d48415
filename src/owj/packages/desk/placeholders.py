"""The words in braces that a canned reply is filled at: «{مشتری}», {customer}. No template engine.

A text is walked once. What is put in is never read again, so a customer called "{agent}" stays
called so; a word that nobody knows stays in the text, for its writer to see.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from owj.kernel.persian.folding import fold_letters

LONGEST_NAME = 40
_IN_BRACES = re.compile(rf"\{{([^{{}}\n]{{1,{LONGEST_NAME}}})\}}")


class Placeholder(StrEnum):
    """What may stand in braces, by its English name."""

    CUSTOMER = "customer"
    CONTACT = "contact"
    AGENT = "agent"
    TICKET = "ticket id"
    SUBJECT = "subject"
    PRIORITY = "priority"
    DUE = "due"
    TODAY = "today"
    ORGANISATION = "organisation"


# The first name of each is the one that is offered in Persian.
PERSIAN_NAMES: Mapping[Placeholder, tuple[str, ...]] = {
    Placeholder.CUSTOMER: ("مشتری", "نام مشتری"),
    Placeholder.CONTACT: ("مخاطب", "گوینده"),
    Placeholder.AGENT: ("کارشناس", "نام من"),
    Placeholder.TICKET: ("شناسه", "شناسه پیگیری"),
    Placeholder.SUBJECT: ("موضوع",),
    Placeholder.PRIORITY: ("اولویت",),
    Placeholder.DUE: ("موعد",),
    Placeholder.TODAY: ("امروز", "تاریخ"),
    Placeholder.ORGANISATION: ("سازمان",),
}
_OTHER_NAMES = {
    "ticket": Placeholder.TICKET,
    "id": Placeholder.TICKET,
    "organization": Placeholder.ORGANISATION,
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its placeholders filled. unknown: those left in it, as they were written."""

    text: str
    unknown: tuple[str, ...]


def placeholder_of(name: str) -> Placeholder | None:
    """Return what is meant by the word in braces, however its letters were typed."""
    return _NAMES.get(_key(name))


def fill_placeholders(text: str, values: Mapping[Placeholder, str]) -> Filled:
    """Return the text with what is known put in; one without a value stays to be seen."""
    unknown: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        meant = placeholder_of(found[1])
        value = values.get(meant, "") if meant is not None else ""
        if not value:
            unknown[found[0]] = None
        return value or found[0]

    return Filled(_IN_BRACES.sub(put, text), tuple(unknown))


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """Return the words in braces that nobody will be able to fill."""
    named = (found for found in _IN_BRACES.finditer(text) if placeholder_of(found[1]) is None)
    return tuple(dict.fromkeys(found[0] for found in named))


def _key(name: str) -> str:
    return fold_letters(name.replace("_", " ").replace("\u200c", " "))


_NAMES: Mapping[str, Placeholder] = {
    _key(name): meant for meant, names in PERSIAN_NAMES.items() for name in (meant.value, *names)
} | _OTHER_NAMES
