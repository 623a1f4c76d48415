"""Who uses a field is told before it goes: views, forms, rights of roles."""

from __future__ import annotations

from tests.server.schema.conftest import NOW, Open
from tests.server.schema.test_publishing import DEVICE, PRICE, VEHICLE, do

from owj.server.layouts.dependents import mentions
from owj.server.layouts.models import FormLayout, RecordView
from owj.server.roles.models import EntityRight
from owj.server.schema.changes import RemoveField
from owj.server.schema.services import add_change, open_draft, review

ID = "own.x_vehicle.x_price"


def test_views_and_forms_that_show_a_field_are_told(open_admin: Open, open_agent: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    agent = open_agent().actor.user_id
    kept = {"columns": [{"field": ID}], "where": {"all": [{"field": "other"}]}}
    for name, shared, definition in (
        ("Dear ones", True, kept),
        ("Secret", False, kept),
        ("Others", True, {"columns": [{"field": "other"}]}),
    ):
        RecordView.objects.create(
            entity_id="own.x_vehicle",
            name=name,
            owner_id=agent,
            shared=shared,
            definition=definition,
            saved_at=NOW,
        )
    form = {"sections": [{"fields": [ID]}]}
    FormLayout.objects.create(
        entity_id="own.x_vehicle", purpose="create", definition=form, saved_at=NOW
    )
    ctx = open_admin()
    draft = add_change(ctx, open_draft(ctx), RemoveField("x_vehicle", "x_price"))
    reviewed = review(ctx, draft)
    assert [one.name for one in reviewed.changes[0].dependents] == [
        "Dear ones",
        "a colleague's own",
        "Vehicle",
    ]
    assert reviewed.may_publish


def test_a_field_that_a_right_asks_stays(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE, DEVICE)
    cheap = {"read": {"scope": "condition", "condition": "x_price < 10"}}
    EntityRight.objects.create(role="agent", entity_id="own.x_vehicle", grants=cheap)
    ctx = open_admin()
    draft = add_change(ctx, open_draft(ctx), RemoveField("x_vehicle", "x_price"))
    reviewed = review(ctx, draft)
    assert [one.name for one in reviewed.changes[0].dependents] == ["agent · Vehicle"]
    assert not reviewed.may_publish


def test_a_definition_names_a_field_at_any_depth() -> None:
    assert mentions({"a": [{"b": {ID: 1}}]}, ID)
    assert mentions([[ID]], ID)
    assert not mentions({"a": f"{ID}2", "b": [1, None]}, ID)
