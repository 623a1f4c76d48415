"""The applier: takes a plan's steps under locks, remembers each, resumes or undoes.

A step and the note that it is done are one transaction, so a crash leaves no half of it. Only
concurrent index work runs outside; a broken-off index is recognised as invalid and built again.
Nobody sees a version before its last step: one transaction makes it current, and does the rest that
it carries (rest.py), so that whoever finishes it does the same.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import (
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)
from django.db.models import F
from django.db.models.functions import Now
from psycopg import errors as pg

from owj.kernel.errors import Conflict, DefinitionError, OwjError
from owj.server.records import ddl
from owj.server.records.computed import check_computed
from owj.server.records.computed.jobs import fill_later
from owj.server.records.defs import SchemaDef
from owj.server.records.layers import keep_layer
from owj.server.records.models import SchemaStep, SchemaVersion
from owj.server.records.overlays import OwnLayer
from owj.server.records.plan import Plan, plan_changes
from owj.server.records.rest import Rest, prepare_rest
from owj.server.records.shadow import Refill, refill_of
from owj.server.records.sqlfunctions import install_functions
from owj.server.records.steps import Step

if TYPE_CHECKING:
    from psycopg import sql

_log = logging.getLogger(__name__)

LOCK_TIMEOUT_MS = 100
PATIENCE_S = 60.0
# A column of a table of so many rows, with fewer values than that, is exchanged for one that has
# the default; while the table has had fewer columns than the database's 1,600 allow.
EXCHANGED_FROM, FEW_VALUES, MOST_COLUMNS = 5_000, 2_000, 800
# One number for "the schema of the workspace"; a second workspace would add its own id.
_SCHEMA_LOCK = 0x6F776A01


class SchemaBusy(Conflict):
    """Say that a table stayed locked by others for too long."""

    code = "records.schema_busy"
    message = "The table stayed busy, so the change was put off: %(step)s. Try again later."


class SchemaOutdated(Conflict):
    """Say that another version was published since the changes were looked at."""

    code = "records.schema_outdated"
    message = "%(who)s published other changes meanwhile. Look at yours again, then publish."


@dataclass(frozen=True, slots=True)
class Applied:
    """What an application of a schema did."""

    number: int
    fingerprint: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of a version: who made it, of which changes, and why."""

    made_by: str
    changes: Sequence[Mapping[str, Any]] = ()
    note: str = ""


def apply_schema(
    wanted: SchemaDef,
    *,
    made_by: str | Story,
    layer: OwnLayer | None = None,
    base: int | None = None,
    rest: Rest | None = None,
    purge: frozenset[str] = frozenset(),
    anyway: bool = False,
) -> Applied:
    """Bring the database to the wanted schema and publish it.

    An application that was broken off before is finished first. layer: what of it this place made
    itself; it is kept with the version. base: the number that was current when the schema was
    drawn, 0 for none. rest: what is done in the transaction that publishes. purge: ids of fields in
    the trash whose columns go for ever. anyway: make a version even where the schema stays the
    same, because what goes with it does not.
    Raises: DefinitionError (the plan or the data refuse; undone), SchemaBusy, SchemaOutdated, and
    what the rest refuses (undone).
    """
    story = made_by if isinstance(made_by, Story) else Story(made_by)
    with _schema_lock():
        changed = install_functions()
        done = _finish_broken_off()
        stored = stored_schema()
        current = SchemaVersion.objects.filter(state=SchemaVersion.State.CURRENT).first()
        if base is not None and base != (current.number if current else 0):
            raise SchemaOutdated(who=current.made_by if current else "")
        plan = plan_changes(stored, wanted, user_table(), purge)
        if anyway or current is None or current.fingerprint != plan.schema.fingerprint:
            check_computed(plan.schema)
            current = _begin(plan, story, layer, rest)
            done += _take_steps(current, plan.steps, stored)
        elif rest is not None:
            with transaction.atomic():
                prepare_rest(rest.to_json())(current.number)
        _rebuild_indexes(plan.schema, changed)
        return Applied(current.number, current.fingerprint, tuple(done))


def finish_broken_off() -> None:
    """Finish an application that a process broke off, with its rest; undo it where that refuses."""
    with _schema_lock():
        _finish_broken_off()


def current_number() -> int:
    """Return the number of the published version; 0 before the first."""
    current = SchemaVersion.objects.filter(state=SchemaVersion.State.CURRENT).first()
    return 0 if current is None else current.number


def stored_schema() -> SchemaDef:
    """Return the published schema; empty before the first."""
    current = SchemaVersion.objects.filter(state=SchemaVersion.State.CURRENT).first()
    return SchemaDef() if current is None else SchemaDef.from_json(current.definition)


def user_table() -> str:
    """Return the table of the people that links point to."""
    return get_user_model()._meta.db_table


