"""An organisation builds, changes, removes and takes back what is its own, on the real database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from tests.server.schema.conftest import Open

from owj.server.layouts.definitions import SortTerm
from owj.server.layouts.listing import Listing, page_of
from owj.server.records import Label, apply
from owj.server.records.apply import SchemaOutdated, stored_schema
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.records.models import SchemaVersion
from owj.server.records.refusals import EntityArchived, FieldValueRejected
from owj.server.records.sync import sync_packages
from owj.server.schema.changes import (
    AddField,
    ArchiveEntity,
    Change,
    ChangeEntity,
    ChangeField,
    CreateEntity,
    OrderFields,
    RemoveField,
    RestoreEntity,
    RestoreField,
)
from owj.server.schema.errors import (
    DraftNotReady,
    NothingToPublish,
    OnlyDesigners,
    SchemaChangeRefused,
    UnknownDraft,
    UnknownVersion,
)
from owj.server.schema.queries import trash_of, versions
from owj.server.schema.services import (
    Published,
    add_change,
    drop_change,
    open_draft,
    publish,
    review,
    roll_back,
)
from owj.server.schema.told import WentBack

VEHICLE = CreateEntity(Label("خودرو", "Vehicle"), Label("خودروها", "Vehicles"))
PLATE = AddField("x_vehicle", Kind.TEXT, Label("پلاک", "Plate"), settings={"unique": True})
PRICE = AddField("x_vehicle", Kind.MONEY, Label("بها", "Price"))
DEVICE = AddField("ticket", Kind.TEXT, Label("شمارهٔ دستگاه", "Device number"))


def do(ctx: Context, *changes: Change) -> Published:
    """Draft, review and publish some changes."""
    draft = open_draft(ctx)
    for change in changes:
        draft = add_change(ctx, draft, change)
    review(ctx, draft)
    return publish(ctx, draft)


def make(ctx: Context, key: str, **values: Any) -> Any:
    return ctx.create(ctx.snapshot.model(key), **values)


def test_an_entity_made_of_nothing_takes_records(open_admin: Open) -> None:
    published = do(open_admin(), VEHICLE, PLATE, PRICE)
    assert published.steps[0] == "create table e_x_vehicle"
    ctx = open_admin()
    made = make(ctx, "x_vehicle", x_name="پژو", x_plate="۱۲ب۳۴۵", x_price=5_000_000_000)
    read = ctx.records("x_vehicle").get(pk=made.id)
    assert (read["x_name"], read["x_price"], str(read)) == ("پژو", 5_000_000_000, "پژو")
    with pytest.raises(FieldValueRejected):
        make(open_admin(), "x_vehicle", x_name="دیگر", x_plate="۱۲ب۳۴۵")
    assert len(versions(ctx)[0].changes) == 3
    assert versions(ctx)[0].made_by == "مریم طراح"


def test_a_field_of_ones_own_stands_on_an_entity_of_a_package(open_admin: Open) -> None:
    do(open_admin(), DEVICE)
    entity = open_admin().snapshot.entity("ticket")
    field = entity.by_key["x_device_number"]
    assert (field.id, field.column) == ("desk.ticket.x_device_number", "x_device_number")
    assert sync_packages().steps == ()
    assert "x_device_number" in open_admin().snapshot.entity("ticket").by_key


def test_a_draft_changes_nothing_before_it_is_published(open_admin: Open) -> None:
    ctx = open_admin()
    before = stored_schema()
    draft = add_change(ctx, open_draft(ctx), VEHICLE)
    assert not review(ctx, draft).problems
    assert stored_schema() == before
    emptied = drop_change(ctx, draft, draft.changes[0].id)
    assert emptied.changes == ()
    with pytest.raises(NothingToPublish):
        publish(ctx, emptied)


def test_a_removed_field_keeps_its_values_and_comes_back_with_them(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    made = make(open_admin(), "x_vehicle", x_name="پژو", x_price=7)
    do(open_admin(), RemoveField("x_vehicle", "x_price"))
    ctx = open_admin()
    assert "x_price" not in ctx.snapshot.entity("x_vehicle").by_key
    assert [one.key for one in trash_of(ctx, "x_vehicle")] == ["x_price"]
    do(open_admin(), RestoreField("x_vehicle", "x_price"))
    assert open_admin().records("x_vehicle").get(pk=made.id)["x_price"] == 7


def test_a_removed_name_is_not_given_again(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    do(open_admin(), RemoveField("x_vehicle", "x_price"))
    do(open_admin(), PRICE)
    assert "x_price_2" in open_admin().snapshot.entity("x_vehicle").by_key
    with pytest.raises(SchemaChangeRefused):
        add_change(
            open_admin(),
            open_draft(open_admin()),
            AddField("x_vehicle", Kind.TEXT, Label("دیگر", "Other"), key="x_price"),
        )


def test_rolling_back_brings_the_old_definitions_with_their_values(open_admin: Open) -> None:
    first = do(open_admin(), VEHICLE, PRICE)
    made = make(open_admin(), "x_vehicle", x_name="پژو", x_price=7)
    second = do(open_admin(), RemoveField("x_vehicle", "x_price"), DEVICE)
    back = roll_back(open_admin(), first.number)
    assert back.number > second.number
    assert versions(open_admin())[0].told == (WentBack(first.number),)
    ctx = open_admin()
    assert ctx.records("x_vehicle").get(pk=made.id)["x_price"] == 7
    assert "x_device_number" not in ctx.snapshot.entity("ticket").by_key
    forth = roll_back(open_admin(), second.number)
    assert "x_device_number" in open_admin().snapshot.entity("ticket").by_key
    assert forth.number > back.number
    with pytest.raises(NothingToPublish):
        roll_back(open_admin(), second.number)
    with pytest.raises(UnknownVersion):
        roll_back(open_admin(), 10**6)


def test_rolling_back_to_the_beginning_keeps_the_tables_of_packages(open_admin: Open) -> None:
    number = versions(open_admin())[0].number
    do(open_admin(), VEHICLE, DEVICE)
    roll_back(open_admin(), number)
    ctx = open_admin()
    assert "x_vehicle" not in ctx.snapshot.models
    assert "ticket" in ctx.snapshot.models
    do(open_admin(), VEHICLE)
    assert "x_vehicle_2" in open_admin().snapshot.models


def test_labels_order_help_and_colours_of_a_package_are_the_organisations(
    open_admin: Open,
) -> None:
    entity = open_admin().snapshot.entity("ticket")
    subject = next(iter(entity.by_key))
    do(
        open_admin(),
        DEVICE,
        ChangeField("ticket", subject, {"label": Label("عنوان", "Heading"), "track": False}),
        ChangeEntity("ticket", {"plural": Label("درخواست‌ها", "Requests"), "icon": "inbox"}),
        OrderFields("ticket", ("x_device_number",)),
    )
    changed = open_admin().snapshot.entity("ticket")
    assert next(iter(changed.by_key)) == "x_device_number"
    assert changed.by_key[subject].label == Label("عنوان", "Heading")
    assert (changed.plural.en, changed.icon) == ("Requests", "inbox")
    sync_packages()
    assert open_admin().snapshot.entity("ticket") == changed


def test_what_a_package_relies_on_cannot_be_changed(open_admin: Open) -> None:
    ctx = open_admin()
    draft = open_draft(ctx)
    subject = next(iter(ctx.snapshot.entity("ticket").by_key))
    for change in (
        ChangeField("ticket", subject, {"required": False}),
        ChangeField("ticket", subject, {"kind": "number"}),
        RemoveField("ticket", subject),
        ChangeEntity("ticket", {"audit": False}),
        ChangeField("ticket", subject, {"column": "other"}),
        ChangeField("nothing", subject, {}),
        ChangeField("ticket", "nothing", {}),
    ):
        with pytest.raises(SchemaChangeRefused):
            add_change(ctx, draft, change)


def test_an_archived_entity_reads_and_takes_no_new_records(open_admin: Open) -> None:
    do(open_admin(), VEHICLE)
    made = make(open_admin(), "x_vehicle", x_name="پژو")
    do(open_admin(), ArchiveEntity("x_vehicle"))
    ctx = open_admin()
    assert ctx.records("x_vehicle").get(pk=made.id)["x_name"] == "پژو"
    with pytest.raises(EntityArchived):
        make(ctx, "x_vehicle", x_name="دیگر")
    do(open_admin(), RestoreEntity("x_vehicle"))
    make(open_admin(), "x_vehicle", x_name="دیگر")


def test_two_entities_are_linked_both_ways(open_admin: Open) -> None:
    visit = CreateEntity(Label("سرویس", "Visit"), Label("سرویس‌ها", "Visits"))
    link = AddField(
        "x_visit", Kind.LINK, Label("خودرو", "Vehicle"), settings={"target": "x_vehicle"}
    )
    do(open_admin(), VEHICLE, visit, link)
    ctx = open_admin()
    field = ctx.snapshot.entity("x_visit").by_key["x_vehicle"]
    car = make(ctx, "x_vehicle", x_name="پژو")
    one = make(ctx, "x_visit", x_name="روغن", x_vehicle=car)
    found = ctx.records("x_vehicle").filter(**{f"{field.reverse}__x_name": "روغن"})
    assert [row.id for row in found] == [car.id]
    ctx.delete(car)
    assert open_admin().records("x_visit").get(pk=one.id)["x_vehicle"] is None


def test_every_kind_becomes_a_field_of_a_filled_table(open_admin: Open) -> None:
    do(open_admin(), VEHICLE)
    old = make(open_admin(), "x_vehicle", x_name="پژو")
    options = [{"label": {"fa": "سرخ", "en": "Red"}}, {"label": {"fa": "!", "en": ""}}]
    settings: dict[Kind, dict[str, Any]] = {
        Kind.CHOICE: {"options": options, "default": "red"},
        Kind.MULTI_CHOICE: {"options": options},
        Kind.LINK: {"target": "customer"},
        Kind.FORMULA: {"formula": "1 + 1", "result": "number"},
        Kind.LOOKUP: {"via": "x_link", "source": "name", "result": "text"},
        Kind.ROLLUP: {"via": "x_link", "aggregate": "count"},
        Kind.DECIMAL: {"default": "1.5", "decimals": 3},
        Kind.DURATION: {"default": 60},
    }
    left_out = {Kind.LINKS, Kind.AUTO_NUMBER, Kind.ROLLUP}
    kinds = [kind for kind in Kind if kind not in left_out]
    do(
        open_admin(),
        *(
            AddField("x_vehicle", kind, Label("", str(kind)), settings=settings.get(kind, {}))
            for kind in kinds
        ),
    )
    entity = open_admin().snapshot.entity("x_vehicle")
    assert {one.kind for one in entity.by_key.values()} == set(kinds)
    read = open_admin().records("x_vehicle").get(pk=old.id)
    assert (read["x_choice"], read["x_decimal"]) == ("red", Decimal("1.5"))
    assert [one.value for one in entity.by_key["x_choice"].options] == ["red", "option"]


def test_a_required_field_without_a_default_needs_an_empty_table(open_admin: Open) -> None:
    needed = AddField("x_vehicle", Kind.NUMBER, Label("سال", "Year"), settings={"required": True})
    do(open_admin(), VEHICLE)
    do(open_admin(), needed)
    made = make(open_admin(), "x_vehicle", x_name="پژو", x_year=1405)
    ctx = open_admin()
    further = AddField("x_vehicle", Kind.DATE, Label("روز", "Day"), settings={"required": True})
    draft = add_change(ctx, open_draft(ctx), further)
    (problem,) = review(ctx, draft).problems
    assert "1 record is" in str(problem.text)
    with pytest.raises(DraftNotReady):
        publish(ctx, draft)
    assert open_admin().records("x_vehicle").get(pk=made.id)["x_year"] == 1405


def test_an_optional_field_becomes_required_when_every_record_has_it(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    made = make(open_admin(), "x_vehicle", x_name="پژو")
    require = ChangeField("x_vehicle", "x_price", {"required": True})
    ctx = open_admin()
    draft = add_change(ctx, open_draft(ctx), require)
    assert [one.field for one in review(ctx, draft).problems] == ["x_price"]
    ctx.update(ctx.records("x_vehicle").get(pk=made.id), x_price=3)
    assert review(ctx, draft).may_publish
    publish(ctx, draft)
    with pytest.raises(FieldValueRejected):
        make(open_admin(), "x_vehicle", x_name="دیگر")
    assert is_not_null("e_x_vehicle", "x_price")


def is_not_null(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT is_nullable FROM information_schema.columns"
            " WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        return bool(cursor.fetchone()[0] == "NO")


def test_a_default_given_later_fills_the_blanks(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    blank = make(open_admin(), "x_vehicle", x_name="پژو")
    full = make(open_admin(), "x_vehicle", x_name="سمند", x_price=9)
    do(open_admin(), ChangeField("x_vehicle", "x_price", {"default": 4}))
    ctx = open_admin()
    prices = [ctx.records("x_vehicle").get(pk=one.id)["x_price"] for one in (blank, full)]
    assert prices == [4, 9]


def test_duplicates_are_counted_before_a_field_becomes_unique(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    for name in ("a", "a", "b", "", ""):
        make(open_admin(), "x_vehicle", x_name=name or "-", x_price=None)
    unique = ChangeField("x_vehicle", "x_name", {"unique": True})
    ctx = open_admin()
    draft = add_change(ctx, open_draft(ctx), unique)
    (problem,) = review(ctx, draft).problems
    assert str(problem.text).startswith("2 values")


def test_a_choice_becomes_a_text_with_its_values(open_admin: Open) -> None:
    options = [{"label": {"fa": "سرخ", "en": "Red"}}]
    color = AddField("x_vehicle", Kind.CHOICE, Label("رنگ", "Color"), settings={"options": options})
    do(open_admin(), VEHICLE, color)
    one = make(open_admin(), "x_vehicle", x_name="پژو", x_color="red")
    two = make(open_admin(), "x_vehicle", x_name="سمند")
    do(open_admin(), ChangeField("x_vehicle", "x_color", {"kind": "text", "options": []}))
    ctx = open_admin()
    assert ctx.records("x_vehicle").get(pk=one.id)["x_color"] == "red"
    assert ctx.records("x_vehicle").get(pk=two.id)["x_color"] == ""


def test_a_kind_that_would_lose_values_is_refused(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    ctx = open_admin()
    change = ChangeField("x_vehicle", "x_price", {"kind": "date"})
    draft = add_change(ctx, open_draft(ctx), change)
    assert [one.field for one in review(ctx, draft).problems] == ["x_price"]


def test_the_second_of_two_publishers_is_told(open_admin: Open, open_second: Open) -> None:
    mine, theirs = open_admin(), open_second()
    draft = add_change(mine, open_draft(mine), VEHICLE)
    other = add_change(theirs, open_draft(theirs), DEVICE)
    review(mine, draft)
    review(theirs, other)
    publish(theirs, other)
    with pytest.raises(SchemaOutdated) as refused:
        publish(mine, draft)
    assert refused.value.data["who"] == "سینا طراح"
    assert review(mine, draft).may_publish
    publish(mine, draft)
    ctx = open_admin()
    assert "x_device_number" in ctx.snapshot.entity("ticket").by_key
    assert "x_vehicle" in ctx.snapshot.models


def test_a_change_that_no_longer_fits_is_named(open_admin: Open, open_second: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    mine, theirs = open_admin(), open_second()
    label = {"label": Label("قیمت", "Cost")}
    draft = add_change(mine, open_draft(mine), ChangeField("x_vehicle", "x_price", label))
    do(theirs, RemoveField("x_vehicle", "x_price"))
    reviewed = review(mine, draft)
    assert reviewed.changes[0].problem
    assert not reviewed.may_publish


def test_only_designers_design(open_admin: Open, open_agent: Open) -> None:
    draft = add_change(open_admin(), open_draft(open_admin()), VEHICLE)
    agent, before = open_agent(), stored_schema()
    with pytest.raises(OnlyDesigners):
        open_draft(agent)
    with pytest.raises(OnlyDesigners):
        add_change(agent, draft, DEVICE)
    with pytest.raises(OnlyDesigners):
        publish(agent, draft)
    with pytest.raises(OnlyDesigners):
        roll_back(agent, 1)
    with pytest.raises(OnlyDesigners):
        trash_of(agent, "ticket")
    assert stored_schema() == before


def test_nobody_publishes_the_draft_of_another(open_admin: Open, open_second: Open) -> None:
    draft = add_change(open_admin(), open_draft(open_admin()), VEHICLE)
    with pytest.raises(UnknownDraft):
        review(open_second(), draft)
    with pytest.raises(UnknownDraft):
        publish(open_second(), draft.id)


def test_a_field_in_use_is_not_removed(open_admin: Open) -> None:
    doubled = AddField(
        "x_vehicle",
        Kind.FORMULA,
        Label("دو برابر", "Doubled"),
        settings={"formula": "x_price * 2", "result": "money"},
    )
    do(open_admin(), VEHICLE, PRICE, doubled)
    ctx = open_admin()
    draft = add_change(ctx, open_draft(ctx), RemoveField("x_vehicle", "x_price"))
    reviewed = review(ctx, draft)
    assert [one.name for one in reviewed.changes[0].dependents] == ["Vehicle · Doubled"]
    assert not reviewed.may_publish
    draft = add_change(ctx, draft, RemoveField("x_vehicle", "x_doubled"))
    assert "Vehicle" in str(review(ctx, draft).problems[0].text)


def test_the_story_of_a_version_is_kept(open_admin: Open) -> None:
    published = do(open_admin(), VEHICLE, PLATE)
    row = SchemaVersion.objects.get(number=published.number)
    assert [one["change"] for one in row.changes] == ["create_entity", "add_field"]
    assert row.layer["entities"][0]["key"] == "x_vehicle"


@pytest.mark.parametrize("order", ["x_price", "-x_price"])
def test_a_list_ordered_by_an_indexed_field_walks_its_index(order: str, open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE, ChangeField("x_vehicle", "x_price", {"index": True}))
    ctx = open_admin()
    sort = (SortTerm(order.lstrip("-"), descending=order[0] == "-"),)
    listing = Listing(ctx.snapshot.entity("x_vehicle"), sort=sort)
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, text: str, params: Any, *rest: Any) -> Any:
        asked.append((text, params))
        return execute(text, params, *rest)

    with connection.execute_wrapper(note):
        page_of(ctx, listing, limit=50)
    text, params = next(one for one in asked if "e_x_vehicle" in one[0])
    with connection.cursor() as cursor:
        # The table is empty: without it the planner would sort nothing at all.
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {text}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")
        cursor.execute("RESET enable_bitmapscan")
    assert "Index Scan using e_x_vehicle_" in plan
    assert "Presorted Key: x_price" in plan.replace("e_x_vehicle.", "")


def test_a_default_for_a_long_table_exchanges_its_empty_column(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "EXCHANGED_FROM", 2)
    do(open_admin(), VEHICLE, PRICE)
    blank = make(open_admin(), "x_vehicle", x_name="پژو")
    full = make(open_admin(), "x_vehicle", x_name="سمند", x_price=9)
    column = _place_of_column("e_x_vehicle", "x_price")
    do(open_admin(), ChangeField("x_vehicle", "x_price", {"default": 4}))
    assert _place_of_column("e_x_vehicle", "x_price") > column
    ctx = open_admin()
    prices = [ctx.records("x_vehicle").get(pk=one.id)["x_price"] for one in (blank, full)]
    assert prices == [4, 9]
    assert make(open_admin(), "x_vehicle", x_name="تیبا")["x_price"] == 4
    assert is_not_null("e_x_vehicle", "x_price")


def _place_of_column(table: str, column: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attnum FROM pg_attribute WHERE attrelid = %s::regclass AND attname = %s",
            [table, column],
        )
        return int(cursor.fetchone()[0])
