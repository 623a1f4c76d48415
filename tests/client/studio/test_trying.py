"""Trying a draft in one's own session: drawn as if published, seen by nobody else, nothing kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.doors import HTMX, client_of, set_page_clock, text_of
from tests.packages.conftest import Desk, make_desk

from owj.kernel.errors import NotAllowed
from owj.packages.customers.entity import Customer
from owj.server.configuration.models import DraftItem, DraftTrial
from owj.server.configuration.trials import begin_trial
from owj.server.identity.models import UserSession
from owj.server.layouts.models import FormLayout, RecordView
from owj.server.records.defs import Kind, Label
from owj.server.records.models import RecordChange
from owj.server.roles.models import EntityRight, FieldRight, SeeAs
from owj.server.roles.see_as import begin_seeing_as
from owj.server.schema.changes import AddField, ChangeField, CreateEntity
from owj.server.schema.services import add_change, open_draft

RECORDS = reverse("client:records", args=["customer"])
NEW_VEHICLE = "/records/x_vehicle/new"


@pytest.fixture
def desk(db: None) -> Desk:
    made = make_desk()
    set_page_clock(made)
    return made


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


def draw(desk: Desk, *changes: object) -> None:
    ctx = desk.ctx(desk.admin)
    draft = open_draft(ctx)
    for one in changes:
        draft = add_change(ctx, draft, one)  # type: ignore[arg-type]


def floor(**settings: object) -> AddField:
    return AddField("customer", Kind.TEXT, Label("طبقه", "Floor"), key="x_floor", settings=settings)


def vehicle() -> CreateEntity:
    return CreateEntity(Label("خودرو", "Vehicle"), Label("خودروها", "Vehicles"))


def seat_of(desk: Desk) -> UserSession:
    return UserSession.objects.get(user=desk.admin)


def start(desk: Desk, client: Client) -> None:
    assert client.post(reverse("client:studio_try")).status_code == 302
    assert DraftTrial.objects.get(session=seat_of(desk)).by_name == desk.admin.full_name


def test_a_new_field_is_seen_by_who_tries_it_and_by_nobody_else(desk: Desk, admin: Client) -> None:
    draw(desk, floor(default="همکف", search=True))
    start(desk, admin)
    page = admin.get(RECORDS + "?columns=name,x_floor&q=همکف")
    assert "همکف" in text_of(page)
    assert desk.customer.name in text_of(page)
    assert reverse("ui:draft_trial_end") in text_of(page)
    other = text_of(client_of(desk.manager).get(RECORDS + "?columns=name,x_floor"))
    assert "همکف" not in other
    assert desk.customer.name in other
    second = text_of(client_of(desk.admin).get(RECORDS + "?columns=name,x_floor"))
    assert "همکف" not in second


def test_computed_fields_are_worked_out_while_they_are_tried(desk: Desk, admin: Client) -> None:
    formula = {"formula": 'name + " (مشتری)"', "result": Kind.TEXT, "search": True}
    tickets = {"via": "ticket.customer", "aggregate": "count"}
    draw(
        desk,
        AddField("customer", Kind.FORMULA, Label("خوانده", "Called"), "x_called", settings=formula),
        AddField("customer", Kind.ROLLUP, Label("تیکت‌ها", "Tickets"), "x_many", settings=tickets),
    )
    desk.file()
    start(desk, admin)
    many = desk.system.records("ticket").filter(customer=desk.customer.id).count()
    page = text_of(admin.get(RECORDS + "?columns=name,x_called,x_many&sort=-x_many&q=(مشتری)"))
    assert f"{desk.customer.name} (مشتری)" in page
    where = f'["and", ["x_many", "is", "{many}"]]'
    found = text_of(admin.get(RECORDS, {"columns": "name,x_called", "where": where}))
    assert f"{desk.customer.name} (مشتری)" in found
    address = reverse("client:record_field", args=["customer", desk.customer.id, "name"])
    assert "ذخیره می‌شد" in text_of(admin.post(address, {"name": "نو"}, headers=HTMX))


def test_a_form_is_filled_in_and_checked_and_nothing_is_written(desk: Desk, admin: Client) -> None:
    draw(desk, vehicle(), floor(required=False))
    start(desk, admin)
    assert "خودروها" in text_of(admin.get("/records/x_vehicle"))
    before = RecordChange.objects.count()
    refused = admin.post(NEW_VEHICLE, {"x_name": ""})
    assert refused.status_code == 422
    tried = admin.post(NEW_VEHICLE, {"x_name": "پژو ۴۰۵"})
    assert tried.status_code == 200
    assert "ذخیره می‌شد" in text_of(tried)
    assert "پژو ۴۰۵" in text_of(tried)
    assert RecordChange.objects.count() == before


def test_a_value_is_tried_in_place_and_a_taken_one_refused(desk: Desk, admin: Client) -> None:
    draw(desk, floor(), ChangeField("customer", "name", {"message": Label("نام", "Name")}))
    start(desk, admin)
    address = reverse("client:record_field", args=["customer", desk.customer.id, "x_floor"])
    answer = admin.post(address, {"x_floor": "سوم"}, headers=HTMX)
    assert answer.status_code == 409
    assert "ذخیره می‌شد" in text_of(answer)
    assert desk.system.get(Customer, desk.customer.id).version == desk.customer.version


def test_what_a_draft_cannot_carry_is_refused(desk: Desk, admin: Client) -> None:
    draw(desk, floor())
    start(desk, admin)
    ticket = desk.file()
    address = reverse("client:assign", args=[ticket.tracking_id])
    assert admin.post(address, {"assignee": desk.agent.pk}).status_code == 409
    own_view = {"name": "تنها برای من", "columns": "name"}
    assert admin.post(RECORDS + "/views", own_view).status_code == 409
    assert admin.get(RECORDS + "/export.csv").status_code == 409
    assert RecordView.objects.count() == 0


def test_a_form_drawn_in_a_trial_holds_there_and_in_the_draft(desk: Desk, admin: Client) -> None:
    draw(desk, vehicle(), AddField("x_vehicle", Kind.NUMBER, Label("سال", "Year"), key="x_year"))
    start(desk, admin)
    address = reverse("client:studio_form", args=["x_vehicle", "create"])
    assert 'name="x_year"' in text_of(admin.get(NEW_VEHICLE))
    drawn = {"line": ["section:0", "field:x_name"], "title_fa_0": "شناسنامه"}
    again = admin.post(address, drawn | {"act": "new-section"})
    assert again.status_code == 200
    assert admin.post(address, drawn).status_code == 302
    page = text_of(admin.get(NEW_VEHICLE))
    assert "شناسنامه" in page
    assert 'name="x_year"' not in page
    assert FormLayout.objects.count() == 0
    assert DraftItem.objects.get().key == "x_vehicle/create"
    assert admin.post(reverse("client:studio_form_reset", args=["x_vehicle", "create"]))
    assert DraftItem.objects.count() == 0


def test_a_shared_view_keeps_its_number_and_is_published_with_the_draft(
    desk: Desk, admin: Client
) -> None:
    draw(desk, floor())
    start(desk, admin)
    given = {"name": "طبقه‌ها", "shared": "1", "columns": "name,x_floor", "as": "list"}
    kept = admin.post(RECORDS + "/views", given)
    assert kept.status_code == 302
    assert RecordView.objects.count() == 0
    item = DraftItem.objects.get(kind="view")
    assert item.row is not None
    assert kept["Location"].endswith(f"view={item.row}")
    assert "طبقه‌ها" in text_of(admin.get(kept["Location"]))
    assert "طبقه‌ها" in text_of(admin.get(reverse("client:studio_changes")))


def test_rights_said_in_a_trial_hold_in_it_alone(desk: Desk, admin: Client) -> None:
    draw(desk, floor(default="همکف"))
    start(desk, admin)
    page = reverse("client:role_entity", args=["agent", "customer"])
    assert admin.post(page, {"scope-read": "all", "field-x_floor": "hidden"}).status_code == 302
    assert (EntityRight.objects.count(), FieldRight.objects.count()) == (0, 0)
    assert "همکف" in text_of(admin.get(RECORDS + "?columns=name,x_floor"))
    begin_seeing_as(desk.admin.actor, seat_of(desk), desk.agent.pk)
    shown = text_of(admin.get(RECORDS + "?columns=name,x_floor"))
    assert "همکف" not in shown
    assert desk.customer.name in shown
    assert desk.agent.full_name in shown
    assert RECORDS in SeeAs.objects.get().pages
    assert admin.get(RECORDS + "/new").status_code == 403
    agent = client_of(desk.agent)
    assert desk.customer.name in text_of(agent.get(RECORDS))
    assert desk.ctx(desk.agent).may("customer", "create")


def test_the_form_of_the_hub_is_tried_as_one_of_its_people(desk: Desk, admin: Client) -> None:
    draw(desk, AddField("ticket", Kind.TEXT, Label("شماره دستگاه", "Device"), key="x_device"))
    start(desk, admin)
    form = reverse("client:studio_form", args=["ticket", "hub"])
    assert admin.post(form, {"line": ["section:0", "field:x_device"]}).status_code == 302
    begin_seeing_as(desk.admin.actor, seat_of(desk), desk.hub_user.pk)
    page = reverse("hub:new_ticket")
    shown = text_of(admin.get(page))
    assert "شماره دستگاه" in shown
    assert "امتحان می‌کنید" in shown
    assert "شماره دستگاه" not in text_of(client_of(desk.hub_user).get(page))


def test_what_others_do_meanwhile_is_seen_at_once(desk: Desk, admin: Client) -> None:
    draw(desk, floor())
    start(desk, admin)
    admin.get(RECORDS)
    ctx = desk.ctx(desk.admin)
    ctx.update(ctx.get(Customer, desk.customer.id), name="نام دیگر")
    assert "نام دیگر" in text_of(admin.get(RECORDS))


def test_nothing_is_left_in_the_database_or_in_the_process(desk: Desk, admin: Client) -> None:
    draw(desk, floor(), vehicle())
    start(desk, admin)
    admin.get(RECORDS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_views WHERE schemaname LIKE 'pg_temp%'")
        assert cursor.fetchone() == (0,)
    assert "x_vehicle" not in desk.ctx(desk.admin).snapshot.models
    assert admin.post(reverse("ui:draft_trial_end")).status_code == 302
    assert admin.get("/records/x_vehicle").status_code == 404
    kept = DraftTrial.objects.get()
    assert kept.ended_at is not None
    assert RECORDS in kept.pages


@pytest.mark.parametrize("role", ["agent", "manager", "roleless"])
def test_only_administrators_try(desk: Desk, role: str) -> None:
    person = getattr(desk, role)
    client = client_of(person)
    assert client.post(reverse("client:studio_try")).status_code == 403
    with pytest.raises(NotAllowed):
        begin_trial(desk.ctx(person), UserSession.objects.get(user=person))
    assert DraftTrial.objects.count() == 0


def test_it_is_over_when_its_person_ceases_to_administer(desk: Desk, admin: Client) -> None:
    draw(desk, vehicle())
    start(desk, admin)
    desk.admin.roles = ["agent"]
    desk.admin.save(update_fields=["roles"])
    assert admin.get("/records/x_vehicle").status_code == 404
    assert DraftTrial.objects.get().session is None


def test_a_draft_that_does_not_hold_together_says_why_and_can_be_left(
    desk: Desk, admin: Client
) -> None:
    draw(desk, floor())
    start(desk, admin)
    formula = AddField(
        "customer",
        Kind.FORMULA,
        Label("بد", "Bad"),
        key="x_bad",
        settings={"formula": "x_gone + 1", "result": Kind.NUMBER},
    )
    draw(desk, formula)
    answer = admin.get(RECORDS)
    assert answer.status_code == 422
    assert "پیش‌نویس" in text_of(answer)
    assert admin.get(reverse("client:studio_changes")).status_code == 200
    assert admin.post(reverse("ui:draft_trial_end")).status_code == 302
    assert admin.get(RECORDS).status_code == 200


def test_what_was_drawn_in_a_trial_is_published_with_the_draft(
    studio: Desk, designer: Client
) -> None:
    draw(studio, vehicle())
    start(studio, designer)
    form = {"line": ["section:0", "field:x_name"], "title_fa_0": "شناسنامه"}
    designer.post(reverse("client:studio_form", args=["x_vehicle", "create"]), form)
    view = {"name": "همه", "shared": "1", "columns": "x_name", "as": "list"}
    designer.post(reverse("client:save_record_view", args=["x_vehicle"]), view)
    assert designer.post(reverse("client:studio_publish"), {}).status_code == 302
    vehicles = studio.ctx(studio.admin).snapshot.schema.by_key["x_vehicle"]
    assert FormLayout.objects.get().entity_id == vehicles.id
    assert RecordView.objects.get().name == "همه"
