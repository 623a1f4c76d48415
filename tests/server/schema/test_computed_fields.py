"""A formula that is drawn is checked in the review and filled in the rows that are there."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import PRICE, VEHICLE, do, make

from owj.server.records import Label
from owj.server.records.computed import jobs, verify
from owj.server.records.defs import Kind
from owj.server.records.refusals import FieldIsComputed
from owj.server.schema.changes import AddField, ChangeField, RemoveField, RestoreField
from owj.server.schema.errors import DraftNotReady
from owj.server.schema.kinds.previewing import preview_kind
from owj.server.schema.kinds.services import start_change, undo_change


def formula(text: str, result: str = "money") -> AddField:
    settings = {"formula": text, "result": result}
    return AddField("x_vehicle", Kind.FORMULA, Label("دو برابر", "Twice"), settings=settings)


def test_a_drawn_formula_is_filled_in_rows_that_are_there(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    made = make(open_admin(), "x_vehicle", x_name="پژو", x_price=7)
    do(open_admin(), formula("بها * 2"))
    ctx = open_admin()
    record = ctx.records("x_vehicle").get(pk=made.id)
    assert record["x_twice"] == 14
    assert ctx.update(record, x_price=8)["x_twice"] == 16
    with pytest.raises(FieldIsComputed):
        ctx.as_system().update(record, x_twice=3)


def test_a_large_table_is_left_to_the_worker(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SMALL", 0)
    do(open_admin(), VEHICLE, PRICE)
    make(open_admin(), "x_vehicle", x_name="پژو", x_price=7)
    do(open_admin(), formula("x_price * 2"))
    assert len(list(verify(open_admin(), "x_vehicle"))) == 1
    job = ProcrastinateJob.objects.get(task_name=jobs.RECOMPUTE_TASK)
    jobs.fill_stretch(**job.args)
    assert list(verify(open_admin(), "x_vehicle")) == []


@pytest.mark.parametrize("text", ["nothing * 2", "today()", "x_twice + 1", "x_name"])
def test_a_formula_that_cannot_be_worked_out_is_not_published(open_admin: Open, text: str) -> None:
    do(open_admin(), VEHICLE, PRICE)
    with pytest.raises(DraftNotReady):
        do(open_admin(), formula(text))


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fa", "خودرو · دو برابر"),
        ("en", "Vehicle · Twice"),
    ],
)
def test_a_circle_is_told_by_labels_in_the_readers_language(
    open_admin: Open, language: str, names: str
) -> None:
    do(open_admin(), VEHICLE, PRICE)
    with translation.override(language), pytest.raises(DraftNotReady) as refused:
        do(open_admin(), formula("x_twice + 1"))
    said = str(refused.value.data["first"]).partition(": ")[2]
    assert said.count(names) == 2
    assert "x_twice" not in said


def is_up_to_date(open_admin: Open) -> bool:
    return list(verify(open_admin(), "x_vehicle")) == []


def test_a_formula_that_comes_back_is_worked_out_anew(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE, formula("x_price * 2"))
    made = make(open_admin(), "x_vehicle", x_name="پژو", x_price=7)
    do(open_admin(), RemoveField("x_vehicle", "x_twice"))
    ctx = open_admin()
    ctx.update(ctx.records("x_vehicle").get(pk=made.id), x_price=8)
    do(open_admin(), RestoreField("x_vehicle", "x_twice"))
    assert open_admin().records("x_vehicle").get(pk=made.id)["x_twice"] == 16


def test_a_default_that_fills_rows_reaches_what_reads_them(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE, formula("x_price * 2"))
    made = make(open_admin(), "x_vehicle", x_name="پژو")
    do(open_admin(), ChangeField("x_vehicle", "x_price", {"default": 5}))
    assert open_admin().records("x_vehicle").get(pk=made.id)["x_twice"] == 10


def test_a_change_of_kind_reaches_what_reads_the_field(open_admin: Open) -> None:
    weight = AddField("x_vehicle", Kind.DECIMAL, Label("وزن", "Weight"), key="x_weight")
    do(open_admin(), VEHICLE, weight, formula("x_weight * 2", "decimal"))
    for one in ("2.5", "2"):
        make(open_admin(), "x_vehicle", x_name=one, x_weight=Decimal(one))
    seen = preview_kind(open_admin(), "x_vehicle", "x_weight", Kind.NUMBER)
    assert (seen.converts, seen.fails) == (1, 1)
    change = start_change(open_admin(), seen, consent=True)
    twice = [one["x_twice"] for one in open_admin().records("x_vehicle").order_by("id")]
    assert twice == [None, 4]
    undo_change(open_admin(), change.id)
    assert is_up_to_date(open_admin)
