"""Administrators say in the browser what roles allow; everybody else is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.doors import client_of, text_of
from tests.packages.conftest import Desk

from owj.packages.desk.entity import Ticket
from owj.server.roles.models import EntityRight, FieldRight, Role, SeeAs, Team

ROLES, TEAMS = reverse("client:roles"), reverse("client:teams")
AGENTS_TICKETS = reverse("client:role_entity", args=["agent", "ticket"])


@pytest.fixture
def admin(desk: Desk) -> Client:
    return client_of(desk.admin)


def _field_id(desk: Desk, key: str) -> str:
    return desk.system.snapshot.entity("ticket").by_key[key].id


def test_a_role_is_made_named_given_and_taken_away(desk: Desk, admin: Client) -> None:
    answer: Any = admin.post(ROLES, {"name": "حسابرس", "name_en": "Auditor"})
    role = Role.objects.get().key
    assert answer.headers["Location"] == reverse("client:role", args=[role])
    again = admin.post(ROLES, {"name": "حسابرس"})
    assert again.status_code == 422
    people = reverse("client:role_people", args=[role])
    admin.post(people, {"person": [desk.colleague.pk]})
    desk.colleague.refresh_from_db()
    assert role in desk.colleague.roles
    assert desk.colleague.full_name in text_of(admin.get(ROLES))
    admin.post(reverse("client:role_name", args=[role]), {"name": "بازرس"})
    assert Role.objects.get().name_fa == "بازرس"
    admin.post(reverse("client:role_delete", args=[role]))
    assert Role.objects.exists()
    admin.post(people, {})
    admin.post(reverse("client:role_delete", args=[role]))
    assert not Role.objects.exists()


def test_the_rights_of_a_role_are_said_on_a_form_and_hold_at_once(
    desk: Desk, admin: Client
) -> None:
    ticket = desk.file()
    page = reverse("client:ticket", args=[ticket.tracking_id])
    agent = client_of(desk.agent)
    assert agent.get(page).status_code == 200
    form = {"scope-read": "own", "scope-export": "own", "owner": _field_id(desk, "assignee")}
    assert admin.post(AGENTS_TICKETS, form | {"field-subject": "hidden"}).status_code == 302
    assert agent.get(page).status_code == 404
    assert "1" in text_of(admin.get(reverse("client:role", args=["agent"])))
    desk.system.update(desk.system.get(Ticket, ticket.id), assignee=desk.agent.pk)
    assert agent.get(page).status_code == 200
    ctx = desk.ctx(desk.agent)
    assert ctx.field_access("ticket")["subject"] == "hidden"
    admin.post(AGENTS_TICKETS, {"reset": "1"})
    assert not EntityRight.objects.exists()
    assert not FieldRight.objects.exists()


def test_a_condition_that_does_not_compile_is_said_on_the_form_and_nothing_is_kept(
    desk: Desk, admin: Client
) -> None:
    form = {"scope-read": "condition", "condition": "nothing = 1", "field-subject": "hidden"}
    answer = admin.post(AGENTS_TICKETS, form)
    assert answer.status_code == 422
    page = text_of(answer)
    assert "nothing = 1" in page
    assert 'role="alert"' in page
    assert not EntityRight.objects.exists()
    assert not FieldRight.objects.exists()


def test_teams_are_kept_on_their_page(desk: Desk, admin: Client) -> None:
    admin.post(TEAMS, {"name": "پشتیبانی"})
    top = Team.objects.get()
    admin.post(TEAMS, {"name": "شمال", "parent": top.pk})
    low = Team.objects.get(parent=top)
    address = reverse("client:team", args=[low.pk])
    admin.post(address, {"people": "1", "person": [desk.agent.pk]})
    assert list(low.people.all()) == [desk.agent]
    admin.post(reverse("client:team", args=[top.pk]), {"name": "پشتیبانی", "parent": low.pk})
    top.refresh_from_db()
    assert top.parent_id is None
    assert "شمال" in text_of(admin.get(TEAMS))
    admin.post(address, {"delete": "1"})
    assert list(Team.objects.all()) == [top]


def test_the_page_answers_why_a_person_sees_a_record(desk: Desk, admin: Client) -> None:
    ticket = desk.file()
    address = f"{reverse('client:sight')}?entity=ticket&record={ticket.id}&verb=read&person="
    assert "a-h" in text_of(admin.get(f"{address}{desk.agent.pk}"))
    foreign = text_of(admin.get(f"{address}{desk.other_hub_user.pk}"))
    assert "نمی‌تواند" in foreign
    assert "قاعدهٔ اوج برای این موجودیت آن را از او پنهان می‌کند" in foreign
    assert "می‌تواند" in text_of(admin.get(f"{address}{desk.hub_user.pk}"))


def test_seeing_as_begins_with_one_click(desk: Desk, admin: Client) -> None:
    admin.post(reverse("client:see_as"), {"person": desk.agent.pk})
    assert SeeAs.objects.get().person_id == desk.agent.pk
    assert admin.get(ROLES).status_code == 403


def test_who_is_no_administrator_changes_no_right(desk: Desk) -> None:
    manager = client_of(desk.manager)
    posts: list[tuple[str, dict[str, Any]]] = [
        (ROLES, {"name": "نقش"}),
        (AGENTS_TICKETS, {"scope-read": "all"}),
        (reverse("client:role_people", args=["admin"]), {"person": [desk.manager.pk]}),
        (TEAMS, {"name": "تیم"}),
        (reverse("client:see_as"), {"person": desk.agent.pk}),
    ]
    for address, form in posts:
        assert manager.post(address, form).status_code == 403
    for model in (Role, EntityRight, Team, SeeAs):
        assert not model._default_manager.exists()
    desk.manager.refresh_from_db()
    assert "admin" not in desk.manager.roles


@pytest.mark.parametrize("row", ["admin", "no-such"])
def test_roles_that_cannot_be_changed_are_not(admin: Client, row: str) -> None:
    address = reverse("client:role_entity", args=[row, "ticket"])
    assert admin.post(address, {}).status_code in {404, 422}
    assert not EntityRight.objects.exists()
