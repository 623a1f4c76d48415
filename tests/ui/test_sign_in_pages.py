"""Signing in and out at both doors, as a browser does it."""

from __future__ import annotations

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.ui.conftest import PASSWORD, Person

from owj.server.identity.doors import COOKIES
from owj.server.identity.models import User, UserSession
from owj.server.identity.sign_in import PER_NAME
from owj.ui.navigation import home_url

DOORS = [("/sign-in", "staff"), ("/hub/sign-in", "hub")]


def enter(
    client: Client, path: str, username: str, password: str = PASSWORD, **more: str
) -> HttpResponse:
    """Send a door's form."""
    fields = {"username": username, "password": password, **more}
    return cast("HttpResponse", client.post(path, fields))


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "door"), DOORS)
def test_the_page_of_a_door_is_persian_and_right_to_left(path: str, door: str) -> None:
    page = Client().get(path).content.decode()
    assert '<html lang="fa" dir="rtl"' in page
    assert "نام کاربری" in page


@pytest.mark.django_db
def test_the_door_speaks_english_when_asked() -> None:
    client = Client()
    client.get("/sign-in/en")
    page = client.get("/sign-in").content.decode()
    assert '<html lang="en" dir="ltr"' in page
    assert "User name" in page


def test_the_right_password_opens_the_door(agent: Person, customer: Person) -> None:
    for person, (path, door) in zip((agent, customer), DOORS, strict=True):
        client = Client()
        response = enter(client, path, person.user.username)
        assert response.status_code == 302
        assert response.headers["Location"] == home_url(door)  # type: ignore[arg-type]  # both doors
        assert client.cookies[COOKIES[door].session].value  # type: ignore[index]  # both doors


def test_signing_in_leads_back_to_the_page_that_was_asked_for(agent: Person) -> None:
    response = enter(Client(), "/sign-in", agent.user.username, next="/me?x=1")
    assert response.headers["Location"] == "/me?x=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
    ],
)
def test_signing_in_leads_to_no_other_host(agent: Person, elsewhere: str) -> None:
    response = enter(Client(), "/sign-in", agent.user.username, next=elsewhere)
    assert response.headers["Location"] == home_url("staff")


def test_a_wrong_password_says_so_and_keeps_the_name(agent: Person) -> None:
    response = enter(Client(), "/sign-in", agent.user.username, "wrong-password")
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="sina.kazemi"' in page
    assert "wrong-password" not in page
    assert "صفحه‌کلید شما روی فارسی است" not in page.split("data-latin-hint")[0]


def test_a_password_in_persian_letters_gets_the_keyboard_hint(agent: Person) -> None:
    response = enter(Client(), "/sign-in", agent.user.username, "زخققثزف")
    assert "صفحه‌کلید شما روی فارسی است." in response.content.decode().split("password-hint")[1]


def test_an_unknown_name_looks_like_a_wrong_password(agent: Person) -> None:
    wrong = enter(Client(), "/sign-in", agent.user.username, "wrong-password")
    unknown = enter(Client(), "/sign-in", "nobody.here", "wrong-password")
    assert wrong.status_code == unknown.status_code

    def told(response: HttpResponse) -> str:
        return response.content.decode().split('id="password-error"')[1].split("</span>")[0]

    assert told(wrong) == told(unknown)


def test_too_many_attempts_say_when_to_come_back(agent: Person) -> None:
    client = Client()
    for _ in range(PER_NAME.most):
        enter(client, "/sign-in", agent.user.username, "wrong-password")
    response = enter(client, "/sign-in", agent.user.username, "wrong-password")
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


def test_signing_in_shows_the_person_s_own_language(agent: Person) -> None:
    User.objects.filter(pk=agent.user.pk).update(language="en")
    client = Client()
    enter(client, "/sign-in", agent.user.username)
    assert '<html lang="en"' in client.get("/me").content.decode()
    assert client.cookies["owj_language"].value == "en"


def test_signing_out_ends_the_session_and_takes_the_cookie(agent: Person) -> None:
    response = agent.client.post("/sign-out")
    assert response.headers["Location"] == "/sign-in"
    assert not UserSession.objects.filter(user=agent.user).exists()
    assert response.cookies[COOKIES["staff"].session]["max-age"] == 0


def test_a_link_cannot_sign_anybody_out(agent: Person) -> None:
    assert agent.client.get("/sign-out").status_code == 405
    assert UserSession.objects.filter(user=agent.user).exists()


@pytest.mark.django_db
def test_a_form_without_the_page_s_secret_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/sign-in", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "کهنه" in response.content.decode()


def test_each_door_keeps_its_own_secret(agent: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/sign-in").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    fields = {"username": agent.user.username, "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/hub/sign-in", fields).status_code == 403
    assert client.post("/sign-in", fields).status_code == 302
