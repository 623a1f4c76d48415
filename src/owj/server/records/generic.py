"""The generic doors: what pages, interfaces and imports call that know no entity by name.

    from owj.server.records import generic

    rows = generic.rows(ctx, "vehicle")                      # may read; hidden fields are refused
    rows = generic.rows(ctx, "vehicle", Verb.EXPORT)         # the rows that may be exported
    one = generic.get(ctx, "vehicle", 7)
    one = generic.create(ctx, "vehicle", {"plate": "12ب345"})
    one = generic.update(ctx, one, {"plate": "12ب346"}, expected_version=3)
    generic.delete(ctx, one)

Every write is checked against the verb's reach and the fields that the actor may write. Nobody
can go around it: a record or a class that code got without naming its entity is guarded too, so
that `ctx.update(one, …)` ends here as well. Behind the check the core writes with full sight,
because rules and computed fields read what the person may not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from owj.server.records.access import own_field_access, reach_of
from owj.server.records.declare import Entity
from owj.server.records.defs import EntityDef, Kind, Label
from owj.server.records.generated import make_record
from owj.server.records.kept import StandingFile
from owj.server.records.paths import narrow_to
from owj.server.records.queryset import RecordSet, rows_of
from owj.server.records.refusals import (
    FieldReadOnly,
    FieldValueRejected,
    RecordNotFound,
    RecordOutOfReach,
    VerbRefused,
)
from owj.server.records.relations import Gone, delete_record
from owj.server.records.rights import ALL, Verb
from owj.server.records.rowtypes import Rows
from owj.server.records.write import (
    check_links,
    create_record,
    create_records,
    get_record,
    one_write,
    update_record,
)
from owj.server.records.writer import Writer

if TYPE_CHECKING:
    from owj.server.records.context import Context

E = TypeVar("E", bound=Entity)


def check_may(ctx: Context, entity_key: str, verb: Verb) -> None:
    """Refuse whoever has no right to a verb. Raises: VerbRefused."""
    if not ctx.may(entity_key, verb):
        raise VerbRefused(entity=ctx.snapshot.entity(entity_key).plural)


def rows(ctx: Context, entity_key: str, verb: Verb = Verb.READ) -> Rows[Entity]:
    """Return the rows that a verb of the actor reaches. Raises: VerbRefused."""
    check_may(ctx, entity_key, verb)
    return cast("Rows[Entity]", _reached(ctx, entity_key, verb))


def reached(ctx: Context, entity_key: str, ids: Collection[int], verb: Verb) -> frozenset[int]:
    """Return those of some records that a verb of the actor reaches; none without the right."""
    if not ctx.may(entity_key, verb):
        return frozenset()
    found = _reached(ctx, entity_key, verb).filter(pk__in=ids)
    return frozenset(found.values_list("pk", flat=True))


def get(ctx: Context, entity_key: str, record_id: int, *, lock: bool = False) -> Entity:
    """Return one record that the actor may see. Raises: RecordNotFound, VerbRefused."""
    check_may(ctx, entity_key, Verb.READ)
    entity: type[Entity] = ctx.snapshot.model(entity_key)
    return get_record(ctx.guarded(), entity, record_id, lock=lock)


def create(
    ctx: Context,
    entity_key: str,
    values: Mapping[str, Any],
    fixed: Mapping[str, Any] | None = None,
) -> Entity:
    """Write a new record. fixed: what the page says in place of the person, writable or not.

    Raises: VerbRefused, FieldReadOnly, FieldValueRejected, RecordOutOfReach.
    """
    entity: type[Entity] = ctx.snapshot.model(entity_key)
    if not fixed:
        return create_record(ctx.guarded(), entity, values)
    return create_many_guarded(ctx.guarded(), entity, [values], single=True, fixed=fixed)[0]


def create_many(ctx: Context, entity_key: str, rows: Iterable[Mapping[str, Any]]) -> list[Entity]:
    """Write many new records at once. Raises: as `create`."""
    return create_records(ctx.guarded(), ctx.snapshot.model(entity_key), rows)


def update(
    ctx: Context, record: Entity, values: Mapping[str, Any], expected_version: int | None = None
) -> Entity:
    """Write changed values. Raises: as `create`, RecordChanged, RecordNotFound."""
    return update_record(ctx.guarded(), record, values, expected_version)


def delete(ctx: Context, record: Entity) -> list[Gone]:
    """Delete a record; returns what went, for `returning.bring_back`.

    Raises: VerbRefused, RecordNotFound, RecordChanged, RecordInUse.
    """
    return delete_record(ctx.guarded(), record)


def create_guarded(ctx: Context, entity: type[E], values: Mapping[str, Any]) -> E:
    """Create for a guarded unit of work; see write.create_record."""
    return create_many_guarded(ctx, entity, [values], single=True)[0]


def create_many_guarded(
    ctx: Context,
    entity: type[E],
    rows: Iterable[Mapping[str, Any]],
    *,
    single: bool = False,
    fixed: Mapping[str, Any] | None = None,
) -> list[E]:
    """Create for a guarded unit of work; see write.create_records and `create`."""
    given, key = list(rows), entity.key
    writer = ctx.snapshot.writer(key)
    check_may(ctx, key, Verb.CREATE)
    check_writable(ctx, key, {name for row in given for name in row})
    given = [{**row, **(fixed or {})} for row in given]
    with one_write(ctx, writer.entity, in_parts=True):
        for row in given:
            check_files(ctx, writer.entity, row)
            check_links(ctx, writer, _by_attname(writer, row))
        core = ctx.with_full_reach()
        if single:
            made = [create_record(core, entity, given[0])]
        else:
            made = create_records(core, entity, given)
        check_reached(ctx, writer, [one.id for one in made], Verb.CREATE)
    return [_as_seen(ctx, writer, one) for one in made]


def update_guarded(
    ctx: Context, record: E, values: Mapping[str, Any], expected_version: int | None
) -> E:
    """Update for a guarded unit of work; see write.update_record."""
    key = record.key
    writer = ctx.snapshot.writer(key)
    check_may(ctx, key, Verb.UPDATE)
    check_writable(ctx, key, values)
    with one_write(ctx, writer.entity, in_parts=True):
        core = ctx.with_full_reach()
        # Held first: whoever gives the record away meanwhile is seen by the check.
        whole = get_record(core, type(record), record.id, lock=True)
        check_target(ctx, record.key, record.id, Verb.UPDATE)
        check_links(ctx, writer, _by_attname(writer, values))
        check_files(ctx, writer.entity, values, whole)
        seen = record.version if expected_version is None else expected_version
        update_record(core, whole, _with_unseen(ctx, writer, whole, values), seen)
        check_reached(ctx, writer, [record.id], Verb.READ)
    fresh = _as_seen(ctx, writer, whole)
    record.__dict__.update(fresh.__dict__)
    return record


def _with_unseen(
    ctx: Context, writer: Writer, whole: Any, values: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the values with what a list leads to and the actor does not see, which stays."""
    kept = dict(values)
    for field in writer.lists:
        key, target = field.definition.key, field.definition.target or ""
        held = getattr(whole, key) or ()
        if key not in kept or not held or ctx.is_free(target):
            continue
        seen = set(rows_of(ctx, target).filter(pk__in=held).values_list("pk", flat=True))
        kept[key] = (*(kept[key] or ()), *(one for one in held if one not in seen))
    return kept


