"""Numbers: decimals of 34 digits, as IEEE 754 decimal128 and DMN have them."""

from __future__ import annotations

import re
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

CALCULATION = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    clamp=1,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
NUMBER_FAILED = (InvalidOperation, DivisionByZero, Overflow)
LEAST_SCALE, MOST_SCALE = -6111, 6176
ZERO, ONE = Decimal(0), Decimal(1)

_PLAIN_DIGITS = 60
_HUGE = int("1" + "0" * _PLAIN_DIGITS)
_WRITTEN = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")


def read_number(text: str) -> Decimal | None:
    """Return the number a text spells, rounded to 34 digits; None when it spells none."""
    if _WRITTEN.fullmatch(text) is None:
        return None
    try:
        return CALCULATION.create_decimal(text)
    except NUMBER_FAILED:
        return None


def show_number(number: Decimal) -> str:
    """Return the number as FEEL writes it: without an exponent unless it is very long."""
    if not number:
        number = number.copy_abs()
    if -_PLAIN_DIGITS <= number.adjusted() <= _PLAIN_DIGITS:
        return f"{number:f}"
    return str(number)


def whole(number: Decimal) -> int:
    """Return the number without its fraction; digits beyond any use are not spelled out."""
    if number.adjusted() > _PLAIN_DIGITS:
        return _HUGE if number > 0 else -_HUGE
    return int(number)
