"""Deleting many records at once as `generic.delete` deletes one, in few statements.

Records to which nothing of the same deletion leads go together, with what their links say of
their relatives. Where that is not so (a tree of which parent and child are chosen, a circle) each
goes by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import connection

from owj.kernel.errors import OwjError
from owj.server.records import generic
from owj.server.records.audit import note_changes
from owj.server.records.changing import update_together
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.records.halving import OneByOne, SomeStay, in_halves
from owj.server.records.models import RecordChange
from owj.server.records.queryset import rows_of
from owj.server.records.reacting import RowWritten, tell_written
from owj.server.records.refusals import RecordInUse, RecordNotFound, VerbRefused
from owj.server.records.relations import (
    Gone,
    fields_of_kind,
    lost_of,
    plain_of,
    raw_of,
    spread_gone,
)
from owj.server.records.rights import Verb
from owj.server.records.trashed import leave_trash
from owj.server.records.trying import stop_if_tried
from owj.server.records.write import one_write

if TYPE_CHECKING:
    from owj.server.records.context import Context

Going = set[tuple[str, int]]


def delete_many(
    ctx: Context, entity_key: str, ids: Sequence[int]
) -> tuple[list[Gone], dict[int, OwjError]]:
    """Delete records by id; return what went, for `returning.bring_back`, and what refused."""
    ctx = ctx.guarded()
    gone: list[Gone] = []
    entity_id = ctx.snapshot.entity(entity_key).id

    def delete(chosen: Sequence[int]) -> None:
        # Some may have gone along with another one already.
        went = {one.record_id for one in gone if one.entity_id == entity_id and not one.attname}
        part = [one for one in chosen if one not in went]
        if not part:
            return
        if len(part) == 1:
            record = generic.get(ctx, entity_key, part[0], lock=True)
            gone.extend(generic.delete(ctx, record))
        else:
            gone.extend(_delete_together(ctx, entity_key, part))

    refused = in_halves(list(dict.fromkeys(ids)), delete)
    return gone, refused


def _delete_together(ctx: Context, key: str, ids: Sequence[int]) -> list[Gone]:
    """Delete some records. Raises: SomeStay, OneByOne, RecordInUse and what listens refuses."""
    entity, core = ctx.snapshot.entity(key), ctx.with_full_reach()
    generic.check_may(ctx, key, Verb.DELETE)
    with one_write(ctx, entity, in_parts=True):
        _check_targets(ctx, entity, ids)
        _check_unused(core, entity, ids)
        stop_if_tried(ctx, ctx.snapshot.writer(key), ())
        rows = list(rows_of(core, key).filter(pk__in=ids).order_by("pk"))
        going = {(key, one.id) for one in rows}
        try:
            went = list(_take_all(core, entity, rows, going))
        except RecursionError:
            # One by one, a chain is followed however long it is.
            raise OneByOne from None
        spread_gone(ctx, went)
        return went


def _check_targets(ctx: Context, entity: EntityDef, ids: Sequence[int]) -> None:
    """Hold the records that the actor sees and may delete. Raises: SomeStay for the others."""
    rows = rows_of(ctx, entity.key).filter(pk__in=ids).order_by("pk")
    seen = set(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
    refused: dict[int, OwjError] = {
        one: RecordNotFound(entity=entity.label, id=one) for one in ids if one not in seen
    }
    open_ = generic.reached(ctx, entity.key, seen, Verb.DELETE)
    refused |= {one: VerbRefused(entity=entity.label) for one in seen - open_}
    if refused:
        raise SomeStay({one: refused[one] for one in ids if one in refused})


def _check_unused(core: Context, entity: EntityDef, ids: Sequence[int]) -> None:
    """Refuse those that others need, in one question for each link. Raises: SomeStay."""
    refused: dict[int, OwjError] = {}
    for relative, field in fields_of_kind(core, Kind.LINK):
        if field.target != entity.key or field.on_delete != "restrict":
            continue
        if relative.key == entity.key or _may_go_along(relative, field):
            # What holds a record may be going itself; the order decides, so each is asked alone.
            continue
        rows = rows_of(core, relative.key).filter(**{f"{field.attname}__in": ids})
        for one in rows.order_by().values_list(field.attname, flat=True).distinct():
            error = RecordInUse(entity=entity.label, id=one, users=relative.plural)
            refused.setdefault(one, error)
    if refused:
        raise SomeStay(refused)


def _may_go_along(relative: EntityDef, field: FieldDef) -> bool:
    """Return whether rows of a relative may go by another link than the one that holds."""
    others = (one for one in relative.by_key.values() if one.kind is Kind.LINK and one != field)
    return any(one.on_delete == "cascade" for one in others)


def _take_all(
    core: Context, entity: EntityDef, records: Sequence[Any], going: Going
) -> Iterator[Gone]:
    """Take records of one entity, and before them what goes with them."""
    ids = [one.id for one in records]
    for relative, field in fields_of_kind(core, Kind.LINK):
        if field.target != entity.key:
            continue
        rows = rows_of(core, relative.key).filter(**{f"{field.attname}__in": ids})
        found = list(rows.order_by("pk").select_for_update(of=("self",)))
        if not found:
            continue
        if any((one.key, one.id) in going for one in found):
            raise OneByOne
        if field.on_delete == "restrict":
            raise RecordInUse(entity=entity.label, id=ids[0], users=relative.plural)
        if field.on_delete == "cascade":
            going.update((one.key, one.id) for one in found)
            yield from _take_all(core, relative, found, going)
            continue
        for one in found:
            held = getattr(one, field.attname)
            yield Gone(relative.id, one.id, {field.attname: held}, field.attname)
        update_together(core, relative.key, [(one, {field.attname: None}) for one in found])
    yield from _leave_lists(core, entity, ids, going)
    yield from _remove(core, entity, records)


def _leave_lists(
    core: Context, entity: EntityDef, ids: Sequence[int], going: Going
) -> Iterator[Gone]:
    """Take records out of the lists that lead to them. Raises: RecordInUse, OneByOne."""
    leavers = frozenset(ids)
    for relative, field in fields_of_kind(core, Kind.LINKS):
        if field.target != entity.key:
            continue
        rows = rows_of(core, relative.key).filter(**{f"{field.key}__overlap": list(ids)})
        found = list(rows.order_by("pk").select_for_update(of=("self",)))
        if any((one.key, one.id) in going for one in found):
            raise OneByOne
        left = []
        for one in found:
            listed: tuple[int, ...] = getattr(one, field.key)
            leaving = [each for each in listed if each in leavers]
            if field.on_delete == "restrict":
                raise RecordInUse(entity=entity.label, id=leaving[0], users=relative.plural)
            for each in leaving:
                yield Gone(relative.id, one.id, {field.key: each}, field.key)
            left.append((one, {field.key: tuple(each for each in listed if each not in leavers)}))
        update_together(core, relative.key, left)


def _remove(core: Context, entity: EntityDef, records: Sequence[Any]) -> Iterator[Gone]:
    """Delete rows to which nothing leads any more; each is remembered and told."""
    for record in records:
        for relative, field, row_id in leave_trash(core, entity, record.id):
            yield Gone(relative.id, row_id, {field.attname: record.id}, field.attname)
    writer = core.snapshot.writer(entity.key)
    with connection.cursor() as cursor:
        cursor.execute(writer.delete_many_statement, [[one.id for one in records]])
    rows = [(one, raw_of(writer, one)) for one in records]
    if entity.audit:
        done = ((one.id, one.version, lost_of(writer, raw)) for one, raw in rows)
        note_changes(core, entity, RecordChange.Action.DELETED, done)
    tell_written(core, entity, "deleted", [RowWritten(one.id, raw, None) for one, raw in rows])
    for one, raw in rows:
        yield Gone(entity.id, one.id, plain_of(one, raw))
