"""Numbers of the Moadian system, against those in the tax organisation's own documents."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.packages.billing.conftest import Books

from owj.packages.billing.errors import FiscalMemoryMissing
from owj.packages.billing.moadian import (
    check_digit,
    inner_serial,
    moadian_invoice,
    moment_of,
    tax_number,
)
from owj.packages.billing.seller import save_seller
from owj.server.ledger.papers import papers_of

EPOCH, DAY_MS = date(1970, 1, 1), 86_400_000
# From RC_TICS.IS 1.6: the invoice of its page 20 and answers to inquiries; the last one from the
# document of the number's form.
PUBLISHED = (
    "A1121604C220002F095011",
    "A111DW04E8300004349008",
    "A111DW04E8300003CC4EA5",
    "A111H104EA6001D0B32AC6",
    "DEF5GH0481F000000000C2",
)


@pytest.mark.parametrize("number", PUBLISHED)
def test_a_published_number_comes_out_of_its_parts(number: str) -> None:
    day = EPOCH + timedelta(days=int(number[6:11], 16))
    assert tax_number(number[:6], day, int(number[11:21], 16)) == number


def test_the_published_invoice_carries_its_instant_and_serial() -> None:
    instant, serial = 1_683_997_837_988, 49_321_217
    day = EPOCH + timedelta(days=instant // DAY_MS)
    assert tax_number("a11216", day, serial) == PUBLISHED[0]


@pytest.mark.parametrize(("digits", "check"), [("236", "3"), ("12345", "1"), ("142857", "0")])
def test_the_check_digit_is_that_of_verhoeff(digits: str, check: str) -> None:
    assert check_digit(digits) == check


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2022, 3, 21), date(2021, 9, 22)])
def test_an_invoice_is_stamped_within_the_day_of_its_number(day: date) -> None:
    """The system counts days in UTC; midnight in Tehran lies on the day before."""
    stamped = moment_of(day, ZoneInfo("Asia/Tehran"))
    assert EPOCH + timedelta(days=stamped // DAY_MS) == day


@pytest.mark.parametrize("memory", ["", "A1121", "A11216A", "A1121!", "A1121ب"])
def test_a_number_needs_the_six_letters_of_a_fiscal_memory(memory: str) -> None:
    with pytest.raises(FiscalMemoryMissing):
        tax_number(memory, date(2026, 11, 22), 1)


def test_the_inner_serial_is_the_tax_numbers_in_decimal_digits() -> None:
    # An invoice that was taken: tax number and `inno` as they were sent.
    number, inno = "A278W604C8000000004744", "0000001140"
    assert inner_serial(int(number[11:21], 16)) == inno
    assert inner_serial(1140, hexadecimal=True) == number[11:21]


@pytest.mark.django_db
def test_the_serial_goes_on_in_another_year(books: Books) -> None:
    save_seller(books.ctx, {"name": "فروشنده", "memory_id": "A278W6"}, "14")
    first = books.bill()
    books.desk.wait(days=200)
    second = books.bill()
    assert (first.number, second.number) == ("INV-1405-00001", "INV-1406-00001")
    told = [
        moadian_invoice(papers_of("invoice", one.id)[0], books.ctx.zone)["header"]
        for one in (first, second)
    ]
    assert [one["inno"] for one in told] == ["0000000001", "0000000002"]
    assert int(told[1]["taxid"][11:21], 16) == 2
