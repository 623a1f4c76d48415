"""No other site acts in somebody's name, and no host but ours is spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from owj.packages.desk.letters import desk_address, hub_address
from owj.server.identity.doors import COOKIES, Door
from owj.server.identity.people import NewUser, create_user
from tests.database import taken_back
from tests.security.asking import Attempt, answer_of, attempts
from tests.security.headers import POLICY, faults_of
from tests.security.routes import ROUTES, door_of
from tests.security.world import Person, World, rows_of_everything

PASSWORD = "correct-horse-battery"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
PAGES: dict[Door, str] = {"staff": "ui:me", "hub": "ui:hub_me"}


def checking(person: Person) -> Client:
    """Return a person's browser at a server that asks for the page's secret."""
    client = Client(enforce_csrf_checks=True)
    for name, morsel in person.client.cookies.items():
        client.cookies[name] = morsel.value
    return client


def secret_of(client: Client, page: str) -> str:
    """Return the secret that a page carries."""
    found = TOKEN.search(client.get(reverse(page)).content.decode())
    assert found is not None
    return found[1]


def posts(world: World, person: Person) -> Iterator[Attempt]:
    """Yield every form that this person could send."""
    for attempt in attempts(world, person):
        inside = attempt.route.door in {door_of(person), None} and attempt.which == "own"
        # The API hears a key and the address of banks a token, never a cookie: there is nothing
        # that another site's page could misuse.
        of_pages = not attempt.route.name.startswith(("api:", "hub:bank_answer"))
        if attempt.method == "POST" and attempt.route.post is not None and inside and of_pages:
            yield attempt


@pytest.mark.parametrize("name", ["agent", "mine"])
def test_no_form_is_heard_without_the_page_s_secret(world: World, name: str) -> None:
    person = world.person(name)
    browser = checking(person)
    before = rows_of_everything()
    tried = 0
    for attempt in posts(world, person):
        response = attempt.send(world, browser)
        assert response.status_code == 403, str(attempt)
        assert list(faults_of(response)) == [], str(attempt)
        tried += 1
    assert rows_of_everything() == before
    assert tried >= 2 * sum(route.door == door_of(person) and bool(route.post) for route in ROUTES)


@pytest.mark.parametrize(
    ("name", "door", "other"), [("agent", "staff", "hub"), ("mine", "hub", "staff")]
)
def test_the_secret_is_the_door_s_own_and_the_site_s_own(
    world: World, name: str, door: Door, other: Door
) -> None:
    browser = checking(world.person(name))
    address = reverse("ui:hub_preferences" if door == "hub" else "ui:preferences")
    secret = secret_of(browser, PAGES[door])
    foreign = secret_of(browser, "ui:sign_in" if other == "staff" else "ui:hub_sign_in")
    form = {"theme": "dark", "csrfmiddlewaretoken": secret}

    def sent(**changed: str) -> int:
        headers = {key: value for key, value in changed.items() if key != "secret"}
        fields = form | {"csrfmiddlewaretoken": changed.get("secret", secret)}
        with taken_back():
            return int(browser.post(address, fields, headers=headers).status_code)

    assert sent() == 302
    assert sent(secret=foreign) == 403
    assert sent(secret="x" * 64) == 403
    assert sent(secret="") == 403
    assert sent(Origin="https://evil.example") == 403
    assert sent(Origin="null") == 403
    assert sent(Origin="http://testserver") == 302


def test_the_secret_changes_when_somebody_signs_in(world: World) -> None:
    create_user(NewUser("fresh", "fresh", "staff", password=PASSWORD))
    browser = Client(enforce_csrf_checks=True)
    secret = secret_of(browser, "ui:sign_in")
    planted = browser.cookies[COOKIES["staff"].csrf].value
    form = {"username": "fresh", "password": PASSWORD, "csrfmiddlewaretoken": secret}
    assert browser.post(reverse("ui:sign_in"), form).status_code == 302
    assert browser.cookies[COOKIES["staff"].csrf].value != planted


def test_reading_changes_nothing_so_that_no_link_does(world: World) -> None:
    """The sweep holds it row by row; here: no address both shows and acts by GET."""
    writing = {route.name for route in ROUTES if route.get_writes}
    # A record's page keeps that its reader was there, and nothing else.
    assert writing == {"ui:open_notice", "ui:hub_open_notice", "client:record"}


HOSTS = (
    "evil.example",
    "evil.example:8000",
    "testserver.evil.example",
    "testserver@evil.example",
    "testserver, evil.example",
    "testserver\\evil.example",
    "[::ffff:1.2.3.4]",
    "testserver/../evil.example",
    "localhost.evil.example",
    "",
    "%00",
    "a" * 5000,
)


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_answered_400_and_not_repeated(world: World, host: str) -> None:
    for person in ("nobody", "agent"):
        for path in ("/sign-in", "/inbox", "/nowhere", "/hub/sign-in", "/live", "/hub"):
            answer = answer_of(world.person(person).client.get(path, HTTP_HOST=host))
            assert answer.status_code == 400, (person, path)
            assert answer.headers["Content-Security-Policy"] == POLICY
            assert "evil" not in answer.content.decode()


def test_the_host_a_proxy_is_said_to_serve_is_not_believed(world: World) -> None:
    client = world.person("nobody").client
    for header in ("X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"):
        answer = answer_of(client.get("/sign-in", headers={header: "evil.example"}))
        assert answer.status_code == 200
        assert "evil" not in answer.content.decode()
    answer = answer_of(client.get("/inbox", headers={"X-Forwarded-Host": "evil.example"}))
    assert answer.headers["Location"].startswith("/sign-in?")


def test_letters_lead_to_the_configured_address(world: World) -> None:
    with override_settings(BASE_URL="https://desk.example"):
        assert hub_address("T-1405-000001") == "https://desk.example/hub/tickets/T-1405-000001"
        assert desk_address("T-1405-000001") == "https://desk.example/tickets/T-1405-000001"


@pytest.mark.parametrize("door", ["staff", "hub"])
def test_over_https_every_cookie_is_secure(world: World, door: Door) -> None:
    kind, page = (door, "ui:sign_in") if door == "staff" else (door, "ui:hub_sign_in")
    create_user(NewUser("fresh", "fresh", kind, password=PASSWORD))
    with override_settings(BASE_URL="https://desk.example", ALLOWED_HOSTS=["desk.example"]):
        client = Client(headers={"host": "desk.example"})
        answers = [
            client.get(reverse(page)),
            client.post(reverse(page), {"username": "fresh", "password": PASSWORD}),
            client.post(reverse(f"ui:{'hub_' if door == 'hub' else ''}preferences"), {}),
        ]
        cookies = {name for answer in answers for name in answer.cookies}
        faults = [fault for answer in answers for fault in faults_of(answer_of(answer))]
    names = COOKIES[door]
    assert {names.session, names.csrf, "owj_language", "owj_toasts"} <= cookies
    assert faults == []


def test_the_installation_s_own_hosts_are_few() -> None:
    assert "*" not in settings.ALLOWED_HOSTS
    assert not any(host.startswith(".") for host in settings.ALLOWED_HOSTS)
    assert not getattr(settings, "USE_X_FORWARDED_HOST", False)
