"""What is taken back may stand again: retired answers, negative lengths, files of others, lists."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import VEHICLE, do, make

from owj.server.activity.merges import merge_records, plan_merge, undo_merge
from owj.server.files.models import StoredFile
from owj.server.files.services import store_file
from owj.server.layouts.deeds import change_records, delete_records, undo_deed
from owj.server.records import Label, generic
from owj.server.records.context import Context
from owj.server.records.defs import Kind
from owj.server.records.refusals import FieldValueRejected
from owj.server.records.relations import delete_record
from owj.server.records.returning import bring_back
from owj.server.schema.changes import AddField, ChangeField, CreateEntity

DRIVER = CreateEntity(Label("راننده", "Driver"), Label("رانندگان", "Drivers"))
DRIVERS = AddField(
    "x_vehicle", Kind.LINKS, Label("رانندگان", "Drivers"), settings={"target": "x_driver"}
)


def answers(*retired: str) -> dict[str, Any]:
    labels = {"red": Label("قرمز", "Red"), "blue": Label("آبی", "Blue")}
    return {
        "options": [
            {"value": value, "label": label, "retired": value in retired}
            for value, label in labels.items()
        ]
    }


def colours(kind: Kind) -> AddField:
    return AddField("x_vehicle", kind, Label("رنگ", "Colour"), key="x_colour", settings=answers())


def retire_red(open_admin: Open) -> Context:
    do(open_admin(), ChangeField("x_vehicle", "x_colour", answers("red")))
    return open_admin()


def test_a_bulk_edit_gives_retired_answers_back(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, colours(Kind.CHOICE))
    made = make(open_admin(), "x_vehicle", x_name="a", x_colour="red")
    done = change_records(retire_red(open_admin), "x_vehicle", [made.id], {"x_colour": "blue"})
    back = undo_deed(open_admin(), done.deed_id or 0)
    assert (back.count, back.refused) == (1, [])
    assert open_admin().records("x_vehicle").get()["x_colour"] == "red"


def test_a_retired_answer_stays_beside_new_ones_and_comes_no_second_time(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, colours(Kind.MULTI_CHOICE))
    make(open_admin(), "x_vehicle", x_name="a", x_colour=["red"])
    ctx = retire_red(open_admin)
    record = ctx.records("x_vehicle").get()
    assert generic.update(ctx, record, {"x_colour": ["blue", "red"]})["x_colour"] == ("red", "blue")
    generic.update(ctx, record, {"x_colour": ["blue"]})
    with pytest.raises(FieldValueRejected):
        generic.update(ctx, record, {"x_colour": ["red"]})


@pytest.mark.parametrize(
    "length", [timedelta(hours=-3), timedelta(days=-2, seconds=5), timedelta(days=400), timedelta()]
)
def test_a_deleted_length_of_time_comes_back(open_admin: Open, length: timedelta) -> None:
    do(open_admin(), VEHICLE, AddField("x_vehicle", Kind.DURATION, Label("مدت", "Length")))
    ctx = open_admin()
    made = make(ctx, "x_vehicle", x_name="a", x_length=length)
    bring_back(ctx, delete_record(ctx, made))
    assert ctx.records("x_vehicle").get()["x_length"] == length


def test_lists_lead_to_the_record_that_stays_after_a_merge(open_admin: Open) -> None:
    do(open_admin(), DRIVER, VEHICLE, DRIVERS)
    ctx = open_admin()
    ali, twin, sara = (make(ctx, "x_driver", x_name=one) for one in ("Ali", "Alli", "Sara"))
    held = [(twin.id, sara.id), (ali.id, twin.id)]
    for one in held:
        make(ctx, "x_vehicle", x_name="a", x_drivers=one)

    def lists() -> list[Any]:
        return [one["x_drivers"] for one in open_admin().records("x_vehicle").order_by("id")]

    assert [one.count for one in plan_merge(ctx, "x_driver", [ali.id, twin.id]).moving] == [2]
    merge = merge_records(ctx, "x_driver", [ali.id, twin.id])
    assert lists() == [(ali.id, sara.id), (ali.id,)]
    undo_merge(open_admin(), merge.pk)
    assert lists() == held


def test_a_merge_takes_over_the_file_that_a_colleague_uploaded(
    open_admin: Open, open_second: Open, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    do(open_admin(), VEHICLE, AddField("x_vehicle", Kind.FILE, Label("سند", "Paper")))
    theirs = open_second()
    paper = store_file(BytesIO(b"paper"), "paper.txt", theirs.actor)
    kept = make(open_admin(), "x_vehicle", x_name="a")
    gone = generic.create(theirs, "x_vehicle", {"x_name": "b", "x_paper": paper.id})
    merge = merge_records(open_admin(), "x_vehicle", [kept.id, gone.id])
    assert open_admin().records("x_vehicle").get()["x_paper"] == paper.id
    undo_merge(open_admin(), merge.pk)
    papers = open_admin().records("x_vehicle").order_by("id").values_list("x_paper", flat=True)
    assert list(papers) == [None, paper.id]
    with pytest.raises(FieldValueRejected):
        generic.create(open_admin(), "x_vehicle", {"x_name": "c", "x_paper": UUID(str(paper.id))})
    assert StoredFile.objects.count() == 1


def test_a_bulk_deletion_counts_what_went_with_another(open_admin: Open) -> None:
    parent = AddField(
        "x_vehicle",
        Kind.LINK,
        Label("مادر", "Parent"),
        settings={"target": "x_vehicle", "on_delete": "cascade"},
    )
    do(open_admin(), VEHICLE, parent)
    ctx = open_admin()
    first = make(ctx, "x_vehicle", x_name="a")
    second = make(ctx, "x_vehicle", x_name="b", x_parent=first)
    done = delete_records(ctx, "x_vehicle", [second.id, first.id])
    assert (done.count, done.refused) == (2, [])
