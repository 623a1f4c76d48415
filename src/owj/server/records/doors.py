"""Writing from the generic doors by a package's own verbs, where its records need them.

A package whose records carry more than their columns (an account, a membership) opens fields with
`open_to_pages` and says how they are written from there:

    write_by(Contact, make=make_contact, change=change_contact)

Everything else is written as `generic.py` writes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from owj.kernel.errors import OwjError
from owj.server.records import generic
from owj.server.records.changing import Changed, change_many, may_go_together
from owj.server.records.refusals import FieldReadOnly
from owj.server.records.rights import Verb

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity

Make = Callable[["Context", Mapping[str, Any]], "Entity"]
# Of a record, values by field key, and the version that the person saw.
Change = Callable[["Context", Any, Mapping[str, Any], int | None], "Entity"]
# Refuses whoever may not change such records at all.
Check = Callable[["Context"], None]


@dataclass(frozen=True, slots=True)
class _Verbs:
    make: Make | None
    change: Change | None
    once: frozenset[str]
    at_once: bool
    one_of: tuple[str, ...]
    together: Check | None
    apart: frozenset[str]


_verbs: dict[str, _Verbs] = {}
_taking_own_fields: set[str] = set()


def take_own_fields(entity: type[Entity]) -> None:
    """Say that the forms with which a package makes records also ask for the organisation's fields.

    The package's own inputs stand on its pages; forms of the entity hold the others alone.
    """
    _taking_own_fields.add(entity.key)


def takes_own_fields(entity_key: str) -> bool:
    """Return whether a package's forms of new records ask for the organisation's fields."""
    return entity_key in _taking_own_fields


def write_by(
    entity: type[Entity],
    *,
    make: Make | None = None,
    change: Change | None = None,
    once: Iterable[str] = (),
    at_once: bool = False,
    one_of: tuple[str, ...] = (),
    together: Check | None = None,
    apart: Iterable[str] = (),
) -> None:
    """Let the generic doors write an entity by verbs of its package.

    once: fields that are given when a record is made, and not changed from there afterwards.
    at_once: `make` only asks who makes it, so that imports may let the core make many together.
    one_of: `make` refuses a record that has none of these texts or files; the API tells of it.
    together: all that `change` asks beside its values, so that the core may change many together,
        except where `apart` names a field that only `change` can write.
    """
    apart = frozenset(apart)
    _verbs[entity.key] = _Verbs(make, change, frozenset(once), at_once, one_of, together, apart)


def written_once(entity_key: str) -> frozenset[str]:
    """Return the fields that the generic doors give a new record and do not change afterwards."""
    verbs = _verbs.get(entity_key)
    return verbs.once if verbs else frozenset()


def wanted_one_of(entity_key: str) -> tuple[str, ...]:
    """Return the fields of which a new record needs one."""
    verbs = _verbs.get(entity_key)
    return verbs.one_of if verbs else ()


def make_through_door(ctx: Context, entity_key: str, values: Mapping[str, Any]) -> Entity:
    """Write one new record of values by field key.

    Raises: as generic.create, and what the package's verb raises.
    """
    verbs = _verbs.get(entity_key)
    if verbs is None or verbs.make is None:
        # The core begins the transaction itself; within ours it would need a savepoint.
        return generic.create(ctx, entity_key, values)
    with transaction.atomic():
        generic.check_may(ctx, entity_key, Verb.CREATE)
        generic.check_writable(ctx, entity_key, values)
        generic.check_files(ctx, ctx.snapshot.entity(entity_key), values)
        return verbs.make(ctx, values)


def change_through_door(
    ctx: Context, record: Entity, values: Mapping[str, Any], expected_version: int | None = None
) -> Entity:
    """Write changed values into a record.

    Raises: as generic.update, and what the package's verb raises.
    """
    verbs = _verbs.get(record.key)
    for key in values:
        if key in written_once(record.key):
            raise FieldReadOnly(field=ctx.snapshot.entity(record.key).by_key[key].label)
    if verbs is None or verbs.change is None:
        return generic.update(ctx, record, values, expected_version)
    with transaction.atomic():
        generic.check_may(ctx, record.key, Verb.UPDATE)
        generic.check_writable(ctx, record.key, values)
        generic.check_target(ctx, record.key, record.id, Verb.UPDATE)
        generic.check_files(ctx, ctx.snapshot.entity(record.key), values, record)
        return verbs.change(ctx, record, values, expected_version)


def may_change_together(ctx: Context, entity_key: str, names: Iterable[str]) -> bool:
    """Return whether values of these fields can be written into many records at once."""
    keys = frozenset(names)
    verbs = _verbs.get(entity_key)
    if verbs is not None:
        if keys & (verbs.once | verbs.apart):
            return False
        if verbs.change is not None and verbs.together is None:
            return False
    return may_go_together(ctx, entity_key, keys)


def change_many_through_door(
    ctx: Context, entity_key: str, wanted: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, Changed], dict[int, OwjError]]:
    """Write values by field key into records by id; return what changed, and what refused.

    The fields are such as `may_change_together` allows.
    """
    verbs = _verbs.get(entity_key)
    if verbs is not None and verbs.together is not None:
        try:
            verbs.together(ctx)
        except OwjError as error:
            return {}, dict.fromkeys(wanted, error)
    return change_many(ctx, entity_key, wanted)


def has_make(entity_key: str) -> bool:
    """Return whether a package's verb makes each record."""
    verbs = _verbs.get(entity_key)
    return verbs is not None and verbs.make is not None


def has_verbs(entity_key: str) -> bool:
    """Return whether a package's verb must make each record, so that none are made together."""
    return has_make(entity_key) and not _verbs[entity_key].at_once
