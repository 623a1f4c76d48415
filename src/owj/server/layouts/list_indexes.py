"""Indexes that lists need: wished for by saved views and slow lists, built while people work.

The worker tends them (`tend_list_indexes`): it builds what is wished for on filled tables, drops
what nobody wished for or used for two weeks, and whatever a crash left half built.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, ProgrammingError, connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from psycopg import sql

from owj.server import clock
from owj.server.layouts.conditions import EVERYTHING, Group
from owj.server.layouts.definitions import SortTerm, view_from_json
from owj.server.layouts.index_wishes import index_for, keys_of
from owj.server.layouts.models import ListIndex, RecordView
from owj.server.records import ddl
from owj.server.records.defs import EntityDef, IndexDef, Kind, Label, SchemaDef
from owj.server.records.indexes import Terms, index_name
from owj.server.records.snapshot import current_snapshot
from owj.server.records.steps import AddIndex

TEND_TASK = "owj.lists.indexes"
LEAST_ROWS = 10_000
MOST_OF_ENTITY = 6
# How often a list was slow before it is given an index.
SLOW_S, SLOW_ENOUGH = 0.1, 5
KEPT_FOR = timedelta(days=14)
# Beside the applier's own lock, so that publishing need not wait for an index.
_LOCK = 0x6F776A02
_SUFFIX = "_v"
_NOTE = """
    INSERT INTO server_listindex (name, entity_id, terms, slow, slow_at, scans)
    VALUES (%s, %s, %s::jsonb, 1, %s, 0)
    ON CONFLICT (name) DO UPDATE SET slow = server_listindex.slow + 1, slow_at = excluded.slow_at
"""
_STANDING = """
    SELECT c.relname, i.indisvalid, coalesce(s.idx_scan, 0), pg_relation_size(c.oid)
    FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid
    LEFT JOIN pg_stat_user_indexes s ON s.indexrelid = c.oid
    WHERE c.relname = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """An index as the database has it."""

    valid: bool
    scans: int
    size: int


@dataclass(frozen=True, slots=True)
class ShownIndex:
    """An index for lists, for showing. ready: built; else it is about to be."""

    fields: tuple[Label, ...]
    ready: bool
    scans: int
    size: int
    made_at: datetime | None


def note_slow_list(
    schema: SchemaDef, entity: EntityDef, where: Group, sort: tuple[SortTerm, ...]
) -> None:
    """Remember that a list took long for want of an index.

    In the order of what a link leads to, it is the entity behind the link that wants one.
    """
    behind = entity.by_key.get(sort[0].key) if sort else None
    if behind is not None and behind.kind is Kind.LINK:
        target = schema.by_key.get(behind.target or "")
        if target is None or target.title is None:
            return
        entity, where, sort = target, EVERYTHING, (SortTerm(target.title),)
    terms = index_for(entity, where, sort)
    if terms is not None:
        with connection.cursor() as cursor:
            terms_json = ListIndex.terms_text(terms)
            cursor.execute(_NOTE, [_name(entity, terms), entity.id, terms_json, clock.now()])


def ask_for_indexes() -> int:
    """Let a job of the worker tend the indexes of lists; one at a time."""
    with suppress(AlreadyEnqueued):
        app.configure_task(TEND_TASK, queueing_lock=TEND_TASK).defer()
        return 1
    return 0


def indexes_of(schema: SchemaDef, entity: EntityDef) -> list[ShownIndex]:
    """Return the indexes that lists of an entity have, or are about to get."""
    rows = list(ListIndex.objects.filter(entity_id=entity.id, wanted_at__isnull=False))
    standing = _standing(row.name for row in rows)
    shown = []
    for row in rows:
        names = _labels(schema, entity, tuple(row.terms))
        there = standing.get(row.name)
        if names is None:
            continue
        ready = there is not None and there.valid
        scans, size = (there.scans, there.size) if there else (0, 0)
        shown.append(ShownIndex(names, ready, scans, size, row.made_at))
    return sorted(shown, key=lambda one: -one.scans)


def tend_list_indexes(least_rows: int = LEAST_ROWS) -> int:
    """Build and drop indexes until they are those that lists need; return how many changed."""
    with _alone() as alone:
        if not alone:
            return 0
        schema, now = current_snapshot().schema, clock.now()
        done = _clear_broken()
        for entity in schema.by_key.values():
            wished = _wishes(schema, entity, now)
            if wished and _is_filled(entity, least_rows):
                done += sum(_build(entity, name, terms, now) for name, terms in wished.items())
        return done + _drop_unwanted(schema, now)


