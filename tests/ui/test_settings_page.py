"""One's own settings: look and language, devices, password."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.ui.conftest import PASSWORD, Person, signed_in_client

from owj.server.identity.doors import COOKIES
from owj.server.identity.models import UserSession


@pytest.fixture(params=["staff", "hub"])
def person(request: pytest.FixtureRequest, agent: Person, customer: Person) -> Person:
    return agent if request.param == "staff" else customer


def at(person: Person, path: str) -> str:
    """Return an address at the person's door."""
    return f"/hub{path}" if person.user.kind == "hub" else path


@pytest.mark.parametrize(
    ("chosen", "written"),
    [
        ({"theme": "dark"}, 'data-theme="owj-dark"'),
        ({"theme": "light"}, 'data-theme="owj"'),
        ({"theme": "auto"}, 'data-theme="auto"'),
        ({"density": "compact"}, 'data-density="compact"'),
        ({"language": "en"}, '<html lang="en" dir="ltr"'),
    ],
)
def test_a_choice_is_written_on_the_page_by_the_server(
    person: Person, chosen: dict[str, str], written: str
) -> None:
    response = person.client.post(at(person, "/me/preferences"), chosen)
    assert response.headers["Location"] == at(person, "/me")
    assert written in person.client.get(at(person, "/me")).content.decode()


def test_a_choice_that_does_not_exist_changes_nothing(agent: Person) -> None:
    response = agent.client.post("/me/preferences", {"theme": "neon"})
    assert response.status_code == 422
    agent.user.refresh_from_db()
    assert agent.user.theme == "auto"


def test_only_wishes_can_be_set_by_the_form(agent: Person) -> None:
    agent.client.post("/me/preferences", {"theme": "dark", "roles": "admin", "is_active": ""})
    agent.user.refresh_from_db()
    assert agent.user.roles == ["agent"]
    assert agent.user.is_active


def test_another_device_can_be_signed_out(person: Person) -> None:
    other = signed_in_client(person.user)
    page = at(person, "/me")
    assert other.get(page).status_code == 200
    door = "hub" if person.user.kind == "hub" else "staff"
    newest = UserSession.objects.filter(user=person.user).order_by("-id").first()
    assert newest is not None
    person.client.post(at(person, f"/me/devices/{newest.pk}/end"))
    assert other.get(page).status_code == 302
    assert person.client.get(page).status_code == 200
    assert COOKIES[door].session in person.client.cookies  # type: ignore[index]  # both doors


def test_nobody_signs_out_somebody_else(agent: Person, customer: Person) -> None:
    theirs = UserSession.objects.get(user=customer.user)
    response = agent.client.post(f"/me/devices/{theirs.pk}/end")
    assert response.status_code == 302
    assert UserSession.objects.filter(pk=theirs.pk).exists()


def test_the_password_changes_with_the_present_one(person: Person) -> None:
    new = "a-longer-new-password"
    other = signed_in_client(person.user)
    response = person.client.post(at(person, "/me/password"), {"present": PASSWORD, "new": new})
    assert response.status_code == 302
    door = at(person, "/sign-in")
    entered = Client().post(door, {"username": person.user.username, "password": new})
    assert entered.status_code == 302
    assert other.get(at(person, "/me")).status_code == 302


@pytest.mark.parametrize(
    ("present", "new", "field"),
    [("wrong", "a-longer-new-password", "present-error"), (PASSWORD, "short", "new-error")],
)
def test_a_refused_password_is_told_at_its_field(
    agent: Person, present: str, new: str, field: str
) -> None:
    response = agent.client.post("/me/password", {"present": present, "new": new})
    assert response.status_code == 422
    assert f'id="{field}"' in response.content.decode()


def test_a_toast_tells_that_it_was_kept_once(agent: Person) -> None:
    agent.client.post("/me/preferences", {"density": "compact"})
    assert "تنظیمات شما نگه داشته شد" in agent.client.get("/me").content.decode()
    assert "تنظیمات شما نگه داشته شد" not in agent.client.get("/me").content.decode()


def test_a_forged_toast_is_not_shown(agent: Person) -> None:
    agent.client.cookies["owj_toasts"] = "W3sidGV4dCI6ImhpIn1d:1:forged"
    page = agent.client.get("/me")
    assert page.status_code == 200
    assert 'class="o-toast"' not in page.content.decode().split("<template")[0]
