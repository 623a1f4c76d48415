"""Files: uploaded once, then named by a field of a record or laid beside it."""

from __future__ import annotations

from typing import Any, BinaryIO, cast
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.api.doors import Caller, resource
from owj.api.reading import check_names
from owj.api.refusals import BodyRefused, FileUnknown, ParameterRefused, ScopeMissing
from owj.api.writing import JSON_TYPE, read_object
from owj.server.activity.around import find_spot
from owj.server.activity.files import attach, files_of, open_record_file
from owj.server.files.models import StoredFile
from owj.server.files.services import store_file
from owj.server.files.serving import file_response
from owj.server.records import Verb, generic

NAME_LETTERS = 255


def _upload(request: HttpRequest, caller: Caller) -> HttpResponse:
    """Keep the body as a file; what nothing names after two weeks is dropped.

    Raises: ScopeMissing, ParameterRefused, FileTooLarge, FileEmpty, DiskFull.
    """
    check_names(request.GET, ("name",))
    if not any(one.startswith("write") for one in caller.key.scopes):
        raise ScopeMissing(scope="write")
    name = request.GET.get("name", "")
    if not 0 < len(name) <= NAME_LETTERS:
        expected = format_lazy(_("1 to {most} letters"), most=NAME_LETTERS)
        raise ParameterRefused(parameter="name", expected=expected, got=name[:60])
    with transaction.atomic():
        stored = store_file(cast("BinaryIO", request), name, caller.ctx.actor)
    return _json(_file(stored), 201)


def _list(request: HttpRequest, caller: Caller, entity_key: str, record_id: int) -> HttpResponse:
    """Return the files that lie beside a record, the latest first. Raises: RecordNotFound."""
    caller.check_scope("read", entity_key)
    check_names(request.GET, ())
    generic.check_may(caller.ctx, entity_key, Verb.READ)
    spot, _record = find_spot(caller.ctx, entity_key, record_id)
    return _json({"items": [_file(one.file) for one in files_of(caller.ctx, spot)]})


def _lay(request: HttpRequest, caller: Caller, entity_key: str, record_id: int) -> HttpResponse:
    """Lay a file that this person uploaded beside a record.

    Raises: RecordNotFound, VerbRefused, BodyRefused.
    """
    caller.check_scope("write", entity_key)
    check_names(request.GET, ())
    ctx = caller.ctx
    body = read_object(request)
    given = body.get("file")
    if body.keys() != {"file"} or not isinstance(given, str) or _uuid(given) is None:
        raise BodyRefused(expected='{"file": "the id of a file"}', got=str(body)[:60])
    generic.check_may(ctx, entity_key, Verb.READ)
    with transaction.atomic():
        spot, _record = find_spot(ctx, entity_key, record_id)
        laid = attach(ctx, spot, [UUID(given)], None)
    if not laid:
        raise FileUnknown(name="file", file=given)
    return _json(_file(laid[0].file), 201)


def _download(
    request: HttpRequest, caller: Caller, entity_key: str, record_id: int, file_id: UUID
) -> HttpResponseBase:
    """Send a file of a record. Raises: RecordNotFound, FileNotFound, FileGone."""
    caller.check_scope("read", entity_key)
    check_names(request.GET, ())
    generic.check_may(caller.ctx, entity_key, Verb.READ)
    return file_response(open_record_file(caller.ctx, entity_key, record_id, file_id))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _file(file: StoredFile) -> dict[str, Any]:
    return {
        "id": str(file.id),
        "name": file.original_name,
        "content_type": file.content_type,
        "size": file.size_bytes,
    }


def _json(body: dict[str, Any], status: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type=JSON_TYPE, status=status)


uploads = resource(POST=_upload)
record_files = resource(GET=_list, POST=_lay)
record_file = resource(GET=_download)
