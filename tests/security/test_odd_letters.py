"""Odd letters in every field of every form: refused in words or kept as they are, never 500."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import cycle
from urllib.parse import quote_plus
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse

from owj.packages.desk.entity import Message, Ticket
from tests.database import taken_back
from tests.security.asking import answer_of
from tests.security.routes import ROUTES, Route
from tests.security.world import Person, World

# As bytes: what a browser would never send, somebody else does.
ODD: dict[str, bytes] = {
    "zero": b"a\x00b",
    # Bytes of no letter, and half a pair of those that UTF-16 needs.
    "no utf-8": b"\xff\xfe\xc3\x28a\xed\xa0\x80\xed\xb0\x80b",
    "turned around": "قول\u202eexe.\u202c\u2066x\u2069".encode(),
    "very long": "دراز ".encode() * 2500,
    "emoji": "👩🏽‍💻🇮🇷😀 خوب".encode(),
    "arabic letters": "كتاب علي ٤٥٦ ة".encode(),
    "heap of marks": "ز".encode() + "\u0301\u0670\u064b".encode() * 300,
    "line ends": "یک\r\nدو\u2028سه\u2029\x0b\x0c\x85چهار".encode(),
    "invisible": "\ufeff\u200b\u200c\u200d\u2060".encode(),
    "large number": b"9" * 400,
    "small number": b"-1",
    "persian number": "۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶۷۸۹۰".encode(),
    "no number": b"NaN",
    "end of the planes": "\U0010fffd\U0010ffff\ufffe".encode(),
}
# Fields that some page reads whether its form shows them or not.
ALSO = ("text", "subject", "name", "q", "reason", "comment", "next", "version", "seen", "cursor")
INSIDERS = {"staff": "agent", "hub": "mine", None: "nobody"}


def cases() -> Iterator[tuple[Route, str]]:
    """Yield every address once for each method that it takes."""
    seen: set[tuple[str, str]] = set()
    for route in ROUTES:
        for method in ("GET", "POST"):
            if route.allows(method) and (route.name, method) not in seen:
                seen.add((route.name, method))
                yield route, method


def encoded(fields: dict[str, list[bytes]]) -> bytes:
    pairs = [(name, value) for name, values in fields.items() for value in values]
    return "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs).encode()


def odd_fields(route: Route, world: World, odds: Sequence[bytes]) -> dict[str, list[bytes]]:
    """Return the form of a route with every text of it replaced by turns, and some more fields."""
    turns = cycle(odds)
    fields = {name: [next(turns)] for name in ALSO}
    for name, value in route.form(world).items():
        values = value if isinstance(value, list) else [value]
        fields[name] = [
            next(turns) if isinstance(one, str) else str(one).encode() for one in values
        ]
    return fields


def ask(route: Route, method: str, world: World, fields: dict[str, list[bytes]]) -> HttpResponse:
    person: Person = world.person(INSIDERS[route.door])
    ids = route.ids(world, person)
    url = reverse(route.name, kwargs={**ids.get("own", next(iter(ids.values()))), **route.more})
    body = encoded(fields)
    with taken_back():
        if method == "GET":
            return answer_of(person.client.get(f"{url}?{body.decode()}"))
        kind = "application/x-www-form-urlencoded"
        return answer_of(person.client.post(url, body, content_type=kind))


# Letters that are good letters go together: fewer pages to draw.
GOOD = ("emoji", "arabic letters", "turned around", "invisible", "end of the planes", "line ends")
NUMBERS = ("small number", "persian number", "no number")
# What an address is asked with is read by fewer hands than a form.
ASKED_FOR = ("zero", "large number")
SWEEPS: dict[str, Sequence[bytes]] = {
    **{name: (odd,) for name, odd in ODD.items() if name not in {*GOOD, *NUMBERS}},
    "good letters": (b" ".join(ODD[name] for name in GOOD),),
    # By turns over the fields of a form.
    "numbers": tuple(ODD[name] for name in NUMBERS),
}


@pytest.mark.parametrize("name", sorted(SWEEPS))
def test_no_form_stumbles_over_odd_letters(world: World, name: str) -> None:
    stumbled: dict[str, int] = {}
    for route, method in cases():
        if method == "GET" and name not in ASKED_FOR:
            continue
        answer = ask(route, method, world, odd_fields(route, world, SWEEPS[name]))
        if answer.status_code >= 500:
            stumbled[f"{method} {route.name}"] = answer.status_code
    assert stumbled == {}


@pytest.mark.parametrize("name", ["emoji", "arabic letters", "turned around", "heap of marks"])
def test_what_can_be_kept_is_kept_as_it_was_written(world: World, name: str) -> None:
    text = ODD[name].decode()[:180]
    form = {"key": uuid4(), "subject": text, "text": text, "kind": "request", "importance": "low"}
    answer = answer_of(world.person("mine").client.post(reverse("hub:new_ticket"), form))
    assert answer.status_code == 302
    tracking_id = re.search(r"T-\d+-\d+", answer.headers["Location"])
    assert tracking_id is not None
    ticket = world.desk.system.rows(Ticket).get(tracking_id=tracking_id[0])
    message = world.desk.system.rows(Message).get(ticket=ticket.id)
    assert (ticket.subject, message.body) == (text, text)


@pytest.mark.parametrize("name", ["zero", "very long"])
def test_what_cannot_be_kept_is_refused_in_words(world: World, name: str) -> None:
    text = ODD[name].decode()
    form = {"key": uuid4(), "subject": text, "text": text, "kind": "request", "importance": "low"}
    answer = answer_of(world.person("mine").client.post(reverse("hub:new_ticket"), form))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
