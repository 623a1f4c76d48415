"""How a value of any field looks: words, direction, colour, and where it leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from owj.kernel.calendars.jalali import format_month
from owj.kernel.persian.durations import duration_words
from owj.server.files.models import StoredFile
from owj.server.records.context import Context
from owj.server.records.defs import CHECKED_KINDS, FieldDef, Kind
from owj.server.records.refusals import RecordNotFound
from owj.ui.dates import digits, show_date, show_relative_time
from owj.ui.reading import language, page_now

NUMBERS = frozenset(
    {Kind.NUMBER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT, Kind.DURATION, Kind.WORKING_TIME}
)
_CODES = CHECKED_KINDS | {Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.AUTO_NUMBER}

_PARTED_FROM = 10_000

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
    return _BY_KIND.get(kind, _plain)(field, value)


def _yes_no(_field: FieldDef, value: Any) -> Face:
    return Face("yes" if value else "no", gettext("yes") if value else gettext("no"))


def _many(field: FieldDef, value: Any) -> Face:
    return Face("many", many=[_answer(field, one) for one in value])


def _user(_field: FieldDef, value: Any) -> Face:
    return Face("user", getattr(value, "full_name", "") or str(value))


def _plain(field: FieldDef, value: Any) -> Face:
    kind = field.stored_kind
    if isinstance(value, bool):
        return _yes_no(field, value)
    if kind in NUMBERS and isinstance(value, int | Decimal | timedelta | float):
        return Face("number", number_words(kind, value, field.decimals))
    if isinstance(value, datetime | date):
        if isinstance(value, datetime):
            return Face("day", show_relative_time(value, page_now()))
        return Face("day", show_date(value))
    return Face("long" if kind is Kind.LONG_TEXT else "text", str(value))


def _jalali_month(_field: FieldDef, value: Any) -> Face:
    return Face("day", _month(str(value)))


def _month(text: str) -> str:
    try:
        return format_month(text, language())
    except (ValueError, IndexError):
        return text


def number_words(kind: Kind, value: Any, decimals: int | None = None) -> str:
    """Return a number as people read it: thousands parted, units said."""
    if kind in (Kind.DURATION, Kind.WORKING_TIME):
        seconds = int(value.total_seconds()) if isinstance(value, timedelta) else int(value)
        return duration_words(seconds, language())
    # A number of four digits may be a year; amounts are parted always.
    bare = kind is Kind.NUMBER and isinstance(value, int) and abs(value) < _PARTED_FROM
    text = digits(value) if bare else grouped(value, decimals)
    if kind is Kind.PERCENT:
        return gettext("%(number)s%%") % {"number": text}
    if kind is Kind.MONEY:
        return gettext("%(number)s rial") % {"number": text}
    return text


def grouped(value: Any, decimals: int | None = None) -> str:
    """Return a number with its thousands parted, in the digits and signs of the reader."""
    if isinstance(value, float):
        value = Decimal(str(value))
    if isinstance(value, Decimal):
        shown = round(value, decimals) if decimals is not None else value.normalize()
        text = f"{shown:,f}"
    else:
        text = f"{value:,}"
    if language() == "fa":
        text = text.replace(",", "٬").replace(".", "٫").replace("-", "\u2212")
    return digits(text)


def _code(field: FieldDef, value: Any) -> Face:
    kind, text = field.stored_kind, str(value)
    if kind is Kind.EMAIL:
        return Face("code", text, url=f"mailto:{text}")
    if kind is Kind.PHONE:
        return Face("code", digits(text), url=f"tel:{text}")
    if kind is Kind.URL:
        safe = text if text.startswith(("https://", "http://")) else ""
        return Face("web", text, url=safe)
    return Face("code", text if kind is Kind.IBAN else digits(text))


def _answer(field: FieldDef, value: Any) -> Face:
    option = field.option(str(value))
    if option is None:
        return Face("chip", str(value))
    return Face("chip", str(option.label), color=option.color)


def _link(field: FieldDef, value: Any, address: Address) -> Face:
    if isinstance(value, int):
        return Face("text", digits(value))
    return Face("link", str(value), url=address(field.target or "", value.id) or "")


def _file(_field: FieldDef, value: Any) -> Face:
    stored = StoredFile.objects.filter(id=value).first() if isinstance(value, UUID) else None
    return Face("file", stored.original_name if stored else gettext("a file"))


_BY_KIND: Mapping[Kind, Callable[[FieldDef, Any], Face]] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _answer,
    Kind.MULTI_CHOICE: _many,
    Kind.TAGS: _many,
    Kind.USER: _user,
    Kind.FILE: _file,
    Kind.IMAGE: _file,
    Kind.JALALI_MONTH: _jalali_month,
    **dict.fromkeys(_CODES, _code),
}
