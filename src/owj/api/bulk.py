"""Writing many records with one request: all of them or none, or each by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.api.doors import Caller, resource
from owj.api.problems import body_of, status_of_problem
from owj.api.reading import Row, check_names, read_record
from owj.api.refusals import BodyRefused, VersionStale
from owj.api.writing import check_open, clean_values, once, read_object, respond
from owj.kernel.errors import OwjError
from owj.server.idempotency.services import Answer
from owj.server.records import Verb, generic
from owj.server.records.context import Context
from owj.server.records.doors import change_through_door, make_through_door
from owj.server.records.refusals import RecordNotFound

MOST_AT_ONCE = 1_000
DEEDS: Mapping[str, Verb] = {
    "create": Verb.CREATE,
    "update": Verb.UPDATE,
    "delete": Verb.DELETE,
}
_BIGGEST_ID = 2**63
_NOTHING_ASKED = QueryDict()
Deed = tuple[str, dict[str, Any]]


def _bulk(request: HttpRequest, caller: Caller, entity_key: str) -> HttpResponse:
    """Do what `items` say, once for an Idempotency-Key.

    Raises: BodyRefused, and with `atomic` what the first refused item raises.
    """
    caller.check_scope("write", entity_key)
    check_names(request.GET, ())
    return respond(once(request, caller, lambda: _do_all(request, caller.ctx, entity_key)))


def _do_all(request: HttpRequest, ctx: Context, entity_key: str) -> Answer:
    atomic, deeds = _read(request)
    for verb in {DEEDS[name] for name, _given in deeds}:
        check_open(ctx, entity_key, verb)
        generic.check_may(ctx, entity_key, verb)
    done: list[Row] = []
    for place, (name, given) in enumerate(deeds):
        try:
            with transaction.atomic():
                done.append(_do(ctx, entity_key, name, given))
        except OwjError as error:
            if atomic:
                # Leaving by an error undoes the whole transaction.
                error.data["item"] = place
                raise
            done.append({"status": status_of_problem(error), "problem": body_of(error)})
    refused = sum("problem" in one for one in done)
    body = {"items": done, "done": len(done) - refused, "refused": refused}
    return Answer(200, msgspec.json.encode(body))


def _do(ctx: Context, entity_key: str, name: str, given: dict[str, Any]) -> Row:
    if name == "create":
        made = make_through_door(ctx, entity_key, clean_values(ctx, entity_key, given))
        return {"status": 201, "record": _record(ctx, entity_key, made.id, made.version)}
    record_id, version = _number(given.pop("id", None), "id"), given.pop("version", None)
    record = generic.get(ctx, entity_key, record_id, lock=True)
    if version is not None and _number(version, "version") != record.version:
        raise VersionStale(version=record.version)
    if name == "delete":
        if given:
            raise BodyRefused(expected=_("id and version alone"), got=", ".join(given)[:60])
        generic.delete(ctx, record)
        return {"status": 204}
    changed = change_through_door(ctx, record, clean_values(ctx, entity_key, given))
    return {"status": 200, "record": _record(ctx, entity_key, changed.id, changed.version)}


def _record(ctx: Context, entity_key: str, record_id: int, version: int) -> Row:
    try:
        return read_record(ctx, entity_key, record_id, _NOTHING_ASKED)
    except RecordNotFound:
        # It lies where its maker may write and not read.
        return {"id": record_id, "version": version}


def _read(request: HttpRequest) -> tuple[bool, list[Deed]]:
    body = read_object(request)
    unknown = body.keys() - {"atomic", "items"}
    if unknown:
        raise BodyRefused(expected=_("atomic and items"), got=", ".join(sorted(unknown))[:60])
    atomic, items = body.get("atomic", True), body.get("items")
    if not isinstance(atomic, bool):
        raise BodyRefused(expected=_("true or false for atomic"), got=str(atomic)[:60])
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_AT_ONCE:
        got = str(len(items)) if isinstance(items, list) else type(items).__name__
        raise BodyRefused(expected=format_lazy(_("1 to {most} items"), most=MOST_AT_ONCE), got=got)
    return atomic, list(_deeds(items))


def _deeds(items: list[Any]) -> Iterator[Deed]:
    shown = '{"create": {…}}, {"update": {"id": 7, …}}, {"delete": {"id": 7}}'
    expected = format_lazy(_("items such as {shown}"), shown=shown)
    for one in items:
        name = next(iter(one), "") if isinstance(one, dict) and len(one) == 1 else ""
        if name not in DEEDS or not isinstance(one[name], dict):
            raise BodyRefused(expected=expected, got=str(one)[:60])
        yield name, dict(one[name])


def _number(given: object, name: str) -> int:
    # JSON knows one kind of number: 7.0 is the whole number 7.
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if type(given) is not int or not 0 < given < _BIGGEST_ID:
        raise BodyRefused(
            expected=format_lazy(_("a number for {name}"), name=name), got=str(given)[:60]
        )
    return given


bulk = resource(POST=_bulk)
