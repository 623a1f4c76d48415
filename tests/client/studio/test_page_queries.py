"""Pages of entities ask as often for many records and changes as for few."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.packages.conftest import Desk
from tests.server.schema.test_links import DRIVER, DRIVERS
from tests.server.schema.test_publishing import VEHICLE, do, make

from owj.server.layouts.definitions import BoardDefinition, ViewDefinition
from owj.server.layouts.views import save_view
from owj.server.records import Label, generic
from owj.server.records.context import Context, open_context
from owj.server.records.defs import Kind
from owj.server.schema.changes import AddField, CreateEntity


def unit_of(studio: Desk) -> Context:
    return open_context(studio.admin.actor, studio.now)


def asked_by(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_timeline_asks_once_for_what_its_lists_led_to(studio: Desk, designer: Client) -> None:
    do(unit_of(studio), VEHICLE, DRIVER, DRIVERS)
    made = make(unit_of(studio), "x_vehicle", x_name="van")

    def drive(times: int) -> int:
        for _ in range(times):
            driver = make(unit_of(studio), "x_driver", x_name="Ali")
            generic.update(unit_of(studio), made, {"x_drivers": [driver.id]})
        # The first page of a process reads what all others know already.
        return min(asked_by(designer, f"/records/x_vehicle/{made.id}") for _ in range(2))

    assert drive(2) == drive(5)


def test_the_studio_counts_all_entities_at_once(studio: Desk, designer: Client) -> None:
    do(unit_of(studio), VEHICLE)
    few = min(asked_by(designer, "/studio") for _ in range(2))
    more = (CreateEntity(Label(name, name), Label(name, name)) for name in ("Road", "Garage"))
    do(unit_of(studio), DRIVER, *more)
    assert asked_by(designer, "/studio") == few


def test_an_export_asks_once_for_what_many_lists_lead_to(studio: Desk, designer: Client) -> None:
    do(unit_of(studio), VEHICLE, DRIVER, DRIVERS)

    def export(more: int) -> int:
        for number in range(more):
            driver = make(unit_of(studio), "x_driver", x_name=f"driver {number}")
            make(unit_of(studio), "x_vehicle", x_name="van", x_drivers=[driver.id])
        with CaptureQueriesContext(connection) as asked:
            sheet = designer.get("/records/x_vehicle/export.csv?columns=x_name,x_drivers")
            lines = sheet.getvalue().decode().splitlines()
        assert "driver" in lines[1]
        return len(asked)

    assert min(export(2), export(0)) == export(7)


def test_a_board_asks_once_for_what_the_lists_of_its_cards_lead_to(
    studio: Desk, designer: Client
) -> None:
    states = [{"value": one, "label": {"fa": one, "en": one}} for one in ("new", "old")]
    label = Label("حالت", "State")
    choice = AddField("x_vehicle", Kind.CHOICE, label, settings={"options": states})
    do(unit_of(studio), VEHICLE, DRIVER, DRIVERS, choice)
    ctx = unit_of(studio)
    view = ViewDefinition(("x_name",), board=BoardDefinition("x_state", ("x_drivers",)))
    saved = save_view(ctx, "x_vehicle", name="Board", definition=view, kind="board")

    def board_of(more: int) -> int:
        for _ in range(more):
            driver = make(unit_of(studio), "x_driver", x_name="Ali")
            values = {"x_name": "van", "x_drivers": [driver.id], "x_state": "new"}
            make(unit_of(studio), "x_vehicle", **values)
        address = f"/records/x_vehicle?view={saved.id}"
        assert more == 0 or "Ali" in designer.get(address).content.decode()
        return asked_by(designer, address)

    assert min(board_of(2), board_of(0)) == board_of(5)