@contextmanager
def _alone() -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def _wishes(schema: SchemaDef, entity: EntityDef, now: datetime) -> Mapping[str, Terms]:
    """Return the indexes that an entity's lists wish for; saved views before slow lists."""
    wished: dict[str, Terms] = {}
    views = RecordView.objects.filter(entity_id=entity.id, removed_at=None)
    for view in views.order_by("-shared", "position", "id"):
        said = view_from_json(schema, entity, view.definition)
        terms = index_for(entity, said.where, said.sort)
        if terms is not None:
            wished[_name(entity, terms)] = terms
    slow = ListIndex.objects.filter(
        entity_id=entity.id, slow__gte=SLOW_ENOUGH, slow_at__gt=now - KEPT_FOR
    )
    for row in slow.order_by("-slow", "id"):
        terms = tuple(row.terms)
        if _labels(schema, entity, terms) is not None and _name(entity, terms) == row.name:
            wished.setdefault(row.name, terms)
    return dict(list(wished.items())[:MOST_OF_ENTITY])


def _name(entity: EntityDef, terms: Terms) -> str:
    """Return the name of an index, of the columns as they are: another column, another index."""
    columns = tuple(
        entity.by_key[key].column if key in entity.by_key else key for key in keys_of(terms)
    )
    named = index_name(entity.table, (*terms, *columns), unique=False)
    return f"{named[: 63 - len(_SUFFIX)]}{_SUFFIX}"


def _labels(schema: SchemaDef, entity: EntityDef, terms: Terms) -> tuple[Label, ...] | None:
    """Return what the fields of an index are called; None when one of them is gone."""
    living = schema.by_key[entity.key].by_key
    known = {"id": Label("ردیف", "No."), "created_at": Label("زمان ساخت", "Created")}
    known["updated_at"] = Label("زمان تغییر", "Changed")
    keys = keys_of(terms)
    if not all(key in living or key in known for key in keys):
        return None
    return tuple(living[key].label if key in living else known[key] for key in keys)


def _is_filled(entity: EntityDef, least_rows: int) -> bool:
    counted = sql.SQL("SELECT count(*) FROM (SELECT FROM {} LIMIT {}) AS counted").format(
        sql.Identifier(entity.table), sql.Literal(least_rows)
    )
    with connection.cursor() as cursor:
        cursor.execute(counted)
        return int(cursor.fetchone()[0]) >= least_rows


def _standing(names: Iterable[str]) -> dict[str, Standing]:
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [list(names)])
        return {name: Standing(*rest) for name, *rest in cursor.fetchall()}


def _clear_broken() -> int:
    """Drop what a crash left half built; its row was written before the building began."""
    broken = [
        name
        for name, one in _standing(ListIndex.objects.values_list("name", flat=True)).items()
        if not one.valid
    ]
    for name in broken:
        _drop(name)
    return len(broken)


def _build(entity: EntityDef, name: str, terms: Terms, now: datetime) -> int:
    row, _new = ListIndex.objects.update_or_create(
        name=name, defaults={"entity_id": entity.id, "terms": list(terms), "wanted_at": now}
    )
    if name in _standing([name]):
        return 0
    step = AddIndex(entity, IndexDef(name, terms))
    work = ddl.do_step(step, inside_transaction=connection.in_atomic_block)
    try:
        with connection.cursor() as cursor:
            for statement in work.statements:
                cursor.execute(statement)
    except (OperationalError, ProgrammingError):
        # The table or its column went meanwhile, or it was too busy: the next round sees.
        return 0
    ListIndex.objects.filter(pk=row.pk).update(made_at=now, scans=0)
    return 1


def _drop_unwanted(schema: SchemaDef, now: datetime) -> int:
    """Drop indexes that no view, slow list or reader has called for in a while."""
    rows = list(ListIndex.objects.all())
    standing = _standing(row.name for row in rows)
    done = 0
    living = {entity.id for entity in schema.by_key.values()}
    for row in rows:
        there = standing.get(row.name)
        if there is not None and there.scans != row.scans:
            ListIndex.objects.filter(pk=row.pk).update(scans=there.scans, wanted_at=now)
            continue
        called = max((at for at in (row.wanted_at, row.slow_at) if at), default=None)
        if row.entity_id in living and called is not None and called > now - KEPT_FOR:
            continue
        if there is not None:
            _drop(row.name)
            done += 1
        row.delete()
    return done


def _drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ddl.drop_index(name, concurrently=not connection.in_atomic_block))
