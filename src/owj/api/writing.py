"""Writing records: bodies, versions, and doing once what is asked twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.api.doors import Caller
from owj.api.kinds import read_value, shape_of
from owj.api.reading import ONE_PARAMETERS, Row, check_names, read_record, read_view
from owj.api.refusals import (
    BodyRefused,
    ManyRefused,
    MediaRefused,
    ParameterRefused,
    VersionStale,
    WrittenByVerbs,
)
from owj.kernel.errors import InvalidInput, OwjError
from owj.server.idempotency.services import Answer, answer_once
from owj.server.records import Entity, Verb, generic
from owj.server.records.access import is_open, visible_fields
from owj.server.records.context import Context
from owj.server.records.defs import Label
from owj.server.records.doors import change_through_door, make_through_door
from owj.server.records.refusals import FieldReadOnly, FieldValueRejected, RecordNotFound

JSON_TYPE = "application/json"
IDEMPOTENCY_KEY = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_ETAG = re.compile(r'"([0-9]{1,18})"')


def create_record(request: HttpRequest, caller: Caller, entity_key: str) -> Answer:
    """Write a new record, once for an Idempotency-Key.

    Raises: BodyRefused, ParameterRefused, KeyReused, WrittenByVerbs, and as `generic.create`.
    """
    check_names(request.GET, ONE_PARAMETERS)
    return once(request, caller, lambda: _create(request, caller.ctx, entity_key))


def change_record(request: HttpRequest, ctx: Context, entity_key: str, record_id: int) -> Answer:
    """Write changed values; with If-Match only over the version it names.

    Raises: VersionStale, BodyRefused, and as `generic.update`.
    """
    check_names(request.GET, ONE_PARAMETERS)
    read_view(ctx, entity_key, request.GET)
    check_open(ctx, entity_key, Verb.UPDATE)
    values = _values(request, ctx, entity_key)
    with transaction.atomic():
        record = _held(request, ctx, entity_key, record_id)
        change_through_door(ctx, record, values)
        return answer_with(read_record(ctx, entity_key, record_id, request.GET), 200)


def delete_record(request: HttpRequest, ctx: Context, entity_key: str, record_id: int) -> Answer:
    """Delete a record. Raises: VersionStale, and as `generic.delete`."""
    check_names(request.GET, ())
    check_open(ctx, entity_key, Verb.DELETE)
    with transaction.atomic():
        generic.delete(ctx, _held(request, ctx, entity_key, record_id))
    return Answer(204, b"")


def answer_with(row: Row, status: int, **headers: str) -> Answer:
    """Return a record as an answer, with its version as ETag."""
    tag = {"ETag": etag(row["version"])}
    return Answer(status, msgspec.json.encode(row), {**tag, **headers})


def etag(version: int) -> str:
    """Return a version as a header says it."""
    return f'"{version}"'


def versions_in(tags: str) -> frozenset[int]:
    """Return the versions that a condition of HTTP names."""
    return frozenset(int(found) for found in _ETAG.findall(tags))


def respond(answer: Answer) -> HttpResponse:
    """Return an answer over HTTP."""
    response = HttpResponse(answer.body, content_type=JSON_TYPE, status=answer.status)
    for name, value in answer.headers.items():
        response.headers[name] = value
    if answer.status == 204:
        del response.headers["Content-Type"]
    if answer.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def once(request: HttpRequest, caller: Caller, work: Callable[[], Answer]) -> Answer:
    """Do something once for the Idempotency-Key that a request bears, if it bears one."""
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is None:
        with transaction.atomic():
            return work()
    if not _KEY.fullmatch(key):
        expected = _("1 to 200 letters, digits and signs of ASCII")
        raise ParameterRefused(parameter=IDEMPOTENCY_KEY, expected=expected, got=key[:60])
    asked = hashlib.sha256(f"{request.method} {request.get_full_path()}\0".encode())
    asked.update(request.body)
    return answer_once(caller.user_id, key, asked.hexdigest(), work)


def _create(request: HttpRequest, ctx: Context, entity_key: str) -> Answer:
    read_view(ctx, entity_key, request.GET)
    check_open(ctx, entity_key, Verb.CREATE)
    made = make_through_door(ctx, entity_key, _values(request, ctx, entity_key))
    place = reverse("api:record", kwargs={"entity_key": entity_key, "record_id": made.id})
    try:
        row = read_record(ctx, entity_key, made.id, request.GET)
    except RecordNotFound:
        # It lies where its maker may write and not read.
        row = {"id": made.id, "version": made.version}
    return answer_with(row, 201, Location=place)


def check_open(ctx: Context, entity_key: str, verb: Verb) -> None:
    """Say it plainly when an entity changes through its package's verbs. Raises: WrittenByVerbs."""
    if not is_open(ctx, entity_key, verb):
        raise WrittenByVerbs(entity=ctx.snapshot.entity(entity_key).plural)


