"""How a value of any field looks: words, direction, colour, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from owj.kernel.calendars.jalali import JalaliDateRejected
from owj.server.records.context import Context
from owj.server.records.defs import CHECKED_KINDS, FieldDef, Kind
from owj.server.records.refusals import RecordNotFound
from owj.server.records.texts import to_text
from owj.ui.dates import day_of, digits, show_date, show_relative_time
from owj.ui.reading import current_page, language, page_now
from owj.ui.records.linked import file_names, linked_titles

NUMBERS = frozenset(
    {Kind.NUMBER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DURATION, Kind.WORKING_TIME}
)
_CODES = CHECKED_KINDS | {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.AUTO_NUMBER}

_PARTED_FROM = 10_000
_DIGITS_OF_AVERAGES = 2

# Where a record of an entity is shown; None: nowhere for this reader.
Address = Callable[[str, int], str | None]


@dataclass(frozen=True, slots=True)
class Face:
    """One value ready to be drawn. look: which way; many: the answers of a list of them."""

    look: str = "empty"
    text: str = ""
    color: str = ""
    url: str = ""
    many: Sequence[Face] = ()


EMPTY = Face()


def face_of(ctx: Context, field: FieldDef, record: Any, address: Address) -> Face:
    """Return the face of one field of a record."""
    try:
        value = getattr(record, field.key)
    except RecordNotFound:
        # A required link to a record that this person may not see.
        return Face("hidden", gettext("not shown to you"))
    return face_of_value(ctx, field, value, address)


def face_of_value(ctx: Context, field: FieldDef, value: Any, address: Address) -> Face:
    """Return the face of a value that a field holds, or held."""
    if value is None or value in ("", [], ()):
        return EMPTY
    kind = field.stored_kind
    if kind is Kind.LINK:
        return _link(field, value, address)
    if kind is Kind.LINKS:
        return _links(ctx, field, value, address)
    if kind in (Kind.FILE, Kind.IMAGE):
        return _file(ctx, kind, value)
    return _BY_KIND.get(kind, _plain)(field, value)


def _yes_no(_field: FieldDef, value: Any) -> Face:
    return Face("yes" if value else "no", gettext("yes") if value else gettext("no"))


def _many(field: FieldDef, value: Any) -> Face:
    return Face("many", many=[_answer(field, one) for one in value])


def _user(_field: FieldDef, value: Any) -> Face:
    return Face("user", getattr(value, "full_name", "") or str(value))


def _plain(field: FieldDef, value: Any) -> Face:
    kind = field.stored_kind
    if isinstance(value, date):
        return Face("day", _day_words(value))
    if kind in NUMBERS:
        return Face("number", number_words(field, value))
    return Face("long" if kind is Kind.LONG_TEXT else "text", _words(field, value))


def _day_words(value: date) -> str:
    """Return an instant or a day in words; past the Jalali calendar's years, as ISO writes it.

    A ticket that waits for nobody has its place in the queue at the year 9000.
    """
    try:
        if isinstance(value, datetime):
            return show_relative_time(value, page_now())
        return show_date(value)
    except JalaliDateRejected:
        return digits(day_of(value).isoformat())


def _words(field: FieldDef, value: Any) -> str:
    return to_text(field, value, language(), current_page().workspace.tz)


def number_words(field: FieldDef, value: Any) -> str:
    """Return a number as people read it: thousands parted, units said."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    # A whole number of four digits may be a year; amounts are parted always.
    if field.stored_kind is Kind.NUMBER and isinstance(value, int) and abs(value) < _PARTED_FROM:
        return digits(value)
    if isinstance(value, Decimal | float) and field.stored_kind is Kind.NUMBER:
        value = round(Decimal(str(value)), _DIGITS_OF_AVERAGES)
        return _words(replace(field, kind=Kind.DECIMAL), value)
    return _words(field, value)


def _code(field: FieldDef, value: Any) -> Face:
    kind, text = field.stored_kind, str(value)
    if kind is Kind.EMAIL:
        return Face("code", text, url=f"mailto:{text}")
    if kind is Kind.PHONE:
        return Face("code", _words(field, value), url=f"tel:{text}")
    if kind is Kind.URL:
        safe = text if text.startswith(("https://", "http://")) else ""
        return Face("web", text, url=safe)
    return Face("code", _words(field, value) if kind in CHECKED_KINDS else digits(text))


def _answer(field: FieldDef, value: Any) -> Face:
    option = field.option(str(value))
    if option is None:
        return Face("chip", str(value))
    return Face("chip", str(option.label), color=option.color)


def _link(field: FieldDef, value: Any, address: Address) -> Face:
    if isinstance(value, int):
        return Face("text", digits(value))
    return Face("link", str(value), url=address(field.target or "", value.id) or "")


def _links(ctx: Context, field: FieldDef, value: Any, address: Address) -> Face:
    target = field.target or ""
    titles = linked_titles(ctx, target, value)
    many = [
        Face("link", titles[one], url=address(target, one) or "") for one in value if one in titles
    ]
    return Face("links", many=many) if many else EMPTY


def _file(ctx: Context, kind: Kind, value: Any) -> Face:
    """Return the face of a file; a picture is drawn where its page says from where."""
    names = file_names(ctx, [value]) if isinstance(value, UUID) else {}
    look = "image" if kind is Kind.IMAGE else "file"
    return Face(look, names.get(value) or gettext("a file"))


_BY_KIND: Mapping[Kind, Callable[[FieldDef, Any], Face]] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _answer,
    Kind.MULTI_CHOICE: _many,
    Kind.TAGS: _many,
    Kind.USER: _user,
    **dict.fromkeys(_CODES, _code),
}
