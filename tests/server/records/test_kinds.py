"""Every kind that came later: stored, read back, queried, refused; alone and many at once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from tests.server.records.toys import TOYS, Asset, Color

from owj.server.records.audit import changes_of
from owj.server.records.compiling import compile_packages
from owj.server.records.conditions import compile_condition
from owj.server.records.context import Context
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.registry import only_declared
from owj.server.records.snapshot import build_snapshot

with only_declared({"toys": TOYS}):
    WRITER = build_snapshot(compile_packages([("toys", TOYS)])).writer(Asset.key)
PICTURE = UUID("0f8fad5b-d9cb-469f-a165-70867728950e")
FULL: dict[str, Any] = {
    "name": "دستگاه",
    "weight": Decimal("12.5"),
    "rate": 20,
    "price": 250_000_000,
    "bought_in": "۱۴۰۵/۹",
    "idle": timedelta(days=1, minutes=5),
    "service": 480,
    "colors": ["blue", "red", "blue"],
    "tags": ["vip", "  تهران  شمال ", "vip"],
    "site": "example.com/a?b=1",
    "owner_id_number": "۰۰۷۶۲۲۹۶۴۵",
    "tax_number": "10380284790",
    "card": "6037-7015-8953-7643",
    "account": "820540102680020817909002",
    "picture": str(PICTURE),
}
KEPT: dict[str, Any] = {
    **FULL,
    "rate": Decimal(20),
    "bought_in": "1405-09",
    "colors": (Color.RED, Color.BLUE),
    "tags": ("vip", "تهران شمال"),
    "site": "https://example.com/a?b=1",
    "owner_id_number": "0076229645",
    "card": "6037701589537643",
    "account": "IR820540102680020817909002",
    "picture": PICTURE,
}


def values_of(record: Asset) -> dict[str, Any]:
    return {name: record[name] for name in KEPT}


def test_every_kind_reads_back_as_it_was_written(ctx: Context) -> None:
    made = ctx.create(Asset, **FULL)
    assert values_of(made) == KEPT
    assert values_of(ctx.get(Asset, made.id)) == KEPT
    assert isinstance(ctx.get(Asset, made.id).colors[0], Color)


def test_every_kind_arrives_in_a_stream_of_many(ctx: Context) -> None:
    first, second = ctx.create_many(Asset, [FULL, {"name": "خالی"}])
    assert values_of(ctx.get(Asset, first.id)) == KEPT
    empty = ctx.get(Asset, second.id)
    assert (empty.weight, empty.price, empty.bought_in, empty.service) == (None,) * 4
    assert (empty.tags, empty.site, empty.account) == ((), "", "")
    assert (empty.rate, empty.idle, empty.colors) == (
        Decimal("9.5"),
        timedelta(hours=2),
        (Color.RED,),
    )


def test_defaults_of_the_columns_are_those_of_new_records(ctx: Context) -> None:
    made = ctx.create(Asset, name="ساده")
    read = ctx.get(Asset, made.id)
    assert values_of(made) == values_of(read)
    assert (read.rate, read.idle, read.colors, read.tags) == (
        Decimal("9.5"),
        timedelta(hours=2),
        (Color.RED,),
        (),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weight", 1.5),
        ("weight", Decimal("1.2345")),
        ("weight", -1),
        ("weight", Decimal("NaN")),
        ("weight", Decimal(10) ** 26),
        ("weight", True),
        ("price", Decimal(5)),
        ("price", 2**63),
        ("bought_in", "1405-13"),
        ("bought_in", "0405-01"),
        ("bought_in", 140509),
        ("idle", 60),
        ("service", "60"),
        ("colors", ["green"]),
        ("colors", 3),
        ("tags", "vip"),
        ("tags", ["a,b"]),
        ("tags", ["x" * 61]),
        ("tags", ["a\x00b"]),
        ("tags", [f"t{n}" for n in range(51)]),
        ("site", "javascript:alert(1)"),
        ("site", "data://x.y/z"),
        ("site", "https://a@b.com"),
        ("site", "http://[::1"),
        ("site", "https://exa mple.com"),
        ("site", "nothing"),
        ("owner_id_number", "0076229646"),
        ("tax_number", "411111111111"),
        ("card", "6037701589537640"),
        ("account", "IR820540102680020817909003"),
        ("picture", "picture.png"),
        ("doubled", 4),
    ],
)
def test_an_unfitting_value_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(FieldValueRejected) as refused:
        WRITER.clean_changes({name: value})
    assert refused.value.data["name"] == name


def test_lists_are_found_by_what_they_hold(ctx: Context) -> None:
    made = ctx.create(Asset, **FULL)
    ctx.create(Asset, name="دیگر", colors=[])
    rows = ctx.rows(Asset)
    assert [one.id for one in rows.filter(tags__contains=["vip"])] == [made.id]
    assert [one.id for one in rows.filter(colors__overlap=["blue", "x"])] == [made.id]
    assert [one.name for one in rows.filter(colors=[])] == ["دیگر"]


def test_a_list_has_an_index_for_what_it_holds(ctx: Context) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'e_toy_asset'")
        found = [row[0] for row in cursor.fetchall()]
    assert sum("USING gin (tags)" in one or "USING gin (colors)" in one for one in found) == 2


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("weight > 12.25 and weight <= 12.5", True),
        ("weight = 12.5", True),
        ("weight != 12.5", False),
        ("weight in [12..12.4]", False),
        ("rate = 20", True),
        ("price >= 250000000", True),
        ('bought_in >= "1405-01"', True),
        ('idle > duration("P1D")', True),
        ('idle = duration("P1DT5M")', True),
        ('idle < duration("PT3H")', False),
        ("service = 480", True),
        ('site = "https://example.com/a?b=1"', True),
    ],
)
def test_a_condition_asks_the_database_what_feel_answers(
    ctx: Context, condition: str, holds: bool
) -> None:
    made = ctx.get(Asset, ctx.create(Asset, **FULL).id)
    asked = compile_condition(condition, Asset, ctx.snapshot)
    assert ctx.rows(Asset).filter(asked.q).exists() is holds
    assert asked.expression.evaluate(asked.scope(made)).value is holds


def test_the_memory_of_changes_holds_every_kind(ctx: Context) -> None:
    made = ctx.create(Asset, **FULL)
    ctx.update(made, weight=Decimal("3.25"), idle=timedelta(minutes=90), tags=[])
    change = changes_of(ctx, made)[0]
    noted = {one.field.key: (one.old, one.new) for one in change.fields if one.field}
    assert noted == {
        "weight": ("12.500", "3.250"),
        "idle": ("P1DT00H05M00S", "P0DT01H30M00S"),
        "tags": (["vip", "تهران شمال"], []),
    }
    assert "doubled" not in {one.field.key for one in changes_of(ctx, made)[1].fields if one.field}


def test_writing_the_same_value_again_changes_nothing(ctx: Context) -> None:
    made = ctx.get(Asset, ctx.create(Asset, **FULL).id)
    ctx.update(made, **FULL)
    assert made.version == 1
