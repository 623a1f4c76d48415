"""What a write works out in the rows it writes, before they are written, and the rules it asks.

The order of locks is the same everywhere: first the rows that add up what is written, then the
row itself, then the rows it reads behind its links. A row that is new, or whose link moves, is
not yet seen by those who change what it reads; so it holds what it reads until it is committed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

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


def spread_restored(ctx: Context, writer: Writer, row: Mapping[str, Any]) -> None:
    """Work out a row that came back as it was, and what adds it up."""
    plan = ctx.snapshot.computed.of(writer.entity.key)
    if plan is not None:
        own = {program.node: {int(row["id"])} for program in plan.programs}
        spread(ctx, dirty={**own, **_adding_up(writer, plan, [row])}, unseen=True)


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
    plan = ctx.snapshot.computed.of(writer.entity.key)
    if plan is None:
        return NOTHING
    over = {writer.by_name[name].definition.key: value for name, value in changed.items()}
    touched = plan.touched(frozenset(over))
    if not (touched.programs or touched.rules or touched.links):
        return NOTHING
    moved = {}
    for link in touched.links:
        before = getattr(record, writer.by_name[link].attname)
        _lock_parents(ctx, writer, link, [before, over.get(link)])
        if link in over and before is not None:
            moved[link] = before
    settled = Settled(lost=moved)
    if touched.programs or touched.rules:
        over["updated_at"] = ctx.now
        settled.values = _worked_out(ctx, writer, record.id, touched, over)
    return settled


def _worked_out(
    ctx: Context, writer: Writer, record_id: int, touched: Touched, over: Mapping[str, Any]
) -> dict[str, Any]:
    needs = _with_own(needs_of(ctx, writer.entity.key, touched.reads), touched)
    # Where a link moves, nobody who changes the linked row knows of this one before the commit.
    moves = not needs.links.keys().isdisjoint(over)
    found = read_rows(
        ctx, needs, [record_id], lock=FOR_WRITING, lock_linked=moves, over={record_id: over}
    )
    row = found.get(record_id)
    if row is None:
        return {}
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
    plan = ctx.snapshot.computed.of(writer.entity.key)
    if plan is None:
        return {}
    keys = {writer.by_name[name].definition.key for name in (*changed, *settled.values)}
    if not plan.touched(frozenset(keys)).spreads:
        return {}
    dirty: dict[FieldOf, set[int]] = {}
    for program in plan.rollups:
        if program.children is not None and program.children.link in settled.lost:
            dirty[program.node] = {settled.lost[program.children.link]}
    came = spread(
        ctx,
        dirty=dirty,
        changed={(plan.entity, key): {record.id} for key in keys},
        watched=(plan.entity, [record.id]),
        settled=True,
    )
    own = came.get(record.id, {})
    return {writer.by_name[key].attname: value for key, value in own.items()}


def _lock_parents(ctx: Context, writer: Writer, link: str, ids: Sequence[int | None]) -> None:
    target = writer.by_name[link].definition.target or ""
    lock_rows(ctx, target, sorted({one for one in ids if one is not None}))


def _attname(writer: Writer, key: str) -> str:
    field = writer.by_name.get(key)
    return key if field is None else field.attname
