"""Checks of the kinds that came later: what is taken, and in which form it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from owj.kernel.calendars.jalali import FIRST_YEAR, LAST_YEAR, MONTH_NAMES
from owj.kernel.check_digits import card_number, economic_id, iban, national_id
from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold
from owj.kernel.phones import e164
from owj.server.records.defs import DECIMAL_DIGITS, FieldDef, Kind, OptionDef, decimals_of
from owj.server.records.refusals import FieldValueRejected

# Returns the value as records hold it. Raises: FieldValueRejected.
Check = Callable[[Any], Any]
Refuse = Callable[[str | Promise, object], FieldValueRejected]


MOST_TAGS = 50
TAG_LENGTH = 60
# What a page may open without running anything.
SAFE_SCHEMES = frozenset({"http", "https"})
_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})", re.ASCII)
_NAMED = re.compile(r"(?:(?P<day>[0-9]{1,2})\s+)?(?P<name>[^\W\d_]+)\s+(?P<year>[0-9]{4})")
_MONTHS = {
    fold(name): number for names in MONTH_NAMES.values() for number, name in enumerate(names, 1)
}
_PHONE = re.compile(r"\+?[0-9][0-9 ()*#/-]{1,30}", re.ASCII)
_WHOLE_PHONE = re.compile(r"(?:\+|00|0[1-9]|9[0-9]{9}\Z)")
# Lists are written with these between their words.
_PARTING = re.compile("[,،;؛]")
# What no tag holds, as patterns say it: those, controls that are no blanks, and what does not
# show and turns or hides the letters around it. Joiners and marks of direction stay, as Persian
# needs them.
_UNSEEN = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u202a-\u202e"
    r"\u2060-\u206f\ufeff\ufff0-\ufffb"
)
_UNSHOWN = re.compile(f"[{_UNSEEN}\ud800-\udfff]")
UNTAGGED = f",،;؛{_UNSEEN}"
_IRANIAN = len("+982188776655")
_UNSAFE_IN_URL = re.compile(r"[\s\x00-\x1f\x7f\\<>\"]")


def check_fraction(field: FieldDef, refuse: Refuse) -> Check:
    """Take numbers with a point, exactly; binary fractions are none."""
    decimals = decimals_of(field)
    step = Decimal(1).scaleb(-decimals)
    most = Decimal(10) ** (DECIMAL_DIGITS - decimals)

    def check(value: Any) -> Decimal:
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not is_number or not Decimal(value).is_finite():
            raise refuse(_("a number"), value)
        number = Decimal(value)
        if abs(number) >= most:
            raise refuse(format_lazy(_("at most {count} digits"), count=DECIMAL_DIGITS), value)
        kept = number.quantize(step)
        if kept != number:
            expected = format_lazy(_("at most {count} digits after the point"), count=decimals)
            raise refuse(expected, value)
        _check_bounds(field, kept, refuse)
        return kept

    return check


def _check_bounds(field: FieldDef, value: Decimal, refuse: Refuse) -> None:
    if field.minimum is not None and value < field.minimum:
        raise refuse(format_lazy(_("{least} or more"), least=field.minimum), value)
    if field.maximum is not None and value > field.maximum:
        raise refuse(format_lazy(_("{most} or less"), most=field.maximum), value)


def check_duration(_field: FieldDef, refuse: Refuse) -> Check:
    """Take lengths of time."""

    def check(value: Any) -> timedelta:
        if not isinstance(value, timedelta):
            raise refuse(_("a length of time"), value)
        return value

    return check


def check_month(_field: FieldDef, refuse: Refuse) -> Check:
    """Take months of the Jalali calendar, as 1405-09."""

    def check(value: Any) -> str:
        month = read_month(value) if isinstance(value, str) else None
        if month is None:
            raise refuse(_("a Jalali month such as 1405-09"), value)
        return month

    return check


def with_month_number(text: str) -> str:
    """Return «۱ آذر ۱۴۰۵» as 1405-9-1 and «آذر ۱۴۰۵» as 1405-9; any other text as it is."""
    found = _NAMED.fullmatch(text)
    month = _MONTHS.get(fold(found["name"])) if found else None
    if found is None or month is None:
        return text
    return f"{found['year']}-{month}" + (f"-{found['day']}" if found["day"] else "")


def read_month(text: str) -> str | None:
    """Return 1405-09 of a month in digits of any kind, or by its name: «آذر ۱۴۰۵»; or None."""
    plain = latin_digits(text).strip()
    found = _MONTH.fullmatch(plain) or _MONTH.fullmatch(with_month_number(plain))
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    fits = FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12
    return f"{year:04d}-{month:02d}" if fits else None


@dataclass(frozen=True, slots=True)
class Answers:
    """What may be chosen, named in the language of whoever reads the sentence around it."""

    options: tuple[OptionDef, ...]

    def __str__(self) -> str:
        comma = ", " if (get_language() or "fa").startswith("en") else "، "
        return comma.join(str(one.label) for one in self.options if not one.retired)


def check_choices(field: FieldDef, members: Mapping[str, StrEnum], refuse: Refuse) -> Check:
    """Take answers among the options, and keep each once, in the order of the options."""
    living = {
        one.value: members.get(one.value, one.value) for one in field.options if not one.retired
    }
    order = tuple(one.value for one in field.options)

    def check(value: Any) -> tuple[Any, ...]:
        given = [value] if isinstance(value, str) else value
        if not isinstance(given, list | tuple | set | frozenset):
            raise refuse(_("a list of answers"), value)
        known = {**living, **{str(one): str(one) for one in given if is_standing(field, one)}}
        for one in given:
            if not isinstance(one, str) or one not in known:
                raise refuse(format_lazy(_("one of: {names}"), names=Answers(field.options)), one)
        return tuple(known[text] for text in order if text in known and text in given)

    return check


class Standing(str):
    """An answer that stands in a record, or stood in it: it may stay although it was retired."""

    __slots__ = ()


def is_standing(field: FieldDef, value: object) -> bool:
    """Return whether a value is an answer of a field that may stay, retired or not."""
    return isinstance(value, Standing) and field.option(value) is not None


def check_tags(_field: FieldDef, refuse: Refuse) -> Check:
    """Take short words and keep each once, in the order given."""

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
            raise refuse(_("a list of tags"), value)
        if len(value) > MOST_TAGS:
            raise refuse(format_lazy(_("at most {count} tags"), count=MOST_TAGS), len(value))
        tags = tuple(dict.fromkeys(" ".join(one.split()) for one in value if one.strip()))
        for tag in tags:
            if _PARTING.search(tag):
                raise refuse(_("tags without commas"), tag)
            if len(tag) > TAG_LENGTH:
                expected = format_lazy(_("tags of at most {count} letters"), count=TAG_LENGTH)
                raise refuse(expected, tag)
            if _UNSHOWN.search(tag):
                raise refuse(_("text without control characters"), repr(tag[:20]))
        return tags

    return check


def shaped_text(kind: Kind) -> Callable[[str], str | None] | None:
    """Return what reads a text of a kind, giving the kept form or None; None: any text."""
    return _SHAPES.get(kind)


def phone_text(text: str) -> str | None:
    """Return a telephone number as E.164 if it is a whole one, else its digits as written.

    Short numbers of services and numbers with an extension have no international form.
    """
    plain = latin_digits(text.strip())
    whole = e164(plain) if _WHOLE_PHONE.match(plain) else None
    if whole is not None and (len(whole) == _IRANIAN or not whole.startswith("+98")):
        return whole
    return plain if _PHONE.fullmatch(plain) else None


def url_text(text: str) -> str | None:
    """Return the address of a page; without a scheme it is https. Scripts and data are none."""
    address = text.strip()
    if _UNSAFE_IN_URL.search(address):
        return None
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in SAFE_SCHEMES or not host or "." not in host.strip("."):
        return None
    return None if "@" in parts.netloc else address


_SHAPES: Mapping[Kind, Callable[[str], str | None]] = {
    Kind.PHONE: phone_text,
    Kind.URL: url_text,
    Kind.NATIONAL_ID: national_id,
    Kind.ECONOMIC_ID: economic_id,
    Kind.CARD: card_number,
    Kind.IBAN: iban,
}
EXPECTED: Mapping[Kind, str | Promise] = {
    Kind.EMAIL: _("an e-mail address"),
    Kind.PHONE: _("a telephone number"),
    Kind.URL: _("the address of a page, such as https://example.com"),
    Kind.NATIONAL_ID: _("a national number of ten digits"),
    Kind.ECONOMIC_ID: _("an economic number of eleven or fourteen digits"),
    Kind.CARD: _("a card number of sixteen digits"),
    Kind.IBAN: _("an account number: IR and 24 digits"),
}
