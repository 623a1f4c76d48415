"""Customers and their people in the client, and the page of what waits for an administrator."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of
from tests.packages.conftest import Desk

from owj.packages.customers.entity import Contact, Customer, Membership
from owj.server.identity.models import User
from owj.server.incidents.models import Incident
from owj.server.incidents.services import open_incident
from owj.server.outbox.deliver import deliver_message
from owj.server.outbox.models import OutboxMessage
from owj.server.outbox.services import enqueue_message
from owj.server.timers.models import Timer

pytestmark = pytest.mark.django_db
State = OutboxMessage.State


@pytest.fixture
def staff(desk: Desk) -> Client:
    return client_of(desk.agent)


def test_a_customer_is_written_down_and_changed(desk: Desk, staff: Client) -> None:
    answer = staff.post(
        reverse("client:new_customer"),
        {"name": "نوین‌گستر", "kind": "natural", "customer_since": "۱۴۰۲", "phone": "۰۲۱۴۴۵۵"},
    )
    made = desk.system.rows(Customer).get(name="نوین‌گستر")
    assert answer.headers["Location"] == reverse("client:customer", args=[made.id])
    assert (made.customer_since, made.phone, made.kind) == (1402, "0214455", "natural")
    edit = reverse("client:edit_customer", args=[made.id])
    staff.post(edit, {"name": "نوین", "version": made.version})
    assert desk.system.get(Customer, made.id).name == "نوین"
    stale = staff.post(edit, {"name": "کهنه", "version": made.version})
    assert stale.status_code == 422
    assert desk.system.get(Customer, made.id).name == "نوین"


@pytest.mark.parametrize("form", [{}, {"name": "x", "customer_since": "دیروز"}])
def test_a_customer_that_cannot_be_kept_keeps_the_form(
    desk: Desk, staff: Client, form: dict[str, str]
) -> None:
    assert staff.post(reverse("client:new_customer"), form).status_code == 422


def test_a_person_is_added_given_rights_invited_and_let_go(desk: Desk, staff: Client) -> None:
    staff.post(
        reverse("client:new_contact", args=[desk.customer.id]),
        {"name": "نسرین", "email": "n@c.example", "phone": "۰۹۱۲۰۰۰۵۵۵۵", "rights": ["team"]},
    )
    contact = desk.system.rows(Contact).get(name="نسرین")
    membership = desk.system.rows(Membership).get(contact_id=contact.id)
    assert (membership.sees_team, membership.judges_work) == (True, False)
    page = reverse("client:contact", args=[contact.id])
    assert "نسرین" in staff.get(page).content.decode()
    staff.post(reverse("client:contact_invite", args=[contact.id]))
    user = User.objects.get(pk=desk.system.get(Contact, contact.id).user_id)
    assert (user.username, user.phone) == ("n@c.example", "+989120005555")
    rights = reverse("client:contact_rights", args=[contact.id])
    staff.post(rights, {"customer": desk.other_customer.id, "rights": ["judge", "no-such"]})
    second = desk.system.rows(Membership).get(
        customer_id=desk.other_customer.id, active=True, contact_id=contact.id
    )
    assert (second.judges_work, second.manages_people) == (True, False)
    staff.post(rights, {"customer": desk.other_customer.id, "end": "1"})
    assert not desk.system.get(Membership, second.id).active
    staff.post(reverse("client:contact_active", args=[contact.id]), {"active": "no"})
    user.refresh_from_db()
    assert not user.is_active


def test_a_taken_number_is_said_in_words(desk: Desk, staff: Client) -> None:
    User.objects.filter(pk=desk.other_hub_user.pk).update(phone="+989121112233")
    answer = staff.post(
        reverse("client:contact", args=[desk.contact.id]),
        {"name": "مینا", "phone": "09121112233", "version": desk.contact.version},
    )
    assert answer.status_code == 422
    assert desk.system.get(Contact, desk.contact.id).phone == ""


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


def trouble(state: str = State.UNKNOWN) -> OutboxMessage:
    """Leave a message of which nobody knows what became of it."""
    message_id = enqueue_message(channel="sms", to="+989121112233", key="k", text="متن پیامک")
    OutboxMessage.objects.filter(id=message_id).update(state=state, last_error="it broke")
    open_incident("outbox", f"sms {message_id}", "it broke")
    return OutboxMessage.objects.get(id=message_id)


def test_an_administrator_sees_what_waits_with_its_cause(desk: Desk, admin: Client) -> None:
    trouble()
    Timer.objects.create(kind="toy", key="7", due_at=desk.now, state="quarantined")
    open_incident("timer", "toy 7", "five times in vain")
    open_incident("files", "a.pdf", "the disk is full")
    html = admin.get(reverse("client:state")).content.decode()
    for words in ("متن پیامک", "it broke", "five times in vain", "the disk is full"):
        assert words in html


def test_a_message_is_sent_again_or_dropped_with_a_reason(
    desk: Desk, admin: Client, settings, tmp_path
) -> None:
    settings.DATA_DIR = tmp_path
    row = trouble()
    address = reverse("client:state_message", args=[row.pk])
    admin.post(address, {"drop": "1", "reason": " "})
    row.refresh_from_db()
    assert row.state == State.UNKNOWN
    admin.post(address)
    deliver_message(row.pk)
    row.refresh_from_db()
    assert (row.state, row.maybe_duplicate) == (State.SENT, True)
    assert not Incident.objects.filter(resolved_at=None).exists()
    OutboxMessage.objects.filter(pk=row.pk).update(state=State.FAILED)
    open_incident("outbox", f"sms {row.pk}", "again")
    admin.post(address, {"drop": "1", "reason": "تلفنی گفته شد"})
    row.refresh_from_db()
    assert row.state == State.DROPPED
    closed = Incident.objects.get(text="again")
    assert (closed.resolved_by_id, closed.resolution) == (desk.admin.pk, "تلفنی گفته شد")
    admin.post(address)
    row.refresh_from_db()
    assert row.state == State.DROPPED


def test_a_timer_is_tried_again_or_given_up(desk: Desk, admin: Client) -> None:
    facts = {"kind": "toy", "due_at": desk.now, "state": "quarantined", "attempts": 5}
    first, second = (Timer.objects.create(key=key, **facts) for key in ("1", "2"))
    open_incident("timer", "toy 1", "x")
    admin.post(reverse("client:state_timer", args=[first.pk]))
    first.refresh_from_db()
    assert (first.state, first.attempts) == ("waiting", 0)
    assert not Incident.objects.filter(resolved_at=None).exists()
    admin.post(reverse("client:state_timer", args=[second.pk]), {"drop": "1", "reason": "y"})
    assert not Timer.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize("who", ["agent", "manager", "roleless"])
def test_nobody_but_an_administrator_sees_or_decides(desk: Desk, who: str) -> None:
    row = trouble()
    client = client_of(getattr(desk, who))
    assert client.get(reverse("client:state")).status_code == 403
    assert client.post(reverse("client:state_message", args=[row.pk])).status_code == 403
    row.refresh_from_db()
    assert row.state == State.UNKNOWN
    assert reverse("client:state") not in client.get(reverse("ui:me")).content.decode()
