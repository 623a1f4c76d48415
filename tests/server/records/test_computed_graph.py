"""Definitions of computed fields: what each reads, in which order they come, what is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.server.records.computed_toys import SUMS

from owj.kernel.errors import DefinitionError
from owj.server.records.compiling import compile_packages
from owj.server.records.computed import changed_fields, check_computed
from owj.server.records.computed.graph import build_graph
from owj.server.records.computed.refusals import ComputedCycle, FormulaRefused
from owj.server.records.defs import FieldDef, Kind, Label, RuleDef, SchemaDef

SCHEMA = compile_packages([("sums", SUMS)])


def with_field(entity_key: str, key: str, schema: SchemaDef = SCHEMA, **settings: Any) -> SchemaDef:
    """Return a schema with one more field; one of the same key goes."""
    given = {"kind": Kind.FORMULA, "result": Kind.NUMBER, **settings}
    field = FieldDef(
        id=f"sums.{entity_key}.{key}", key=key, label=Label(key, key), column=key, **given
    )
    entities = tuple(
        replace(one, fields=(*(f for f in one.fields if f.key != key), field))
        if one.key == entity_key
        else one
        for one in schema.entities
    )
    return SchemaDef(entities)


def test_every_field_comes_after_those_it_reads() -> None:
    order = build_graph(SCHEMA).order
    for before, after in [
        (("toy_order", "cost"), ("toy_order", "taxed")),
        (("toy_order", "taxed"), ("toy_order", "large")),
        (("toy_order", "cost"), ("toy_shop", "total")),
        (("toy_shop", "total"), ("toy_order", "share")),
    ]:
        assert order.index(before) < order.index(after)


def test_a_change_affects_all_that_follows_from_it() -> None:
    graph = build_graph(SCHEMA)
    assert set(graph.affected("toy_region", "rate")) == {
        ("toy_order", "taxed"),
        ("toy_order", "large"),
    }
    reached = set(graph.affected("toy_order", "price"))
    assert {("toy_shop", "total"), ("toy_order", "share")} <= reached
    assert ("toy_order", "region_name") not in reached


def test_what_a_field_comes_from_is_known_near_and_far() -> None:
    read = build_graph(SCHEMA).read_by("toy_order", "large")
    assert {("toy_region", "rate"), ("toy_shop", "region"), ("toy_order", "price")} <= read


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (with_field("toy_order", "a", formula="a + 1"), "toy_order.a → toy_order.a"),
        (
            with_field("toy_shop", "a", formula="parent.a + 1"),
            "toy_shop.a → toy_shop.a",
        ),
        (
            with_field(
                "toy_order",
                "a",
                with_field("toy_order", "b", formula="a"),
                formula="b",
            ),
            "toy_order.b → toy_order.a → toy_order.b",
        ),
        (
            with_field("toy_order", "price", formula="shop.total"),
            "toy_order.price",
        ),
    ],
)
def test_a_circle_is_refused_with_its_way(schema: SchemaDef, path: str) -> None:
    with pytest.raises(ComputedCycle) as refused:
        check_computed(schema)
    assert path in str(refused.value.data["path"])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"formula": "nothing + 1"}, "nothing"),
        ({"formula": "shop.nothing"}, "nothing"),
        ({"formula": "today().year"}, "today"),
        ({"formula": "for x in [1] return now().year"}, "now"),
        ({"formula": "string length(who.full name)"}, "who.full_name"),
        ({"formula": "id + 1"}, ""),
        ({"formula": "size > 1"}, "boolean"),
        ({"formula": "price", "result": Kind.LINK}, ""),
        ({"kind": Kind.LOOKUP, "via": "nowhere", "source": "name"}, ""),
        ({"kind": Kind.LOOKUP, "via": "shop", "source": "name"}, "text"),
        ({"kind": Kind.LOOKUP, "via": "shop", "source": "region"}, ""),
        ({"kind": Kind.ROLLUP, "via": "nobody", "aggregate": "count"}, ""),
    ],
)
def test_what_cannot_be_worked_out_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(FormulaRefused) as refused:
        check_computed(with_field("toy_order", "a", **settings))
    assert said in str(refused.value.data["reason"])


@pytest.mark.parametrize(
    "settings",
    [
        {"aggregate": "sum", "source": "subject"},
        {"aggregate": "middle", "source": "price"},
        {"aggregate": "sum", "source": "price", "result": Kind.TEXT},
        {"aggregate": "count", "where": 'shop.name = "a"'},
        {"aggregate": "count", "where": "at < now()"},
        {"aggregate": "count", "where": 'upper case(subject) = "A"'},
        {"aggregate": "count", "where": "size"},
    ],
)
def test_rollups_that_the_database_cannot_add_up_are_refused(settings: dict[str, Any]) -> None:
    given = {"kind": Kind.ROLLUP, "via": "orders", **settings}
    with pytest.raises(DefinitionError):
        check_computed(with_field("toy_shop", "a", **given))


def test_a_rule_over_nothing_or_of_another_kind_is_refused() -> None:
    for condition in ("nothing > 1", "size + 1"):
        rule = RuleDef("r", condition, Label("پیام", "message"))
        entities = tuple(
            replace(one, rules=(rule,)) if one.key == "toy_order" else one
            for one in SCHEMA.entities
        )
        with pytest.raises(FormulaRefused):
            check_computed(SchemaDef(entities))


@pytest.mark.parametrize(
    "formula",
    [
        "sum(for price in [1, 2] return price)",
        "{price: size, twice: price * 2}.twice",
        "(function(shop) shop + 1)(size)",
        "some size in [1] satisfies size > 0",
    ],
)
def test_names_bound_inside_an_expression_are_no_fields(formula: str) -> None:
    given = {"som": {"result": Kind.YES_NO}}
    schema = with_field("toy_order", "a", formula=formula, **given.get(formula[:3], {}))
    graph = build_graph(schema)
    reads = {read.text for read in graph.programs["toy_order", "a"].reads}
    assert "price" not in reads
    assert "shop" not in reads


def test_a_broken_formula_leaves_the_others_be() -> None:
    schema = with_field("toy_order", "b", with_field("toy_order", "a", formula="b"), formula="a")
    graph = build_graph(with_field("toy_order", "c", schema, formula="gone"), tolerant=True)
    assert ("toy_order", "c") in graph.broken
    assert ("toy_order", "cost") in graph.programs
    assert len({("toy_order", "a"), ("toy_order", "b")} & set(graph.broken)) >= 1


def test_only_what_is_new_or_computed_otherwise_is_to_be_filled() -> None:
    assert changed_fields(SCHEMA, SCHEMA) == {}
    other = with_field("toy_order", "cost", formula="size + price")
    assert changed_fields(SCHEMA, other) == {"toy_order": ("cost",)}
    more = with_field("toy_region", "a", formula="rate + 1")
    assert changed_fields(SCHEMA, more) == {"toy_region": ("a",)}
