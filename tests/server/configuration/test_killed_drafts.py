"""A process is killed at any moment of publishing a draft: all of it comes into force, or nothing.

The draft changes entities, a form, a view, a role with its rights, a rule, a decision and a
process, and has a formula over rows that are there.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.server.configuration.configured import build_definitions, build_rest, forget_rest
from tests.server.records.schema_state import kept_schema
from tests.server.schema.conftest import Open
from tests.server.schema.processes import start_process
from tests.server.schema.test_publishing import PLATE, PRICE, VEHICLE, do, make

from owj.server import events
from owj.server.configuration.comparing import Standing
from owj.server.configuration.models import DraftItem, PublishedItem
from owj.server.configuration.packages import compare_package, export_package, import_package
from owj.server.records.apply import current_number
from owj.server.records.computed import jobs
from owj.server.records.models import SchemaVersion
from owj.server.records.sync import sync_packages
from owj.server.schema.events import SchemaPublished
from owj.server.schema.queries import draft_of, versions
from owj.server.schema.services import publish, review

# Kills the process before its nth statement that writes, of some 68; 0: when everything is in
# force but for the values of formulas.
PUBLISHER = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from owj.packages import load_packages
from owj.server.identity.models import User
from owj.server.context import Actor
from owj.server.records.context import open_context
from owj.server.schema import services
load_packages()
deadly, seen = int(sys.argv[1]), 0
READS = ("SELECT", "SAVEPOINT", "RELEASE", "SET", "ROLLBACK", "DECLARE", "FETCH")
def count(execute, statement, params, many, context):
    global seen
    text = statement if isinstance(statement, str) else statement.as_string(None)
    if not text.lstrip().upper().startswith(READS):
        seen += 1
        if seen == deadly:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(statement, params, many, context)
user = User.objects.get(username="designer")
ctx = open_context(Actor(user.pk, "staff", frozenset({"admin"}), user.full_name))
real = services.apply_schema
def applying(*given, **named):
    wrapper = connection.execute_wrapper(count)
    wrapper.__enter__()
    return real(*given, **named)
services.apply_schema = applying
if not deadly:
    services.fill_small = lambda *given: os.kill(os.getpid(), signal.SIGKILL)
services.publish(ctx, services.open_draft(ctx), note="why")
"""
Publish = Callable[[int], "subprocess.Popen[str]"]


@pytest.fixture(scope="module")
def kept_text() -> dict[str, str]:
    return {}


@pytest.fixture
def text(open_admin: Open, kept_text: dict[str, str]) -> str:
    """Return the package; what it brings is drawn upon a vehicle with a price, and a row of it."""
    if not kept_text:
        with kept_schema():
            build_definitions(open_admin())
            build_rest(open_admin())
            kept_text["text"] = export_package(open_admin())
            forget_rest()
    do(open_admin(), VEHICLE, PLATE, PRICE)
    make(open_admin(), "x_vehicle", x_name="پژو", x_price=8)
    draft = import_package(open_admin(), kept_text["text"])
    assert draft is not None
    kinds = set(DraftItem.objects.values_list("kind", flat=True))
    assert {"form", "view", "role", "rights"} <= kinds
    assert review(open_admin(), draft).may_publish
    return kept_text["text"]


@pytest.fixture
def publisher() -> Iterator[Publish]:
    started: list[subprocess.Popen[str]] = []

    def begin(deadly: int) -> subprocess.Popen[str]:
        started.append(start_process(PUBLISHER, str(deadly), out=subprocess.DEVNULL))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()
    forget_rest()


@pytest.fixture
def told() -> Iterator[list[SchemaPublished]]:
    heard: list[SchemaPublished] = []
    events.reacts_to(SchemaPublished)(heard.append)
    yield heard
    events._reactions.remove((SchemaPublished, heard.append))


def assert_all(open_admin: Open, text: str, before: int) -> None:
    """Everything of the draft is in force, once, with its story."""
    ctx = open_admin()
    assert export_package(ctx) == text
    assert {one.standing for one in compare_package(ctx, text)} == {Standing.SAME}
    assert draft_of(ctx) is None
    newest, older = versions(ctx)[:2]
    assert (newest.made_by, newest.note, older.number) == ("مریم طراح", "why", before)
    assert newest.changes
    notes = PublishedItem.objects.all()
    assert {(one.version, one.by_name) for one in notes} == {(newest.number, "مریم طراح")}
    for job in ProcrastinateJob.objects.filter(task_name=jobs.RECOMPUTE_TASK, status="todo"):
        jobs.fill_stretch(**job.args)
    assert open_admin().records("x_vehicle").get()["x_half"] == 4


def assert_nothing(open_admin: Open, export: str, draft: tuple[int, int]) -> None:
    ctx = open_admin()
    assert export_package(ctx) == export
    left = draft_of(ctx)
    assert left is not None
    assert (len(left.changes), left.beside) == draft


MOMENTS = [int(one) for one in os.environ.get("MOMENTS", "0 2 30 60 68").split()]


@pytest.mark.parametrize("deadly", MOMENTS)
def test_a_draft_whose_publisher_is_killed_is_published_whole_or_not(
    deadly: int, text: str, open_admin: Open, publisher: Publish, told: list[SchemaPublished]
) -> None:
    export, before = export_package(open_admin()), current_number()
    drawn = draft_of(open_admin())
    assert drawn is not None
    size = (len(drawn.changes), drawn.beside)
    assert publisher(deadly).wait(120) == -signal.SIGKILL
    begun = SchemaVersion.objects.filter(number__gt=before).first()
    if begun is None or begun.state == SchemaVersion.State.APPLYING:
        assert_nothing(open_admin, export, size)
    sync_packages()
    assert not SchemaVersion.objects.filter(state="applying").exists()
    if begun is None:
        assert_nothing(open_admin, export, size)
        left = draft_of(open_admin())
        assert left is not None
        review(open_admin(), left)
        publish(open_admin(), left, note="why")
    if begun is None or begun.state == SchemaVersion.State.APPLYING:
        assert [one.by for one in told] == [open_admin().actor.user_id]
    assert_all(open_admin, text, before)
    assert sync_packages().steps == ()
