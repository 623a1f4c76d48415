"""Runs of like items in one request: each is done together, in few statements.

A run is what stands behind each other and does the same, to no record twice. What is done tells
its answers by the place of the item; what refused comes back, and touched nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.api.reading import Row, read_records
from owj.api.refusals import BodyRefused, VersionStale
from owj.api.writing import clean_values
from owj.kernel.errors import OwjError
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.deleting import delete_many
from owj.server.records.doors import (
    change_many_through_door,
    change_through_door,
    has_make,
    make_through_door,
    may_change_together,
)
from owj.server.records.halving import OneByOne, in_halves
from owj.server.records.refusals import RecordNotFound

Deed = tuple[str, dict[str, Any]]
# The place of an item in the request, and what it gives.
Item = tuple[int, dict[str, Any]]
Refused = dict[int, OwjError]
_BIGGEST_ID = 2**63


def runs_of(deeds: Sequence[Deed]) -> Iterator[tuple[str, list[Item]]]:
    """Yield the runs of a request, each with the name of what it does."""
    run: list[Item] = []
    name = ""
    ids: set[str] = set()
    for place, (deed, given) in enumerate(deeds):
        record = repr(given.get("id", place))
        if run and (deed != name or record in ids):
            yield name, run
            run, ids = [], set()
        name = deed
        ids.add(record)
        run.append((place, given))
    if run:
        yield name, run


def _create(ctx: Context, key: str, run: Sequence[Item], done: list[Row]) -> Refused:
    refused: Refused = {}
    values: dict[int, dict[str, Any]] = {}
    for place, given in run:
        try:
            values[place] = clean_values(ctx, key, given)
        except OwjError as error:
            refused[place] = error
    made: dict[int, Any] = {}

    def make(places: Sequence[int]) -> None:
        if len(places) == 1:
            made[places[0]] = make_through_door(ctx, key, values[places[0]])
        elif has_make(key):
            raise OneByOne
        else:
            found = generic.create_many(ctx, key, [values[place] for place in places])
            made.update(zip(places, found, strict=True))

    refused |= in_halves(list(values), make)
    kept = {place: one for place, one in made.items() if place not in refused}
    _answer(ctx, key, 201, {place: (one.id, one.version) for place, one in kept.items()}, done)
    return refused


def _update(ctx: Context, key: str, run: Sequence[Item], done: list[Row]) -> Refused:
    targets, refused = _targets(ctx, key, run)
    given = dict(run)
    wanted: dict[int, Mapping[str, Any]] = {}
    for place, record_id in targets.items():
        try:
            wanted[record_id] = clean_values(ctx, key, given[place])
        except OwjError as error:
            refused[place] = error
    names = {name for values in wanted.values() for name in values}
    versions: dict[int, int] = {}
    if may_change_together(ctx, key, names):
        changed, stay = change_many_through_door(ctx, key, wanted)
        versions = {one: each.version for one, each in changed.items()}
    else:
        stay = _one_by_one(ctx, key, wanted, versions)
    places = {record_id: place for place, record_id in targets.items()}
    refused |= {places[one]: error for one, error in stay.items()}
    found = {places[one]: (one, version) for one, version in versions.items()}
    _answer(ctx, key, 200, found, done)
    return refused


def _one_by_one(
    ctx: Context, key: str, wanted: Mapping[int, Mapping[str, Any]], versions: dict[int, int]
) -> Refused:
    refused: Refused = {}
    for record_id, values in wanted.items():
        try:
            with transaction.atomic():
                record = generic.get(ctx, key, record_id, lock=True)
                versions[record_id] = change_through_door(ctx, record, values).version
        except OwjError as error:
            refused[record_id] = error
    return refused


def _delete(ctx: Context, key: str, run: Sequence[Item], done: list[Row]) -> Refused:
    targets, refused = _targets(ctx, key, run)
    for place, given in run:
        if given and place in targets:
            expected, got = _("id and version alone"), ", ".join(given)[:60]
            refused[place] = BodyRefused(expected=expected, got=got)
            del targets[place]
    _gone, stay = delete_many(ctx, key, list(targets.values()))
    for place, record_id in targets.items():
        if record_id in stay:
            refused[place] = stay[record_id]
        else:
            done[place] = {"status": 204}
    return refused


RUNS: Mapping[str, Callable[[Context, str, Sequence[Item], list[Row]], Refused]] = {
    "create": _create,
    "update": _update,
    "delete": _delete,
}


def _targets(ctx: Context, key: str, run: Sequence[Item]) -> tuple[dict[int, int], Refused]:
    """Take id and version out of items; return by place which records they name, held.

    Those that name none, or another version, are refused.
    """
    refused: Refused = {}
    asked: dict[int, tuple[int, int | None]] = {}
    for place, given in run:
        try:
            record_id, version = _number(given.pop("id", None), "id"), given.pop("version", None)
            asked[place] = record_id, None if version is None else _number(version, "version")
        except OwjError as error:
            refused[place] = error
    try:
        rows = generic.rows(ctx, key).filter(pk__in=[one for one, _version in asked.values()])
    except OwjError as error:
        return {}, refused | dict.fromkeys(asked, error)
    held_rows = rows.order_by("pk").select_for_update(of=("self",))
    held = dict(held_rows.values_list("pk", "version"))
    targets: dict[int, int] = {}
    for place, (record_id, version) in asked.items():
        if record_id not in held:
            refused[place] = RecordNotFound(entity=ctx.snapshot.entity(key).label, id=record_id)
        elif version is not None and version != held[record_id]:
            refused[place] = VersionStale(version=held[record_id])
        else:
            targets[place] = record_id
    return targets, refused


def _answer(
    ctx: Context, key: str, status: int, found: Mapping[int, tuple[int, int]], done: list[Row]
) -> None:
    """Put the records that were written into the answers, by place: (id, version)."""
    rows = read_records(ctx, key, [one for one, _version in found.values()])
    for place, (record_id, version) in found.items():
        # One that is missing lies where its maker may write and not read.
        record = rows.get(record_id, {"id": record_id, "version": version})
        done[place] = {"status": status, "record": record}


def _number(given: object, name: str) -> int:
    # JSON knows one kind of number: 7.0 is the whole number 7.
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if type(given) is not int or not 0 < given < _BIGGEST_ID:
        raise BodyRefused(
            expected=format_lazy(_("a number for {name}"), name=name), got=str(given)[:60]
        )
    return given
