"""Rules of fields and records refuse new values in their own words."""

from __future__ import annotations

import pytest
from tests.server.records.computed_toys import Order, Region, Shop

from owj.server.records.computed.refusals import RuleBroken
from owj.server.records.context import Context


def test_a_rule_of_a_record_refuses_and_names_its_fields(ctx: Context) -> None:
    with pytest.raises(RuleBroken) as refused:
        ctx.create(Order, closed=True, size=0)
    assert refused.value.data["names"] == ("size", "closed")
    assert refused.value.data["rule"] == "closed_has_size"
    assert "needs a size" in str(refused.value) or "اندازه" in str(refused.value)


def test_a_rule_that_cannot_be_answered_passes(ctx: Context) -> None:
    # Neither size nor price is there: null, not false.
    assert ctx.create(Order, closed=True).closed


def test_an_update_asks_only_rules_about_what_changes(ctx: Context) -> None:
    order = ctx.create(Order, size=0)
    with pytest.raises(RuleBroken):
        ctx.update(order, closed=True)
    assert ctx.get(Order, order.id).closed is False
    ctx.update(order, subject="other")


def test_a_rule_reads_behind_links(ctx: Context) -> None:
    mother = ctx.create(Shop, name="a")
    with pytest.raises(RuleBroken):
        ctx.create(Shop, name="a", parent=mother)
    child = ctx.create(Shop, name="b", parent=mother)
    with pytest.raises(RuleBroken):
        ctx.update(child, name="a")


def test_a_field_rule_is_asked_of_values_only(ctx: Context) -> None:
    assert ctx.create(Region, name="").name == ""
    assert ctx.create(Region, name="Alborz").name == "Alborz"
    with pytest.raises(RuleBroken) as refused:
        ctx.create(Region, name="x")
    assert refused.value.data["name"] == "name"


def test_many_at_once_are_refused_whole(ctx: Context) -> None:
    with pytest.raises(RuleBroken):
        ctx.create_many(Order, [{"size": 1}, {"size": 0, "closed": True}])
    assert ctx.rows(Order).count() == 0


def test_a_consequence_in_other_rows_asks_no_rule(ctx: Context) -> None:
    mother = ctx.create(Shop, name="a")
    ctx.create(Shop, name="b", parent=mother)
    ctx.update(mother, name="b")
    assert mother.title == "B!"
