"""Every address, asked by everybody about what is theirs, another's and nobody's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from owj.client.desk.acts import ACTS
from tests.database import taken_back
from tests.security.asking import Attempt, attempts, outcome
from tests.security.headers import faults_of
from tests.security.ids import open_tickets
from tests.security.routes import OK, ROUTES, addresses, door_of
from tests.security.world import Person, World, rows_of_everything

# One of either customer: what is foreign to one is the other's.
PEOPLE = ("nobody", "mine", "agent", "roleless", "gone customer")


def test_every_address_is_in_the_table_and_every_row_is_an_address() -> None:
    assert {address.name for address in addresses()} == {route.name for route in ROUTES}


def test_every_parameter_of_an_address_is_tried(world: World) -> None:
    tried = {
        route.name: set(route.ids(world, world.person("agent"))["own"]) | set(route.more)
        for route in ROUTES
    }
    assert tried == {address.name: set(address.parameters) for address in addresses()}


def test_every_verb_is_in_the_table() -> None:
    verbs = {route.more["verb"] for route in ROUTES if route.name == "client:move"}
    assert verbs - {"no-such-verb"} == set(ACTS)


def may_write(attempt: Attempt) -> bool:
    """Return whether the attempt is to be granted and is one that writes."""
    route, person = attempt.route, attempt.person
    if route.door is not None and door_of(person) != route.door:
        return False
    if attempt.method == "GET":
        return route.get_writes and route.within_reach(attempt.which, person)
    return route.post is not None and route.within_reach(attempt.which, person)


@pytest.mark.parametrize("name", PEOPLE)
def test_everybody_reaches_what_the_table_grants_and_nothing_else(world: World, name: str) -> None:
    person = world.person(name)
    wrong: list[str] = []
    silent: list[Attempt] = []
    before = rows_of_everything()
    for wish in attempts(world, person):
        expected = wish.route.answer(person, wish.which, wish.method)
        # htmx is refused by a sentence instead of a whole page: one's own things saw the pages.
        brief = wish.which != "own" and OK not in expected
        attempt = replace(wish, htmx=True) if brief else wish
        if may_write(attempt):
            with taken_back():
                response = attempt.send(world)
        else:
            silent.append(attempt)
            response = attempt.send(world)
        if outcome(response) not in expected:
            wrong.append(f"{attempt}: {response.status_code}, not {expected}")
        wrong += [f"{attempt}: {fault}" for fault in faults_of(response)]
    assert wrong == [], "\n".join(wrong)
    if rows_of_everything() != before:
        assert writers_among(silent, world) == []


def writers_among(silent: list[Attempt], world: World) -> list[str]:
    """Send the attempts again, one by one, and name those that wrote what."""
    found = []
    for attempt in silent:
        with taken_back():
            before = rows_of_everything()
            attempt.send(world)
            after = rows_of_everything()
            changed = [table for table in after if after[table] != before[table]]
            found += [f"{attempt} changed {changed}"] * bool(changed)
    return found or ["what wrote did so only once"]


def test_the_attempts_that_are_granted_do_write(world: World) -> None:
    """Else the sweep would see no rows change because nothing is ever written."""
    before = rows_of_everything()
    silent = []
    for name in ("mine", "agent"):
        for attempt in attempts(world, world.person(name)):
            granted = attempt.method == "POST" and attempt.which == "own" and not attempt.htmx
            keeps = attempt.route.post_writes and attempt.route.name != "client:home"
            if not granted or attempt.route.post != OK or not keeps:
                continue
            with taken_back():
                if outcome(attempt.send(world)) == OK and rows_of_everything() == before:
                    silent.append(str(attempt))
    assert silent == []


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("client:priority", {"priority": "critical"}),
        ("client:move", {"text": "a reason", "verb": "accept-fix"}),
        ("client:move", {"text": "a reason", "verb": "clear-p0"}),
    ],
)
def test_what_an_agent_is_refused_the_project_manager_is_not(
    world: World, address: str, form: dict[str, str]
) -> None:
    manager = world.person("manager")
    kwargs = dict(open_tickets(world, manager)["own"])
    if "verb" in form:
        kwargs = {**kwargs, "verb": form["verb"]}
    response = manager.client.post(reverse(address, kwargs=kwargs), form)
    assert response.status_code in {302, 409}


@pytest.mark.parametrize(
    ("person", "file", "status"),
    [
        ("mine", "note_file", 404),
        ("mine", "loose_file", 404),
        ("agent", "note_file", 200),
        ("agent", "loose_file", 404),
        ("theirs", "loose_file", 404),
    ],
)
def test_a_file_is_opened_by_who_may_read_where_it_hangs(
    world: World, person: str, file: str, status: int
) -> None:
    visitor: Person = world.person(person)
    address = "hub:file" if person in {"mine", "theirs"} else "client:file"
    url = reverse(address, args=[getattr(world, file).id])
    assert visitor.client.get(url).status_code == status
