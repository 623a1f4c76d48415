"""Merging records of one entity, and parting them again.

One record stays. The links of others that led to the ones that go lead to it afterwards, comments
and files come along, and what happened to them is told with its own. What it takes to part them
again is kept for a week; parting leaves alone what somebody changed since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from owj.server.activity.around import Spot
from owj.server.activity.following import add_followers
from owj.server.activity.models import RecordComment, RecordFile, RecordFollow, RecordMerge
from owj.server.activity.package_moves import Write, package_choices, package_join, package_move
from owj.server.activity.refusals import (
    MergeHeld,
    MergeNotFound,
    MergeTooLate,
    MergeUndone,
    NothingToMerge,
)
from owj.server.layouts.access import entity_of, shown_fields, written_keys
from owj.server.records import generic
from owj.server.records.audit import as_plain
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.doors import change_through_door, written_once
from owj.server.records.kept import standing, values_kept
from owj.server.records.queryset import RecordSet, rows_of
from owj.server.records.refusals import RecordNotFound
from owj.server.records.relations import Gone, delete_record
from owj.server.records.returning import bring_back
from owj.server.records.rights import Verb, most_access, opening_of
from owj.server.records.write import update_record

if TYPE_CHECKING:
    from owj.server.records.context import Context

UNDO_WITHIN = timedelta(days=7)
MOST = 10
_AROUND = {"comments": RecordComment, "files": RecordFile}


@dataclass(frozen=True, slots=True)
class Moving:
    """The records of one entity that lead to those that go. count: as many as the reader sees."""

    entity: EntityDef
    field: FieldDef
    count: int
    held: bool


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do. fields: those in which the records differ and that may be written.

    apart: those in which they differ, to tell them apart, and that stay with each.
    choices: those that only the package writes, and of which one value alone can stay.
    """

    records: Sequence[Any]
    fields: Sequence[FieldDef]
    apart: Sequence[FieldDef]
    choices: Sequence[FieldDef]
    moving: Sequence[Moving]
    comments: int
    files: int

    @property
    def held(self) -> Sequence[Moving]:
        """Return what keeps these from being merged."""
        return [one for one in self.moving if one.held]


def plan_merge(ctx: Context, entity_key: str, ids: Sequence[int]) -> MergePlan:
    """Return what merging would do. Raises: NothingToMerge, RecordNotFound."""
    entity, records = _chosen(ctx, entity_key, ids)
    open_keys = written_keys(ctx, entity)
    differ = [
        one
        for one in shown_fields(ctx, entity)
        if len({_plain(record, one) for record in records}) > 1
    ]
    choices = _choices(ctx, entity, records)
    chosen = [record.id for record in records]
    around = {"entity_id": entity.id, "record_id__in": chosen, "removed_at": None}
    return MergePlan(
        records,
        [one for one in differ if one.key in open_keys],
        [one for one in differ if one.key not in open_keys and one not in choices],
        choices,
        list(_moving(ctx, entity, chosen)),
        RecordComment.objects.filter(**around).count(),
        RecordFile.objects.filter(**around).count(),
    )


def may_merge(ctx: Context, entity_key: str) -> bool:
    """Return whether the actor may merge records of an entity at all.

    Those that go are deleted, unless the package says how they join and lets no page delete them.
    """
    joins = package_join(entity_key) is not None
    return ctx.may(entity_key, "update") and (joins or ctx.may(entity_key, "delete"))


def _choices(ctx: Context, entity: EntityDef, records: Sequence[Any]) -> list[FieldDef]:
    seen = {one.key: one for one in shown_fields(ctx, entity)}
    return [seen[key] for key in package_choices(ctx, entity.key, records) if key in seen]


def _plain(record: Any, field: FieldDef) -> str:
    return str(as_plain(getattr(record, field.attname, None)) or "")


def _chosen(ctx: Context, entity_key: str, ids: Sequence[int]) -> tuple[EntityDef, list[Any]]:
    entity = entity_of(ctx, entity_key)
    wanted = list(dict.fromkeys(ids))
    allowed = generic.reached(ctx, entity_key, wanted, Verb.UPDATE)
    if package_join(entity_key) is None:
        allowed &= generic.reached(ctx, entity_key, wanted, Verb.DELETE)
    found = {one.id: one for one in ctx.records(entity_key).filter(pk__in=allowed)}
    records = [found[one] for one in wanted if one in found]
    if not 2 <= len(wanted) <= MOST or len(records) != len(wanted):
        raise NothingToMerge(most=MOST)
    return entity, records


