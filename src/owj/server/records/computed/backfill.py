"""Works out computed fields of rows that are there already, in batches, and compares them.

A field that is added or changed is blank or old in every row until this ran. Each batch is one
short transaction; rows that others hold are left for the end, so nobody is held up. Whoever
writes meanwhile computes for himself, so that the order of the two does not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from owj.kernel.errors import DefinitionError
from owj.server.records.computed.graph import FieldOf, Graph, build_graph
from owj.server.records.computed.needs import needs_of, read_rows
from owj.server.records.computed.programs import Program
from owj.server.records.computed.rollups import add_up
from owj.server.records.computed.spreading import spread
from owj.server.records.computed.working_out import work_out
from owj.server.records.defs import FieldDef, SchemaDef
from owj.server.records.writer import quoted_name

if TYPE_CHECKING:
    from owj.server.records.context import Context

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a recomputation came. last_id: where to go on from; whole: whether it is done."""

    done: int
    total: int
    last_id: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored value that is not what the field comes to."""

    entity: str
    record_id: int
    field: str
    stored: Any
    fresh: Any


def changed_fields(before: SchemaDef, after: SchemaDef) -> dict[str, tuple[str, ...]]:
    """Return, by entity, the computed fields that are to be worked out after a publication. Pure.

    Those that are new, come back from the trash, are computed otherwise than before, or read a
    field whose stored values the publication itself changes.
    """
    known = {
        one.id: one
        for entity in before.by_key.values()
        for one in entity.by_key.values()
        if one.computed
    }
    readers = _readers_of_rewritten(before, after)
    found: dict[str, tuple[str, ...]] = {}
    for entity in after.by_key.values():
        keys = tuple(
            key
            for key, one in entity.by_key.items()
            if one.computed
            and (
                one.id not in known
                or known[one.id].recipe != one.recipe
                or (entity.key, key) in readers
            )
        )
        if keys:
            found[entity.key] = keys
    return found


def readers_of(graph: Graph, entity_key: str, field_key: str) -> dict[str, tuple[str, ...]]:
    """Return, by entity, the computed fields that read a field themselves."""
    found: dict[str, tuple[str, ...]] = {}
    for edge in graph.edges.get((entity_key, field_key), ()):
        entity, key = edge.node
        if key not in found.get(entity, ()):
            found[entity] = (*found.get(entity, ()), key)
    return found


def _readers_of_rewritten(before: SchemaDef, after: SchemaDef) -> set[FieldOf]:
    """Return what reads the fields that get another column, or a default where they were empty."""
    rewritten = [
        (entity.key, key)
        for entity in after.by_key.values()
        for key, one in entity.by_key.items()
        if not one.computed and _is_rewritten(_field_of(before, entity.id, one.id), one)
    ]
    # Drawing the graph costs more than to see that nothing was rewritten.
    graph = build_graph(after, tolerant=True) if rewritten else Graph({}, (), {})
    return {edge.node for read in rewritten for edge in graph.edges.get(read, ())}


def _field_of(schema: SchemaDef, entity_id: str, field_id: str) -> FieldDef | None:
    entity = schema.by_id.get(entity_id)
    return None if entity is None else entity.by_id.get(field_id)


def _is_rewritten(was: FieldDef | None, now: FieldDef) -> bool:
    if was is None or was.dropped:
        return False
    is_filled = was.nullable and not now.nullable and now.column_default is not None
    return is_filled or was.column != now.column


def recompute(
    ctx: Context,
    entity_key: str,
    field_keys: Collection[str] | None = None,
    batch: int = BATCH,
    *,
    after_id: int = 0,
    at_most: int | None = None,
) -> Iterator[Progress]:
    """Work out fields of every row of an entity, yielding after each batch.

    field_keys: by default every computed one. after_id: the `last_id` of a run that was broken
    off. at_most: how many batches. Call it outside of a transaction; what follows from the fields
    is brought up to date too.
    Raises: DefinitionError for a field that cannot be worked out.
    """
    nodes = _nodes(ctx, entity_key, field_keys)
    free = ctx.with_full_reach()
    total = _count(free, entity_key, after_id)
    done, last_id, whole = 0, after_id, False
    passed_over: list[int] = []
    for _ in count() if at_most is None else range(at_most):
        with transaction.atomic():
            ids = _next_ids(free, entity_key, last_id, batch) if nodes else []
            held = _hold(free, entity_key, ids)
            spread(free, dirty=dict.fromkeys(nodes, held))
        if not ids:
            whole = True
            break
        passed_over += sorted(set(ids) - set(held))
        done, last_id = done + len(held), ids[-1]
        yield Progress(done, max(total, done), last_id)
    for start in range(0, len(passed_over), batch):
        late = passed_over[start : start + batch]
        with transaction.atomic():
            spread(free, dirty=dict.fromkeys(nodes, late))
        done += len(late)
    yield Progress(done, max(total, done), last_id, whole)


def recompute_changed(
    ctx: Context, before: SchemaDef, batch: int = BATCH
) -> Iterator[tuple[str, Progress]]:
    """Work out what a publication added or changed, entity by entity, each with its progress.

    ctx: of the new version. before: the schema of the one that it replaced.
    """
    wanted = changed_fields(before, ctx.snapshot.schema)
    graph = ctx.snapshot.computed.graph
    for entity_key in dict.fromkeys(node[0] for node in graph.order):
        keys = [key for key in wanted.get(entity_key, ()) if (entity_key, key) in graph.programs]
        if keys:
            for progress in recompute(ctx, entity_key, keys, batch):
                yield entity_key, progress


def verify(
    ctx: Context, entity_key: str, field_keys: Collection[str] | None = None, batch: int = BATCH
) -> Iterator[Difference]:
    """Compare the stored values of every row with what they come to now, and write nothing."""
    graph = ctx.snapshot.computed.graph
    programs = [graph.programs[node] for node in _nodes(ctx, entity_key, field_keys)]
    free = ctx.with_full_reach()
    last_id = 0
    while programs:
        ids = _next_ids(free, entity_key, last_id, batch)
        if not ids:
            return
        last_id = ids[-1]
        yield from _differences(free, entity_key, programs, ids)


def _differences(
    ctx: Context, entity_key: str, programs: Sequence[Program], ids: Sequence[int]
) -> Iterator[Difference]:
    reads = [read for one in programs if one.children is None for read in one.reads]
    needs = needs_of(ctx, entity_key, reads)
    needs.fields |= {program.field.key for program in programs}
    rows = read_rows(ctx, needs, ids)
    for program in programs:
        sums = add_up(ctx, program, ids) if program.children else None
        for row in rows.values():
            fresh = work_out(program, row.scope) if sums is None else sums[row.id]
            key = program.field.key
            if fresh != row.raw[key]:
                yield Difference(entity_key, row.id, key, row.raw[key], fresh)


def _nodes(ctx: Context, entity_key: str, field_keys: Collection[str] | None) -> list[FieldOf]:
    """Return the nodes of an entity in order. Raises: DefinitionError."""
    graph: Graph = ctx.snapshot.computed.graph
    ctx.snapshot.entity(entity_key)
    for key in field_keys or ():
        if (entity_key, key) not in graph.programs:
            raise graph.broken.get((entity_key, key)) or DefinitionError(
                where=entity_key, expected="a computed field", got=key
            )
    return [
        node
        for node in graph.order
        if node[0] == entity_key and (field_keys is None or node[1] in field_keys)
    ]


def _count(ctx: Context, entity_key: str, after_id: int) -> int:
    return ctx.records(entity_key).filter(pk__gt=after_id).count()


def _next_ids(ctx: Context, entity_key: str, last_id: int, batch: int) -> list[int]:
    rows = ctx.records(entity_key).filter(pk__gt=last_id).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:batch])


def _hold(ctx: Context, entity_key: str, ids: Sequence[int]) -> list[int]:
    """Return those of some rows that nobody holds, held until the transaction ends."""
    if not ids:
        return []
    table = quoted_name(ctx.snapshot.entity(entity_key).table)
    # A name that comes from a definition, quoted; ids are parameters.
    statement = (
        f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id"  # noqa: S608
        " FOR NO KEY UPDATE SKIP LOCKED"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        return [one for (one,) in cursor.fetchall()]
