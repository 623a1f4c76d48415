"""What went wrong, as problem+json (RFC 9457) that names the field or the parameter."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.api.refusals import (
    BodyRefused,
    BodyTooLarge,
    FileUnknown,
    KeyMissing,
    ManyRefused,
    MediaRefused,
    MethodRefused,
    VersionStale,
    WrittenByVerbs,
)
from owj.kernel.errors import InvalidInput, OwjError
from owj.server.files.storage import FileEmpty
from owj.server.records.refusals import FieldReadOnly
from owj.ui.failures import status_of
from owj.ui.feel_words import words_of_data

logger = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"
# Where the API is more exact than a page.
_STATUSES: tuple[tuple[type[OwjError], int], ...] = (
    (KeyMissing, 401),
    (MethodRefused, 405),
    (BodyRefused, 400),
    (BodyTooLarge, 413),
    (MediaRefused, 415),
    (VersionStale, 412),
)
_TITLES: Mapping[int, str] = {
    400: _("The request could not be read"),
    401: _("A key is needed"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Not at this address"),
    409: _("In conflict with what is stored"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Not in this format"),
    422: _("Refused"),
    429: _("Too many requests"),
    500: _("Something broke on our side"),
    503: _("Out of reach for a moment"),
    507: _("The disk of the server is full"),
}
# What names the place of the fault, in the data of an error.
_PLACES = ("parameter", "start", "end", "reason", "item")


def problem_of(error: OwjError) -> HttpResponse:
    """Return the answer to an error of ours."""
    retry_after_s = error.data.get("retry_after_s")
    status = status_of_problem(error)
    if status >= 500:
        logger.error("%s", error, exc_info=error)
    answer = problem(status, code=error.code, detail=detail_of(error), errors=_errors_of(error))
    if status == 429:
        answer.headers["Retry-After"] = str(retry_after_s)
    elif status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="owj"'
    elif status == 405:
        answer.headers["Allow"] = str(error.data["allowed"])
    return answer


def status_of_problem(error: OwjError) -> int:
    """Return the status with which an error is answered."""
    if isinstance(error, WrittenByVerbs) and "allowed" in error.data:
        return 405
    if error.data.get("clashes") is True:
        # The value is well formed; what is stored stands against it.
        return 409
    return 429 if isinstance(error.data.get("retry_after_s"), int) else _status_of(error)


def body_of(error: OwjError) -> dict[str, Any]:
    """Return the problem of an error, for an item of many."""
    return _body(
        status_of_problem(error), code=error.code, detail=detail_of(error), errors=_errors_of(error)
    )


def broken(failure: Exception) -> HttpResponse:
    """Return the answer to a fault of ours, with a code that stands in the log."""
    code = f"OWJ-500 · {secrets.token_hex(2)}-{secrets.token_hex(2)}"
    logger.error("%s", code, exc_info=failure)
    return problem(500, code="owj.error", detail=code)


def problem(
    status: int, *, code: str, detail: str, errors: list[dict[str, Any]] | None = None
) -> HttpResponse:
    """Return one problem."""
    body = _body(status, code=code, detail=detail, errors=errors)
    return HttpResponse(msgspec.json.encode(body), content_type=PROBLEM_TYPE, status=status)


def _body(
    status: int, *, code: str, detail: str, errors: list[dict[str, Any]] | None
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:owj:error:{code}",
        "title": gettext(_TITLES.get(status, _TITLES[500])),
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = errors
    return body


def detail_of(error: OwjError) -> str:
    """Return an error's sentence in the reader's language, digits as programs read them."""
    try:
        said = words_of_data(error.data)
        return gettext(error.message) % {name: _shown(value) for name, value in said.items()}
    except (KeyError, ValueError, TypeError):
        return gettext(error.message)


def _shown(value: object) -> str:
    return detail_of(value) if isinstance(value, OwjError) else str(value)


def _status_of(error: OwjError) -> int:
    return next((status for kind, status in _STATUSES if isinstance(error, kind)), status_of(error))


def _errors_of(error: OwjError) -> list[dict[str, Any]]:
    """Return which field or parameter it was, by the names that programs know."""
    if isinstance(error, ManyRefused):
        faults = error.data["faults"]
        many = faults if isinstance(faults, list) else []
        place = {"item": error.data["item"]} if "item" in error.data else {}
        return [{**told, **place} for one in many for told in _errors_of(one)]
    field = error.data.get("name")
    place = {name: error.data[name] for name in _PLACES if name in error.data}
    if (
        isinstance(error, InvalidInput | FieldReadOnly | FileUnknown)
        and not isinstance(error, FileEmpty)
        and isinstance(field, str)
        and field
    ):
        place = {"field": field, **place}
    if not place:
        return []
    return [{**place, "code": error.code, "detail": detail_of(error)}]
