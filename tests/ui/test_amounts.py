"""Amounts as both doors show them."""

from __future__ import annotations

from django.utils import translation

from owj.ui.templatetags.owj import less_rial


def test_an_amount_taken_off_has_its_minus_before_its_digits() -> None:
    """The mark keeps the minus at the digits in a line that runs from the right."""
    with translation.override("fa"):
        assert less_rial(2_500_000) == "\u200e\u2212۲٬۵۰۰٬۰۰۰ ریال"
    with translation.override("en"):
        assert less_rial(2_500_000) == "-2,500,000 rials"
