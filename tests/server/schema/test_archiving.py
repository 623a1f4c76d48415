"""Entities that lead to one another are archived together, and come back in an order that fits."""

from __future__ import annotations

import pytest
from tests.server.schema.conftest import Open
from tests.server.schema.test_publishing import do

from owj.server.records import Label
from owj.server.records.defs import Kind
from owj.server.schema.changes import AddField, ArchiveEntity, CreateEntity, RestoreEntity
from owj.server.schema.errors import DraftNotReady

CAR, VISIT = Label("خودرو", "Car"), Label("سرویس", "Visit")
BOTH = (ArchiveEntity("x_visit"), ArchiveEntity("x_car"))


@pytest.fixture
def linked(open_admin: Open) -> Open:
    name = Label("نام", "Name")
    do(
        open_admin(),
        CreateEntity(CAR, CAR, "x_car", title=name),
        CreateEntity(VISIT, VISIT, "x_visit", title=name),
        AddField("x_visit", Kind.LINK, CAR, "x_of_car", {"target": "x_car"}),
    )
    return open_admin


def test_an_entity_that_another_leads_to_is_not_archived_alone(linked: Open) -> None:
    with pytest.raises(DraftNotReady):
        do(linked(), ArchiveEntity("x_car"))


def test_both_are_archived_together_and_their_records_stay(linked: Open) -> None:
    ctx = linked()
    car = ctx.create(ctx.snapshot.model("x_car"), x_name="پژو")
    ctx.create(ctx.snapshot.model("x_visit"), x_name="روغن", x_of_car=car)
    do(linked(), *BOTH)
    entities = linked().snapshot.schema.by_key
    assert entities["x_car"].archived
    assert entities["x_visit"].archived
    with pytest.raises(DraftNotReady):
        do(linked(), RestoreEntity("x_visit"))
    do(linked(), RestoreEntity("x_car"))  # The draft has the other one already.
    visit = linked().records("x_visit").get()
    assert visit["x_of_car_id"] == car.id
