"""What a write works out in the rows it writes, before they are written, and the rules it asks.

The order of locks is the same everywhere: first the rows that add up what is written, then the
row itself, then the rows it reads behind its links. A row that is new, or whose link moves, is
not yet seen by those who change what it reads; so it holds what it reads until it is committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from owj.kernel.errors import OwjError
from owj.server.records.computed.needs import (
    FOR_WRITING,
    Needs,
    Row,
    lock_rows,
    needs_of,
    read_linked,
    read_rows,
    readers_of,
)
from owj.server.records.computed.plans import EntityPlan, Touched
from owj.server.records.computed.rollups import of_none
from owj.server.records.computed.rules import check_rules
from owj.server.records.computed.spreading import spread
from owj.server.records.computed.working_out import work_out

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.writer import Writer

FieldOf = tuple[str, str]


@dataclass(slots=True)
class Settled:
    """What an update came to. values: computed ones by attname. lost: parents by rollup link."""

    values: dict[str, Any] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)


NOTHING = Settled()


def settle_new(ctx: Context, writer: Writer, rows: Sequence[dict[str, Any]]) -> None:
    """Put computed values into clean new rows and ask the rules. Raises: RuleBroken."""
    plan = ctx.snapshot.computed.of(writer.entity.key)
    if plan is None or not rows:
        return
    touched = plan.new
    for link in touched.links:
        _lock_parents(ctx, writer, link, [row[writer.by_name[link].attname] for row in rows])
    if not (touched.programs or touched.rules):
        return
    needs = needs_of(ctx, plan.entity, touched.reads)
    names = {key: _attname(writer, key) for key in (*needs.fields, *needs.links)}
    readers = readers_of(ctx, plan.entity)
    made = []
    for row in rows:
        raw = {key: row[attname] for key, attname in names.items()}
        made.append(Row(0, raw, {key: readers[key](raw[key]) for key in needs.fields}))
    read_linked(ctx, needs, made, lock=True)
    for row, seen in zip(rows, made, strict=True):
        for program in touched.programs:
            key = program.field.key
            value = of_none(program) if program.children else work_out(program, seen.scope)
            row[writer.by_name[key].attname] = value
            if key in needs.fields:
                seen.scope[key] = readers[key](value)
        check_rules(ctx, writer.entity, touched.rules, seen.scope)


def spread_new(ctx: Context, writer: Writer, rows: Sequence[dict[str, Any]]) -> None:
    """Bring up to date what adds up new rows, and what the rows read of that."""
    plan = ctx.snapshot.computed.of(writer.entity.key)
    if plan is None or not plan.new.spreads:
        return
    watched = (plan.entity, [row["id"] for row in rows])
    came = spread(ctx, dirty=_adding_up(writer, plan, rows), watched=watched)
    for row in rows:
        for key, value in came.get(row["id"], {}).items():
            row[writer.by_name[key].attname] = value


def spread_restored(ctx: Context, writer: Writer, rows: Sequence[Mapping[str, Any]]) -> None:
    """Work out rows that came back as they were, and what adds them up."""
    plan = ctx.snapshot.computed.of(writer.entity.key)
    if plan is not None:
        ids = {int(row["id"]) for row in rows}
        own = {program.node: ids for program in plan.programs}
        spread(ctx, dirty={**own, **_adding_up(writer, plan, rows)}, unseen=True)


def spread_deleted(ctx: Context, gone: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Bring up to date what added up rows that are deleted. gone: by entity, values by attname."""
    dirty: dict[FieldOf, set[int]] = {}
    for entity_key, rows in gone.items():
        plan = ctx.snapshot.computed.of(entity_key)
        if plan is not None:
            writer = ctx.snapshot.writer(entity_key)
            for node, ids in _adding_up(writer, plan, rows).items():
                dirty.setdefault(node, set()).update(ids)
    if dirty:
        spread(ctx, dirty=dirty)


def _adding_up(
    writer: Writer, plan: EntityPlan, rows: Sequence[Mapping[str, Any]]
) -> dict[FieldOf, set[int]]:
    """Return the rollups over some rows, with the parents for which they change."""
    dirty: dict[FieldOf, set[int]] = {}
    for program in plan.rollups:
        if program.children is not None:
            name = writer.by_name[program.children.link].attname
            parents = {row[name] for row in rows if row[name] is not None}
            if parents:
                dirty[program.node] = parents
    return dirty


def settle_change(ctx: Context, writer: Writer, record: Any, changed: Mapping[str, Any]) -> Settled:
    """Return what changed values of a record come to; rules are asked. Raises: RuleBroken."""
    settled, refused = settle_changes(ctx, writer, [(record, changed)])
    for error in refused.values():
        raise error
    return settled.get(record.id, NOTHING)


