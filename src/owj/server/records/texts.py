"""Values as people write and read them: for forms, lists, CSV and imports.

`from_text` reads what was typed, Persian digits and Jalali or Gregorian dates among it, into a
value that the writer takes; `to_text` words a stored value; `to_input` gives what a form shows,
which `from_text` reads back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.kernel.calendars.jalali import JalaliDate, JalaliDateRejected
from owj.kernel.persian.digits import latin_digits
from owj.kernel.persian.folding import fold_letters
from owj.server.records.defs import LIST_KINDS, TEXT_KINDS, FieldDef, Kind
from owj.server.records.kind_checks import read_month, with_month_number
from owj.server.records.refusals import FieldMessageShown, FieldValueRejected
from owj.server.records.spans import read_span
from owj.server.records.wording import word_value

_YES = frozenset({"1", "true", "yes", "on", "y", "t", "بله", "آری", "بلی", "هست", "✓", "✔"})
_NO = frozenset({"0", "false", "no", "off", "n", "f", "خیر", "نه", "نیست", "✗", "✘", "-"})
# Thousands and the point as they are written in either language.
_NUMBER_MARKS = str.maketrans({"٬": "", ",": "", "٫": ".", "\u2212": "-", "\u200e": "", " ": ""})
_TAIL_OF_MONEY = ("ریال", "rials", "rial", "irr")
_TAIL_OF_TOMAN = ("تومان", "toman", "tomans")
_LONGEST_NUMBER = 200
# Years of which a date is Jalali; Gregorian years of business are larger.
_LAST_JALALI_YEAR = 1700

# The Gregorian day that our exports write beside the Jalali one.
_BESIDE = re.compile(r"\s*\([0-9]{4}-[0-9]{2}-[0-9]{2}\)\s*$")
# A day in figures or words, and an hour behind it.
_MOMENT = re.compile(r"(.+?)(?:[\s،,]+|(?<=[0-9])T)([0-9]{1,2}:[0-9]{2}[^\s،]*)")
_WORKING = re.compile(r"\s(?:کاری|working)(?=\s|$)")

Reader = Callable[[FieldDef, str, ZoneInfo], Any]


def from_text(field: FieldDef, text: str, zone: ZoneInfo) -> Any:
    """Return the value that a text means for a field; an empty one is no value.

    The writer checks it afterwards (bounds, options, links). A choice is read by its value or
    its name in either language, a link and a person by id.
    Raises: FieldValueRejected, naming the field.
    """
    kind = field.stored_kind
    if kind in TEXT_KINDS:
        return text
    plain = text.strip()
    if not plain:
        return [] if kind in LIST_KINDS else False if kind is Kind.YES_NO else None
    try:
        return _READERS[kind](field, plain, zone)
    except (ValueError, InvalidOperation, OverflowError, JalaliDateRejected):
        raise _refusal(field, _EXPECTED.get(kind, _("another value")), plain) from None


def to_text(field: FieldDef, value: Any, language: str, zone: ZoneInfo) -> str:
    """Return a stored value in words, in the digits and the calendar of a language.

    Also reads what audit and JSON keep of a value. Links are worded by whoever has read them.
    """
    return word_value(field, value, language, zone)


def to_input(field: FieldDef, value: Any, zone: ZoneInfo) -> str:
    """Return a stored value as a form or a CSV cell holds it; `from_text` reads it back."""
    if value is None:
        return ""
    writer = _INPUTS.get(field.stored_kind)
    return str(getattr(value, "pk", value)) if writer is None else writer(value, zone)


def _write_yes_no(value: Any, _zone: ZoneInfo) -> str:
    return "yes" if value else "no"


def _write_day(value: Any, _zone: ZoneInfo) -> str:
    return _written(value)


def _written(day: date) -> str:
    """Return a day as it is read again; past the years of the Jalali calendar a Gregorian one."""
    try:
        return JalaliDate.from_gregorian(day).iso
    except JalaliDateRejected:
        return day.isoformat()


def _write_instant(value: Any, zone: ZoneInfo) -> str:
    local = value.astimezone(zone)
    clock = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    return f"{_written(local.date())} {clock}"


def _write_list(value: Any, _zone: ZoneInfo) -> str:
    return ", ".join(str(one) for one in value)


def _write_json(value: Any, _zone: ZoneInfo) -> str:
    return json.dumps(value, ensure_ascii=False)


def _write_duration(value: Any, _zone: ZoneInfo) -> str:
    return _clock(int(value.total_seconds()))


def _write_working_time(value: Any, _zone: ZoneInfo) -> str:
    return _clock(int(value) * 60)


def _clock(seconds: int) -> str:
    minutes, rest = divmod(abs(seconds), 60)
    tail = f":{rest:02d}" if rest else ""
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02d}{tail}"


def _write_fraction(value: Any, _zone: ZoneInfo) -> str:
    return format(value, "f")


def _refusal(field: FieldDef, expected: str | Promise, got: str) -> FieldValueRejected:
    shown = got if len(got) <= 60 else f"{got[:60]}…"
    kind = FieldValueRejected if field.message is None else FieldMessageShown
    return kind(
        entity="",
        name=field.key,
        field=field.label,
        expected=expected,
        got=shown,
        words=field.message,
    )


def _read_whole(_field: FieldDef, text: str, _zone: ZoneInfo) -> int:
    return _exactly(Decimal(_number(text)))


def _read_money(_field: FieldDef, text: str, _zone: ZoneInfo) -> int:
    """Read rial; a text that says toman is ten times as many."""
    lowered = latin_digits(text).lower().strip()
    for tail in _TAIL_OF_TOMAN:
        if lowered.endswith(tail):
            return _exactly(Decimal(_number(lowered.removesuffix(tail))) * 10)
    for tail in _TAIL_OF_MONEY:
        lowered = lowered.removesuffix(tail)
    return _exactly(Decimal(_number(lowered)))


def _exactly(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise ValueError
    return int(number)


def _read_fraction(_field: FieldDef, text: str, _zone: ZoneInfo) -> Decimal:
    number = Decimal(_number(text.rstrip("%٪ ")))
    if not number.is_finite():
        raise ValueError
    return number


def _number(text: str) -> str:
    plain = latin_digits(text).translate(_NUMBER_MARKS)
    if not plain or not plain.isascii() or plain.strip("+-.0123456789"):
        raise ValueError
    if len(plain) > _LONGEST_NUMBER:
        # To read a number of a million digits takes half a minute.
        raise ValueError
    return plain


def _read_yes_no(_field: FieldDef, text: str, _zone: ZoneInfo) -> bool:
    word = latin_digits(text).lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError


def read_day(text: str) -> date:
    """Return the day of a Jalali or Gregorian date, told apart by the year; also «۱ آذر ۱۴۰۵».

    Raises: ValueError, JalaliDateRejected.
    """
    plain = latin_digits(_BESIDE.sub("", text)).strip().replace("/", "-").replace(".", "-")
    if not plain[:4].isdigit():
        plain = with_month_number(plain)
    if int(plain.split("-")[0]) < _LAST_JALALI_YEAR:
        return JalaliDate.parse(plain).to_gregorian()
    year, month, day = (int(part) for part in plain.split("-"))
    return date(year, month, day)


def _read_day(_field: FieldDef, text: str, _zone: ZoneInfo) -> date:
    return read_day(text)


def _read_instant(_field: FieldDef, text: str, zone: ZoneInfo) -> datetime:
    """Read ISO 8601 with an offset, or a date and a time of the zone, as Owj words them too."""
    plain = latin_digits(_BESIDE.sub("", text)).strip().replace("Z", "+00:00")
    found = _MOMENT.fullmatch(plain)
    day, clock = (found[1], found[2]) if found else (plain, "")
    at = time.fromisoformat(clock or "00:00")
    local = datetime.combine(read_day(day), at)
    return (local if local.tzinfo else local.replace(tzinfo=zone)).astimezone(UTC)


def _read_month(_field: FieldDef, text: str, _zone: ZoneInfo) -> str:
    month = read_month(text)
    if month is None:
        raise ValueError
    return month


def _read_duration(_field: FieldDef, text: str, _zone: ZoneInfo) -> timedelta:
    return timedelta(seconds=read_span(text))


def _read_working_time(_field: FieldDef, text: str, _zone: ZoneInfo) -> int:
    """Read hours and minutes; a day is no measure of working time, and a bare number minutes.

    «۸ ساعت کاری» and "8 working hours" say no more than the field itself.
    """
    plain = latin_digits(text)
    if plain.isdigit():
        return int(plain)
    return read_span(_WORKING.sub(" ", plain), days=False) // 60


def _read_option(field: FieldDef, text: str, _zone: ZoneInfo) -> str:
    return _option(field, text)


def _option(field: FieldDef, text: str) -> str:
    """Return the value of the option that is written so, by value or by a name."""
    living = [one for one in field.options if not one.retired]
    for option in living:
        if option.value == text:
            return text
    # However it is written: with ي for ی, a space for a half space.
    said = fold_letters(text)
    named = [
        one.value
        for one in living
        if said in (fold_letters(one.label.fa), fold_letters(one.label.en))
    ]
    if len(named) == 1:
        return named[0]
    return text


def _read_options(field: FieldDef, text: str, _zone: ZoneInfo) -> list[str]:
    return [_option(field, one) for one in listed(text)]


def _read_tags(_field: FieldDef, text: str, _zone: ZoneInfo) -> list[str]:
    return listed(text)


def listed(text: str) -> list[str]:
    """Return the parts of a text that a comma or a semicolon of either script divides."""
    parts = text.replace("،", ",").replace(";", ",").replace("؛", ",").replace("\n", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _read_id(_field: FieldDef, text: str, _zone: ZoneInfo) -> int:
    return int(latin_digits(text))


def _read_ids(_field: FieldDef, text: str, _zone: ZoneInfo) -> list[int]:
    return [int(latin_digits(one)) for one in listed(text)]


def _read_uuid(_field: FieldDef, text: str, _zone: ZoneInfo) -> UUID:
    return UUID(text)


def _read_json(_field: FieldDef, text: str, _zone: ZoneInfo) -> Any:
    return json.loads(text)


_READERS: Mapping[Kind, Reader] = {
    Kind.NUMBER: _read_whole,
    Kind.MONEY: _read_money,
    Kind.DECIMAL: _read_fraction,
    Kind.PERCENT: _read_fraction,
    Kind.YES_NO: _read_yes_no,
    Kind.DATE: _read_day,
    Kind.DATE_TIME: _read_instant,
    Kind.JALALI_MONTH: _read_month,
    Kind.DURATION: _read_duration,
    Kind.WORKING_TIME: _read_working_time,
    Kind.CHOICE: _read_option,
    Kind.MULTI_CHOICE: _read_options,
    Kind.TAGS: _read_tags,
    Kind.LINK: _read_id,
    Kind.LINKS: _read_ids,
    Kind.USER: _read_id,
    Kind.FILE: _read_uuid,
    Kind.IMAGE: _read_uuid,
    Kind.JSON: _read_json,
}
_INPUTS: Mapping[Kind, Callable[[Any, ZoneInfo], str]] = {
    Kind.YES_NO: _write_yes_no,
    Kind.DATE: _write_day,
    Kind.DATE_TIME: _write_instant,
    Kind.DURATION: _write_duration,
    Kind.WORKING_TIME: _write_working_time,
    Kind.DECIMAL: _write_fraction,
    Kind.PERCENT: _write_fraction,
    Kind.MULTI_CHOICE: _write_list,
    Kind.TAGS: _write_list,
    Kind.LINKS: _write_list,
    Kind.JSON: _write_json,
}
_EXPECTED: Mapping[Kind, str | Promise] = {
    Kind.NUMBER: _("a whole number"),
    Kind.MONEY: _("an amount in whole rial"),
    Kind.DECIMAL: _("a number"),
    Kind.PERCENT: _("a number"),
    Kind.YES_NO: _("yes or no"),
    Kind.DATE: _("a date such as 1405-09-01"),
    Kind.DATE_TIME: _("a date and time such as 1405-09-01 14:30"),
    Kind.JALALI_MONTH: _("a Jalali month such as 1405-09"),
    Kind.DURATION: _("a length of time such as 2:30"),
    Kind.WORKING_TIME: _("a length of time such as 2:30"),
    Kind.LINK: _("an existing record"),
    Kind.LINKS: _("existing records"),
    Kind.USER: _("an existing record"),
    Kind.FILE: _("the id of a file"),
    Kind.IMAGE: _("the id of a file"),
    Kind.JSON: _("plain data"),
}