@contextmanager
def _schema_lock() -> Iterator[None]:
    """Hold off other appliers, in this and in other processes."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SCHEMA_LOCK])
            yield
            return
        cursor.execute("SELECT pg_advisory_lock(%s)", [_SCHEMA_LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_SCHEMA_LOCK])


def _finish_broken_off() -> list[str]:
    version = SchemaVersion.objects.filter(state=SchemaVersion.State.APPLYING).first()
    if version is None:
        return []
    # The planner is pure: the same two schemas give the same steps in the same order.
    target, before = SchemaDef.from_json(version.definition), stored_schema()
    steps = plan_changes(before, target, user_table()).steps
    try:
        return _take_steps(version, steps, before)
    except OwjError as refused:
        if SchemaVersion.objects.filter(pk=version.pk, state=version.state).exists():
            raise
        _log.warning("version %s was broken off, and is undone: %s", version.number, refused)
        return []


def _begin(plan: Plan, story: Story, layer: OwnLayer | None, rest: Rest | None) -> SchemaVersion:
    with transaction.atomic():
        version = SchemaVersion.objects.create(
            fingerprint=plan.schema.fingerprint,
            definition=plan.schema.to_json(),
            state=SchemaVersion.State.APPLYING,
            layer=None if layer is None else layer.to_json(),
            changes=list(story.changes),
            note=story.note,
            rest={} if rest is None else rest.to_json(),
            made_by=story.made_by,
        )
        SchemaStep.objects.bulk_create(
            SchemaStep(version=version, position=position, name=step.name, risk=step.risk)
            for position, step in enumerate(plan.steps)
        )
    return version


def _take_steps(version: SchemaVersion, steps: Sequence[Step], before: SchemaDef) -> list[str]:
    inside = connection.in_atomic_block
    rows = {row.position: row for row in version.steps.order_by("position")}
    try:
        for position, step in enumerate(steps):
            if rows[position].state != SchemaStep.State.DONE:
                refill = None if inside else refill_of(step)
                if refill is not None and _exchange(refill, rows[position]):
                    continue
                work = ddl.do_step(step, inside_transaction=inside)
                _run(work, rows[position], SchemaStep.State.DONE)
    except (IntegrityError, DataError) as refused:
        _undo(version, steps)
        raise DefinitionError(
            where=rows[position].name, expected="data that fits", got=str(refused).strip()
        ) from refused
    try:
        _make_current(version, before)
    except (OperationalError, InterfaceError):
        # The database could not; the next run can.
        raise
    except Exception:
        _undo(version, steps)
        raise
    return [step.name for step in steps]


@transaction.atomic
def _make_current(version: SchemaVersion, before: SchemaDef) -> None:
    do_rest = prepare_rest(version.rest)
    SchemaVersion.objects.filter(state=SchemaVersion.State.CURRENT).update(
        state=SchemaVersion.State.SUPERSEDED
    )
    SchemaVersion.objects.filter(pk=version.pk).update(
        state=SchemaVersion.State.CURRENT, published_at=Now(), rest={}
    )
    if version.layer is not None:
        keep_layer(OwnLayer.from_json(version.layer))
    do_rest(version.number)
    fill_later(before, SchemaDef.from_json(version.definition))


def _undo(version: SchemaVersion, steps: Sequence[Step]) -> None:
    inside = connection.in_atomic_block
    for row in version.steps.order_by("-position"):
        if row.state == SchemaStep.State.UNDONE:
            continue
        # A step that is not noted as done may have left an invalid index behind.
        work = ddl.undo_step(steps[row.position], inside_transaction=inside)
        _run(work, row, SchemaStep.State.UNDONE)
    SchemaVersion.objects.filter(pk=version.pk).update(state=SchemaVersion.State.UNDONE)


def _run(work: ddl.Work, row: SchemaStep, state: str) -> None:
    """Run the statements of one step, trying again while others hold the table."""
    if work.concurrent:
        _count_attempt(row)
        if work.left_over is not None:
            _execute([ddl.drop_index(work.left_over, concurrently=True)])
        _execute(work.statements)
        _note(row, state)
        return
    if work.batch is not None:
        _count_attempt(row)
        while _pass_over(work.batch):
            pass
        _note(row, state)
        return
    _patiently(work.statements, row, state)


def _patiently(statements: Sequence[sql.Composed], row: SchemaStep, state: str) -> None:
    """Run statements and note the step, trying again while others hold the table."""
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        _count_attempt(row)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # Waiting in the queue for a lock blocks every reader behind us; so wait little.
                cursor.execute(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}")
                _execute(statements)
                cursor.execute("SET LOCAL lock_timeout = 0")
                _note(row, state)
        except OperationalError as refused:
            if not isinstance(refused.__cause__, pg.LockNotAvailable):
                raise
            if time.monotonic() > give_up_at:
                raise SchemaBusy(step=row.name) from refused
            time.sleep(random.uniform(0.05, 0.4))  # noqa: S311 -- spreads retries, guards nothing
        else:
            return


def _exchange(refill: Refill, row: SchemaStep) -> bool:
    """Put a fresh column with its default in place of one that is all but empty, where it pays."""
    with connection.cursor() as cursor:
        cursor.execute(refill.worth(EXCHANGED_FROM, FEW_VALUES, MOST_COLUMNS))
        pays = bool(cursor.fetchone()[0])
    if pays:
        _execute(refill.note_few())
        with suppress(SchemaBusy):
            _patiently(refill.exchange(), row, SchemaStep.State.DONE)
            return True
    # A run that was broken off may have left it.
    _execute([refill.forget_few()])
    return False


def _execute(statements: Sequence[sql.Composed]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _pass_over(batch: Callable[[int], sql.Composed]) -> bool:
    """Change a table some rows at a time, in the order of ids; return whether any was left."""
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(batch(last))
            found = cursor.fetchone()[0]
            if found is None:
                return last > 0
            last = int(found)


def _count_attempt(row: SchemaStep) -> None:
    SchemaStep.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)


def _note(row: SchemaStep, state: str) -> None:
    SchemaStep.objects.filter(pk=row.pk).update(state=state, done_at=Now())


def _rebuild_indexes(schema: SchemaDef, functions: Sequence[str]) -> None:
    """Build anew every index over an SQL function whose body changed, and every folded copy."""
    for entity in schema.by_key.values():
        copies = ddl.refold(entity) if "persian_fold" in functions else None
        if copies is not None:
            _execute([copies])
        for index in entity.indexes:
            if any(term.startswith(f"{name}(") for name in functions for term in index.terms):
                _execute(
                    [ddl.rebuild_index(index.name, concurrently=not connection.in_atomic_block)]
                )