def _held(request: HttpRequest, ctx: Context, entity_key: str, record_id: int) -> Entity:
    """Return the record, held until the end of the transaction. Raises: VersionStale."""
    record = generic.get(ctx, entity_key, record_id, lock=True)
    wanted = request.headers.get("If-Match")
    if wanted is None or wanted.strip() == "*":
        return record
    if record.version not in versions_in(wanted):
        raise VersionStale(version=record.version)
    return record


def _values(request: HttpRequest, ctx: Context, entity_key: str) -> dict[str, Any]:
    """Return the fields of a body as the writer takes them; a hidden one is as none.

    Raises: BodyRefused, FieldValueRejected, FieldReadOnly.
    """
    return clean_values(ctx, entity_key, read_object(request))


def clean_values(ctx: Context, entity_key: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an object as the writer takes them; a hidden one is as none.

    Raises: FieldValueRejected, FieldReadOnly; ManyRefused where more than one field is wrong.
    """
    try:
        return _clean(ctx, entity_key, body)
    except (InvalidInput, FieldReadOnly):
        faults = list(_faults(ctx, entity_key, body))
        # What is not allowed is told by itself: it is no slip of the caller's.
        if len(faults) < 2 or any(isinstance(one, FieldReadOnly) for one in faults):
            raise
    raise ManyRefused(count=len(faults), faults=faults)


def _faults(ctx: Context, entity_key: str, body: dict[str, Any]) -> Iterator[OwjError]:
    """Yield what is wrong with each field by itself."""
    for key, value in body.items():
        try:
            _clean(ctx, entity_key, {key: value})
        except (InvalidInput, FieldReadOnly) as fault:
            yield fault


def _clean(ctx: Context, entity_key: str, body: dict[str, Any]) -> dict[str, Any]:
    fields = {one.key: one for one in visible_fields(ctx, entity_key)}
    access = ctx.field_access(entity_key)
    values: dict[str, Any] = {}
    for key, value in body.items():
        field = fields.get(key)
        if field is None:
            raise _rejected(entity_key, key[:60], Label(key[:60], key[:60]), _("a field"), key[:60])
        if access[key] != "write":
            raise FieldReadOnly(field=field.label, name=key)
        try:
            values[key] = read_value(field, value)
        except ValueError as error:
            expected = shape_of(field).expected
            raise _rejected(entity_key, key, field.label, expected, str(value)[:60]) from error
    # A package's verb takes what the columns take.
    ctx.snapshot.writer(entity_key).clean_changes(values)
    return values


def read_object(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a body. Raises: BodyRefused."""
    found = read_json(request)
    if not isinstance(found, dict):
        raise BodyRefused(expected=_("a JSON object"), got=type(found).__name__)
    return found


def read_json(request: HttpRequest) -> Any:
    """Return the JSON of a body. Raises: BodyRefused."""
    kind = (request.content_type or "").lower()
    if kind not in {JSON_TYPE, "application/merge-patch+json"} and request.body:
        raise MediaRefused(expected=JSON_TYPE, got=kind[:60] or _("nothing"))
    try:
        return msgspec.json.decode(request.body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BodyRefused(expected="JSON", got=str(error)[:200]) from None


def _rejected(
    entity_key: str, name: str, label: Label, expected: str | Promise, got: str
) -> FieldValueRejected:
    return FieldValueRejected(entity=entity_key, name=name, field=label, expected=expected, got=got)
