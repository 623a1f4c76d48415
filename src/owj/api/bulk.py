"""Writing many records with one request: all of them or none, or each by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.api.bulk_runs import RUNS, Deed, runs_of
from owj.api.doors import Caller, resource
from owj.api.problems import body_of, status_of_problem
from owj.api.reading import Row, check_names
from owj.api.refusals import BodyRefused
from owj.api.writing import check_open, once, read_object, respond
from owj.server.idempotency.services import Answer
from owj.server.records import Verb, generic
from owj.server.records.context import Context

MOST_AT_ONCE = 1_000
DEEDS: Mapping[str, Verb] = {
    "create": Verb.CREATE,
    "update": Verb.UPDATE,
    "delete": Verb.DELETE,
}


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
    done: list[Row] = [{} for _deed in deeds]
    for name, run in runs_of(deeds):
        refused = RUNS[name](ctx, entity_key, run, done)
        for place in sorted(refused):
            error = refused[place]
            if atomic:
                # Leaving by an error undoes the whole transaction.
                error.data["item"] = place
                raise error
            done[place] = {"status": status_of_problem(error), "problem": body_of(error)}
    count = sum("problem" in one for one in done)
    body = {"items": done, "done": len(done) - count, "refused": count}
    return Answer(200, msgspec.json.encode(body))


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


bulk = resource(POST=_bulk)
