"""Every address that takes an entity, asked by everybody about records and fields out of reach.

The addresses come from the URL map: a new one is tried as soon as it is there. Whatever is
answered, no word of what is out of reach is in it, and not one row has changed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from owj.kernel.errors import OwjError
from owj.server.identity.people import NewUser, create_user
from owj.server.layouts.conditions import Group, Operator, to_address
from owj.server.layouts.conditions import Test as Question
from owj.server.records.rights import Verb
from owj.server.roles.services import create_role, set_field_rights
from tests.access.conftest import CAR, SECRET, THEIRS, Fleet
from tests.database import taken_back
from tests.doors import HTMX, client_of
from tests.security.routes import addresses
from tests.security.world import rows_of_everything

ABOUT = frozenset({"entity", "entity_key"})
# What a guess of a parameter is that this table knows nothing of.
GUESSED = {"int": 1, "slug": "x", "str": "x", "uuid": "00000000-0000-4000-8000-000000000000"}
WORD = "x_secret"


def targets(record_id: int) -> Iterator[tuple[str, str]]:
    """Yield the name and the address of every page about an entity or one of its records."""
    known: Mapping[str, Any] = {
        "entity": CAR,
        "entity_key": CAR,
        "record_id": record_id,
        "key": WORD,
        "role": "agent",
    }
    for one in addresses():
        if not ABOUT & one.parameters:
            continue
        kinds = {part.split(":")[1][:-1]: part.split(":")[0] for part in _parts(one.pattern)}
        ids = {name: known.get(name, GUESSED.get(kinds.get(name, ""), 1)) for name in kinds}
        yield one.name, reverse(one.name, kwargs=ids)


def _parts(pattern: str) -> list[str]:
    return [part.split(">")[0] + ">" for part in pattern.split("<")[1:]]


FORM = {WORD: f"forged-{SECRET}", "x_owner": "1", "x_name": "forged", "ids": "1", "lane": "x"}
BODY = json.dumps({WORD: f"forged-{SECRET}", "x_name": "forged"})
QUESTIONS: tuple[Mapping[str, str], ...] = (
    {},
    {"columns": WORD, "sort": WORD, "group": WORD},
    {"q": SECRET},
    {"where": to_address(Group((Question((WORD,), Operator.CONTAINS, (SECRET,)),)))},
    {"fields": f"id,{WORD}", "sort": WORD},
    {"filter": f'contains({WORD}, "{SECRET}")', "expand": "x_owner"},
)


def read(answer: Any) -> str:
    streamed = getattr(answer, "streaming", False)
    try:
        body = b"".join(answer.streaming_content) if streamed else answer.content
    except OwjError as refused:
        # A stream may be refused while it is read.
        return str(refused)
    return str(body.decode("utf-8-sig", "replace"))


# All of them at once, for who may not even see the record.
AT_ONCE = (QUESTIONS[0], {key: text for query in QUESTIONS for key, text in query.items()})


def ask_everything(
    client: Client,
    record_id: int,
    headers: Mapping[str, str],
    questions: Sequence[Mapping[str, str]],
    written: Callable[[], None] | None = None,
) -> dict[str, str]:
    """Return what every address answers, by its name, its way and what was asked.

    written: looks at what is stored after each request that may write, which is taken back then;
    without it, nothing is taken back.
    """
    told: dict[str, str] = {}
    for name, address in targets(record_id):
        for query in questions:
            answer = client.get(f"{address}?{urlencode(query)}", headers=headers)
            told[f"GET {name} {sorted(query)}"] = f"{answer.status_code} {read(answer)}"
        for verb in ("POST", "PATCH", "DELETE") if name.startswith("api:") else ("POST",):
            with taken_back() if written else nullcontext():
                answer = send(client, verb, name, address, headers)
                told[f"{verb} {name}"] = f"{answer.status_code} {read(answer)}"
                if written:
                    written()
    return told


def send(client: Client, verb: str, name: str, address: str, headers: Mapping[str, str]) -> Any:
    if not name.startswith("api:"):
        return client.post(address, FORM, headers=headers)
    kind = "application/json"
    return client.generic(verb, address, BODY, content_type=kind, headers=headers)


def tells(told: Mapping[str, str], word: str) -> list[str]:
    """Return where a word is told that was not merely sent back as it was asked for."""
    return [where for where, text in told.items() if word in text]


def quiet(client: Client) -> Client:
    client.raise_request_exception = False
    return client


def test_nobody_outside_reaches_a_foreign_record_by_any_address(fleet: Fleet) -> None:
    desk, foreign = fleet.desk, fleet.cars["theirs"]
    # Who may add own ones would rightly write rows here.
    fleet.share(CAR, "x_owner", may=frozenset({Verb.UPDATE}))
    role = create_role(desk.admin.actor, "ناظر", "Auditor").key
    bare = create_user(NewUser("bare", "بی‌حق", "staff", roles=(role,)))
    programs = {who: fleet.key_of(user) for who, user in (("hub", desk.hub_user), ("bare", bare))}
    askers: dict[str, tuple[Client, Mapping[str, str]]] = {
        "nobody": (Client(), {}),
        "a customer": (client_of(desk.hub_user), {}),
        "a customer by htmx": (client_of(desk.hub_user), HTMX),
        "a colleague without a role": (client_of(desk.roleless), {}),
        "a role without rights": (client_of(bare), {}),
        **{
            f"a program of {who}": (Client(), {"Authorization": f"Bearer {token}"})
            for who, token in programs.items()
        },
    }
    before = rows_of_everything()

    def unchanged() -> None:
        after = rows_of_everything()
        assert [one for one in after if after[one] != before[one] and one not in COUNTED] == []

    for who, (client, headers) in askers.items():
        told = ask_everything(quiet(client), foreign, headers, AT_ONCE)
        assert len(told) > 100, "the table of addresses was not found"
        assert tells(told, THEIRS) == [], who
        assert tells(told, f"{SECRET}-theirs") == [], who
        assert [one for one, text in told.items() if text.startswith("5")] == [], who
        unchanged()


def kept_whatever() -> None:
    """Let a request write what it may; it is taken back."""


# A program's pace and last use are its own, however it is answered.
COUNTED = frozenset({"server_apikey", "server_ratewindow"})


@pytest.mark.parametrize(("by_program", "places"), [(False, 5), (True, 1)])
def test_a_hidden_field_is_told_and_changed_by_no_address(
    fleet: Fleet, by_program: bool, places: int
) -> None:
    desk, car = fleet.desk, fleet.cars["mine"]
    word = f"{SECRET}-mine"
    token = fleet.key_of(desk.agent)
    headers = {"Authorization": f"Bearer {token}"} if by_program else {}
    client = quiet(Client() if by_program else client_of(desk.agent))

    def kept() -> None:
        stored = fleet.desk.system.records(CAR).filter(pk=car).values_list("x_secret", flat=True)
        assert list(stored) in ([word], []), "a hidden field was written"

    shown = ask_everything(client, car, headers, QUESTIONS[:2], kept_whatever)
    assert len(tells(shown, word)) > places, "it must be told while it is not hidden"
    set_field_rights(fleet.admin, "agent", CAR, {WORD: "hidden"})
    told = ask_everything(client, car, headers, QUESTIONS, kept)
    assert tells(told, word) == []
    kept()


def test_the_questions_reach_lists_exports_and_the_interface(fleet: Fleet) -> None:
    names = {name for name, _address in targets(fleet.cars["mine"])}
    assert {"client:records", "client:records_export", "client:record_field"} <= names
    assert {"hub:records", "hub:edit_record", "hub:record_file"} <= names
    assert {"api:records", "api:record", "api:fields"} <= names
