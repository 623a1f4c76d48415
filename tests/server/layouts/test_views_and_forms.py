"""Stored views and forms: whose they are, who may draw them, what becomes of fields that go."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.server.records.toys import Case

from owj.server.layouts.conditions import Group, Operator
from owj.server.layouts.conditions import Test as Question
from owj.server.layouts.definitions import (
    BoardDefinition,
    FormDefinition,
    FormField,
    FormSection,
    SortTerm,
    Total,
    ViewDefinition,
    form_from_json,
    form_to_json,
    pruned,
    view_from_json,
    view_to_json,
)
from owj.server.layouts.refusals import (
    FormConditionRefused,
    OnlyDesigners,
    ViewNameRejected,
    ViewNotFound,
    ViewNotYours,
)
from owj.server.layouts.services import (
    default_view,
    find_view,
    form_of,
    move_view,
    remove_view,
    reset_form,
    restore_view,
    save_form,
    save_view,
    state_of,
    views_of,
)
from owj.server.records.context import Context

VIEW = ViewDefinition(
    columns=("subject", "size", "created_at"),
    where=Group((Question(("size",), Operator.MORE, ("3",)),)),
    sort=(SortTerm("size", descending=True),),
    group="status",
    totals=(Total("size", "sum"),),
    board=BoardDefinition("level", ("size",), {"high": 3}),
    day="day",
)


def test_a_view_is_kept_whole_and_by_stable_id(ctx: Context) -> None:
    schema, entity = ctx.snapshot.schema, ctx.snapshot.entity(Case.key)
    stored = json.loads(json.dumps(view_to_json(schema, entity, VIEW)))
    assert stored["columns"][1] == entity.by_key["size"].id
    assert view_from_json(schema, entity, stored) == VIEW
    stored["columns"][1] = stored["sort"][0]["field"] = stored["board"]["by"] = "gone"
    read = view_from_json(schema, entity, stored)
    assert (read.columns, read.sort, read.board) == (("subject", "created_at"), (), None)
    assert view_from_json(schema, entity, {"columns": 7, "sort": [1], "where": []}).columns == ()


def test_a_field_that_is_hidden_from_the_reader_drops_out(ctx: Context) -> None:
    schema, entity = ctx.snapshot.schema, ctx.snapshot.entity(Case.key)
    seen = pruned(schema, entity, VIEW, lambda _entity, key: key == "size")
    assert seen.columns == ("subject", "created_at")
    assert (seen.where.parts, seen.sort, seen.totals) == ((), (), ())
    assert seen.board == BoardDefinition("level", (), {"high": 3})


def test_own_views_are_ones_own_and_sharing_is_for_designers(
    ctx: Context, other: Context, admin: Context
) -> None:
    mine = save_view(ctx, Case.key, name=" مال من ", definition=VIEW)
    assert [one.name for one in views_of(ctx, Case.key)] == ["مال من"]
    assert views_of(other, Case.key) == []
    with pytest.raises(ViewNotFound):
        find_view(other, mine.id)
    with pytest.raises(OnlyDesigners):
        save_view(ctx, Case.key, name="همه", definition=VIEW, shared=True)
    with pytest.raises(OnlyDesigners):
        save_view(ctx, Case.key, name="نقش", definition=VIEW, roles=["agent"])
    shared = save_view(admin, Case.key, name="همه", definition=VIEW, roles=["agent"])
    assert [(one.name, one.chosen) for one in views_of(other, Case.key)] == [("همه", True)]
    for act in (remove_view, restore_view):
        with pytest.raises((ViewNotYours, ViewNotFound)):
            act(other, shared.id)
    with pytest.raises(ViewNotYours):
        save_view(other, Case.key, name="x", definition=VIEW, view_id=shared.id)


def test_a_view_goes_comes_back_and_changes_places(ctx: Context) -> None:
    one, two = (save_view(ctx, Case.key, name=name, definition=VIEW) for name in ("یک", "دو"))
    move_view(ctx, two.id, up=True)
    assert [view.name for view in views_of(ctx, Case.key)] == ["دو", "یک"]
    remove_view(ctx, one.id)
    assert [view.name for view in views_of(ctx, Case.key)] == ["دو"]
    restore_view(ctx, one.id)
    over = save_view(ctx, Case.key, name="سه", definition=replace(VIEW, group=None), view_id=one.id)
    assert (over.id, over.definition.group) == (one.id, None)
    assert [view.name for view in views_of(ctx, Case.key)] == ["دو", "سه"]


@pytest.mark.parametrize("name", ["", "   ", "ن" * 61])
def test_a_view_needs_a_name(ctx: Context, name: str) -> None:
    with pytest.raises(ViewNameRejected):
        save_view(ctx, Case.key, name=name, definition=VIEW)


def test_an_entity_without_views_is_listed_by_its_title_first(ctx: Context) -> None:
    assert default_view(ctx, Case.key).columns[0] == "subject"
    assert "extra" not in default_view(ctx, Case.key).columns
    board = default_view(ctx, Case.key, "board").board
    assert board is not None
    assert board.by == "status"


FORM = FormDefinition(
    (
        FormSection((FormField("subject", wide=True), FormField("urgent")), columns=2),
        FormSection(
            (
                FormField("size", visible_if="urgent", required_if="urgent"),
                FormField("body", visible_if='contains(subject, "x")'),
            )
        ),
    )
)


def test_a_form_is_drawn_by_designers_and_read_by_all(ctx: Context, admin: Context) -> None:
    assert "extra" not in {one.key for one in form_of(ctx, Case.key, "create").fields}
    with pytest.raises(OnlyDesigners):
        save_form(ctx, Case.key, "create", FORM)
    save_form(admin, Case.key, "create", FORM)
    assert form_of(ctx, Case.key, "create") == FORM
    assert form_of(ctx, Case.key, "edit") != FORM
    reset_form(admin, Case.key, "create")
    assert form_of(ctx, Case.key, "create") != FORM


def test_a_condition_that_cannot_be_read_names_its_field(admin: Context) -> None:
    wrong = FormDefinition((FormSection((FormField("size", visible_if="urgent and ("),)),))
    with pytest.raises(FormConditionRefused):
        save_form(admin, Case.key, "create", wrong)


def test_a_field_that_is_gone_drops_out_of_its_form(ctx: Context) -> None:
    entity = ctx.snapshot.entity(Case.key)
    stored = form_to_json(entity, FORM)
    stored["sections"][0]["fields"][0]["field"] = "gone"
    assert [one.key for one in form_from_json(entity, stored).fields] == ["urgent", "size", "body"]


def test_conditions_show_and_ask_for_fields(ctx: Context) -> None:
    entity = ctx.snapshot.entity(Case.key)
    calm = state_of(entity, FORM, {"urgent": False, "subject": "a"})
    assert (calm.visible, calm.required) == ({"subject", "urgent"}, frozenset())
    urgent = state_of(entity, FORM, {"urgent": True, "subject": "ax"})
    assert urgent.visible == {"subject", "urgent", "size", "body"}
    assert urgent.required == {"size"}