def _links_to(ctx: Context, entity: EntityDef) -> Iterator[tuple[EntityDef, FieldDef]]:
    for other in ctx.snapshot.schema.by_key.values():
        for field in other.by_key.values():
            if field.kind in (Kind.LINK, Kind.LINKS) and field.target == entity.key:
                yield other, field


def _leading(ctx: Context, other: EntityDef, field: FieldDef, ids: Sequence[int]) -> RecordSet:
    """Return the rows whose link, or list of links, leads to one of some records."""
    among = "overlap" if field.kind is Kind.LINKS else "in"
    return rows_of(ctx, other.key).filter(**{f"{field.attname}__{among}": list(ids)})


def _moving(ctx: Context, entity: EntityDef, ids: Sequence[int]) -> Iterator[Moving]:
    core = ctx.with_full_reach()
    for other, field in _links_to(ctx, entity):
        if not _leading(core, other, field, ids).exists():
            continue
        seen = 0
        if ctx.may(other.key, "read") and ctx.field_access(other.key).get(field.key) != "hidden":
            seen = _leading(ctx.guarded(), other, field, ids).count()
        yield Moving(other, field, seen, _is_held(other, field))


def _is_held(entity: EntityDef, field: FieldDef) -> bool:
    """Return whether only its package moves a link, and has not said how."""
    if package_move(entity.key, field.key) is not None:
        return False
    opening = opening_of(entity)
    open_to_pages = opening is None or Verb.UPDATE in opening.verbs
    once = field.key in written_once(entity.key)
    return once or not open_to_pages or most_access(entity, field) != "write"


@transaction.atomic
def merge_records(
    ctx: Context, entity_key: str, ids: Sequence[int], chosen: Mapping[str, int] | None = None
) -> RecordMerge:
    """Merge records into the first of them. chosen: by field key, whose value it is to have.

    Without a word a field keeps its value, an empty one takes the first that another has.
    Raises: NothingToMerge, MergeHeld, and what changing and deleting raise.
    """
    entity, records = _chosen(ctx, entity_key, ids)
    locked = {one: ctx.lock(ctx.snapshot.model(entity_key), one) for one in sorted(set(ids))}
    kept, gone = locked[records[0].id], [locked[one.id] for one in records[1:]]
    held = [one for one in _moving(ctx, entity, [one.id for one in gone]) if one.held]
    if held:
        raise MergeHeld(users=", ".join(str(one.entity.plural) for one in held))
    joined = _join(ctx, entity, kept, gone, chosen or {})
    values = _values(ctx, entity, [kept, *gone], chosen or {})
    before = {name: as_plain(getattr(kept, name)) for name in _attnames(ctx, entity, values)}
    merge = RecordMerge(
        entity_id=entity.id,
        kept_id=kept.id,
        gone_ids=[one.id for one in gone],
        user_id=ctx.actor.user_id,
        user_name=ctx.actor.name,
        titles={str(one.id): str(one) for one in gone},
        links=joined + _move_links(ctx, entity, kept.id, [one.id for one in gone]),
        done_at=ctx.now,
    )
    for one in gone:
        if any(it[0] == entity.id and it[1] == one.id and not it[3] for it in merge.gone):
            # It went along with another one.
            continue
        fresh = ctx.lock(ctx.snapshot.model(entity_key), one.id)
        went = _delete(ctx, fresh)
        merge.gone += [[it.entity_id, it.record_id, dict(it.values), it.attname] for it in went]
    kept = ctx.lock(ctx.snapshot.model(entity_key), kept.id)
    if values:
        kept = change_through_door(ctx, kept, values)
    merge.kept = {name: [was, as_plain(getattr(kept, name))] for name, was in before.items()}
    merge.around = _move_around(ctx, entity, kept.id, merge.gone_ids)
    merge.save()
    return merge


