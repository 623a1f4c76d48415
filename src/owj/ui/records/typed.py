"""What people write into the input of a field, read as its value; and a value as it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.kernel.calendars.jalali import JalaliDate, format_numeric_date
from owj.kernel.errors import InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.values import reject
from owj.ui.forms.moments import parse_day, parse_moment
from owj.ui.records.faces import grouped

_PARTS = str.maketrans({"٬": "", ",": "", "٫": ".", " ": "", "\u2212": "-", "%": "", "٪": ""})
_LISTS = frozenset({Kind.MULTI_CHOICE, Kind.TAGS})


class _Unread(Exception):
    """Carries what was expected instead."""

    def __init__(self, expected: str | Promise) -> None:
        super().__init__(str(expected))
        self.expected = expected


def read_typed(ctx: Context, entity: EntityDef, field: FieldDef, texts: Sequence[str]) -> Any:
    """Return the value that was written into the input of a field; None for nothing.

    Raises: FieldValueRejected.
    """
    if field.kind in _LISTS:
        return _several(field, texts)
    text = texts[-1] if texts else ""
    if field.kind is Kind.YES_NO:
        return text == "yes"
    if not text.strip():
        return None
    read = _READERS.get(field.kind)
    if read is None:
        return text
    try:
        return read(ctx, text.strip())
    except _Unread as error:
        raise reject(entity, field, error.expected, text) from error


def _several(field: FieldDef, texts: Sequence[str]) -> list[str]:
    if field.kind is Kind.TAGS:
        texts = [part for text in texts for part in text.replace("،", ",").split(",")]
    return list(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _whole(_ctx: Context, text: str) -> int:
    number = _decimal(_ctx, text)
    if number != number.to_integral_value() or abs(number) >= 2**63:
        raise _Unread(_("a whole number"))
    return int(number)


def _decimal(_ctx: Context, text: str) -> Decimal:
    try:
        number = Decimal(latin_digits(text).translate(_PARTS))
    except InvalidOperation:
        raise _Unread(_("a number")) from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise _Unread(_("a number"))
    return number


def _day(ctx: Context, text: str) -> date:
    plain = latin_digits(text).replace("/", "-")
    try:
        if plain[:4].isdigit() and int(plain[:4]) >= 1700:
            return date.fromisoformat(plain)
        return parse_day(plain, today=ctx.now.astimezone(ctx.zone).date())
    except (ValueError, InvalidInput):
        raise _Unread(_("a date such as 1405/09/03")) from None


def _moment(ctx: Context, text: str) -> datetime:
    try:
        return parse_moment(text, now=ctx.now, zone=ctx.zone)
    except InvalidInput:
        raise _Unread(_("a date and a time such as 1405/09/03 12:00")) from None


def _month(_ctx: Context, text: str) -> str:
    try:
        return JalaliDate.parse(f"{latin_digits(text).replace('/', '-')}-1").iso[:7]
    except InvalidInput:
        raise _Unread(_("a month such as 1405/09")) from None


def _id(_ctx: Context, text: str) -> int:
    plain = latin_digits(text)
    if not (plain.isascii() and plain.isdigit() and len(plain) < 19):
        raise _Unread(_("an existing record"))
    return int(plain)


def _file(_ctx: Context, text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _Unread(_("the id of a file")) from None


_READERS: Mapping[Kind, Callable[[Context, str], Any]] = {
    Kind.NUMBER: _whole,
    Kind.MONEY: _whole,
    Kind.DECIMAL: _decimal,
    Kind.PERCENT: _decimal,
    Kind.DATE: _day,
    Kind.DATE_TIME: _moment,
    Kind.JALALI_MONTH: _month,
    Kind.LINK: _id,
    Kind.USER: _id,
    Kind.FILE: _file,
    Kind.IMAGE: _file,
}


def written(ctx: Context, field: FieldDef, value: Any) -> str:
    """Return a value as the input of its field shows it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        there = value.astimezone(ctx.zone)
        return f"{format_numeric_date(there.date(), 'en')} {there:%H:%M}"
    if isinstance(value, date):
        return format_numeric_date(value, "en")
    if field.kind in (Kind.MONEY, Kind.DECIMAL, Kind.PERCENT):
        return grouped(value, field.decimals)
    if field.kind in _LISTS:
        return "، ".join(str(one) for one in value)
    return str(getattr(value, "id", value))
