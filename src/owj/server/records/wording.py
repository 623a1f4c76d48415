"""Stored values in words: digits, calendar and names of a language."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.dateparse import parse_duration

from owj.kernel.calendars.jalali import JalaliDateRejected, format_date, format_month
from owj.kernel.money import Rial, show_rial
from owj.kernel.persian.digits import DECIMAL, group_digits, persian_digits
from owj.kernel.persian.durations import duration_words
from owj.kernel.phones import national
from owj.server.records.defs import TEXT_KINDS, FieldDef, Kind

_YES = {"fa": "بله", "en": "Yes"}
_NO = {"fa": "خیر", "en": "No"}
_DAY_S = 86_400

Worder = Callable[[FieldDef, Any, str, ZoneInfo], str]


def word_value(field: FieldDef, value: Any, language: str, zone: ZoneInfo) -> str:
    """Return a stored value in words; see texts.to_text."""
    if value is None or value == "":
        return ""
    language = "en" if language.startswith("en") else "fa"
    kind = field.stored_kind
    if kind in TEXT_KINDS:
        return _text(kind, str(value), language)
    worder = _WORDERS.get(kind)
    return str(value) if worder is None else worder(field, value, language, zone)


def _text(kind: Kind, text: str, language: str) -> str:
    if kind is Kind.PHONE:
        return _digits(national(text), language)
    if kind in (Kind.NATIONAL_ID, Kind.ECONOMIC_ID):
        return _digits(text, language)
    if kind is Kind.CARD:
        return _digits(" ".join(_fours(text)), language)
    # Letters and digits of an account are copied into banks' forms: they stay Latin.
    return " ".join(_fours(text)) if kind is Kind.IBAN else text


def _fours(text: str) -> list[str]:
    return [text[at : at + 4] for at in range(0, len(text), 4)]


def _digits(text: str, language: str) -> str:
    return text if language == "en" else persian_digits(text)


def _whole(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    return group_digits(int(value), language)


def _money(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    return show_rial(Rial(int(value)), language)


def _fraction(field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    """Word the whole part with its thousands and the rest without zeros at its end."""
    number = Decimal(value)
    whole, _point, rest = format(abs(number), "f").partition(".")
    shown = group_digits(-int(whole) if number < 0 else int(whole), language)
    if number < 0 and int(whole) == 0:
        shown = group_digits(-1, language).replace(group_digits(1, language), shown)
    rest = rest.rstrip("0")
    if rest:
        shown += f".{rest}" if language == "en" else f"{DECIMAL}{persian_digits(rest)}"
    if field.stored_kind is not Kind.PERCENT:
        return shown
    return f"{shown}%" if language == "en" else f"{shown}٪"


def _yes_no(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    return (_YES if value else _NO)[language]


def _day(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    return _day_words(date.fromisoformat(value) if isinstance(value, str) else value, language)


def _day_words(day: date, language: str) -> str:
    """Return a day in words; past the years of the Jalali calendar as ISO writes it."""
    try:
        return format_date(day, language)
    except JalaliDateRejected:
        return _digits(day.isoformat(), language)


def _instant(_field: FieldDef, value: Any, language: str, zone: ZoneInfo) -> str:
    instant = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(zone)
    clock = _digits(local.strftime("%H:%M"), language)
    return f"{_day_words(local.date(), language)}{'،' if language == 'fa' else ','} {clock}"


def _month(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    return format_month(str(value), language)


def _duration(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    span = parse_duration(value) if isinstance(value, str) else value
    seconds = int((span or timedelta()).total_seconds())
    sign = group_digits(-1, language).replace(group_digits(1, language), "") if seconds < 0 else ""
    return sign + duration_words(seconds, language, day_s=_DAY_S)


def _working_time(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    return duration_words(int(value) * 60, language)


def _choice(field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    option = field.option(str(value))
    return option.label.in_language(language) if option else str(value)


def _choices(field: FieldDef, value: Any, language: str, zone: ZoneInfo) -> str:
    return _joined([_choice(field, one, language, zone) for one in value], language)


def _tags(_field: FieldDef, value: Any, language: str, _zone: ZoneInfo) -> str:
    return _joined([str(one) for one in value], language)


def _joined(words: list[str], language: str) -> str:
    return ("، " if language == "fa" else ", ").join(words)


def _json(_field: FieldDef, value: Any, _language: str, _zone: ZoneInfo) -> str:
    return json.dumps(value, ensure_ascii=False)


_WORDERS: Mapping[Kind, Worder] = {
    Kind.NUMBER: _whole,
    Kind.MONEY: _money,
    Kind.DECIMAL: _fraction,
    Kind.PERCENT: _fraction,
    Kind.YES_NO: _yes_no,
    Kind.DATE: _day,
    Kind.DATE_TIME: _instant,
    Kind.JALALI_MONTH: _month,
    Kind.DURATION: _duration,
    Kind.WORKING_TIME: _working_time,
    Kind.CHOICE: _choice,
    Kind.MULTI_CHOICE: _choices,
    Kind.TAGS: _tags,
    Kind.JSON: _json,
}
