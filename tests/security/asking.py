"""Asking an address the way a browser does, plainly or by htmx, and reading what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.security.routes import DOOR, OK, ROUTES, Route, door_of
from tests.security.world import Person, World

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/inbox"}
WAYS: tuple[tuple[str, bool], ...] = (
    ("GET", False),
    ("GET", True),
    ("POST", False),
    ("POST", True),
)


@dataclass(frozen=True)
class Attempt:
    """One person asks one address about one id in one way."""

    route: Route
    person: Person
    which: str
    ids: Mapping[str, object]
    method: str
    htmx: bool

    @property
    def url(self) -> str:
        """Return the address with its ids."""
        return reverse(self.route.name, kwargs={**self.ids, **self.route.more})

    def __str__(self) -> str:
        way = f"{self.method}{' by htmx' if self.htmx else ''}"
        return f"{way} {self.url} ({self.which}) as {self.person.name}"

    def send(self, world: World, client: Client | None = None) -> HttpResponse:
        """Send it with the form that a granted request would carry."""
        browser = client or self.person.client
        headers = HTMX if self.htmx else {}
        form = self.route.form(world)
        if self.method == "GET":
            return answer_of(browser.get(self.url, headers=headers))
        return answer_of(browser.post(self.url, form, headers=headers))


def answer_of(response: object) -> HttpResponse:
    """Return the test client's answer as what it is."""
    return cast("HttpResponse", response)


def attempts(world: World, person: Person) -> Iterator[Attempt]:
    """Yield everything one person can try.

    At a door that is shut to a person one id speaks for all: nobody has looked at it yet. What is
    refused is refused before anybody asks whether htmx wants a part of a page or all of it; there
    the person's own things speak for the others.
    """
    for route in ROUTES:
        every = list(route.ids(world, person).items())
        shut = route.door is not None and door_of(person) != route.door
        for at, (which, ids) in enumerate(every[:1] if shut else every):
            for method, htmx in WAYS:
                if not htmx or at == 0:
                    yield Attempt(route, person, which, ids, method, htmx)


def outcome(response: HttpResponse) -> str:
    """Return what an answer comes to: "ok", "door" or the status of a refusal."""
    if response.status_code == 401 and _is_door(response.headers.get("HX-Redirect", "")):
        return DOOR
    if response.status_code == 302 and _is_door(response.headers["Location"]):
        return DOOR
    return OK if response.status_code < 400 else str(response.status_code)


def _is_door(url: str) -> bool:
    return urlsplit(url).path in {reverse("ui:sign_in"), reverse("ui:hub_sign_in")}
