"""Customers meet their own records of shared entities, field by field, and nobody else's."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from owj.kernel.errors import NotAllowed, OwjError
from owj.packages.desk.drafts import OpenTicket
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import open_ticket
from owj.server.files.services import store_file
from owj.server.records import generic
from owj.server.records.refusals import (
    FieldHidden,
    FieldReadOnly,
    FieldValueRejected,
    RecordNotFound,
    RecordOutOfReach,
    VerbRefused,
)
from owj.server.records.rights import Verb
from owj.server.roles.errors import ShareRefused
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.services import set_entity_rights
from owj.server.roles.sharing import (
    ShareWish,
    keep_inside,
    open_fields_to_hub,
    set_hub_fields,
    share_with_hub,
)
from owj.server.roles.sight import explain_sight
from tests.access.conftest import CAR, SECRET, THEIRS, VISIT, Fleet
from tests.doors import client_of, text_of


def seen(fleet: Fleet, key: str) -> set[int]:
    return set(fleet.mina.records(key).values_list("id", flat=True))


def test_a_link_leads_to_the_customer_directly_and_over_another_record(fleet: Fleet) -> None:
    assert seen(fleet, CAR) == {fleet.cars["mine"]}
    assert seen(fleet, VISIT) == {fleet.visits["mine"]}
    keep_inside(fleet.admin, CAR)
    # The way to the customer does not depend on whether what lies on it is shown.
    assert seen(fleet, CAR) == set()
    assert seen(fleet, VISIT) == {fleet.visits["mine"]}
    assert fleet.mina.records(VISIT).get()["x_of_car"] is None


def test_what_a_role_is_allowed_narrows_within_the_customer(fleet: Fleet) -> None:
    only = Grant(Scope.CONDITION, condition='x_secret = "none"')
    set_entity_rights(fleet.admin, "hub", CAR, {Verb.READ: only})
    assert seen(fleet, CAR) == set()
    set_entity_rights(fleet.admin, "hub", CAR, {Verb.READ: Grant()})
    assert seen(fleet, CAR) == {fleet.cars["mine"]}
    with pytest.raises(VerbRefused):
        generic.create(fleet.mina, CAR, {})


def test_a_field_stays_inside_until_it_is_opened(fleet: Fleet) -> None:
    ctx = fleet.mina
    assert ctx.field_access(CAR)["x_secret"] == "hidden"
    for ask in (
        lambda: list(ctx.records(CAR).filter(x_secret__contains=SECRET)),
        lambda: list(ctx.records(CAR).order_by("x_secret")),
        lambda: list(ctx.records(VISIT).filter(x_of_car__x_secret=SECRET)),
    ):
        with pytest.raises(FieldHidden):
            ask()
    with pytest.raises(FieldReadOnly):
        generic.update(ctx, generic.get(ctx, CAR, fleet.cars["mine"]), {"x_secret": "x"})
    open_fields_to_hub(fleet.admin, CAR, ["x_secret"])
    assert fleet.mina.records(CAR).get()["x_secret"] == f"{SECRET}-mine"


def test_nobody_writes_into_anothers_records_or_links_to_them(fleet: Fleet) -> None:
    ctx = fleet.mina
    title = str(ctx.snapshot.entity(CAR).title)
    with pytest.raises(RecordNotFound):
        generic.get(ctx, CAR, fleet.cars["theirs"])
    mine = generic.get(ctx, CAR, fleet.cars["mine"])
    with pytest.raises(OwjError):
        generic.update(ctx, mine, {"x_owner": fleet.desk.other_customer.id})
    with pytest.raises(OwjError):
        generic.create(ctx, CAR, {title: "n", "x_owner": fleet.desk.other_customer.id})
    with pytest.raises(RecordOutOfReach):
        generic.create(ctx, CAR, {title: "nobody's"})
    visit = str(ctx.snapshot.entity(VISIT).title)
    with pytest.raises(OwjError):
        generic.create(ctx, VISIT, {visit: "n", "x_of_car": fleet.cars["theirs"]})
    with pytest.raises(VerbRefused):
        generic.delete(ctx, mine)


def test_a_page_gives_the_customer_whatever_the_person_sends(fleet: Fleet) -> None:
    client = client_of(fleet.desk.hub_user)
    title = str(fleet.admin.snapshot.entity(CAR).title)
    sent = {title: "تازه", "x_owner": fleet.desk.other_customer.id, "x_secret": "forged"}
    answer = client.post(reverse("hub:new_record", args=[CAR]), sent)
    assert answer.status_code == 302
    made = fleet.admin.records(CAR).get(**{title: "تازه"})
    assert made["x_owner_id"] == fleet.desk.customer.id
    assert made["x_secret"] == ""


def test_a_file_of_somebody_else_does_not_get_into_a_record(fleet: Fleet) -> None:
    foreign = store_file(io.BytesIO(b"inside"), "inside.txt", fleet.desk.agent.actor)
    own = store_file(io.BytesIO(b"mine"), "mine.txt", fleet.desk.hub_user.actor)
    car = generic.get(fleet.mina, CAR, fleet.cars["mine"])
    with pytest.raises(FieldValueRejected):
        generic.update(fleet.mina, car, {"x_paper": foreign.id})
    generic.update(fleet.mina, car, {"x_paper": own.id})
    address = reverse("hub:record_file", args=[CAR, car.id, "x_paper"])
    assert client_of(fleet.desk.hub_user).get(address).status_code == 200
    assert client_of(fleet.desk.other_hub_user).get(address).status_code == 404


def test_only_administrators_share_and_only_what_leads_to_a_customer(fleet: Fleet) -> None:
    with pytest.raises(NotAllowed):
        share_with_hub(fleet.desk.ctx(fleet.desk.agent), CAR, ShareWish(("x_owner",)))
    for key, way in ((CAR, ()), (CAR, ("x_of_car",)), ("ticket", ("customer",))):
        with pytest.raises(ShareRefused):
            share_with_hub(fleet.admin, key, ShareWish(way))


def test_why_a_customer_sees_a_record_is_told(fleet: Fleet) -> None:
    mine, theirs = (
        explain_sight(fleet.admin, fleet.desk.hub_user, CAR, fleet.cars[whose])
        for whose in ("mine", "theirs")
    )
    assert (mine.sees, theirs.sees) == (True, False)
    assert (mine.rule, theirs.rule) == (True, False)
    assert mine.way == ("مشتری",)
    assert "راز" in mine.hidden


def test_the_field_of_a_ticket_goes_out_when_it_is_opened(fleet: Fleet) -> None:
    draft = OpenTicket("چاپگر", "خراب است", is_bug=True, own={"x_device": "SN-1"})
    with pytest.raises(FieldReadOnly):
        open_ticket(fleet.mina, draft)
    set_hub_fields(fleet.admin, "ticket", {"x_device": "write"})
    ticket = open_ticket(fleet.mina, draft)
    assert fleet.admin.get(Ticket, ticket.id)["x_device"] == "SN-1"
    page = reverse("hub:ticket", args=[ticket.tracking_id])
    assert "SN-1" in text_of(client_of(fleet.desk.hub_user).get(page))
    set_hub_fields(fleet.admin, "ticket", {})
    assert "SN-1" not in text_of(client_of(fleet.desk.hub_user).get(page))


def test_lists_of_the_hub_hold_the_own_records_alone(fleet: Fleet) -> None:
    client = client_of(fleet.desk.hub_user)
    html = text_of(client.get(reverse("hub:records", args=[CAR])))
    assert "خودروی-خودم" in html
    assert THEIRS not in html
    assert SECRET not in html
    choices = reverse("hub:record_choices", args=[VISIT, "x_of_car"])
    offered = text_of(client.get(choices))
    assert "خودروی-خودم" in offered
    assert THEIRS not in offered


def test_an_administrator_looks_at_the_hub_as_a_customer_and_stays_oneself_elsewhere(
    fleet: Fleet,
) -> None:
    admin = client_of(fleet.desk.admin)
    page = reverse("hub:records", args=[CAR])
    assert admin.get(page).status_code == 302
    seen = {"person": fleet.desk.hub_user.pk}
    assert admin.post(reverse("client:see_as"), seen).headers["Location"] == reverse("hub:home")
    html = text_of(admin.get(page))
    assert "خودروی-خودم" in html
    assert THEIRS not in html
    assert admin.post(reverse("hub:new_record", args=[CAR]), {}).status_code == 403
    own = text_of(admin.get(reverse("client:roles")))
    assert reverse("ui:see_as_end") in own
    admin.post(reverse("ui:see_as_end"), {"back": "/"})
    assert admin.get(page).status_code == 302
