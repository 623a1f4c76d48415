"""Whole rial from a fraction: half up, once, at the end. Source: R23, R52."""

from __future__ import annotations

from fractions import Fraction

from owj.kernel.money import Rial


def whole_rial(amount: Fraction) -> Rial:
    """Return the nearest whole rial; a half goes up."""
    return Rial((amount + Fraction(1, 2)).__floor__())