def _delete(ctx: Context, record: Any) -> list[Gone]:
    """Delete a record that went into another; by its package's leave, or as its own page would."""
    if package_join(record.key) is None:
        return generic.delete(ctx, record)
    return delete_record(ctx.with_full_reach(), record)


def _join(
    ctx: Context, entity: EntityDef, kept: Any, gone: Sequence[Any], chosen: Mapping[str, int]
) -> list[list[Any]]:
    join, core = package_join(entity.key), ctx.with_full_reach()
    if join is None:
        return []
    fresh = core.lock(core.snapshot.model(entity.key), kept.id)
    return _write(core, join(core, fresh, gone, chosen))


def _write(core: Context, writes: Iterable[Write]) -> list[list[Any]]:
    """Write what a package says; returns [entity id, row, attname, value before, value after]."""
    done: list[list[Any]] = []
    for row, values in writes:
        entity = core.snapshot.entity(row.key)
        names = [entity.by_key[key].attname for key in values]
        before = {name: as_plain(getattr(row, name)) for name in names}
        after = update_record(core, row, dict(values))
        done += [
            [entity.id, row.id, name, before[name], as_plain(getattr(after, name))]
            for name in names
        ]
    return done


def _values(
    ctx: Context, entity: EntityDef, records: Sequence[Any], chosen: Mapping[str, int]
) -> dict[str, Any]:
    """Return by field key what the record that stays gets from the others."""
    open_keys = written_keys(ctx, entity)
    by_id = {one.id: one for one in records}
    kept, values = records[0], {}
    for field in shown_fields(ctx, entity):
        if field.key not in open_keys:
            continue
        mine = getattr(kept, field.attname)
        said = {one.id: _without(field, one, entity, by_id) for one in records}
        source = by_id.get(chosen.get(field.key, 0))
        if source is None and mine in (None, "", (), []):
            source = next((one for one in records if said[one.id] not in (None, "", (), [])), None)
        if source is not None and source is not kept and said[source.id] != mine:
            values[field.key] = standing(field, said[source.id])
    return values


def _without(field: FieldDef, record: Any, entity: EntityDef, merged: Collection[int]) -> Any:
    """Return what a record holds, links to those that are merged left out: they become one."""
    value = getattr(record, field.attname)
    if field.target != entity.key or value is None:
        return value
    if field.kind is Kind.LINKS:
        return tuple(one for one in value if one not in merged)
    return None if value in merged else value


def _attnames(ctx: Context, entity: EntityDef, values: Mapping[str, Any]) -> list[str]:
    return [entity.by_key[key].attname for key in values]


def _move_links(
    ctx: Context, entity: EntityDef, kept_id: int, gone_ids: Sequence[int]
) -> list[list[Any]]:
    core, moved = ctx.with_full_reach(), []
    for other, field in _links_to(ctx, entity):
        rows = _leading(core, other, field, gone_ids)
        for row in rows.select_for_update(of=("self",)).order_by("pk"):
            if other.key == entity.key and row.id in gone_ids:
                continue
            own = package_move(other.key, field.key)
            if own is not None:
                writes = [(row, {field.key: kept_id})]
                moved += _write(core, own.move(core, row, kept_id) if own.move else writes)
                if own.after is not None:
                    own.after(core, row)
                continue
            if field.kind is Kind.LINKS:
                moved += _write(core, [(row, {field.key: _led_to(row, field, kept_id, gone_ids)})])
                continue
            was = getattr(row, field.attname)
            itself = other.key == entity.key and row.id == kept_id
            update_record(core, row, {field.key: None if itself and field.nullable else kept_id})
            moved.append([other.id, row.id, field.attname, was])
    return moved


def _led_to(row: Any, field: FieldDef, kept_id: int, gone_ids: Sequence[int]) -> tuple[int, ...]:
    """Return a list in which the record that stays takes the place of those that go.

    A record leads to no copy of itself.
    """
    itself = row.key == field.target and row.id == kept_id
    told = (kept_id if one in gone_ids else one for one in getattr(row, field.attname))
    return tuple(dict.fromkeys(one for one in told if not (itself and one == kept_id)))


