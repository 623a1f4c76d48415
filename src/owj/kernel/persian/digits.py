"""Digits and thousands: ASCII is stored, Persian is shown, all three kinds are read."""

from __future__ import annotations

PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
ARABIC = "٠١٢٣٤٥٦٧٨٩"
LATIN = "0123456789"
THOUSANDS = "\u066c"
DECIMAL = "\u066b"
# The mark keeps the minus to the left of the figure in a line written from the right.
MINUS = "\u200e\u2212"

_TO_PERSIAN = str.maketrans(LATIN + ARABIC, PERSIAN + PERSIAN)
_TO_LATIN = str.maketrans(PERSIAN + ARABIC, LATIN + LATIN)


def persian_digits(text: str | int) -> str:
    """Return the text with Latin and Arabic digits as Persian ones."""
    return str(text).translate(_TO_PERSIAN)


def latin_digits(text: str) -> str:
    """Return the text with Persian and Arabic digits as Latin ones."""
    return text.translate(_TO_LATIN)


def group_digits(number: int, lang: str = "fa") -> str:
    """Return the number with its thousands parted: «۲٬۵۰۰٬۰۰۰» or "2,500,000"."""
    grouped = f"{abs(number):,}"
    if lang.startswith("en"):
        return f"-{grouped}" if number < 0 else grouped
    shown = persian_digits(grouped.replace(",", THOUSANDS))
    return MINUS + shown if number < 0 else shown
