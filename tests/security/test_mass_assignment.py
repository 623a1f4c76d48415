"""Whoever sends every column of every table changes no more than the form asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings

from owj.packages.customers.entity import Customer
from owj.packages.desk.entity import Ticket
from tests.database import taken_back
from tests.security.asking import Attempt, attempts, outcome
from tests.security.routes import OK, door_of
from tests.security.world import World, rows_of_everything

# What the pages' forms ask for; all other names are nobody's business.
ASKED = frozenset(
    {
        "key",
        "subject",
        "text",
        "kind",
        "blocks_use",
        "importance",
        "customer",
        "contact",
        "assignee",
        "uploads",
        "kept",
        "then",
        "announce",
        "to",
        "before",
        "ids",
        "all",
        "name",
        "roles",
        "default",
        "view",
        "way",
        "address",
        "do",
        "back",
        "priority",
        "version",
        "seen",
        "rating",
        "comment",
        "theme",
        "language",
        "density",
        "present",
        "new",
        "next",
        "username",
        "password",
        "remember",
        "title",
        "email",
        "phone",
        "rights",
        "end",
        "active",
        "city",
        "national_id",
        "customer_since",
        "note",
        "quiet_from",
        "quiet_until",
        "source",
        "channel",
        "contact_name",
        "contact_title",
        "contact_phone",
        "follow",
        "other",
        "into",
        "writing",
        "gone",
        "begun",
        "read_up_to",
        "shortcut",
        "body",
        "shared",
    }
)
# Of these, the ones a form of the desk asks for; no form of the hub does.
DESK_ONLY = (
    *("customer", "contact", "assignee", "then", "announce", "to", "priority", "version"),
    *("active", "city", "national_id", "customer_since", "note"),
    *("source", "channel", "body", "shortcut"),
)
COLUMNS = """
    SELECT DISTINCT column_name, data_type FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name NOT LIKE 'procrastinate%'
"""


def every_column(world: World) -> dict[str, str]:
    """Return a hostile value for every column there is, under all the names a form may try."""
    theirs = world.desk.other_customer.id
    hostile = {
        "bigint": str(theirs),
        "integer": "5",
        "boolean": "true",
        "timestamp with time zone": "2020-01-01T00:00:00Z",
        "ARRAY": "admin",
        "uuid": str(world.their_file.id),
    }
    known = {
        "status": "closed",
        "priority": "critical",
        "kind": "staff",
        "roles": "admin",
        "channel": "phone",
        "is_active": "false",
    }
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        columns = {name: hostile.get(kind, "hostile") for name, kind in cursor.fetchall()}
    columns |= {name: value for name, value in known.items() if name in columns}
    for name in list(columns):
        columns[name.removesuffix("_id")] = columns[name]
        columns[f"{name}_id"] = columns[name]
    columns |= {f"ticket.{name}": value for name, value in columns.items()}
    return columns | {"is_superuser": "true", "is_staff": "true", "__class__": "x"}


def extra_fields(world: World, attempt: Attempt) -> dict[str, str]:
    """Return the columns that the attempt's own form does not ask for."""
    asked = ASKED - set(DESK_ONLY) if attempt.route.door == "hub" else ASKED
    return {name: value for name, value in every_column(world).items() if name not in asked}


# Real time, and texts that hold the number of a row just made.
PASSING = frozenset(
    {
        "args",
        "data",
        "idempotency_key",
        "job_id",
        "key",
        "lock",
        "next_attempt_at",
        "payload",
        "queueing_lock",
        "record_id",
        "scheduled_at",
        "storage_name",
    }
)
NUMBERED = {
    "ticket_id": "e_ticket",
    "message_id": "e_message",
    "contact_id": "e_contact",
    "customer_id": "e_customer",
    "instance_id": "server_processinstance",
    "root_id": "server_processinstance",
    "top_id": "server_processinstance",
}
NEW_PERSON = re.compile(r'("contact_id": \[null, )\d+')
NEW_RECORD = re.compile(r'"id": \d+')
Rows = list[tuple[object, ...]]


