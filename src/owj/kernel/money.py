"""Money: whole rial is stored; toman is only a way of showing."""

from __future__ import annotations

from typing import NewType

from owj.kernel.persian.digits import DECIMAL, MINUS, group_digits, persian_digits

Rial = NewType("Rial", int)


def show_rial(amount: Rial, lang: str = "fa") -> str:
    """Return «۲٬۵۰۰٬۰۰۰ ریال» or "2,500,000 rials"."""
    return f"{group_digits(amount, lang)} {'rials' if lang.startswith('en') else 'ریال'}"


def show_toman(amount: Rial, lang: str = "fa") -> str:
    """Return «۲۵۰٬۰۰۰ تومان»; an odd rial shows as a decimal: «۱۲٫۵ تومان»."""
    toman, rial = divmod(abs(amount), 10)
    if lang.startswith("en"):
        sign = "-" if amount < 0 else ""
        fraction = f".{rial}" if rial else ""
        return f"{sign}{group_digits(toman, 'en')}{fraction} toman"
    sign = MINUS if amount < 0 else ""
    fraction = f"{DECIMAL}{persian_digits(rial)}" if rial else ""
    return f"{sign}{group_digits(toman)}{fraction} تومان"
