"""Carries changes on to the computed fields of other rows, stage by stage, in one transaction.

Rows are held in the order of their ids while they are worked out anew. Neither their version nor
the time of their last change moves, and nothing is noted of them: what is worked out follows from
what people wrote, and must not come between them and their next change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.server.records.computed.graph import FieldOf, Hop, Stage
from owj.server.records.computed.needs import FOR_WRITING, Row, needs_of, read_rows, readers_of
from owj.server.records.computed.programs import Program
from owj.server.records.computed.rollups import add_up
from owj.server.records.computed.working_out import work_out
from owj.server.records.defs import Kind
from owj.server.records.writer import WritableField, quoted_name

if TYPE_CHECKING:
    from owj.server.records.context import Context

ROWS_AT_ONCE = 1_000
Ids = set[int]


def spread(
    ctx: Context,
    *,
    dirty: Mapping[FieldOf, Collection[int]],
    changed: Mapping[FieldOf, Collection[int]] | None = None,
    watched: tuple[str, Collection[int]] = ("", ()),
    settled: bool = False,
    unseen: bool = False,
) -> dict[int, dict[str, Any]]:
    """Work out anew what is dirty or reads what changed, and whatever follows from that.

    dirty: computed fields with the ids for which they are to be worked out. changed: fields with
    the ids of rows where they changed. settled: the same rows are up to date already.
    unseen: the dirty rows are new to others, who cannot know what reads their changes.
    Returns what changed in the watched records of one entity, by id and field key.
    """
    spreading = _Spreading(ctx, dirty, watched)
    spreading.moved = unseen
    for read, ids in (changed or {}).items():
        spreading.note(read, ids, skip_own=settled)
    spreading.run()
    return spreading.came


class _Spreading:
    """One spreading: what is still to be worked out."""

    def __init__(
        self,
        ctx: Context,
        dirty: Mapping[FieldOf, Collection[int]],
        watched: tuple[str, Collection[int]],
    ) -> None:
        self.ctx, self.graph = ctx, ctx.snapshot.computed.graph
        self.dirty: dict[FieldOf, Ids] = {node: set(ids) for node, ids in dirty.items()}
        self.watched, self.watched_ids = watched[0], frozenset(watched[1])
        self.came: dict[int, dict[str, Any]] = {}
        # A link that moved leads to rows whose writers may not see those that are worked out.
        self.moved = False
        self.followed: dict[tuple[tuple[Hop, ...], frozenset[int]], Ids] = {}

    def note(
        self,
        read: FieldOf,
        ids: Collection[int],
        *,
        skip_own: bool = False,
        done: frozenset[FieldOf] = frozenset(),
    ) -> None:
        """Find what reads a field that changed in some rows."""
        for edge in self.graph.edges.get(read, ()):
            if edge.node in done or (skip_own and not edge.hops):
                continue
            reached = self.follow(edge.hops, frozenset(ids))
            if reached:
                self.dirty.setdefault(edge.node, set()).update(reached)
        definition = self.ctx.snapshot.schema.by_key[read[0]].by_key.get(read[1])
        self.moved |= definition is not None and definition.kind is Kind.LINK

    def follow(self, hops: tuple[Hop, ...], ids: frozenset[int]) -> Ids:
        if not hops or not ids:
            return set(ids)
        known = self.followed.get((hops, ids))
        if known is None:
            known = set(ids)
            for hop in hops:
                known = _step(self.ctx, hop, known)
            self.followed[hops, ids] = known
        return known

    def run(self) -> None:
        for stage in self.graph.stages:
            if any(self.dirty.get(program.node) for program in stage.programs):
                self.work_out(stage)

    def work_out(self, stage: Stage) -> None:
        # Links do not change here, but rows that are worked out lead to others.
        self.followed.clear()
        programs = _reached(stage, self.dirty)
        own = frozenset(program.node for program in programs)
        ids = sorted(set().union(*(self.dirty.get(node, ()) for node in own)))
        changes: dict[FieldOf, Ids] = {}
        for start in range(0, len(ids), ROWS_AT_ONCE):
            part = ids[start : start + ROWS_AT_ONCE]
            for row_id, values in self.part(stage.entity, programs, part):
                for key in values:
                    changes.setdefault((stage.entity, key), set()).add(row_id)
                if stage.entity == self.watched and row_id in self.watched_ids:
                    self.came.setdefault(row_id, {}).update(values)
        for node, changed in changes.items():
            self.note(node, changed, done=own)

    def part(
        self, entity_key: str, programs: list[Program], ids: list[int]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Work out some rows, write what differs, and yield it."""
        reads = [read for one in programs if one.children is None for read in one.reads]
        needs = needs_of(self.ctx, entity_key, reads)
        needs.fields |= {program.field.key for program in programs}
        rows = read_rows(self.ctx, needs, ids, lock=FOR_WRITING, lock_linked=self.moved)
        written: dict[int, dict[str, Any]] = {}
        for program in programs:
            due = [row for row in rows.values() if self.is_due(program, row, written)]
            self.put(program, due, written)
        write_computed(self.ctx, entity_key, written)
        yield from written.items()

    def is_due(self, program: Program, row: Row, written: Mapping[int, Mapping[str, Any]]) -> bool:
        if row.id in self.dirty.get(program.node, ()):
            return True
        changed = written.get(row.id, {})
        return (
            bool(changed)
            and program.children is None
            and any(not read.links and read.field in changed for read in program.reads)
        )

    def put(self, program: Program, rows: list[Row], written: dict[int, dict[str, Any]]) -> None:
        key = program.field.key
        reader = readers_of(self.ctx, program.entity)[key]
        sums = add_up(self.ctx, program, [row.id for row in rows]) if program.children else None
        for row in rows:
            value = work_out(program, row.scope) if sums is None else sums[row.id]
            if value != row.raw[key]:
                written.setdefault(row.id, {})[key] = value
                row.scope[key] = reader(value)


