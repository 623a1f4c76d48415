"""Who comes through which door, and where the others are sent."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.ui.conftest import Person

from owj.server.identity.doors import COOKIES, Door

PAGES = ["/me"]
HUB_PAGES = ["/hub/me"]
CLOSED = [
    ("/me", "/sign-in?next=%2Fme"),
    ("/me?tab=look", "/sign-in?next=%2Fme%3Ftab%3Dlook"),
    ("/hub/me", "/hub/sign-in?next=%2Fhub%2Fme"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "door"), CLOSED)
def test_a_stranger_is_sent_to_the_door_and_comes_back(path: str, door: str) -> None:
    assert Client().get(path).headers["Location"] == door


@pytest.mark.django_db
def test_a_part_of_a_page_sends_the_whole_page_to_the_door() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/inbox?queue=mine"}
    response = Client().get("/me", headers=headers)
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in?next=%2Finbox%3Fqueue%3Dmine"


@pytest.mark.django_db
def test_a_form_of_a_stranger_comes_back_to_its_page() -> None:
    client = Client(enforce_csrf_checks=False)
    response = client.post("/me/preferences", headers={"Referer": "http://testserver/me"})
    assert response.headers["Location"] == "/sign-in?next=%2Fme"


def test_the_session_of_one_door_opens_no_other(agent: Person, customer: Person) -> None:
    for person, path in ((agent, "/hub/me"), (customer, "/me")):
        door: Door = "hub" if path.startswith("/hub") else "staff"
        token = next(iter(person.client.cookies.values())).value
        stranger = Client()
        stranger.cookies[COOKIES[door].session] = token
        assert stranger.get(path).status_code == 302


def test_pages_behind_a_door_are_kept_by_no_cache(agent: Person) -> None:
    assert agent.client.get("/me").headers["Cache-Control"] == "no-store, private"


def test_who_was_signed_out_elsewhere_is_sent_to_the_door(agent: Person) -> None:
    agent.user.sessions.all().delete()
    assert agent.client.get("/me").headers["Location"].startswith("/sign-in")
