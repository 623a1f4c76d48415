"""Amounts of money as people type them: «۲٬۵۰۰٬۰۰۰», "2,500,000", "2500000 ریال"."""

from __future__ import annotations

from owj.kernel.persian.digits import latin_digits
from owj.packages.billing.errors import AmountRefused

_BETWEEN = str.maketrans("", "", ",٬،. \u00a0\u200c")
MOST_DIGITS = 15


def read_rial(text: str) -> int:
    """Return the rial that a person typed, 0 or more. Raises: AmountRefused."""
    plain = latin_digits(text).strip().removesuffix("ریال").translate(_BETWEEN)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= MOST_DIGITS):
        raise AmountRefused(got=text.strip()[:40])
    return int(plain)