def _move_around(
    ctx: Context, entity: EntityDef, kept_id: int, gone_ids: Sequence[int]
) -> dict[str, list[list[int]]]:
    """Lay comments and files to the record that stays, and let followers follow it."""
    there = {"entity_id": entity.id, "record_id__in": list(gone_ids)}
    moved: dict[str, list[list[int]]] = {}
    for name, model in _AROUND.items():
        rows: Any = model
        moved[name] = [
            list(pair) for pair in rows.objects.filter(**there).values_list("pk", "record_id")
        ]
        rows.objects.filter(**there).update(record_id=kept_id)
    followers = RecordFollow.objects.filter(**there).values_list("user_id", flat=True)
    add_followers(ctx, Spot(entity.id, kept_id), list(followers))
    return moved


def may_undo(ctx: Context, merge: RecordMerge) -> bool:
    """Return whether the actor may take a merge back now: who did it, or who designs the entity."""
    entity = ctx.snapshot.schema.by_id.get(merge.entity_id)
    if entity is None or merge.undone_at is not None or ctx.now - merge.done_at > UNDO_WITHIN:
        return False
    return _may_part(ctx, entity, merge)


def _may_part(ctx: Context, entity: EntityDef, merge: RecordMerge) -> bool:
    own = merge.user_id is not None and merge.user_id == ctx.actor.user_id
    verb = "delete" if package_join(entity.key) is None else "update"
    return (own or ctx.may(entity.key, "design")) and ctx.may(entity.key, verb)


@transaction.atomic
def undo_merge(ctx: Context, merge_id: int) -> RecordMerge:
    """Part records again. Raises: MergeNotFound, MergeUndone, MergeTooLate, RecordNotFound."""
    merge = RecordMerge.objects.select_for_update(of=("self",)).filter(id=merge_id).first()
    entity = ctx.snapshot.schema.by_id.get(merge.entity_id) if merge else None
    if merge is None or entity is None or entity.retired or not _may_part(ctx, entity, merge):
        raise MergeNotFound
    if merge.undone_at is not None:
        raise MergeUndone
    if ctx.now - merge.done_at > UNDO_WITHIN:
        raise MergeTooLate(days=UNDO_WITHIN.days)
    kept = ctx.lock(ctx.snapshot.model(entity.key), merge.kept_id)
    # First, so that a unique value is free again for the record it came from.
    untouched = {
        name: was
        for name, (was, now) in merge.kept.items()
        if as_plain(getattr(kept, name, None)) == now
    }
    if untouched:
        change_through_door(ctx, kept, values_kept(ctx, entity.key, untouched))
    there = ctx if package_join(entity.key) is None else ctx.with_full_reach()
    bring_back(there, [Gone(one[0], one[1], one[2], one[3]) for one in merge.gone])
    _part_links(ctx, merge)
    for name, model in _AROUND.items():
        rows: Any = model
        for row_id, gone_id in merge.around.get(name, ()):
            rows.objects.filter(pk=row_id, record_id=merge.kept_id).update(record_id=gone_id)
    merge.undone_at = ctx.now
    merge.save(update_fields=["undone_at"])
    return merge


def _part_links(ctx: Context, merge: RecordMerge) -> None:
    core = ctx.with_full_reach()
    for entity_id, row_id, attname, was, *now in reversed(merge.links):
        entity = core.snapshot.schema.by_id.get(entity_id)
        if entity is None or entity.retired:
            continue
        row = rows_of(core, entity.key).filter(pk=row_id).select_for_update(of=("self",)).first()
        if row is None or as_plain(getattr(row, attname, None)) not in (
            now or (merge.kept_id, None)
        ):
            continue
        update_record(core, row, {attname: was})
        field = next((one for one in entity.by_key.values() if one.attname == attname), None)
        own = package_move(entity.key, field.key) if field is not None else None
        if own is not None and own.after is not None:
            own.after(core, rows_of(core, entity.key).get(pk=row_id))


def merged_into(ctx: Context, entity_key: str, record_id: int) -> int:
    """Return the record into which one went. Raises: RecordNotFound when it went into none."""
    entity = entity_of(ctx, entity_key)
    rows = RecordMerge.objects.filter(
        entity_id=entity.id, gone_ids__contains=[record_id], undone_at=None
    )
    found = rows.order_by("-id").values_list("kept_id", flat=True).first()
    if found is None:
        raise RecordNotFound(entity=entity.label, id=record_id)
    return found
