"""The addresses of records."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse

from owj.api import reading, writing
from owj.api.doors import Caller, resource
from owj.server.records import Verb
from owj.server.records.access import is_open

# Of a header that a client may send as long as it likes.
_LONGEST_TAGS = 1_000


def _list(request: HttpRequest, caller: Caller, entity_key: str) -> HttpResponse:
    caller.check_scope("read", entity_key)
    page = reading.list_records(caller.ctx, entity_key, request.GET)
    return HttpResponse(msgspec.json.encode(page), content_type=writing.JSON_TYPE)


def _create(request: HttpRequest, caller: Caller, entity_key: str) -> HttpResponse:
    caller.check_scope("write", entity_key)
    return writing.respond(writing.create_record(request, caller, entity_key))


def _read(request: HttpRequest, caller: Caller, entity_key: str, record_id: int) -> HttpResponse:
    caller.check_scope("read", entity_key)
    row = reading.read_record(caller.ctx, entity_key, record_id, request.GET)
    known = writing.versions_in(request.headers.get("If-None-Match", "")[:_LONGEST_TAGS])
    # What is expanded has versions of its own.
    if "expand" not in request.GET and row["version"] in known:
        return HttpResponse(status=304, headers={"ETag": writing.etag(row["version"])})
    return writing.respond(writing.answer_with(row, 200))


def _change(request: HttpRequest, caller: Caller, entity_key: str, record_id: int) -> HttpResponse:
    caller.check_scope("write", entity_key)
    return writing.respond(writing.change_record(request, caller.ctx, entity_key, record_id))


def _delete(request: HttpRequest, caller: Caller, entity_key: str, record_id: int) -> HttpResponse:
    caller.check_scope("write", entity_key)
    return writing.respond(writing.delete_record(request, caller.ctx, entity_key, record_id))


def _of_many(caller: Caller, entity_key: str) -> list[str]:
    return ["GET", *_open(caller, entity_key, {"POST": Verb.CREATE})]


def _of_one(caller: Caller, entity_key: str, record_id: int) -> list[str]:
    return ["GET", *_open(caller, entity_key, {"PATCH": Verb.UPDATE, "DELETE": Verb.DELETE})]


def _open(caller: Caller, entity_key: str, verbs: dict[str, Verb]) -> list[str]:
    """Return the methods that the package of an entity leaves to the API, for anybody."""
    if entity_key not in caller.ctx.snapshot.models:
        return list(verbs)
    return [one for one, verb in verbs.items() if is_open(caller.ctx, entity_key, verb)]


records = resource(_of_many, GET=_list, POST=_create)
record = resource(_of_one, GET=_read, PATCH=_change, DELETE=_delete)
