"""Values in letters are worded as people write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from owj.server.processes.work.persian_values import in_a_sentence, in_a_table

TEHRAN = ZoneInfo("Asia/Tehran")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("60000000"), "60000000"),
        (True, "بله"),
        (None, ""),
        (date(2026, 11, 23), "۲ آذر ۱۴۰۵"),
        (datetime(2026, 11, 23, 21, 5, tzinfo=UTC), "۳ آذر ۱۴۰۵، ۰:۳۵"),
        (timedelta(hours=26), "۱ روز و ۲ ساعت"),
        (("الف", date(2026, 11, 23)), "الف، ۲ آذر ۱۴۰۵"),
    ],
)
def test_in_a_sentence(value: object, said: str) -> None:
    assert in_a_sentence(value, TEHRAN) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("60000000"), "۶۰٬۰۰۰٬۰۰۰"),
        (Decimal("-1234.50"), "\u200e−۱٬۲۳۴٫۵۰"),
        ((Decimal(5), False), "۵، خیر"),
    ],
)
def test_alone_in_a_table(value: object, said: str) -> None:
    assert in_a_table(value, TEHRAN) == said  # type: ignore[arg-type]
