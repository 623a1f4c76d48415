"""Whole numbers in texts that anybody may send."""

from __future__ import annotations

# What fits into a bigint; Python itself refuses to read more than 4,300 digits.
MOST_DIGITS = 18


def whole(text: str, most_digits: int = MOST_DIGITS) -> int | None:
    """Return the number that a text of Latin digits is; None: it is none, or too long a one."""
    known = text.isascii() and text.isdigit() and len(text) <= most_digits
    return int(text) if known else None
