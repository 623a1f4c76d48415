"""Values as the memory of changes keeps them, read back and put into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.dateparse import parse_duration
from django.utils.translation import gettext

from owj.server.records.defs import FieldDef, Kind
from owj.server.records.texts import to_text
from owj.ui.reading import current_page, language

_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.DATE: date.fromisoformat,
    Kind.DATE_TIME: datetime.fromisoformat,
    Kind.DECIMAL: Decimal,
    Kind.PERCENT: Decimal,
    Kind.DURATION: lambda text: parse_duration(text) or timedelta(),
    Kind.WORKING_TIME: lambda text: parse_duration(text) or timedelta(),
}
_NAMED = frozenset({Kind.LINK, Kind.USER, Kind.FILE, Kind.IMAGE})


def value_of_plain(field: FieldDef, plain: Any) -> Any:
    """Return the value that plain data stand for."""
    read = _READ.get(field.stored_kind)
    if read is None or not isinstance(plain, str):
        return plain
    try:
        return read(plain)
    except (ValueError, InvalidOperation):
        return plain


def words_of_plain(field: FieldDef, plain: Any) -> str:
    """Return plain data in words; names of people and records come as names already."""
    if plain is None or plain in ("", []):
        return gettext("empty")
    if field.stored_kind in (Kind.FILE, Kind.IMAGE):
        return gettext("a file")
    if field.stored_kind in _NAMED:
        return str(plain)
    if isinstance(plain, list):
        return gettext(", ").join(_answer(field, one) for one in plain)
    value = value_of_plain(field, plain)
    return to_text(field, value, language(), current_page().workspace.tz)


def _answer(field: FieldDef, value: Any) -> str:
    option = field.option(str(value))
    return str(option.label) if option else str(value)