def settle_changes(
    ctx: Context, writer: Writer, changes: Sequence[tuple[Any, Mapping[str, Any]]]
) -> tuple[dict[int, Settled], dict[int, OwjError]]:
    """Return by id what changed values of records come to, and what refuses those of others."""
    plan = ctx.snapshot.computed.of(writer.entity.key)
    settled: dict[int, Settled] = {}
    refused: dict[int, OwjError] = {}
    if plan is None:
        return settled, refused
    together: dict[frozenset[str], dict[int, dict[str, Any]]] = {}
    held: dict[str, set[int | None]] = {}
    for record, changed in changes:
        over = {writer.by_name[name].definition.key: value for name, value in changed.items()}
        touched = plan.touched(frozenset(over))
        if not (touched.programs or touched.rules or touched.links):
            continue
        settled[record.id] = Settled()
        for link in touched.links:
            before = getattr(record, writer.by_name[link].attname)
            held.setdefault(link, set()).update((before, over.get(link)))
            if link in over and before is not None:
                settled[record.id].lost[link] = before
        together.setdefault(frozenset(over), {})[record.id] = over
    for link in sorted(held):
        _lock_parents(ctx, writer, link, list(held[link]))
    for keys, overs in together.items():
        touched = plan.touched(keys)
        if touched.programs or touched.rules:
            refused |= _work_out_all(ctx, writer, touched, overs, settled)
    return settled, refused


def _work_out_all(
    ctx: Context,
    writer: Writer,
    touched: Touched,
    overs: Mapping[int, dict[str, Any]],
    settled: Mapping[int, Settled],
) -> dict[int, OwjError]:
    """Work out rows in which the same fields change; return what refuses."""
    needs = _with_own(needs_of(ctx, writer.entity.key, touched.reads), touched)
    for over in overs.values():
        over["updated_at"] = ctx.now
    # Where a link moves, nobody who changes the linked row knows of this one before the commit.
    moves = any(not needs.links.keys().isdisjoint(over) for over in overs.values())
    found = read_rows(ctx, needs, list(overs), lock=FOR_WRITING, lock_linked=moves, over=overs)
    refused: dict[int, OwjError] = {}
    for row_id, row in found.items():
        try:
            settled[row_id].values = _worked_out(ctx, writer, touched, row)
        except OwjError as error:
            refused[row_id] = error
    return refused


def _worked_out(ctx: Context, writer: Writer, touched: Touched, row: Row) -> dict[str, Any]:
    readers = readers_of(ctx, writer.entity.key)
    values: dict[str, Any] = {}
    for program in touched.programs:
        key = program.field.key
        value = work_out(program, row.scope)
        if value != row.raw[key]:
            values[writer.by_name[key].attname] = value
        row.scope[key] = readers[key](value)
    check_rules(ctx, writer.entity, touched.rules, row.scope)
    return values


def _with_own(needs: Needs, touched: Touched) -> Needs:
    needs.fields |= {program.field.key for program in touched.programs}
    needs.fields |= {rule.field.key for rule in touched.rules if rule.field is not None}
    return needs


def spread_change(
    ctx: Context, writer: Writer, record: Any, changed: Mapping[str, Any], settled: Settled
) -> dict[str, Any]:
    """Bring others up to date after an update; return what this changed in the record itself."""
    return spread_changes(ctx, writer, [(record.id, changed, settled)]).get(record.id, {})


def spread_changes(
    ctx: Context, writer: Writer, changes: Sequence[tuple[int, Mapping[str, Any], Settled]]
) -> dict[int, dict[str, Any]]:
    """Bring others up to date after updates: of (record id, what changed, what it came to).

    Returns by id what this changed in the records themselves, by attname.
    """
    plan = ctx.snapshot.computed.of(writer.entity.key)
    if plan is None:
        return {}
    dirty: dict[FieldOf, set[int]] = {}
    moved: dict[FieldOf, set[int]] = {}
    ids: list[int] = []
    for record_id, changed, settled in changes:
        keys = {writer.by_name[name].definition.key for name in (*changed, *settled.values)}
        if not plan.touched(frozenset(keys)).spreads:
            continue
        ids.append(record_id)
        for program in plan.rollups:
            if program.children is not None and program.children.link in settled.lost:
                lost = settled.lost[program.children.link]
                dirty.setdefault(program.node, set()).add(lost)
        for key in keys:
            moved.setdefault((plan.entity, key), set()).add(record_id)
    if not ids:
        return {}
    came = spread(ctx, dirty=dirty, changed=moved, watched=(plan.entity, ids), settled=True)
    return {
        record_id: {writer.by_name[key].attname: value for key, value in own.items()}
        for record_id, own in came.items()
    }


def _lock_parents(ctx: Context, writer: Writer, link: str, ids: Sequence[int | None]) -> None:
    target = writer.by_name[link].definition.target or ""
    lock_rows(ctx, target, sorted({one for one in ids if one is not None}))


def _attname(writer: Writer, key: str) -> str:
    field = writer.by_name.get(key)
    return key if field is None else field.attname
