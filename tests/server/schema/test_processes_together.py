"""Two web processes and a worker while the schema changes: none shows an old or a mixed one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.server.schema.conftest import Open
from tests.server.schema.processes import start_process
from tests.server.schema.test_publishing import PRICE, VEHICLE, do, make

from owj.server.identity.api_keys import NewKey, make_key
from owj.server.identity.models import User
from owj.server.records import Label
from owj.server.records.apply import current_number
from owj.server.records.defs import Kind
from owj.server.schema.changes import AddField, Change, ChangeField, RemoveField, RestoreField

KEY = "x_vehicle"
STATE = AddField(
    KEY,
    Kind.NUMBER,
    Label("مرحله", "Stage"),
    key="x_stage",
    settings={"default": 7, "required": True},
)
CHANGES: tuple[Change, ...] = (
    PRICE,
    STATE,
    ChangeField(KEY, "x_price", {"index": True, "default": 5}),
    RemoveField(KEY, "x_price"),
    RestoreField(KEY, "x_price"),
)
# Each notes what was published before it asked, then what it was shown.
BEGIN = """
import json, select, sys
import django
django.setup()
from owj.packages import load_packages
from owj.server.context import SYSTEM
from owj.server.records.apply import current_number
from owj.server.records.context import open_context
load_packages()
def told(*seen):
    print(json.dumps(seen), flush=True)
def going(pause):
    return not select.select([sys.stdin], [], [], pause)[0]
"""
WEB = f"""{BEGIN}
from django.test import Client
client = Client(headers={{"Authorization": "Bearer " + sys.argv[1], "Host": "localhost"}})
while going(0.05):
    before = current_number()
    fields = client.get("/api/v1/entities/{KEY}/fields")
    told("fields", before, fields.status_code, sorted(one["key"] for one in fields.json()["items"]))
    before = current_number()
    rows = client.get("/api/v1/records/{KEY}?limit=3")
    for row in rows.json().get("items") or [dict()]:
        told("row", before, rows.status_code, sorted(name for name in row if name[:2] == "x_"))
"""
WORKER = f"""{BEGIN}
number = 0
while going(0.02):
    before, number = current_number(), number + 1
    ctx = open_context(SYSTEM)
    record = ctx.records("{KEY}").order_by("id").first()
    ctx.update(record, x_name=f"car {{number}}")
    whole = ctx.records("{KEY}").get(pk=record.id)
    values = sorted(name for name in ctx.snapshot.entity("{KEY}").by_key)
    told("write", before, 200, [name for name in values if hasattr(whole, name)])
"""


@pytest.fixture
def seen(open_admin: Open, tmp_path: Path) -> Iterator[list[Path]]:
    """Let two web processes and a worker work; give what they note down."""
    do(open_admin(), VEHICLE)
    for name in ("پژو", "پراید"):
        make(open_admin(), KEY, x_name=name)
    designer = User.objects.get(username="designer")
    keys = [
        make_key(designer, NewKey(name, (f"read:{KEY}",), None), by=open_admin().actor).token
        for name in ("one", "two")
    ]
    notes = [tmp_path / name for name in ("web1", "web2", "worker")]
    with ExitStack() as open_files:
        outs = [open_files.enter_context(one.open("w", encoding="utf-8")) for one in notes]
        codes = [(WEB, keys[0]), (WEB, keys[1]), (WORKER,)]
        started = [start_process(*code, out=out) for code, out in zip(codes, outs, strict=True)]
        yield notes
        for process in started:
            process.stdin.close()  # type: ignore[union-attr]  # a pipe, as asked for
            assert process.wait(30) == 0


def wait_until_noted(notes: list[Path], counts: list[int], most_s: float = 60) -> None:
    """Wait until each process has noted something since."""
    until = time.monotonic() + most_s
    while any(len(lines(one)) <= count for one, count in zip(notes, counts, strict=True)):
        assert time.monotonic() < until, [lines(one)[-3:] for one in notes]
        time.sleep(0.05)


def lines(note: Path) -> list[list[Any]]:
    """Return what a process noted; its last line may be half written."""
    whole = note.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.split("\n") if line]


def test_no_process_shows_an_old_or_a_mixed_schema(open_admin: Open, seen: list[Path]) -> None:
    versions = {current_number(): fields_of(open_admin)}
    wait_until_noted(seen, [0, 0, 0], most_s=180)
    for change in CHANGES:
        counts = [len(lines(one)) for one in seen]
        do(open_admin(), change)
        versions[current_number()] = fields_of(open_admin)
        wait_until_noted(seen, counts)
    # One that began before the last change may note what was true then.
    wait_until_noted(seen, [len(lines(one)) + 2 for one in seen])
    assert len(versions) == len(CHANGES) + 1
    for note in seen:
        noted = lines(note)
        for what, before, status, fields in noted:
            assert status == 200, (note.name, what, fields)
            known = [at for at, of in versions.items() if of == fields and at >= before]
            assert known, (note.name, what, "began at", before, "and showed", fields)
        assert noted[-1][3] == versions[max(versions)], note.name


def fields_of(open_admin: Open) -> list[str]:
    return sorted(open_admin().snapshot.entity(KEY).by_key)
