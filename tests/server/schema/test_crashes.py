"""A crash at each step of publishing: the next run completes it, and nobody saw a half."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.server.schema.conftest import Open
from tests.server.schema.processes import start_process
from tests.server.schema.test_publishing import DEVICE, PLATE, PRICE, VEHICLE, do, make

from owj.server.records import Label, apply
from owj.server.records.apply import finish_broken_off, stored_schema
from owj.server.records.computed import jobs
from owj.server.records.defs import Kind
from owj.server.records.layers import current_layer
from owj.server.records.models import SchemaVersion
from owj.server.records.sync import sync_packages
from owj.server.schema.changes import AddField, ChangeField
from owj.server.schema.queries import draft_of
from owj.server.schema.services import add_change, open_draft, publish, review


class Crashed(Exception):
    """What a killed process leaves behind: nothing after it happens."""


def crash_at(nth: int, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    real: Callable[..., Any] = getattr(apply, where)
    calls = iter(range(1, 100))

    def dying(*args: Any) -> Any:
        if next(calls) == nth:
            raise Crashed
        return real(*args)

    monkeypatch.setattr(apply, where, dying)


LINK = AddField("x_vehicle", Kind.LINK, Label("مشتری", "Customer"), settings={"target": "customer"})
WIDER = (
    PLATE,
    LINK,
    DEVICE,
    ChangeField("x_vehicle", "x_price", {"default": 4}),
    ChangeField("x_vehicle", "x_name", {"unique": True}),
)
STEPS = 13


def publish_wider(open_admin: Open) -> Any:
    ctx = open_admin()
    draft = open_draft(ctx)
    for change in WIDER:
        draft = add_change(ctx, draft, change)
    review(ctx, draft)
    return publish(ctx, draft)


def test_the_crash_test_covers_every_step(open_admin: Open) -> None:
    do(open_admin(), VEHICLE, PRICE)
    make(open_admin(), "x_vehicle", x_name="پژو")
    assert len(publish_wider(open_admin).steps) == STEPS


@pytest.mark.parametrize("where", ["_note", "_run"])
@pytest.mark.parametrize("nth", range(1, STEPS + 1, 2))
def test_a_crash_while_publishing_is_completed_by_the_next_run(
    nth: int, where: str, open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(open_admin(), VEHICLE, PRICE)
    made = make(open_admin(), "x_vehicle", x_name="پژو")
    before, layer = stored_schema(), current_layer()
    if where == "_note":
        # The default comes with a fresh column, which crashes as well.
        monkeypatch.setattr(apply, "EXCHANGED_FROM", 1)
    with monkeypatch.context() as patched:
        crash_at(nth, patched, where)
        with pytest.raises(Crashed):
            publish_wider(open_admin)
    assert (stored_schema(), current_layer()) == (before, layer)
    connection.close()  # a dead process gives its locks back
    if where == "_note":
        sync_packages()
    else:
        finish_broken_off()
        do(open_admin(), AddField("x_vehicle", Kind.TEXT, Label("", "Further")))
    assert not SchemaVersion.objects.filter(state="applying").exists()
    ctx = open_admin()
    entity = ctx.snapshot.entity("x_vehicle")
    assert {"x_plate", "x_customer"} <= set(entity.by_key)
    assert "x_device_number" in ctx.snapshot.entity("ticket").by_key
    assert {one.key for one in current_layer().entities} == {"x_vehicle"}
    assert ctx.records("x_vehicle").get(pk=made.id)["x_price"] == 4
    assert sync_packages().steps == ()


def test_a_draft_outlives_the_crash_of_its_publication(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(open_admin(), VEHICLE, PRICE)
    with monkeypatch.context() as patched:
        crash_at(2, patched, "_run")
        with pytest.raises(Crashed):
            publish_wider(open_admin)
    connection.close()
    draft = draft_of(open_admin())
    assert draft is not None
    assert len(draft.changes) == len(WIDER)
    sync_packages()
    assert draft_of(open_admin()) is None


def test_a_formula_whose_publication_crashed_is_filled_by_the_worker(
    open_admin: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(open_admin(), VEHICLE, PRICE)
    make(open_admin(), "x_vehicle", x_name="پژو", x_price=7)
    settings = {"formula": "x_price * 2", "result": "money"}
    twice = AddField("x_vehicle", Kind.FORMULA, Label("دو برابر", "Twice"), settings=settings)
    with monkeypatch.context() as patched:
        crash_at(1, patched, "_note")
        with pytest.raises(Crashed):
            do(open_admin(), twice)
    connection.close()
    finish_broken_off()
    job = ProcrastinateJob.objects.get(task_name=jobs.RECOMPUTE_TASK)
    jobs.fill_stretch(**job.args)
    assert open_admin().records("x_vehicle").get()["x_twice"] == 14


OTHER_PROCESS = """
import json, sys
import django
django.setup()
from owj.packages import load_packages
from owj.server.context import SYSTEM
from owj.server.records.context import open_context
load_packages()
pinned = open_context(SYSTEM)
for line in sys.stdin:
    fresh = open_context(SYSTEM)
    answers = [sorted(one.snapshot.models) for one in (pinned, fresh)]
    own = "x_vehicle" in answers[1]
    fields = sorted(fresh.snapshot.entity("x_vehicle").by_key) if own else []
    names = [one["x_name"] for one in fresh.records("x_vehicle")] if own else []
    print(json.dumps([*answers, fields, names]), flush=True)
"""


@pytest.fixture
def other_process(committed: None) -> Iterator[subprocess.Popen[str]]:
    process = start_process(OTHER_PROCESS, out=subprocess.PIPE)
    yield process
    process.stdin.close()  # type: ignore[union-attr]  # a pipe, as asked for
    process.wait(20)


def ask(process: subprocess.Popen[str]) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("?\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def test_another_process_knows_an_own_entity_in_its_next_unit_of_work(
    open_admin: Open, other_process: subprocess.Popen[str]
) -> None:
    assert "x_vehicle" not in ask(other_process)[1]
    do(open_admin(), VEHICLE)
    make(open_admin(), "x_vehicle", x_name="پژو")
    pinned, fresh, fields, names = ask(other_process)
    assert "x_vehicle" not in pinned
    assert "x_vehicle" in fresh
    assert (fields, names) == (["x_created_by", "x_name", "x_updated_by"], ["پژو"])
    do(open_admin(), PRICE)
    assert "x_price" in ask(other_process)[2]