def _reached(stage: Stage, dirty: Mapping[FieldOf, Ids]) -> list[Program]:
    """Return the programs of a stage that are dirty, or read others of it that may change."""
    found: list[Program] = []
    keys: set[str] = set()
    for program in stage.programs:
        reads = program.reads if program.children is None else ()
        if dirty.get(program.node) or any(not read.links and read.field in keys for read in reads):
            found.append(program)
            keys.add(program.field.key)
    return found


def _step(ctx: Context, hop: Hop, ids: Collection[int]) -> Ids:
    """Return the rows that one hop reaches."""
    if not ids:
        return set()
    entity = ctx.snapshot.schema.by_key[hop.entity]
    table, column = quoted_name(entity.table), quoted_name(entity.by_key[hop.link].column)
    # Names are quoted and come from definitions; ids are parameters.
    if hop.forward:
        statement = f"SELECT DISTINCT {column} FROM {table} WHERE id = ANY(%s)"  # noqa: S608
    else:
        statement = f"SELECT id FROM {table} WHERE {column} = ANY(%s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        return {one for (one,) in cursor.fetchall() if one is not None}


def write_computed(ctx: Context, entity_key: str, written: Mapping[int, Mapping[str, Any]]) -> None:
    """Write computed values of some rows, by field key; versions and times stay as they are."""
    together: dict[tuple[str, ...], list[int]] = {}
    for row_id, values in written.items():
        together.setdefault(tuple(values), []).append(row_id)
    writer = ctx.snapshot.writer(entity_key)
    for keys, ids in together.items():
        fields = [writer.by_name[key] for key in keys]
        sets = ", ".join(f"{one.quoted} = %s" for one in fields)
        statement = f"UPDATE {writer.table} SET {sets} WHERE id = %s"  # noqa: S608
        rows = [[*_columns(fields, written[row_id]), row_id] for row_id in ids]
        with connection.cursor() as cursor:
            if len(rows) == 1:
                # One round trip less than a stream of one.
                cursor.execute(statement, rows[0])
            else:
                cursor.executemany(statement, rows)


def _columns(fields: Iterable[WritableField], values: Mapping[str, Any]) -> list[Any]:
    return [one.to_database(values[one.definition.key]) for one in fields]
