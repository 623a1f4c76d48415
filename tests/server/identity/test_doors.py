"""The doors over HTTP: cookies, CSRF, two people in one browser."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token, rotate_token
from django.test import Client
from django.urls import re_path
from tests.server.identity.conftest import HERE, PASSWORD

from owj.server.identity.doors import COOKIES, door_of_path, set_session_cookie
from owj.server.identity.models import User, UserSession
from owj.server.identity.origin import origin_of
from owj.server.identity.requests import door_of, signed_in
from owj.server.identity.sessions import find_session, start_session
from owj.server.identity.sign_in import Credentials, sign_in


def who(request: HttpRequest) -> HttpResponse:
    session = signed_in(request)
    return HttpResponse(f"{session.user.username if session else '-'} {get_token(request)}")


def enter(request: HttpRequest) -> HttpResponse:
    door = door_of(request)
    given = Credentials(request.POST["username"], request.POST["password"])
    started = sign_in(door, given, origin_of(request))
    rotate_token(request)
    response = HttpResponse()
    set_session_cookie(response, door, started.token, max_age_s=started.max_age_s)
    return response


@pytest.fixture
def browser(db: None, settings) -> Client:
    """Return a browser that meets only the doors' middleware."""
    settings.ROOT_URLCONF = (
        re_path(r"^(?:hub/)?who$", who),
        re_path(r"^(?:hub/)?enter$", enter),
    )
    settings.MIDDLEWARE = [
        "owj.server.identity.middleware.DoorMiddleware",
        "owj.server.identity.csrf.DoorCsrfMiddleware",
    ]
    settings.CSRF_FAILURE_VIEW = "django.views.csrf.csrf_failure"
    return Client(enforce_csrf_checks=True)


def ask(browser: Client, path: str) -> tuple[str, str]:
    """Return the name and the CSRF token of a page."""
    found = re.fullmatch(r"(\S+) (\S+)", browser.get(path).content.decode())
    assert found
    return found[1], found[2]


def enter_at(browser: Client, prefix: str, username: str) -> HttpResponse:
    _, token = ask(browser, f"{prefix}/who")
    return browser.post(
        f"{prefix}/enter",
        {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token},
    )


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", "staff"),
        ("/hub", "hub"),
        ("/hub/", "hub"),
        ("/hub/x", "hub"),
        ("/hubs", "staff"),
        ("/HUB/", "staff"),
    ],
)
def test_a_path_lies_behind_one_door(path: str, door: str) -> None:
    assert door_of_path(path) == door


def test_two_people_are_signed_in_in_one_browser(
    browser: Client, agent: User, customer: User
) -> None:
    enter_at(browser, "", "maryam")
    enter_at(browser, "/hub", "customer")
    assert ask(browser, "/who")[0] == "Maryam"
    assert ask(browser, "/hub/who")[0] == "customer"


def test_the_cookies_are_closed_to_scripts_and_bound_to_their_path(
    browser: Client, agent: User, customer: User
) -> None:
    enter_at(browser, "", "maryam")
    enter_at(browser, "/hub", "customer")
    for door, path in (("staff", "/"), ("hub", "/hub")):
        for name in (COOKIES[door].session, COOKIES[door].csrf):
            cookie = browser.cookies[name]
            assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (path, True, "Lax")
            assert not cookie["secure"]


def test_the_cookies_are_secure_under_https(browser: Client, agent: User, settings) -> None:
    settings.BASE_URL = "https://owj.example"
    enter_at(browser, "", "maryam")
    assert browser.cookies["owj_session"]["secure"]
    assert browser.cookies["owj_csrf"]["secure"]


def test_a_post_without_the_token_is_refused(browser: Client, agent: User) -> None:
    ask(browser, "/who")
    given = {"username": "maryam", "password": PASSWORD}
    assert browser.post("/enter", given).status_code == 403
    assert not UserSession.objects.exists()


def test_a_token_of_the_other_door_is_refused(browser: Client, agent: User) -> None:
    ask(browser, "/who")
    _, foreign = ask(browser, "/hub/who")
    given = {"username": "maryam", "password": PASSWORD, "csrfmiddlewaretoken": foreign}
    assert browser.post("/enter", given).status_code == 403


def test_signing_in_at_one_door_keeps_the_open_forms_of_the_other(
    browser: Client, agent: User, customer: User
) -> None:
    _, token_of_open_form = ask(browser, "/who")
    enter_at(browser, "/hub", "customer")
    given = {"username": "maryam", "password": PASSWORD, "csrfmiddlewaretoken": token_of_open_form}
    assert browser.post("/enter", given).status_code == 200


def test_signing_in_gives_a_new_token(browser: Client, agent: User) -> None:
    ask(browser, "/who")
    before = browser.cookies["owj_csrf"].value
    enter_at(browser, "", "maryam")
    assert browser.cookies["owj_csrf"].value != before


def test_a_staff_token_carried_to_the_hub_opens_nothing(browser: Client, agent: User) -> None:
    browser.cookies["owj_hub_session"] = start_session(agent, HERE).token
    assert ask(browser, "/hub/who")[0] == "-"


def test_a_dead_token_is_taken_from_the_browser(browser: Client, agent: User) -> None:
    browser.cookies["owj_session"] = start_session(agent, HERE).token
    UserSession.objects.all().delete()
    response = browser.get("/who")
    assert response.cookies["owj_session"]["max-age"] == 0


def test_the_session_remembers_where_it_came_from(browser: Client, agent: User) -> None:
    browser.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0"
    enter_at(browser, "", "maryam")
    session = find_session(browser.cookies["owj_session"].value, "staff")
    assert session is not None
    assert (session.device, session.address) == ("Firefox, Linux", "127.0.0.1")