def delete_guarded(ctx: Context, record: Entity) -> list[Gone]:
    """Delete for a guarded unit of work; see relations.delete_record."""
    writer = ctx.snapshot.writer(record.key)
    check_may(ctx, record.key, Verb.DELETE)
    with one_write(ctx, writer.entity, in_parts=True):
        check_target(ctx, record.key, record.id, Verb.DELETE)
        return delete_record(ctx.with_full_reach(), record)


def _reached(ctx: Context, entity_key: str, verb: Verb) -> RecordSet:
    found = rows_of(ctx.guarded(), entity_key)
    return found if verb is Verb.READ else narrow_to(ctx, found, entity_key, verb)


def check_target(ctx: Context, key: str, record_id: int, verb: Verb) -> None:
    """Refuse a record that the actor does not see, or sees without the right to the verb."""
    entity = ctx.snapshot.entity(key)
    if not rows_of(ctx, key).filter(pk=record_id).exists():
        raise RecordNotFound(entity=entity.label, id=record_id)
    if not reached(ctx, key, [record_id], verb):
        raise VerbRefused(entity=entity.label)


def check_reached(ctx: Context, writer: Writer, ids: Collection[int], verb: Verb) -> None:
    """Refuse rows that would lie where the actor may not put them. Raises: RecordOutOfReach."""
    key = writer.entity.key
    if ctx.may(key, verb) and reach_of(ctx, key, verb) is ALL:
        return
    if len(reached(ctx, key, ids, verb)) != len(ids):
        raise RecordOutOfReach(entity=writer.entity.label)


