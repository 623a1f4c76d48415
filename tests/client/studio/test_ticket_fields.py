"""A field that the organisation adds to tickets stands beside them, and is written there."""

from __future__ import annotations

import base64
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.client.studio.test_studio_pages import publish, url
from tests.doors import HTMX, client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.drafts import Reply
from owj.packages.desk.entity import Ticket
from owj.packages.desk.services import reply_publicly
from owj.ui.records.opened import OPENED

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def add_device(designer: Client) -> None:
    """Add the number of the device to tickets, and publish it."""
    given = {"name_fa": "شمارهٔ دستگاه", "key": "device", "track": "yes"}
    assert designer.post(url("add_kind", "ticket", "text"), given).status_code == 302
    assert publish(designer).status_code == 302


def test_a_field_of_ones_own_is_read_and_written_beside_the_ticket(
    studio: Desk, designer: Client
) -> None:
    add_device(designer)
    ticket = studio.file(at=studio.now)
    page = reverse("client:ticket", args=[ticket.tracking_id])
    agent = client_of(studio.agent)
    assert "شمارهٔ دستگاه" in text_of(agent.get(page))
    field = reverse("client:record_field", args=["ticket", ticket.id, "x_device"])
    came_from = HTMX | {"HX-Current-URL": f"http://testserver{page}"}
    saved = agent.post(field, {"x_device": "SN-42", "version": ""}, headers=came_from)
    assert "SN-42" in text_of(saved)
    assert "hx-swap-oob" not in text_of(saved)
    assert "SN-42" in text_of(agent.get(page))
    assert studio.ctx(studio.agent).get(Ticket, ticket.id)["x_device"] == "SN-42"


def test_a_ticket_that_waits_for_nobody_is_still_shown_with_them(
    studio: Desk, designer: Client
) -> None:
    add_device(designer)
    ticket = studio.file(at=studio.now)
    reply_publicly(studio.ctx(studio.agent), ticket.tracking_id, Reply("دیدیم."))
    assert studio.fresh(ticket).queue_at.year == 9000
    agent = client_of(studio.agent)
    live = reverse("client:ticket_live", args=[ticket.tracking_id])
    assert "شمارهٔ دستگاه" in text_of(agent.get(live, headers=HTMX))
    record = agent.get(reverse("client:record", args=["ticket", ticket.id]), follow=True)
    assert record.status_code == 200


def test_customers_neither_see_nor_write_a_field_that_is_not_on_their_form(
    studio: Desk, designer: Client
) -> None:
    add_device(designer)
    ticket = studio.file(at=studio.now)
    field = reverse("client:record_field", args=["ticket", ticket.id, "x_device"])
    customer = client_of(studio.hub_user)
    assert customer.post(field, {"x_device": "SN-1"}).status_code in {302, 401, 403, 404}
    assert studio.ctx(studio.agent).get(Ticket, ticket.id)["x_device"] == ""


def test_who_wrote_into_a_field_that_went_meanwhile_is_told(studio: Desk, designer: Client) -> None:
    given = {"name_fa": "نشان", "key": "logo", "track": "yes"}
    assert designer.post(url("add_kind", "customer", "text"), given).status_code == 302
    assert publish(designer).status_code == 302
    agent, new = client_of(studio.agent), reverse("client:new_record", args=["customer"])
    older = text_of(agent.get(new)).partition(f'name="{OPENED}" value="')[2].partition('"')[0]
    assert designer.post(url("field_remove", "customer", "x_logo")).status_code == 302
    assert publish(designer).status_code == 302
    facts = {"name": "شرکت نو", "kind": "legal", OPENED: unescape(older)}
    refused = agent.post(new, {**facts, "x_logo": "شیر"})
    assert refused.status_code == 422
    assert "شیر" in text_of(refused)
    assert agent.post(new, facts).status_code == 302


def test_a_ticket_without_fields_of_ones_own_has_no_such_part(studio: Desk) -> None:
    ticket = studio.file(at=studio.now)
    html = text_of(client_of(studio.agent).get(reverse("client:ticket", args=[ticket.tracking_id])))
    assert "tk-own" not in html


def test_a_picture_is_laid_into_its_field_in_place_of_the_one_before(
    studio: Desk, designer: Client
) -> None:
    given = {"name_fa": "نشان", "key": "logo", "track": "yes"}
    assert designer.post(url("add_kind", "customer", "image"), given).status_code == 302
    assert publish(designer).status_code == 302
    agent = client_of(studio.agent)
    field = reverse("client:record_field", args=["customer", studio.customer.id, "x_logo"])
    for name in ("one.png", "two.png"):
        upload = SimpleUploadedFile(name, PNG, content_type="image/png")
        saved = text_of(agent.post(field, {"x_logo-upload": upload}, headers=HTMX))
        assert f'alt="{name}"' in saved
    shown = agent.get(saved.partition('src="')[2].partition('"')[0])
    assert shown["Content-Type"] == "image/png"
    listed = agent.get(reverse("client:records", args=["customer"]) + "?columns=name,x_logo")
    assert 'alt="two.png"' in text_of(listed)
