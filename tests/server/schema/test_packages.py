"""One organisation's definitions go to another as a file, and conflicts are told, not guessed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import DEVICE, PLATE, PRICE, VEHICLE, do

from owj.server.records import Label
from owj.server.records.defs import Kind
from owj.server.records.layers import current_layer
from owj.server.schema.changes import AddField, ChangeEntity, ChangeField, CreateEntity, RemoveField
from owj.server.schema.errors import OnlyDesigners, PackageUnreadable
from owj.server.schema.packages import (
    compare_package,
    export_package,
    import_package,
    read_package,
)
from owj.server.schema.queries import versions
from owj.server.schema.services import publish, review, roll_back

OPTIONS = [{"label": {"fa": "سرخ", "en": "Red"}, "color": "red"}]
BUILT = (
    VEHICLE,
    PLATE,
    PRICE,
    CreateEntity(Label("سرویس", "Visit"), Label("سرویس‌ها", "Visits")),
    AddField("x_visit", Kind.LINK, Label("خودرو", "Vehicle"), settings={"target": "x_vehicle"}),
    AddField("x_visit", Kind.CHOICE, Label("رنگ", "Color"), settings={"options": OPTIONS}),
    AddField(
        "x_visit",
        Kind.LOOKUP,
        Label("پلاک خودرو", "Plate of it"),
        settings={"via": "x_vehicle", "source": "x_plate"},
    ),
    DEVICE,
    ChangeField("ticket", "subject", {"label": Label("عنوان", "Heading")}),
    ChangeEntity("ticket", {"icon": "inbox"}),
)


def test_a_file_builds_the_same_definitions_where_there_were_none(open_admin: Open) -> None:
    empty = versions(open_admin())[0].number
    do(open_admin(), *BUILT)
    text, built = export_package(open_admin()), current_layer()
    assert export_package(open_admin()) == text
    roll_back(open_admin(), empty)
    assert current_layer().entities == ()
    # What was there before is not there for somebody else; here it lies in the trash.
    comparison = compare_package(open_admin(), text)
    assert comparison.conflicts == ()
    assert {one.entity for one in comparison.added} == {"x_vehicle", "x_visit", "ticket"}
    assert read_package(text) == read_package(json.dumps(json.loads(text)))
    assert {one.key for one in read_package(text).entities} == {one.key for one in built.entities}


def test_a_file_brings_only_what_is_missing(open_admin: Open) -> None:
    do(open_admin(), *BUILT)
    text, built = export_package(open_admin()), current_layer()
    do(open_admin(), RemoveField("ticket", "x_device_number"), RemoveField("x_visit", "x_color"))
    ctx = open_admin()
    draft = import_package(ctx, text)
    assert review(ctx, draft).problems == ()
    publish(ctx, draft)
    again = current_layer()
    assert {one.id for one in again.overlay("desk.ticket").fields} == {
        one.id for one in built.overlay("desk.ticket").fields
    }
    assert compare_package(open_admin(), text).conflicts == ()
    assert compare_package(open_admin(), text).added == ()


def test_both_sides_of_a_conflict_are_told_and_one_is_chosen(open_admin: Open) -> None:
    do(open_admin(), *BUILT)
    text = export_package(open_admin())
    mine = ChangeField("x_vehicle", "x_price", {"label": Label("ارزش", "Worth")})
    further = AddField("x_vehicle", Kind.TEXT, Label("", "Mine"))
    do(open_admin(), mine, further)
    (conflict,) = compare_package(open_admin(), text).conflicts
    assert (conflict.entity, conflict.field, conflict.setting) == ("x_vehicle", "x_price", "label")
    assert (conflict.old["en"], conflict.new["en"]) == ("Worth", "Price")
    ctx = open_admin()
    assert review(ctx, import_package(ctx, text, prefer="here")).differences == ()
    draft = import_package(ctx, text, prefer="file")
    review(ctx, draft)
    publish(ctx, draft)
    fields = open_admin().snapshot.entity("x_vehicle").by_key
    assert fields["x_price"].label.en == "Price"
    assert "x_mine" in fields


def test_only_designers_hand_definitions_over(open_agent: Open) -> None:
    for ask in (export_package, lambda ctx: import_package(ctx, "{}")):
        with pytest.raises((OnlyDesigners, PackageUnreadable)):
            ask(open_agent())
    with pytest.raises(OnlyDesigners):
        import_package(open_agent(), '{"owj_package": 1, "entities": [], "overlays": {}}')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=15,
)


@given(data=JSON)
def test_what_is_no_package_is_refused(data: object) -> None:
    for one in (data, {"owj_package": 1, "entities": data, "overlays": {}}):
        try:
            layer = read_package(json.dumps(one))
        except PackageUnreadable:
            continue
        assert layer.entities == ()


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", '{"owj_package": 2}'])
def test_a_broken_file_is_refused_in_words(text: str) -> None:
    with pytest.raises(PackageUnreadable):
        read_package(text)
