"""Auto numbers: by Jalali year, without a gap, never twice."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from tests.server.records.conftest import NOW
from tests.server.records.toys import TOYS, Case, Firm

from owj.kernel.errors import DefinitionError
from owj.server.context import SYSTEM
from owj.server.records.context import Context, open_context
from owj.server.records.numbers import parse_pattern
from owj.server.records.registry import declared_packages, only_declared
from owj.server.records.sync import sync_packages


def create_case(ctx: Context, firm: Firm) -> str:
    return ctx.create(Case, subject="x", firm=firm, opened_at=NOW).number


@pytest.mark.parametrize(
    ("pattern", "year", "count", "number"),
    [
        ("T-{jy}-{seq:6}", 1405, 123, "T-1405-000123"),
        ("{seq:3}", 1405, 1234, "1234"),
        ("INV/{jy}/{seq:2}", 1406, 7, "INV/1406/07"),
    ],
)
def test_a_number_follows_its_pattern(pattern: str, year: int, count: int, number: str) -> None:
    assert parse_pattern(pattern).write(year, count) == number


@pytest.mark.parametrize("pattern", ["", "T", "{seq}", "{seq:6}x", "{seq:6}{seq:6}", "{gy}{seq:2}"])
def test_a_pattern_ends_with_its_count(pattern: str) -> None:
    with pytest.raises(DefinitionError):
        parse_pattern(pattern)


def test_numbers_begin_anew_with_each_jalali_year_of_the_workspace(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    # Nowruz 1406 begins at 2027-03-21 00:00 in Tehran, which is 20:30 UTC of the day before.
    last = ctx.at(datetime(2027, 3, 20, 20, 29, 59, tzinfo=UTC))
    first = ctx.at(datetime(2027, 3, 20, 20, 30, tzinfo=UTC))
    assert create_case(ctx, firm) == "C-1405-0001"
    assert create_case(last, firm) == "C-1405-0002"
    assert create_case(first, firm) == "C-1406-0001"
    assert create_case(ctx, firm) == "C-1405-0003"


def test_a_number_of_a_creation_that_failed_is_given_again(ctx: Context) -> None:
    firm = ctx.create(Firm, name="اوج")
    with transaction.atomic():
        assert create_case(ctx, firm) == "C-1405-0001"
        transaction.set_rollback(True)
    assert create_case(ctx, firm) == "C-1405-0001"


def test_writers_at_once_never_share_a_number_nor_leave_a_gap(committed: None) -> None:
    with only_declared({**declared_packages(), "toys": TOYS}):
        sync_packages()
        firm = open_context(SYSTEM, NOW).create(Firm, name="اوج")

        def write_ten() -> None:
            try:
                for _ in range(10):
                    create_case(open_context(SYSTEM, NOW), firm)
            finally:
                connection.close()

        threads = [threading.Thread(target=write_ten) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        numbers = sorted(open_context(SYSTEM, NOW).rows(Case).values_list("number", flat=True))
    assert numbers == [f"C-1405-{n:04}" for n in range(1, 41)]
