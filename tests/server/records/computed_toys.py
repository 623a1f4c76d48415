"""Toy entities that compute: shops with orders, whose lines copy, add up and round."""

from __future__ import annotations

from owj.server.records import (
    DateTime,
    Entity,
    Formula,
    Label,
    Link,
    Lookup,
    Number,
    Rollup,
    Text,
    UserLink,
    YesNo,
)
from owj.server.records.defs import Kind, RuleDef


class Region(Entity):
    key, label = "toy_region", Label("منطقه", "Region")
    name = Text(
        Label("نام منطقه", "Region name"),
        rule="string length(name) > 1",
        message=Label("نام دست‌کم دو حرف دارد.", "A name has two letters at least."),
    )
    rate = Number(Label("نرخ", "Rate"))


class Shop(Entity):
    key, label = "toy_shop", Label("فروشگاه", "Shop")
    name = Text(Label("نام فروشگاه", "Shop name"), required=True)
    region = Link(Region, Label("منطقه", "Region"), on_delete="set_null")
    region_id: int | None
    parent: Link[Shop | None] = Link("toy_shop", Label("مادر", "Parent"), on_delete="set_null")
    parent_id: int | None
    title = Formula(Label("عنوان", "Title"), formula='upper case(name) + "!"', result=Kind.TEXT)
    above = Lookup(Label("بالا", "Above"), via="parent", source="title", result=Kind.TEXT)
    orders_count = Rollup(
        Label("تعداد", "Count"), via="orders", aggregate="count", result=Kind.NUMBER
    )
    total = Rollup(
        Label("جمع", "Total"), via="orders", aggregate="sum", source="cost", result=Kind.NUMBER
    )
    open_total = Rollup(
        Label("جمع باز", "Open total"),
        via="toy_order.shop",
        aggregate="sum",
        source="cost",
        where="not(closed) and size > 0",
        result=Kind.NUMBER,
    )
    largest = Rollup(
        Label("بزرگ‌ترین", "Largest"),
        via="orders",
        aggregate="max",
        source="cost",
        result=Kind.NUMBER,
    )

    class Meta:
        audit = True
        rules = (
            RuleDef(
                key="not_own_parent",
                condition="parent.name != name",
                message=Label("مادر نمی‌تواند خودش باشد.", "The parent cannot be the same."),
                fields=("parent", "name"),
            ),
        )


class Order(Entity):
    key, label = "toy_order", Label("سفارش", "Order")
    shop = Link(Shop, Label("فروشگاه", "Shop"), on_delete="cascade", reverse="orders")
    shop_id: int | None
    subject = Text(Label("موضوع", "Subject"))
    size = Number(Label("اندازه", "Size"))
    price = Number(Label("بها", "Price"))
    closed = YesNo(Label("بسته", "Closed"))
    at = DateTime(Label("زمان", "At"))
    who = UserLink(Label("مسئول", "Who"))
    who_id: int | None
    cost = Formula(Label("هزینه", "Cost"), formula="اندازه * price", result=Kind.NUMBER)
    taxed = Formula(
        Label("با مالیات", "Taxed"), formula="cost * shop.region.rate", result=Kind.NUMBER
    )
    large = Formula(Label("بزرگ", "Large"), formula="taxed > 100", result=Kind.YES_NO)
    region_name = Lookup(Label("منطقه", "Region"), via="shop", source="name", result=Kind.TEXT)
    share = Formula(
        Label("سهم", "Share"),
        formula="round down(100 * cost / shop.total, 0)",
        result=Kind.NUMBER,
    )
    day = Formula(Label("روز", "Day"), formula="date(at)", result=Kind.DATE)

    class Meta:
        audit = True
        rules = (
            RuleDef(
                key="closed_has_size",
                condition="not(closed) or size > 0",
                message=Label("سفارش بسته اندازه می‌خواهد.", "A closed order needs a size."),
                fields=("size", "closed"),
            ),
        )


SUMS = (Region, Shop, Order)
