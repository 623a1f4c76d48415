"""Rial is stored; toman is a way of showing."""

from __future__ import annotations

import pytest

from owj.kernel.money import Rial, show_rial, show_toman


@pytest.mark.parametrize(
    ("amount", "rial", "toman"),
    [
        (0, "۰ ریال", "۰ تومان"),
        (2_500_000, "۲٬۵۰۰٬۰۰۰ ریال", "۲۵۰٬۰۰۰ تومان"),
        (125, "۱۲۵ ریال", "۱۲٫۵ تومان"),
        (-2_500_005, "\u200e−۲٬۵۰۰٬۰۰۵ ریال", "\u200e−۲۵۰٬۰۰۰٫۵ تومان"),
    ],
)
def test_amounts_in_persian(amount: int, rial: str, toman: str) -> None:
    assert show_rial(Rial(amount)) == rial
    assert show_toman(Rial(amount)) == toman


@pytest.mark.parametrize(
    ("amount", "rial", "toman"),
    [
        (2_500_000, "2,500,000 rials", "250,000 toman"),
        (-125, "-125 rials", "-12.5 toman"),
    ],
)
def test_amounts_in_english(amount: int, rial: str, toman: str) -> None:
    assert show_rial(Rial(amount), "en") == rial
    assert show_toman(Rial(amount), "en") == toman
