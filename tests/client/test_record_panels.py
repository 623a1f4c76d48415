"""Other rooms show what is theirs on records' pages, where they have something to show."""

from __future__ import annotations

from typing import Any

import pytest
from tests.doors import client_of
from tests.packages.conftest import Desk

from owj.client.records import panels
from owj.client.records.panels import (
    ListButton,
    RecordPanel,
    add_list_button,
    add_record_panel,
)
from owj.server.records.defs import EntityDef
from owj.ui.doors import DoorRequest

TEMPLATE = "ui/forms/errors.html"


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_panels", {})
    monkeypatch.setattr(panels, "_buttons", {})


def test_a_panel_stands_only_where_it_has_something_to_show(desk: Desk) -> None:
    asked: list[str] = []

    def ask(_request: DoorRequest, entity: EntityDef, record: Any) -> dict[str, str] | None:
        asked.append(f"{entity.key} {record.id}")
        return None

    add_record_panel(RecordPanel("none", "no/such/template.html", ask))
    page = client_of(desk.agent).get(f"/records/customer/{desk.customer.id}")
    assert page.status_code == 200
    assert asked == [f"customer {desk.customer.id}"]


def test_panels_stand_in_their_order(desk: Desk) -> None:
    for order, key in ((2, "late"), (1, "early")):
        add_record_panel(RecordPanel(key, TEMPLATE, lambda *_: {}, order=order))
    request: Any = None
    entity: Any = None
    assert [one.key for one in panels.panels_of(request, entity, None, "side")] == ["early", "late"]
    assert panels.panels_of(request, entity, None, "main") == []


def test_a_button_hears_what_the_list_asks(desk: Desk) -> None:
    heard: list[str] = []

    def ask(_request: DoorRequest, _entity: EntityDef, query: str) -> None:
        heard.append(query)

    add_list_button(ListButton("import", "no/such/template.html", ask))
    page = client_of(desk.agent).get("/records/customer?q=%D9%85%D9%87%D8%B1")
    assert page.status_code == 200
    assert heard == ["?q=%D9%85%D9%87%D8%B1"]