def highest_numbers() -> dict[str, int]:
    """Return the highest row number of the tables that others point to."""
    with connection.cursor() as cursor:
        highest = {}
        for table in set(NUMBERED.values()):
            cursor.execute(f"SELECT max(id) FROM {table}")
            highest[table] = cursor.fetchone()[0]
    return highest


def contents(highest: Mapping[str, int]) -> dict[str, Rows]:
    """Return all rows, without the numbers that each new row gets of its own."""
    told: dict[str, Rows] = {}
    with connection.cursor() as cursor:
        for table in rows_of_everything():
            real_time = {"id", "file"} if table.startswith("e_") else {"id", "at", "created_at"}
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [column.name for column in cursor.description or ()]
            rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
            kept = [name for name in names if name not in PASSING | real_time]
            told[table] = sorted(
                (tuple(_settled(name, row[name], highest) for name in kept) for row in rows),
                key=repr,
            )
    return told


def _settled(name: str, value: object, highest: Mapping[str, int]) -> object:
    pointed = NUMBERED.get(name)
    if pointed is not None and isinstance(value, int) and value > highest[pointed]:
        return "new"
    if name == "changes" and isinstance(value, str):
        # The trace of a new membership names its new person.
        return NEW_PERSON.sub(r"\1new", value)
    if name in {"value", "detail"} and isinstance(value, str):
        # What a process remembers of its ticket names the ticket's number.
        return NEW_RECORD.sub('"id": new', value)
    return value


def sent_with(world: World, attempt: Attempt, extra: Mapping[str, object]) -> object:
    """Send the attempt's form with more fields; return what the database holds then."""
    form, highest = attempt.route.form(world), highest_numbers()
    # Every column under every name is more than a form may have.
    with taken_back(), override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=10_000):
        client = attempt.person.client
        response = client.post(attempt.url, {**extra, **form, "key": FIXED_KEY})
        assert outcome(response) == OK, (str(attempt), response.status_code)  # type: ignore[arg-type]  # the test client's
        return contents(highest)


FIXED_KEY = "11111111-1111-4111-8111-111111111111"


@pytest.mark.parametrize("name", ["mine", "agent"])
def test_a_form_hears_only_what_it_asks_for(world: World, name: str) -> None:
    person = world.person(name)
    tried = 0
    for attempt in attempts(world, person):
        granted = attempt.route.post == OK and attempt.which == "own" and not attempt.htmx
        if attempt.method != "POST" or not granted or door_of(person) != attempt.route.door:
            continue
        plain = sent_with(world, attempt, {})
        assert sent_with(world, attempt, extra_fields(world, attempt)) == plain, str(attempt)
        tried += 1
    assert tried >= 6


def test_the_hostile_form_names_every_column_of_every_model(world: World) -> None:
    """Else a new column would not be tried."""
    tried = set(every_column(world))
    missing = {
        f"{model.__name__}.{field.column}"
        for model in apps.get_models()
        if not model.__module__.startswith("procrastinate")
        for field in model._meta.concrete_fields
        if field.column not in tried
    }
    assert missing == set()
    assert {"customer_id", "queue_rank", "p0_active", "is_active", "roles", "internal"} <= tried


@pytest.mark.parametrize(
    ("entity", "changes"),
    [(Ticket, {"rating": 5}), (Ticket, {"has_files": False}), (Customer, {"note": "hostile"})],
)
def test_the_comparison_sees_one_changed_column(
    world: World, entity: type[Ticket] | type[Customer], changes: dict[str, Any]
) -> None:
    before = contents(highest_numbers())
    system = world.desk.system
    record = world.mine_open.id if entity is Ticket else world.desk.customer.id
    system.update(system.get(entity, record), **changes)
    assert contents(highest_numbers()) != before
