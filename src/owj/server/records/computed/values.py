"""Values of fields as FEEL sees them, and results of FEEL as columns hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.feel import FeelValue, kind_of
from owj.kernel.feel.types import BOOLEAN, DATE, DATE_TIME, DAY_TIME, NUMBER, STRING, FeelType
from owj.server.records.defs import LIST_KINDS, TEXT_KINDS, FieldDef, Kind, decimals_of
from owj.server.records.values import UNSTORABLE, longest_text

WHOLE_KINDS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.WORKING_TIME})
FRACTION_KINDS = frozenset({Kind.DECIMAL, Kind.PERCENT})
# What a formula may come to.
RESULT_TYPES: Mapping[Kind, FeelType] = {
    Kind.TEXT: STRING,
    Kind.LONG_TEXT: STRING,
    Kind.YES_NO: BOOLEAN,
    Kind.DATE: DATE,
    Kind.DATE_TIME: DATE_TIME,
    Kind.DURATION: DAY_TIME,
    **dict.fromkeys(WHOLE_KINDS | FRACTION_KINDS, NUMBER),
}
_INT64 = 2**63
# Columns with digits after the point hold 18 before it.
_LARGEST = Decimal(10) ** 18
_WIDE = Context(prec=60)
_ONE = Decimal(1)


class NoValue(Exception):
    """Say that a result cannot be kept; the argument says why."""


def feel_reader(field: FieldDef, zone: Callable[[], tzinfo]) -> Callable[[Any], FeelValue]:
    """Return what turns a stored value, or one that is to be stored, into FEEL's.

    zone: the organisation's, in which instants show their days and hours.
    """
    kind = field.stored_kind
    if kind in WHOLE_KINDS:
        return lambda value: None if value is None else Decimal(value)
    if kind is Kind.DATE_TIME:
        return lambda value: None if value is None else value.astimezone(zone())
    if kind in LIST_KINDS:
        return lambda value: tuple(str(one) for one in value or ())
    if kind in {Kind.YES_NO, Kind.DATE, Kind.DURATION} | FRACTION_KINDS:
        return lambda value: value
    return lambda value: None if value is None else str(value)


def blank_of(field: FieldDef) -> Any:
    """Return what a computed field holds when it has no value."""
    blank = field.column_default
    return tuple(blank) if isinstance(blank, list) else blank


def kept_value(field: FieldDef, value: FeelValue) -> Any:
    """Return a result as the column holds it. Raises: NoValue with the reason."""
    if value is None:
        return blank_of(field)
    kind = field.stored_kind
    if isinstance(value, Decimal) and kind in WHOLE_KINDS | FRACTION_KINDS:
        return _kept_number(field, kind, value)
    if isinstance(value, str) and kind in TEXT_KINDS | {Kind.CHOICE, Kind.JALALI_MONTH}:
        return _kept_text(field, value)
    if isinstance(value, datetime) and kind is Kind.DATE_TIME:
        return _kept_instant(value)
    if type(value) is _PLAIN.get(kind):
        return value
    expected = RESULT_TYPES[kind].name if kind in RESULT_TYPES else kind
    raise _unfit(expected, kind_of(value))


_PLAIN: Mapping[Kind, type] = {Kind.YES_NO: bool, Kind.DATE: date, Kind.DURATION: timedelta}


def _kept_number(field: FieldDef, kind: Kind, value: Decimal) -> Any:
    if kind in FRACTION_KINDS:
        places = decimals_of(field)
        if abs(value) >= _LARGEST:
            raise NoValue(_("The number is too large."))
        return value.quantize(_ONE.scaleb(-places), ROUND_HALF_UP, _WIDE)
    if abs(value) >= _INT64:
        raise NoValue(_("The number is too large."))
    if kind is Kind.MONEY:
        # Nobody pays a part of a rial.
        return int(value.to_integral_value(ROUND_HALF_UP))
    if value != value.to_integral_value():
        raise NoValue(_("The result is not a whole number: round it, or keep digits."))
    return int(value)


def _kept_text(field: FieldDef, value: str) -> str:
    longest = longest_text(field)
    if len(value) > longest:
        raise NoValue(format_lazy(_("The text has more than {count} letters."), count=longest))
    if UNSTORABLE.search(value):
        raise NoValue(_("The text holds control characters."))
    return value


def _kept_instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise NoValue(_("The instant lacks its zone."))
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise NoValue(_("The instant lies too far away.")) from None


def _unfit(expected: object, got: str) -> NoValue:
    reason: str | Promise = format_lazy(
        _("The field holds {expected}, and the result is {got}."), expected=expected, got=got
    )
    return NoValue(reason)
