"""Telephone numbers as they are stored and sent: E.164, from any digits people type."""

from __future__ import annotations

from typing import Final

from owj.kernel.persian.digits import latin_digits

COUNTRY: Final = "98"
IRANIAN_LENGTH: Final = 13
SHORTEST: Final = 8
LONGEST: Final = 15
# What people write between digits, and the marks of direction that come along when they paste.
BETWEEN: Final = " -()./\u00a0\u200c\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\t"
_NOTHING_BETWEEN: Final = str.maketrans("", "", BETWEEN)


def e164(text: str) -> str | None:
    """Return a number as +989121234567, or None when it is none.

    Persian and Arabic digits, 0912…, 912…, 0098… and +98… are read; a number without a country
    is Iranian.
    """
    digits = latin_digits(text).translate(_NOTHING_BETWEEN)
    if digits.startswith("+"):
        digits = digits[1:]
    elif digits.startswith("00"):
        digits = digits[2:]
    elif digits.startswith("0"):
        digits = COUNTRY + digits[1:]
    elif digits.startswith("9") and len(digits) == 10:
        digits = COUNTRY + digits
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        return None
    return None if digits.startswith("0") else f"+{digits}"


def mobile_e164(text: str) -> str | None:
    """Return a number an SMS can go to: an Iranian one must be a mobile's."""
    number = e164(text)
    if number is None or not number.startswith(f"+{COUNTRY}"):
        return number
    is_mobile = number.startswith(f"+{COUNTRY}9") and len(number) == IRANIAN_LENGTH
    return number if is_mobile else None


def national(number: str) -> str:
    """Return an Iranian number as people read it, 0912 123 4567, 021 5550 0210; others as is."""
    if not (number.startswith(f"+{COUNTRY}") and len(number) == IRANIAN_LENGTH):
        return number
    if number[3] == "9":
        return f"0{number[3:6]} {number[6:9]} {number[9:]}"
    return f"0{number[3:5]} {number[5:9]} {number[9:]}"


def same_number(one: str, other: str) -> bool:
    """Tell whether two texts are one number, however each is written."""
    return (e164(one) or one) == (e164(other) or other)


def masked(number: str) -> str:
    """Return a number of which only its owner knows the middle: 0912 *** 4567."""
    shown = national(number)
    return f"{shown[:4]} *** {shown[-4:]}" if len(shown) > LONGEST - 4 else "***"
