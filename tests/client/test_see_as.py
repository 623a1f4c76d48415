"""Seeing as a colleague does: their pages, nothing changed, remembered, over at one click."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.kernel.errors import NotAllowed
from owj.packages.desk.entity import Ticket
from owj.server.identity.models import User, UserSession
from owj.server.notices.models import Notice
from owj.server.roles.errors import SeeAsRefused
from owj.server.roles.models import SeeAs
from owj.server.roles.see_as import begin_seeing_as


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


@pytest.fixture
def seeing(desk: Desk, admin: Client) -> Client:
    """Return the administrator's client, looking as the agent does."""
    begin_seeing_as(desk.admin.actor, _seat(desk.admin), desk.agent.pk)
    return admin


def _seat(user: User) -> UserSession:
    return UserSession.objects.get(user=user)


def test_pages_are_the_colleagues_and_say_so(desk: Desk, admin: Client) -> None:
    assert admin.get(reverse("client:state")).status_code == 200
    begin_seeing_as(desk.admin.actor, _seat(desk.admin), desk.agent.pk)
    assert admin.get(reverse("client:state")).status_code == 403
    page = text_of(admin.get(reverse("client:customers")))
    assert desk.agent.full_name in page
    assert reverse("ui:see_as_end") in page
    assert list(SeeAs.objects.get().pages) == [reverse("client:state"), reverse("client:customers")]


def test_nothing_is_changed(desk: Desk, seeing: Client) -> None:
    ticket = desk.file()
    before = desk.system.rows(Ticket).get(id=ticket.id).version
    address = reverse("client:assign", args=[ticket.tracking_id])
    assert seeing.post(address, {"assignee": desk.agent.pk}).status_code == 403
    assert desk.system.rows(Ticket).get(id=ticket.id).version == before


def test_what_drawing_a_page_writes_is_taken_back(desk: Desk, seeing: Client) -> None:
    notice = Notice.objects.create(
        user=desk.agent, kind="desk.reply", url="/inbox", created_at=desk.now
    )
    assert seeing.get(reverse("ui:open_notice", args=[notice.pk])).status_code == 302
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("name", ["ui:me", "ui:choices"])
def test_own_matters_are_out_of_reach(seeing: Client, name: str) -> None:
    assert seeing.get(reverse(name)).status_code == 403


def test_one_click_ends_it(desk: Desk, seeing: Client) -> None:
    back = reverse("client:customers")
    answer = seeing.post(reverse("ui:see_as_end"), {"back": back})
    assert answer.headers["Location"] == back
    assert seeing.get(reverse("client:state")).status_code == 200
    kept = SeeAs.objects.get()
    assert kept.ended_at is not None
    assert (kept.by_name, kept.person_name) == (desk.admin.full_name, desk.agent.full_name)


def test_only_administrators_look_and_never_as_one_another(desk: Desk) -> None:
    for user in (desk.admin, desk.agent):
        client_of(user)
    with pytest.raises(NotAllowed):
        begin_seeing_as(desk.agent.actor, _seat(desk.agent), desk.colleague.pk)
    other = User.objects.create(
        username="o", username_key="o", full_name="o", kind="staff", roles=["admin"]
    )
    for person in (desk.admin.pk, other.pk, 10**9):
        with pytest.raises(SeeAsRefused):
            begin_seeing_as(desk.admin.actor, _seat(desk.admin), person)
    assert not SeeAs.objects.exists()


def test_it_is_over_when_the_colleague_becomes_an_administrator(desk: Desk, seeing: Client) -> None:
    User.objects.filter(pk=desk.agent.pk).update(roles=["admin"])
    assert reverse("ui:see_as_end") not in text_of(seeing.get(reverse("client:customers")))
    assert SeeAs.objects.get().ended_at is not None
