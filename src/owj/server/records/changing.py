"""Changing many records at once as `generic.update` changes one, in few statements.

What holds for one holds here: rights, links, rules, what is computed, the memory of changes and
everybody who listens. A record that refuses is told and the others are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.kernel.errors import OwjError
from owj.server.records import generic
from owj.server.records.access import reach_of
from owj.server.records.audit import as_plain, is_kept, note_changes
from owj.server.records.computed.settling import NOTHING, Settled, settle_changes, spread_changes
from owj.server.records.computed.spreading import write_computed
from owj.server.records.defs import Kind
from owj.server.records.halving import SomeStay, in_halves
from owj.server.records.models import RecordChange
from owj.server.records.queryset import rows_of
from owj.server.records.reacting import RowWritten, tell_written
from owj.server.records.refusals import RecordNotFound, RecordOutOfReach, VerbRefused
from owj.server.records.rights import ALL, Verb
from owj.server.records.trying import stop_if_tried
from owj.server.records.write import missing, one_write
from owj.server.records.writer import Writer

if TYPE_CHECKING:
    from owj.server.records.context import Context

# Their values depend on what the record holds already, so each is written by itself.
_ALONE = frozenset({Kind.LINKS, Kind.FILE, Kind.IMAGE})


@dataclass(frozen=True, slots=True)
class Changed:
    """One record that was changed: its version now, and what was there, by attname."""

    version: int
    before: Mapping[str, Any]


@dataclass(slots=True)
class _Draft:
    """One record on its way. clean: what was asked; new: what differs; written: all of it."""

    record: Any
    clean: Mapping[str, Any]
    new: dict[str, Any]
    written: dict[str, Any]


def may_go_together(ctx: Context, entity_key: str, names: Iterable[str]) -> bool:
    """Return whether values of these fields can be written into many records at once."""
    fields = ctx.snapshot.entity(entity_key).by_key
    found = [fields.get(name) for name in names]
    return all(one is not None and one.kind not in _ALONE and not one.unique for one in found)


def change_many(
    ctx: Context, entity_key: str, wanted: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, Changed], dict[int, OwjError]]:
    """Write values by field key into records by id; return what changed, and what refused.

    The fields are such as `may_go_together` allows.
    """
    ctx = ctx.guarded()
    writer = ctx.snapshot.writer(entity_key)
    changed: dict[int, Changed] = {}

    def change(ids: Sequence[int]) -> None:
        with one_write(ctx, writer.entity, in_parts=True):
            changed.update(_change(ctx, writer, {one: wanted[one] for one in ids}))

    refused = in_halves(list(wanted), change)
    return {one: changed[one] for one in wanted if one not in refused}, refused


def _change(
    ctx: Context, writer: Writer, wanted: Mapping[int, Mapping[str, Any]]
) -> dict[int, Changed]:
    _check_targets(ctx, writer, list(wanted))
    core = ctx.with_full_reach()
    rows = rows_of(core, writer.entity.key).filter(pk__in=list(wanted)).order_by("pk")
    records = {one.id: one for one in rows}
    clean = _clean(ctx, writer, wanted, records)
    drafts = [_draft(record, clean[record.id]) for record in records.values()]
    before = {
        one.record.id: {name: as_plain(getattr(one.record, name)) for name in one.clean}
        for one in drafts
    }
    _write(core, writer, [one for one in drafts if one.new])
    _check_still_seen(ctx, writer, list(clean))
    return {
        one.record.id: Changed(one.record.version + bool(one.new), before[one.record.id])
        for one in drafts
    }


def update_together(
    core: Context, entity_key: str, changes: Sequence[tuple[Any, Mapping[str, Any]]]
) -> None:
    """Write values by name into records that are held, by who has full reach.

    Raises: FieldValueRejected, RuleBroken, for the first that refuses.
    """
    writer = core.snapshot.writer(entity_key)
    drafts = [_draft(record, writer.clean_changes(values, record)) for record, values in changes]
    try:
        with one_write(core, writer.entity):
            _write(core, writer, [one for one in drafts if one.new])
    except SomeStay as stay:
        raise next(iter(stay.refused.values())) from stay


def _check_targets(ctx: Context, writer: Writer, ids: Sequence[int]) -> None:
    """Hold the records that the actor sees and may change. Raises: SomeStay for the others."""
    key, entity = writer.entity.key, writer.entity
    rows = rows_of(ctx, key).filter(pk__in=ids).order_by("pk")
    seen = set(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    refused: dict[int, OwjError] = {
        one: RecordNotFound(entity=entity.label, id=one) for one in ids if one not in seen
    }
    open_ = generic.reached(ctx, key, seen, Verb.UPDATE)
    refused |= {one: VerbRefused(entity=entity.label) for one in seen - open_}
    if refused:
        raise SomeStay({one: refused[one] for one in ids if one in refused})


def _clean(
    ctx: Context,
    writer: Writer,
    wanted: Mapping[int, Mapping[str, Any]],
    records: Mapping[int, Any],
) -> dict[int, Mapping[str, Any]]:
    """Return the checked values of each record by attname. Raises: SomeStay."""
    known: dict[int, Mapping[str, Any] | OwjError] = {}
    clean: dict[int, Mapping[str, Any]] = {}
    refused: dict[int, OwjError] = {}
    for record_id, values in wanted.items():
        # A deed writes the same values into all of them: they are checked once, unless it is
        # the record that says which answer may stay.
        found = known.get(id(values))
        if found is None:
            found = _checked(ctx, writer, values, records[record_id])
            if not any(writer.by_name[name].attname in writer.retiring for name in values):
                known[id(values)] = found
        if isinstance(found, OwjError):
            refused[record_id] = found
        else:
            clean[record_id] = found
    refused |= _out_of_sight(ctx, writer, clean)
    if refused:
        raise SomeStay(refused)
    return clean


def _checked(
    ctx: Context, writer: Writer, values: Mapping[str, Any], record: Any
) -> Mapping[str, Any] | OwjError:
    try:
        generic.check_writable(ctx, writer.entity.key, values)
        return writer.clean_changes(values, record)
    except OwjError as error:
        return error


def _out_of_sight(
    ctx: Context, writer: Writer, clean: Mapping[int, Mapping[str, Any]]
) -> dict[int, OwjError]:
    """Return those whose new links lead to what the actor may not see, as if there were none."""
    refused: dict[int, OwjError] = {}
    for field in writer.links:
        name, target = field.attname, field.definition.target or ""
        ids = {one[name] for one in clean.values() if one.get(name) is not None}
        if not ids or ctx.is_free(target):
            continue
        seen = set(rows_of(ctx, target).filter(pk__in=ids).values_list("pk", flat=True))
        for record_id, values in clean.items():
            value = values.get(name)
            if value is not None and value not in seen:
                error = missing(writer.entity, field.definition, value)
                refused.setdefault(record_id, error)
    return refused


def _draft(record: Any, clean: Mapping[str, Any]) -> _Draft:
    new = {name: value for name, value in clean.items() if getattr(record, name) != value}
    return _Draft(record, clean, new, {})


def _write(core: Context, writer: Writer, drafts: Sequence[_Draft]) -> None:
    """Write what differs, and everything that follows from it. Raises: SomeStay."""
    if not drafts:
        return
    settled, refused = settle_changes(core, writer, [(one.record, one.new) for one in drafts])
    if refused:
        raise SomeStay(refused)
    stop_if_tried(core, writer, [{**one.new, "id": one.record.id} for one in drafts])
    named = writer.name_actor(core.actor.user_id, new=False)
    _write_columns(core, writer, drafts, named)
    _write_computed(core, writer, settled)
    done = [(one.record.id, one.new, settled.get(one.record.id, NOTHING)) for one in drafts]
    came = spread_changes(core, writer, done)
    for one in drafts:
        worked_out = settled.get(one.record.id, NOTHING).values
        one.written = {**one.new, **named, **worked_out, **came.get(one.record.id, {})}
    _remember(core, writer, drafts)


def _write_columns(
    core: Context, writer: Writer, drafts: Sequence[_Draft], named: Mapping[str, Any]
) -> None:
    """Set the columns that people wrote; rows that get the same values get them at once."""
    together: dict[tuple[str, ...], list[tuple[list[Any], list[int]]]] = {}
    for one in drafts:
        values = {**one.new, **named}
        raw = [writer.by_name[name].to_database(value) for name, value in values.items()]
        groups = together.setdefault(tuple(values), [])
        if groups and groups[-1][0] == raw:
            groups[-1][1].append(one.record.id)
        else:
            groups.append((raw, [one.record.id]))
    for names, groups in together.items():
        statement = writer.update_many_statement([writer.by_name[name] for name in names])
        with connection.cursor() as cursor:
            cursor.executemany(statement, [[*raw, core.now, ids] for raw, ids in groups])


def _write_computed(core: Context, writer: Writer, settled: Mapping[int, Settled]) -> None:
    by_key = {
        record_id: {writer.by_name[name].definition.key: v for name, v in one.values.items()}
        for record_id, one in settled.items()
        if one.values
    }
    write_computed(core, writer.entity.key, by_key)


def _remember(core: Context, writer: Writer, drafts: Sequence[_Draft]) -> None:
    """Keep in memory what changed, and tell everybody who listens."""
    entity = writer.entity
    noted = []
    told = []
    for one in drafts:
        record = one.record
        kept = {
            writer.by_name[name].definition.column: [as_plain(getattr(record, name)), as_plain(new)]
            for name, new in one.new.items()
            if is_kept(entity, writer.by_name[name].definition)
        }
        if entity.audit or kept:
            noted.append((record.id, record.version + 1, kept))
        before = {field.attname: getattr(record, field.attname) for field in writer.fields}
        told.append(RowWritten(record.id, before, {**before, **one.written}))
    note_changes(core, entity, RecordChange.Action.UPDATED, noted)
    tell_written(core, entity, "changed", told)


def _check_still_seen(ctx: Context, writer: Writer, ids: Sequence[int]) -> None:
    """Refuse those that would lie where the actor may not see them. Raises: SomeStay."""
    key = writer.entity.key
    if ctx.may(key, Verb.READ) and reach_of(ctx, key, Verb.READ) is ALL:
        return
    seen = generic.reached(ctx, key, ids, Verb.READ)
    away = [one for one in ids if one not in seen]
    if away:
        raise SomeStay({one: RecordOutOfReach(entity=writer.entity.label) for one in away})
