"""A configuration goes to another organisation as a package; conflicts are told, not guessed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.server.configuration.configured import build_definitions, build_rest, forget_rest
from tests.server.records.schema_state import kept_schema
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import do

from owj.kernel.errors import OwjError
from owj.server.configuration.comparing import Standing, compare
from owj.server.configuration.package_file import read_folder, read_package, write_folder
from owj.server.configuration.packages import (
    chosen,
    compare_package,
    export_items,
    export_package,
    import_package,
    prefer,
)
from owj.server.layouts.models import FormLayout
from owj.server.layouts.services import reset_form
from owj.server.records import Label
from owj.server.records.defs import Kind
from owj.server.schema.changes import AddField, ChangeField, RemoveField
from owj.server.schema.drawing import Drawing
from owj.server.schema.errors import OnlyDesigners, PackageUnreadable
from owj.server.schema.queries import current_drawing, versions
from owj.server.schema.services import publish, review, roll_back


def bring(open_admin: Open, text: str, side: Any = "here") -> int:
    """Import a file, review it, publish it; the number of the version."""
    ctx = open_admin()
    draft = import_package(ctx, text, prefer(side))
    assert draft is not None
    found = review(ctx, draft)
    assert found.problems == ()
    return publish(ctx, draft).number


def test_a_package_builds_the_same_configuration_in_an_empty_place(
    open_admin: Open, tmp_path: Path
) -> None:
    with kept_schema():
        build_definitions(open_admin())
        build_rest(open_admin())
        text = export_package(open_admin())
        write_folder(export_items(open_admin()), tmp_path / "ours")
        forget_rest()
    assert json.loads(export_package(open_admin())) == {"owj_package": 2}
    kinds = {"entity", "field", "form", "view", "duplicates", "role", "rights", "decision"}
    assert set(json.loads(text)) == kinds | {"process", "owj_package"}
    assert "مال من" not in text
    assert {one.standing for one in compare_package(open_admin(), text)} == {Standing.NEW}
    bring(open_admin, text)
    assert export_package(open_admin()) == text
    assert read_folder(tmp_path / "ours") == text
    assert {one.standing for one in compare_package(open_admin(), text)} == {Standing.SAME}
    forget_rest()


def test_what_came_with_a_package_goes_back_with_its_version(open_admin: Open) -> None:
    before = versions(open_admin())[0].number
    empty = export_package(open_admin())
    build_definitions(open_admin())
    build_rest(open_admin())
    text = export_package(open_admin())
    roll_back(open_admin(), before)
    forget_rest()
    bring(open_admin, text)
    assert export_package(open_admin()) == text
    reset_form(open_admin(), "ticket", "create")
    roll_back(open_admin(), before)
    left = json.loads(export_package(open_admin()))
    # A process and a decision are put away, not deleted: cases run by them.
    assert left.pop("process")["greet"]["archived"]
    assert [one["archived"] for one in left.pop("decision").values()] == [True]
    assert left == json.loads(empty)
    forget_rest()


def test_each_item_tells_who_changed_it(open_admin: Open) -> None:
    build_definitions(open_admin())
    build_rest(open_admin())
    first = export_package(open_admin())
    assert import_package(open_admin(), first) is None  # Nothing differs: agreed upon at once.
    theirs = json.loads(first)
    theirs["field"]["x_vehicle.x_price"]["label"]["en"] = "Value"
    theirs["field"]["x_vehicle.x_plate"]["label"]["en"] = "Number"
    theirs["role"]["clerk"] = {"fa": "دفتردار", "en": "Clerk"}
    del theirs["form"]["x_vehicle/create"]
    do(
        open_admin(),
        ChangeField("x_vehicle", "x_price", {"label": Label("ارزش", "Worth")}),
        ChangeField("x_visit", "x_color", {"label": Label("فام", "Hue")}),
    )
    text = json.dumps(theirs)
    found = {one.name: one for one in compare_package(open_admin(), text)}
    told = {name: one.standing for name, one in found.items() if one.standing is not Standing.SAME}
    assert told == {
        "field:x_vehicle.x_price": Standing.BOTH,
        "field:x_vehicle.x_plate": Standing.THERE,
        "field:x_visit.x_color": Standing.HERE,
        "role:clerk": Standing.NEW,
        "form:x_vehicle/create": Standing.GONE,
    }
    (label,) = found["field:x_vehicle.x_price"].differences
    assert (label.here["en"], label.there["en"]) == ("Worth", "Value")
    ctx = open_admin()
    draft = import_package(ctx, text, chosen({"form:x_vehicle/create": "there"}))
    assert draft is not None
    beside = review(ctx, draft).beside
    assert [(one.what, one.name) for one in beside] == [
        ("removed", "Vehicle · form for new records"),
        ("added", "دفتردار"),
    ]
    publish(ctx, draft)
    fields = open_admin().snapshot.entity("x_vehicle").by_key
    assert (fields["x_price"].label.en, fields["x_plate"].label.en) == ("Worth", "Number")
    assert not FormLayout.objects.exists()
    # What was decided once is not asked again.
    again = {one.standing for one in compare_package(open_admin(), text)}
    assert again == {Standing.SAME, Standing.HERE}
    forget_rest()


def test_a_file_brings_back_what_lies_in_the_trash(open_admin: Open) -> None:
    build_definitions(open_admin())
    text = export_package(open_admin())
    do(open_admin(), RemoveField("ticket", "x_device_number"), RemoveField("x_visit", "x_color"))
    bring(open_admin, text, "there")
    assert export_package(open_admin()) == text


def test_both_sides_of_a_conflict_are_told_and_one_is_chosen(open_admin: Open) -> None:
    build_definitions(open_admin())
    text = export_package(open_admin())
    mine = ChangeField("x_vehicle", "x_price", {"label": Label("ارزش", "Worth")})
    further = AddField("x_vehicle", Kind.TEXT, Label("", "Mine"))
    do(open_admin(), mine, further)
    bring(open_admin, text, "there")
    fields = open_admin().snapshot.entity("x_vehicle").by_key
    assert fields["x_price"].label.en == "Price"
    assert "x_mine" in fields


def test_an_item_that_cannot_be_is_a_problem_of_the_draft(open_admin: Open) -> None:
    wrong = {
        "owj_package": 2,
        "form": {"ticket/create": {"sections": [{"fields": [{"field": "desk.ticket.subject"}]}]}},
        "rights": {"agent/ticket": {"allows": {"update": {"scope": "all"}}}},
        "process": {"broken": {"name": "x", "source": ["<not bpmn/>"]}},
        "view": {"ticket/heap/بی‌نام": {"name": "x", "shows": {}}},
    }
    ctx = open_admin()
    draft = import_package(ctx, json.dumps(wrong))
    assert draft is not None
    found = review(ctx, draft)
    assert not found.may_publish
    refused = {one.name: one.problem for one in found.beside}
    assert sum(one is not None for one in refused.values()) == 3
    with pytest.raises(OwjError):
        publish(ctx, draft)
    assert not FormLayout.objects.exists()


def test_only_designers_hand_a_configuration_over(open_agent: Open) -> None:
    for ask in (export_package, lambda ctx: compare_package(ctx, '{"owj_package": 2}')):
        with pytest.raises(OnlyDesigners):
            ask(open_agent())
    with pytest.raises(OnlyDesigners):
        import_package(open_agent(), '{"owj_package": 2}')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=15,
)


@pytest.fixture(scope="module")
def drawing(django_db_setup: None, django_db_blocker: Any) -> Drawing:
    with django_db_blocker.unblock():
        return current_drawing()


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=JSON)
def test_what_is_no_package_is_refused(drawing: Drawing, data: object) -> None:
    for one in (
        data,
        {"owj_package": 1, "entities": data, "overlays": {}},
        {"owj_package": 2, "form": data, "field": data},
    ):
        try:
            read = read_package(json.dumps(one), drawing)
        except PackageUnreadable:
            continue
        assert all(isinstance(said, dict) for said in read.values())


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "null", '{"owj_package": 3}'])
def test_a_broken_file_is_refused_in_words(drawing: Drawing, text: str) -> None:
    with pytest.raises(PackageUnreadable):
        read_package(text, drawing)


def test_a_file_that_names_no_order_of_fields_leaves_ours() -> None:
    at = ("entity", "x_vehicle")
    ours, theirs = {"icon": "car", "order": ["x_name"]}, {"icon": "car"}
    assert [one.standing for one in compare({at: ours}, {at: theirs}, {})] == [Standing.SAME]
    known = compare({at: ours}, {at: theirs}, {at: ours})
    assert [one.standing for one in known] == [Standing.THERE]
