"""Record writes that start processes, in the transaction of the write.

A conditional start event of a process about records says when: `owj:on` names "created",
"changed" and "deleted" (created and changed where nothing is said). The condition reads `record`
and `before`; on a change it must become true. With `owj:onlyOne="yes"` nothing starts while the
record has one of this process already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from owj.kernel.bpmn.elements import ConditionalEvent, Node
from owj.kernel.bpmn.happenings import StartProcess
from owj.kernel.feel import FeelValue, start_run
from owj.server.processes.drawings import Drawing, drawing_of
from owj.server.processes.record_values import RECORD, seen_by_step, value_of_row
from owj.server.processes.refreshing import refresh_record
from owj.server.processes.starting import may_have_one_only, runs_already, start_for_row
from owj.server.processes.stepping import environment_of
from owj.server.records.context import Context
from owj.server.records.reacting import RowsWritten, RowWritten

BEFORE = "before"
USUAL = ("created", "changed")
ALL_DEEDS = (*USUAL, "deleted")
# Asked once a unit of work: whether anything is deployed, and which writes may start something.
WATCHED_SQL = """
    SELECT EXISTS (SELECT FROM server_processversion),
        (SELECT array_agg(ARRAY[entity, name]) FROM server_processstart WHERE kind = 'record')
"""
STARTS_SQL = """
    SELECT version_id, node FROM server_processstart
    WHERE kind = 'record' AND entity = %s AND name LIKE %s ORDER BY id
"""
RUNNING_SQL = """
    SELECT record_id, id FROM server_processinstance
    WHERE entity = %s AND record_id = ANY (%s) AND status = 'active' ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """Whether any process is deployed, and which deeds of which entities may start one."""

    any_deployed: bool
    deeds: frozenset[tuple[str, str]]


def deeds_of(node: Node) -> tuple[str, ...]:
    """Return which writes of a record a start event waits for; unknown words are left out."""
    words = node.extensions.get("on", "").replace(",", " ").split()
    return tuple(word for word in words if word in ALL_DEEDS) or USUAL


def on_rows_written(ctx: Context, written: RowsWritten) -> None:
    """Start what waits for this write, and tell processes that belong to these records."""
    watched = ctx.once("writes watched", _watched)
    if not watched.any_deployed:
        return
    key = written.entity.key
    starts = _starts(key, written.deed) if (key, written.deed) in watched.deeds else ()
    running = _running(key, written)
    if not starts and not running:
        return
    chosen = [_start_at(version, node) for version, node in starts]
    for row in written.rows:
        after = value_of_row(ctx, key, row.id, row.after.__getitem__) if row.after else None
        own = [instance for record_id, instance in running if record_id == row.id]
        if own:
            _tell_running(ctx, key, row.id, own, after)
        for drawing, node in chosen:
            _start_if_true(ctx, drawing, node, row, after)


def _watched(_ctx: Context) -> Watched:
    """Ask what most writes need to know and nothing more: a new record asks no further."""
    with connection.cursor() as cursor:
        cursor.execute(WATCHED_SQL)
        found, starts = cursor.fetchone() or (False, None)
    deeds = ((entity, deed) for entity, words in starts or () for deed in words.split())
    return Watched(found, frozenset(deeds))


def _starts(key: str, deed: str) -> Sequence[tuple[int, str]]:
    """Return what starts now: a process may be archived while a unit of work runs."""
    with connection.cursor() as cursor:
        cursor.execute(STARTS_SQL, [key, f"%{deed}%"])
        return [(version, node) for version, node in cursor.fetchall()]


def _running(key: str, written: RowsWritten) -> Sequence[tuple[int, int]]:
    """Return the processes that hear of a change, each with its record; of new ones none runs."""
    if written.deed != "changed":
        return ()
    with connection.cursor() as cursor:
        cursor.execute(RUNNING_SQL, [key, [row.id for row in written.rows]])
        return [(record_id, instance) for record_id, instance in cursor.fetchall()]


def _start_at(version_id: int, node: str) -> tuple[Drawing, Node]:
    drawing = drawing_of(version_id)
    return drawing, drawing.process.nodes[node]


def _tell_running(
    ctx: Context, key: str, record_id: int, instances: Sequence[int], after: FeelValue
) -> None:
    seen = seen_by_step(key, record_id)
    if seen is not None:
        # The step that writes its own record takes the change along itself.
        seen.value = after
        return
    refresh_record(ctx, instances, after)


def _start_if_true(
    ctx: Context, drawing: Drawing, node: Node, row: RowWritten, after: FeelValue
) -> None:
    key = drawing.entity
    before = value_of_row(ctx, key, row.id, row.before.__getitem__) if row.before else None
    subject = after if after is not None else before
    if not _holds(ctx, node, subject, before):
        return
    if after is not None and before is not None and _holds(ctx, node, before, before):
        return
    if may_have_one_only(node) and runs_already(drawing, row.id):
        return
    data: dict[str, FeelValue] = {RECORD: subject, BEFORE: before}
    start_for_row(ctx.as_system(), drawing, StartProcess(data, node.id), key, row.id)


def _holds(ctx: Context, node: Node, record: FeelValue, before: FeelValue) -> bool:
    event = node.event
    if not isinstance(event, ConditionalEvent):
        return False
    names = {RECORD: record, BEFORE: before}
    return event.condition.run(names, start_run(environment_of(ctx))) is True
