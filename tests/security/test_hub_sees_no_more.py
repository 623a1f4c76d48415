"""What a customer is shown: nothing of the house, nothing of others, and no sign that it exists."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import reverse

from owj.kernel.persian.digits import latin_digits
from tests.database import taken_back
from tests.security.api_addresses import NO_FILE
from tests.security.asking import HTMX, Attempt, answer_of, attempts
from tests.security.ids import NO_ID, NO_TICKET
from tests.security.routes import door_of
from tests.security.world import HOUSE_WORDS, PUBLIC, THEIR_WORDS, World

# What differs from one drawing of a page to the next.
CHANGING = (
    re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+'),
    re.compile(r'("X-CSRFToken": ")[^"]+'),
    re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
)
QUERIES = (
    "q=house",
    "q=their",
    f"q={THEIR_WORDS['customer']}",
    "show=open",
    "show=all&customer=2&assignee=1",
    "sort=customer&queue=all&status=open&priority=high",
    "kind=bug&blocks_use=yes",
    "kind=request&importance=high",
    "filed=1&explain=1&internal=1&for_customer=0",
)


def said(response: HttpResponse) -> str:
    """Return everything an answer says, in headers and body, with Latin digits."""
    body = b"".join(response) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return latin_digits(headers + body.decode(errors="replace"))


def hub_answers(world: World) -> Iterator[tuple[Attempt, HttpResponse]]:
    """Yield every answer the hub gives the first customer, refusals included."""
    for attempt in attempts(world, world.person("mine")):
        if attempt.route.door == "hub":
            with taken_back():
                yield attempt, attempt.send(world)


def leaks_in(text: str, forbidden: dict[str, str]) -> list[str]:
    """Return the names of the forbidden words that the text holds."""
    return [name for name, word in forbidden.items() if latin_digits(word) in text]


def forbidden_words(world: World) -> dict[str, str]:
    """Return what no answer to the first customer may hold."""
    numbers = {
        "their ticket": world.theirs.tracking_id,
        "their solved ticket": world.theirs_solved.tracking_id,
    }
    return HOUSE_WORDS | THEIR_WORDS | numbers


def test_no_answer_of_the_hub_tells_of_the_house_or_of_others(world: World) -> None:
    words = forbidden_words(world)
    leaks = []
    public = 0
    for attempt, response in hub_answers(world):
        # An id that the customer asked for by name may come back in the refusal.
        asked = {latin_digits(str(value)) for value in attempt.ids.values()}
        unasked = {name: word for name, word in words.items() if word not in asked}
        text = said(response)
        leaks += [f"{attempt}: {name}" for name in leaks_in(text, unasked)]
        public += PUBLIC in text
    assert leaks == []
    assert public > 0


@pytest.mark.parametrize("query", QUERIES)
def test_no_search_filter_or_sort_widens_what_is_seen(world: World, query: str) -> None:
    words = forbidden_words(world)
    client = world.person("mine").client
    for address in ("hub:home", "hub:tickets", "hub:new_ticket", "hub:preview"):
        for headers in ({}, HTMX):
            response = answer_of(client.get(f"{reverse(address)}?{query}", headers=headers))
            body = said(response).replace(latin_digits(query), "")
            assert leaks_in(body, words) == [], (address, query)


def test_a_place_in_another_customers_list_opens_no_row_of_it(world: World) -> None:
    """The cursor holds an instant and an id; whoever forges one stays among the own rows."""
    from owj.packages.desk.queries.cursors import write_cursor

    words = forbidden_words(world)
    client = world.person("mine").client
    for ticket in (world.theirs, world.mine_open):
        for cursor in (
            write_cursor([ticket.opened_at, ticket.id]),
            write_cursor([ticket.opened_at.replace(year=9000), 2**62]),
        ):
            answer = answer_of(client.get(reverse("hub:tickets"), {"cursor": cursor}))
            assert answer.status_code == 200
            assert leaks_in(said(answer), words) == []


def likeness(response: HttpResponse, asked: dict[str, str]) -> tuple[int, str]:
    """Return an answer without what merely repeats the question, or changes each time."""
    text = said(response)
    for pattern in CHANGING:
        text = pattern.sub(r"\1" if pattern.groups else "", text)
    text = re.sub(r"Content-Length: \d+\n?", "", text)
    for value in asked.values():
        # A short number stands in many places that are no repetition of the question.
        short = value.isdigit() and len(value) < 4
        pattern = rf"(?<=/){value}(?=[/\"?&])" if short else re.escape(latin_digits(value))
        if short:
            # The refusal names what was asked for: «پروژه 90 یافت نشد.»
            text = re.sub(rf"(?<=[^\d>]) {value} (?=\S)", " ID ", text)
        text = re.sub(pattern, "ID", text)
    return response.status_code, text


def test_what_belongs_to_others_looks_exactly_like_what_does_not_exist(world: World) -> None:
    person = world.person("mine")
    compared = 0
    for attempt in attempts(world, person):
        route = attempt.route
        if attempt.which != "foreign" or door_of(person) != route.door:
            continue
        nothing = Attempt(
            route,
            person,
            "none",
            route.ids(world, person)["none"],
            attempt.method,
            attempt.htmx,
        )
        with taken_back():
            foreign = likeness(attempt.send(world), {k: str(v) for k, v in attempt.ids.items()})
        with taken_back():
            missing = likeness(nothing.send(world), {k: str(v) for k, v in nothing.ids.items()})
        assert foreign == missing, str(attempt)
        compared += 1
    assert compared >= 40


def test_the_ids_of_nothing_are_of_nothing(world: World) -> None:
    """Else likeness would compare two foreign things."""
    agent = world.person("agent").client
    for address, value in (
        ("client:ticket", NO_TICKET),
        ("client:file", NO_FILE),
        ("client:customer", NO_ID),
        ("ui:open_notice", NO_ID),
    ):
        assert agent.get(reverse(address, args=[value])).status_code == 404
