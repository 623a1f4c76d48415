"""What stands in an input is in the reader's digits, and is read back as the same value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from owj.server.context import SYSTEM
from owj.server.records.context import open_context
from owj.server.records.defs import FieldDef, Kind, Label
from owj.ui.records.typed import read_typed, written


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "value", "persian", "english"),
    [
        (Kind.NUMBER, -1200, "-۱۲۰۰", "-1200"),
        (Kind.DECIMAL, Decimal("12.50"), "۱۲٫۵۰", "12.50"),
        (Kind.PERCENT, Decimal("9.5"), "۹٫۵", "9.5"),
        (Kind.MONEY, 1_250_000, "۱٬۲۵۰٬۰۰۰", "1,250,000"),
        (Kind.DATE, date(2026, 11, 24), "۱۴۰۵/۰۹/۰۳", "1405/09/03"),
    ],
)
def test_an_input_holds_the_digits_of_its_reader(
    kind: Kind, value: Any, persian: str, english: str
) -> None:
    ctx = open_context(SYSTEM)
    field = FieldDef("f", "x", kind, Label("ایکس", "X"), "x", decimals=2)
    for language, text in (("fa", persian), ("en", english)):
        with override(language):
            assert written(ctx, field, value) == text
            assert read_typed(ctx, field, [text]) == value
