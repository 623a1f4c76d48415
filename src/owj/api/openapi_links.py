"""What an answer leads to: the links of its description, and the headers that it bears.

A link names the operation that goes on from an answer, and where its parameters stand in it, so
that a tool makes a record, reads, changes and deletes it without being told in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from owj.api.kinds import Schema

_MADE, _ASKED, _FIRST = "$response.body#/id", "$request.path.id", "$response.body#/items/0/id"
_TAG = "$response.header.ETag"
# Any text: what names no version of ours is not the current one (RFC 9110, 13.1.1).
IF_MATCH: Schema = {
    "name": "If-Match",
    "in": "header",
    "description": "Only over the version of this ETag, or over any by *; else 412",
    "schema": {"type": "string"},
}
IF_NONE_MATCH: Schema = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of the answer that you have: 304 when it is still the same",
    "schema": {"type": "string"},
}


def _header(description: str, *, required: bool = True, **schema: Any) -> Schema:
    return {"description": description, "required": required, "schema": schema}


_NUMBER: dict[str, Any] = {"type": "integer", "minimum": 0}
HEADERS: dict[str, Schema] = {
    "ETag": _header("The record's version", type="string", pattern='^"[0-9]{1,18}"$'),
    "Location": _header("Where the record is", type="string"),
    "Idempotency-Replayed": _header(
        "The answer of the first such request", required=False, type="string", enum=["true"]
    ),
    "RateLimit-Limit": _header("How much a key may ask in a minute", **_NUMBER),
    "RateLimit-Remaining": _header("How much of it is left", **_NUMBER),
    "RateLimit-Reset": _header("In how many seconds it begins anew", **_NUMBER),
    "Retry-After": _header("In how many seconds to go on", **_NUMBER),
    "WWW-Authenticate": _header("How to send a key", type="string"),
}
_PACE = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
OF_ONE = ("ETag",)
OF_NEW = ("ETag", "Location", "Idempotency-Replayed")
OF_REFUSALS: Mapping[int, tuple[str, ...]] = {401: ("WWW-Authenticate",), 429: ("Retry-After",)}


def headers(*names: str, paced: bool = True) -> dict[str, Any]:
    """Return the headers of an answer. paced: those of a key's pace among them."""
    known = [*names, *(_PACE if paced else ())]
    return {name: {"$ref": f"#/components/headers/{name}"} for name in known}


def links_of_new(key: str, methods: Iterable[str]) -> dict[str, Any]:
    """Return what a new record leads to. methods: what may be done with one record."""
    return _links_to(key, methods, _MADE, whole=True)


def links_of_list(key: str, methods: Iterable[str]) -> dict[str, Any]:
    """Return what the first record of a page leads to."""
    return _links_to(key, methods, _FIRST, whole=False)


def links_of_one(key: str, methods: Iterable[str]) -> dict[str, Any]:
    """Return what a record that was read leads to: writing over just this version."""
    over = {"id": _ASKED, "header.If-Match": _TAG}
    known = {"patch": ("change", over), "delete": ("delete", over)}
    return {
        f"{verb}_this": _link(f"{verb}_{key}", **parameters)
        for method, (verb, parameters) in known.items()
        if method in methods
    }


def links_of_files(key: str) -> dict[str, Any]:
    """Return what the files beside a record lead to: reading the first of them."""
    return {"read_file": _link(f"read_file_of_{key}", id=_ASKED, file=_FIRST)}


def links_of_laid(key: str) -> dict[str, Any]:
    """Return what a file that was laid beside a record leads to: reading it."""
    return {"read_file": _link(f"read_file_of_{key}", id=_ASKED, file=_MADE)}


def links_of_webhook() -> dict[str, Any]:
    """Return what a new webhook leads to."""
    known = ("read_webhook", "list_deliveries", "delete_webhook")
    return {name: _link(name, webhook=_MADE) for name in known}


def links_of_log() -> dict[str, Any]:
    """Return what a webhook's log leads to: sending its latest once more."""
    parameters = {"webhook": "$request.path.webhook", "delivery": _FIRST}
    return {"replay_delivery": _link("replay_delivery", **parameters)}


def _links_to(key: str, methods: Iterable[str], place: str, *, whole: bool) -> dict[str, Any]:
    known = {"get": "read", "patch": "change", "delete": "delete"} if whole else {"get": "read"}
    names = [f"{verb}_{key}" for method, verb in known.items() if method in methods]
    if whole:
        names += [f"list_files_of_{key}", f"lay_file_to_{key}"]
    return {name: _link(name, id=place) for name in names}


def _link(operation: str, **parameters: str) -> dict[str, Any]:
    return {"operationId": operation, "parameters": parameters}
