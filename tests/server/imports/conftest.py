"""The toy entities, open to imports, and people who may bring records in."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.server.layouts.conftest import NOW, _person
from tests.server.records import conftest as records
from tests.server.records.toys import Asset, Case, Firm, Note, Person

from owj.server.imports.meaning import CREATE, Column, Meaning, meaning_of
from owj.server.imports.models import ImportRun
from owj.server.imports.runs import begin_import, begin_run, say_meaning, work_on_run
from owj.server.records.context import Context, open_context
from owj.server.records.rights import _openings, open_to_pages

toy_tables, toys = records.toy_tables, records.toys
OPENED = (Firm, Person, Case, Note, Asset)


@pytest.fixture
def opened(toys: None) -> Iterator[None]:
    for toy in OPENED:
        open_to_pages(toy)
    yield
    for toy in OPENED:
        del _openings[toy.key]


@pytest.fixture
def admin(opened: None, settings: Any, tmp_path: Path) -> Context:
    """Give an administrator's unit of work."""
    settings.DATA_DIR = tmp_path
    return open_context(_person("maryam", "admin"), NOW)


@pytest.fixture
def agent(admin: Context) -> Context:
    """Give a colleague's unit of work: without the right to import."""
    return open_context(_person("sara", "agent"), NOW)


def upload(ctx: Context, key: str, content: str | bytes, name: str = "file.csv") -> ImportRun:
    raw = content.encode() if isinstance(content, str) else content
    return begin_import(ctx, ctx.snapshot.entity(key), io.BytesIO(raw), name)


def guessed(ctx: Context, run: ImportRun) -> Meaning:
    return meaning_of(ctx.snapshot.schema.by_id[run.entity_id], run.form)


def mean(
    run: ImportRun,
    ctx: Context,
    fields: Sequence[str],
    mode: str = CREATE,
    key: str = "",
    **more: Any,
) -> Meaning:
    """Return a meaning with these fields for the columns in order; "link>by" names a target."""
    said = guessed(ctx, run)
    columns = [
        Column(one.name, *field.partition(">")[::2])
        for one, field in zip(said.columns, fields, strict=True)
    ]
    return Meaning(said.table, tuple(columns), mode, key, **more)


def bring(
    ctx: Context,
    key: str,
    content: str | bytes,
    fields: Sequence[str],
    mode: str = CREATE,
    find_by: str = "",
    **more: Any,
) -> ImportRun:
    """Upload, try and carry out; return how it ended."""
    entity = ctx.snapshot.entity(key)
    run = upload(ctx, key, content)
    say_meaning(ctx, entity, run.pk, mean(run, ctx, fields, mode, find_by, **more), work=False)
    work_on_run(run.pk)
    run.refresh_from_db()
    assert run.state == ImportRun.State.CHECKED, run.problem
    tried = (run.created, run.updated, run.unchanged, run.rejected)
    begin_run(ctx, entity, run.pk, work=False)
    work_on_run(run.pk)
    run.refresh_from_db()
    assert run.state == ImportRun.State.DONE, run.problem
    assert tried == (run.created, run.updated, run.unchanged, run.rejected)
    return run
