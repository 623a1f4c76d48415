"""Rollups that an organisation draws: of which records, what comes out, and drawn anew."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import VEHICLE, do, make

from owj.kernel.errors import OwjError
from owj.server.records.defs import Kind, Label
from owj.server.schema.changes import AddField, ChangeField, CreateEntity
from owj.server.schema.errors import SchemaChangeRefused

VISIT = CreateEntity(Label("بازدید", "Visit"), Label("بازدیدها", "Visits"))
HOURS = {"via": "x_visit_list", "source": "x_hours"}


@pytest.fixture
def visited(open_admin: Open) -> Open:
    """Give a vehicle two visits, of which one is done."""
    state = [{"label": {"fa": "باز", "en": "Open"}}, {"label": {"fa": "تمام", "en": "Done"}}]
    do(open_admin(), VEHICLE, VISIT)
    do(
        open_admin(),
        AddField("x_visit", Kind.LINK, Label("خودرو", "Vehicle"), settings={"target": "x_vehicle"}),
        AddField("x_visit", Kind.NUMBER, Label("ساعت", "Hours")),
        AddField("x_visit", Kind.CHOICE, Label("حال", "State"), settings={"options": state}),
    )
    car = make(open_admin(), "x_vehicle", x_name="پژو")
    for hours, where in ((3, "done"), (4, "open")):
        make(
            open_admin(),
            "x_visit",
            x_name=where,
            x_vehicle=car.id,
            x_hours=hours,
            x_state=where,
        )
    return open_admin


def shown(open_admin: Open) -> Any:
    return open_admin().records("x_vehicle").get()["x_sum"]


def rollup(**settings: Any) -> AddField:
    return AddField("x_vehicle", Kind.ROLLUP, Label("جمع", "Sum"), settings={**HOURS, **settings})


def test_a_condition_chooses_what_is_added_up(visited: Open) -> None:
    do(visited(), rollup(aggregate="sum", where='x_state = "done"'))
    assert shown(visited) == 3
    car = visited().records("x_vehicle").get()
    make(visited(), "x_visit", x_name="c", x_vehicle=car.id, x_hours=10, x_state="done")
    assert shown(visited) == 13
    do(visited(), ChangeField("x_vehicle", "x_sum", {"where": 'x_state = "open"'}))
    assert shown(visited) == 4
    do(visited(), ChangeField("x_vehicle", "x_sum", {"where": None}))
    assert shown(visited) == 17


def test_the_average_of_whole_numbers_has_a_fraction(visited: Open) -> None:
    do(visited(), rollup(aggregate="avg"))
    assert shown(visited) == Decimal("3.5")


def test_a_rollup_is_added_up_otherwise_where_its_result_stays_of_one_kind(visited: Open) -> None:
    do(visited(), rollup(aggregate="sum"))
    do(visited(), ChangeField("x_vehicle", "x_sum", {"aggregate": "max", "result": None}))
    assert shown(visited) == 4
    with pytest.raises(SchemaChangeRefused, match="of the same kind as before"):
        do(visited(), ChangeField("x_vehicle", "x_sum", {"aggregate": "avg", "result": None}))


@pytest.mark.parametrize("where", ["x_nothing = 1", "x_hours >", "created_at < now()"])
def test_a_condition_that_cannot_be_kept_is_refused(visited: Open, where: str) -> None:
    with pytest.raises(OwjError):
        do(visited(), rollup(aggregate="sum", where=where))
