"""What people write becomes values, and values become words, in both languages."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owj.server.records.audit import as_plain
from owj.server.records.defs import FieldDef, Kind, Label, OptionDef
from owj.server.records.refusals import FieldMessageShown, FieldValueRejected
from owj.server.records.texts import from_text, to_input, to_text

TEHRAN = ZoneInfo("Asia/Tehran")
LABEL = Label("میدان", "Field")
OPTIONS = (
    OptionDef("open", Label("باز", "Open")),
    OptionDef("shut", Label("بسته", "Shut")),
    OptionDef("old", Label("کهنه", "Old"), retired=True),
)


def field(kind: Kind, **settings: Any) -> FieldDef:
    return FieldDef("t.e.f", "f", kind, LABEL, "f", **settings)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.TEXT, "  همان ", "  همان "),
        (Kind.NUMBER, "۱۲٬۳۴۵", 12345),
        (Kind.NUMBER, " -3 ", -3),
        (Kind.MONEY, "۲٬۵۰۰٬۰۰۰ ریال", 2_500_000),
        (Kind.DATE, "1405-09-01 (2026-11-22)", date(2026, 11, 22)),
        (
            Kind.DATE_TIME,
            "1405-09-01 11:20 (2026-11-22)",
            datetime(2026, 11, 22, 7, 50, tzinfo=UTC),
        ),
        (Kind.MONEY, "۱۲٫۵ تومان", 125),
        (Kind.MONEY, "1,000", 1000),
        (Kind.DECIMAL, "۱۲٫۵", Decimal("12.5")),
        (Kind.DECIMAL, "\u200e\u2212۳", Decimal(-3)),
        (Kind.PERCENT, "۹٫۵٪", Decimal("9.5")),
        (Kind.PERCENT, "9.5 %", Decimal("9.5")),
        (Kind.YES_NO, "بله", True),
        (Kind.YES_NO, "No", False),
        (Kind.YES_NO, "", False),
        (Kind.DATE, "۱۴۰۵/۹/۱", date(2026, 11, 22)),
        (Kind.DATE, "2026-11-22", date(2026, 11, 22)),
        (Kind.DATE, "", None),
        (Kind.DATE_TIME, "1405-09-01 12:00", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        (Kind.DATE_TIME, "۱۴۰۵/۰۹/۰۱، ۱۲:۰۰", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        (Kind.DATE_TIME, "2026-11-22T08:30:00Z", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        (Kind.DATE_TIME, "2026-11-22T12:00+03:30", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        (Kind.JALALI_MONTH, "۱۴۰۵/۹", "1405-09"),
        (Kind.DURATION, "۲:۳۰", timedelta(hours=2, minutes=30)),
        (Kind.DURATION, "۲ ساعت و ۳۰ دقیقه", timedelta(hours=2, minutes=30)),
        (Kind.DURATION, "1 day and 5 minutes", timedelta(days=1, minutes=5)),
        (Kind.DURATION, "PT90M", timedelta(minutes=90)),
        (Kind.DURATION, "-0:01:30", timedelta(seconds=-90)),
        (Kind.WORKING_TIME, "۹۰", 90),
        (Kind.WORKING_TIME, "8 hours", 480),
        (Kind.CHOICE, "بسته", "shut"),
        (Kind.CHOICE, "Open", "open"),
        (Kind.CHOICE, "open", "open"),
        (Kind.MULTI_CHOICE, "باز، بسته", ["open", "shut"]),
        (Kind.MULTI_CHOICE, "", []),
        (Kind.TAGS, "vip؛ تهران, x", ["vip", "تهران", "x"]),
        (Kind.LINK, "۱۲", 12),
        (Kind.JSON, '{"a": 1}', {"a": 1}),
    ],
)
def test_what_people_write_is_read(kind: Kind, text: str, value: Any) -> None:
    read = from_text(field(kind, options=OPTIONS), text, TEHRAN)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.NUMBER, "1e5"),
        (Kind.NUMBER, "²"),
        (Kind.NUMBER, "12.5"),
        (Kind.NUMBER, "دوازده"),
        (Kind.MONEY, "۱۲٫۵ ریال"),
        (Kind.DECIMAL, "NaN"),
        (Kind.DECIMAL, "1_000"),
        (Kind.DECIMAL, "."),
        (Kind.YES_NO, "شاید"),
        (Kind.DATE, "1405-13-01"),
        (Kind.DATE, "1404-12-30"),
        (Kind.DATE, "امروز"),
        (Kind.DATE, "9" * 5000),
        (Kind.DATE_TIME, "1405-09-01 25:00"),
        (Kind.JALALI_MONTH, "1405-13"),
        (Kind.DURATION, "2 parsecs"),
        (Kind.DURATION, "2 hours 3 hours"),
        (Kind.DURATION, "P"),
        (Kind.WORKING_TIME, "1 day"),
        (Kind.LINK, "abc"),
        (Kind.FILE, "x"),
        (Kind.JSON, "{"),
    ],
)
def test_what_means_nothing_is_refused_by_the_name_of_the_field(kind: Kind, text: str) -> None:
    with pytest.raises(FieldValueRejected) as refused:
        from_text(field(kind), text, TEHRAN)
    assert refused.value.data["name"] == "f"


@pytest.mark.parametrize(
    ("kind", "value", "fa", "en"),
    [
        (Kind.TEXT, "a", "a", "a"),
        (Kind.NUMBER, -12345, "\u200e\u2212۱۲٬۳۴۵", "-12,345"),
        (Kind.MONEY, 2_500_000, "۲٬۵۰۰٬۰۰۰ ریال", "2,500,000 rials"),
        (Kind.DECIMAL, Decimal("1234.500"), "۱٬۲۳۴٫۵", "1,234.5"),
        (Kind.DECIMAL, Decimal("-0.25"), "\u200e\u2212۰٫۲۵", "-0.25"),
        (Kind.PERCENT, Decimal("9.50"), "۹٫۵٪", "9.5%"),
        (Kind.YES_NO, False, "خیر", "No"),
        (Kind.DATE, date(2026, 11, 22), "۱ آذر ۱۴۰۵", "1 Azar 1405"),
        (
            Kind.DATE_TIME,
            datetime(2026, 11, 22, 8, 30, tzinfo=UTC),
            "۱ آذر ۱۴۰۵، ۱۲:۰۰",
            "1 Azar 1405, 12:00",
        ),
        (Kind.JALALI_MONTH, "1405-09", "آذر ۱۴۰۵", "Azar 1405"),
        (Kind.DURATION, timedelta(days=1, hours=3), "۱ روز و ۳ ساعت", "1 day and 3 hours"),
        (Kind.WORKING_TIME, 90, "۱ ساعت و ۳۰ دقیقه", "1 hour and 30 minutes"),
        (Kind.CHOICE, "old", "کهنه", "Old"),
        (Kind.CHOICE, "gone", "gone", "gone"),
        (Kind.MULTI_CHOICE, ("open", "shut"), "باز، بسته", "Open, Shut"),
        (Kind.TAGS, ("a", "b"), "a، b", "a, b"),
        (Kind.PHONE, "+989121234567", "۰۹۱۲ ۱۲۳ ۴۵۶۷", "0912 123 4567"),
        (Kind.CARD, "6037701589537643", "۶۰۳۷ ۷۰۱۵ ۸۹۵۳ ۷۶۴۳", "6037 7015 8953 7643"),
        (Kind.NUMBER, None, "", ""),
    ],
)
def test_a_value_is_worded_as_it_was_and_as_the_memory_keeps_it(
    kind: Kind, value: Any, fa: str, en: str
) -> None:
    one = field(kind, options=OPTIONS)
    for given_value in (value, as_plain(value)):
        assert to_text(one, given_value, "fa", TEHRAN) == fa
        assert to_text(one, given_value, "en-gb", TEHRAN) == en


INSTANTS = st.datetimes(datetime(1990, 1, 1), datetime(2150, 1, 1)).map(  # noqa: DTZ001
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
VALUES = st.one_of(
    st.tuples(st.just(Kind.NUMBER), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(Kind.MONEY), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just(Kind.DECIMAL), st.decimals(-(10**12), 10**12, places=5)),
    st.tuples(st.just(Kind.YES_NO), st.booleans()),
    st.tuples(st.just(Kind.DATE), st.dates(date(1990, 1, 1), date(2150, 1, 1))),
    st.tuples(st.just(Kind.DATE_TIME), INSTANTS),
    st.tuples(
        st.just(Kind.DURATION),
        st.integers(-(10**9), 10**9).map(lambda s: timedelta(seconds=s)),
    ),
    st.tuples(st.just(Kind.WORKING_TIME), st.integers(0, 10**6)),
    st.tuples(st.just(Kind.IMAGE), st.just(UUID("0f8fad5b-d9cb-469f-a165-70867728950e"))),
)


@given(case=VALUES)
def test_a_form_gives_back_the_value_it_was_shown(case: tuple[Kind, Any]) -> None:
    kind, value = case
    one = field(kind, decimals=5)
    assert from_text(one, to_input(one, value, TEHRAN), TEHRAN) == value


@given(kind=st.sampled_from(sorted(Kind)), text=st.text(max_size=30))
def test_any_text_is_read_or_refused(kind: Kind, text: str) -> None:
    with suppress(FieldValueRejected):
        from_text(field(kind, result=Kind.NUMBER, options=OPTIONS), text, TEHRAN)


@pytest.mark.parametrize("day", [date(9000, 1, 1), date(9999, 12, 30)])
def test_a_day_that_the_jalali_calendar_has_not_is_still_told(day: date) -> None:
    # A ticket that waits for nobody keeps the year 9000 as its place in the queue.
    instant = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert to_text(field(Kind.DATE), day, "en", TEHRAN)
    assert str(day.year) in to_text(field(Kind.DATE_TIME), instant, "en", TEHRAN)
    assert from_text(field(Kind.DATE), to_input(field(Kind.DATE), day, TEHRAN), TEHRAN) == day


def test_what_cannot_be_read_is_refused_in_the_fields_own_words() -> None:
    said = Label("سال ساخت را با چهار رقم بنویسید", "Write the year in four digits")
    field = FieldDef("t.x", "x", Kind.NUMBER, Label("سال", "Year"), "x", message=said)
    with pytest.raises(FieldMessageShown) as caught:
        from_text(field, "hmm", TEHRAN)
    assert str(said) in str(caught.value)
