"""What is out of reach leaves no trace: every answer is the same whether it is there or not.

Words are not the only thing that tells: counts, sums, groups, order, pages and the kind of a
refusal do, too. So everything is asked twice, with the foreign records and without them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.test import Client
from django.urls import reverse

from owj.server.identity.people import NewUser, create_user
from owj.server.records import generic
from owj.server.records.rights import Verb
from owj.server.roles.grants import Grant, Scope
from owj.server.roles.services import create_role, set_entity_rights
from tests.access.conftest import CAR, SECRET, THEIRS, VISIT, Fleet
from tests.access.test_generated_access import ask_everything, kept_whatever, quiet, read
from tests.database import taken_back
from tests.doors import client_of
from tests.security.routes import addresses

# Made anew for every page, and of no record.
_ANEW = (
    re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"),
    re.compile(r'(?<=csrfmiddlewaretoken" value=")\w+'),
    re.compile(r"\b[A-Za-z0-9_-]{32,}\b"),
    # Numbers are given once, whoever is given them.
    re.compile(r'(?<=^201 {"id":)\d+'),
    re.compile(r"OWJ-\d+ · [0-9a-f-]+"),
    re.compile(r'"nonce-[^"\']+|nonce="[^"]+'),
)
# Streams that never end, and what ends a session.
LASTING = re.compile("live|stream|events|sign|health|metrics")
COUNTING: tuple[Mapping[str, str], ...] = (
    {},
    {"group": "x_owner", "columns": "x_name,x_owner", "sort": "-x_name"},
    {"q": "خودرو"},
    {"limit": "1", "sort": "-id"},
)


def plain(text: str) -> str:
    if text.startswith("200 PK"):
        # A workbook bears its hour; its rows are those of the CSV file beside it.
        return "a workbook"
    for one in _ANEW:
        text = one.sub("…", text)
    return text


def narrowed(fleet: Fleet) -> dict[str, tuple[Client, Mapping[str, str]]]:
    """Return those who see the first customer's cars only, by a condition, and by being theirs."""
    role = create_role(fleet.desk.admin.actor, "کارمند", "Clerk").key
    mine = Grant(Scope.CONDITION, condition=f'x_name != "{THEIRS}"')
    verbs = (Verb.READ, Verb.CREATE, Verb.UPDATE, Verb.DELETE, Verb.EXPORT)
    set_entity_rights(fleet.admin, role, CAR, dict.fromkeys(verbs, mine))
    clerk = create_user(NewUser("clerk", "کارمند", "staff", roles=(role,)))
    return {
        "a clerk": (client_of(clerk), {}),
        "a program of a clerk": (Client(), {"Authorization": f"Bearer {fleet.key_of(clerk)}"}),
        "a customer": (client_of(fleet.desk.hub_user), {}),
    }


def ask_plain(client: Client, headers: Mapping[str, str]) -> dict[str, str]:
    """Return what every address answers that has no parameter."""
    told = {}
    for one in addresses():
        if not one.parameters and not LASTING.search(one.name):
            answer = client.get(reverse(one.name), {"q": "خودرو"}, headers=headers)
            told[f"GET {one.name}"] = f"{answer.status_code} {read(answer)}"
    return told


def remove(fleet: Fleet) -> None:
    """Take every record of the second customer's away, as if there had never been one."""
    system = fleet.desk.system
    for key in (VISIT, CAR):
        title = "x_name"
        for record in system.records(key).filter(**{f"{title}__contains": THEIRS}):
            system.delete(record)


def test_whether_a_record_out_of_reach_is_there_is_told_by_no_answer(fleet: Fleet) -> None:
    owner = fleet.desk.other_customer.id
    for number in range(3):
        values = {"x_name": THEIRS, "x_owner": owner, "x_secret": f"{SECRET}-{number}"}
        generic.create(fleet.admin, CAR, values)
    foreign = fleet.cars["theirs"]
    for who, (client, headers) in narrowed(fleet).items():
        quiet(client)
        # Some pages make what is missing when they are first asked for.
        ask_plain(client, headers)
        there = ask_plain(client, headers)
        there |= ask_everything(client, foreign, headers, COUNTING, kept_whatever)
        with taken_back():
            remove(fleet)
            gone = ask_plain(client, headers)
            gone |= ask_everything(client, foreign, headers, COUNTING, kept_whatever)
        assert there.keys() == gone.keys()
        assert sum(text.startswith("200") for text in there.values()) > 2, who
        telling = [one for one in there if plain(there[one]) != plain(gone[one])]
        assert telling == [], who