def check_writable(ctx: Context, entity_key: str, names: Iterable[str]) -> None:
    """Refuse names of fields that the actor may not write. Raises: FieldReadOnly."""
    writer = ctx.snapshot.writer(entity_key)
    access = ctx.field_access(entity_key)
    for name in names:
        field = writer.by_name.get(name)
        if field is None:
            raise FieldValueRejected(
                entity=writer.entity.key,
                name=name,
                field=Label(name, name),
                expected=_("a field that can be written"),
                got=name,
            )
        if access[field.definition.key] != "write":
            hidden = access[field.definition.key] == "hidden"
            raise FieldReadOnly(field=name if hidden else field.definition.label)


def check_own_fields(ctx: Context, entity_key: str, values: Mapping[str, Any]) -> None:
    """Refuse values of the organisation's fields that the actor may not give a package's verb.

    Raises: FieldReadOnly, FieldValueRejected, RecordNotFound.
    """
    if not values:
        return
    access = own_field_access(ctx, entity_key)
    for key in values:
        if access.get(key) != "write":
            raise FieldReadOnly(field=key)
    writer = ctx.snapshot.writer(entity_key)
    check_files(ctx, writer.entity, values)
    check_links(ctx.guarded(), writer, _by_attname(writer, values))


def check_files(
    ctx: Context, entity: EntityDef, values: Mapping[str, Any], record: Entity | None = None
) -> None:
    """Refuse files of others: a record would open them to whoever sees it.

    A file is the actor's own upload, or stands in the record already, or stood in one before.
    Raises: FieldValueRejected.
    """
    from owj.server.files.models import StoredFile

    for key, value in values.items():
        field = entity.by_key.get(key)
        if field is None or field.kind not in (Kind.FILE, Kind.IMAGE) or not value:
            continue
        if isinstance(value, StandingFile):
            continue
        if record is not None and str(getattr(record, key)) == str(value):
            continue
        mine = StoredFile.objects.filter(uploaded_by_id=ctx.actor.user_id)
        if not isinstance(value, UUID) or not mine.filter(id=value).exists():
            raise FieldValueRejected(
                entity=entity.key,
                name=key,
                field=field.label,
                expected=_("a file that you uploaded"),
                got=str(value)[:40],
                clashes=isinstance(value, UUID),
            )


def _by_attname(writer: Writer, values: Mapping[str, Any]) -> dict[str, Any]:
    return {writer.by_name[name].attname: getattr(one, "id", one) for name, one in values.items()}


def _as_seen(ctx: Context, writer: Writer, record: E) -> E:
    """Return a record that the core wrote without what the actor may not see."""
    hidden = ctx.hidden_names(writer.entity.key)
    kept = {
        name: value
        for name, value in vars(record).items()
        if name[0] != "_" and name not in hidden and name != "unit_"
    }
    seen: E = make_record(writer.model, kept, ctx)
    return seen
