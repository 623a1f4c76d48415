"""The parts of the description that are the same for every entity."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from owj.api.cursors import CURSOR_PATTERN
from owj.api.openapi_links import OF_REFUSALS, headers
from owj.api.reading import MOST_AT_ONCE, USUAL_LIMIT

Schema = dict[str, Any]

_WORDS: dict[int, str] = {
    400: "The body is no JSON object",
    401: "No key, or one that is not valid",
    403: "Not allowed to this person, or to this key",
    404: "It does not exist, or not for this person",
    409: "In conflict with what is stored",
    412: "If-Match names a version that is no longer current",
    413: "The body is too large",
    415: "The body is of another Content-Type than the address takes",
    422: "A field or a parameter is refused: `errors` says which",
    429: "Too many requests: Retry-After says when to go on",
}
_LABEL: Schema = {
    "type": ["object", "null"],
    "properties": {"fa": {"type": "string"}, "en": {"type": "string"}},
}
_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}


def ref(name: str) -> Schema:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def responses(
    status: int, schema: Schema, *names: str, links: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return a good answer. names: headers that it bears; links: what it leads to."""
    content = {"application/json": {"schema": schema}}
    answer = {"description": "Done", "headers": headers(*names), "content": content}
    return {str(status): {**answer, "links": links} if links else answer}


def gone() -> dict[str, Any]:
    """Return the answer to a deletion."""
    return {"204": {"description": "It is gone", "headers": headers()}}


def unchanged() -> dict[str, Any]:
    """Return the answer to who has the same version already."""
    told = "Still as the ETag of If-None-Match says"
    return {"304": {"description": told, "headers": headers("ETag")}}


def refusals(*statuses: int) -> dict[str, Any]:
    """Return the problems that an operation may answer with."""
    return {str(one): {"$ref": f"#/components/responses/{one}"} for one in statuses}


def every_refusal() -> dict[str, Any]:
    """Return what those refer to."""
    content = {"application/problem+json": {"schema": ref("problem")}}
    answers: dict[str, Any] = {}
    for one, told in _WORDS.items():
        answers[str(one)] = {"description": told, "content": content}
        if one in OF_REFUSALS:
            answers[str(one)]["headers"] = headers(*OF_REFUSALS[one], paced=False)
    return answers


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": schema or {"type": "string"},
    }


def words(
    name: str, description: str, known: Sequence[str], most: int | None = None
) -> dict[str, Any]:
    """Return a parameter that takes some of the known words, with commas between them."""
    items: Schema = {"type": "string", "enum": list(known)}
    schema: Schema = {"type": "array", "minItems": 1, "items": items}
    if most is not None:
        schema["maxItems"] = most
    return {**_query(name, description, **schema), "style": "form", "explode": False}


LIST_PARAMETERS: tuple[dict[str, Any], ...] = (
    _query(
        "limit",
        "How many records at most",
        type="integer",
        minimum=1,
        maximum=MOST_AT_ONCE,
        default=USUAL_LIMIT,
    ),
    _query(
        "cursor",
        "`next` of the answer before, asked with the same filter and sort",
        type="string",
        pattern=CURSOR_PATTERN,
    ),
)
ONCE: Schema = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Do it once",
    "schema": {"type": "string", "pattern": "^[\\x21-\\x7e]{1,200}$"},
}
_ERROR: Schema = {
    "type": "object",
    "properties": {
        "field": _TEXT,
        "parameter": _TEXT,
        "start": {"type": "integer", "description": "First letter of the fault in the filter"},
        "end": {"type": "integer"},
        "reason": {"type": "string", "description": "The code of the fault in the filter"},
        "item": {"type": "integer", "description": "Which item of a bulk request, from 0"},
        "code": _TEXT,
        "detail": _TEXT,
    },
    "required": ["code", "detail"],
}
_PROBLEM: Schema = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": {"type": "integer"},
        "code": _TEXT,
        "detail": _TEXT,
        "errors": {"type": "array", "items": _ERROR},
    },
    "required": ["type", "title", "status", "code", "detail"],
}
_ENTITY: Schema = {
    "type": "object",
    "properties": {
        "key": _TEXT,
        "label": _LABEL,
        "plural": _LABEL,
        "description": _LABEL,
        "title": {"type": ["string", "null"]},
        "own": _FLAG,
        "archived": _FLAG,
        "may": {"type": "array", "items": _TEXT},
    },
    "required": ["key", "label", "plural", "may"],
}
_OPTION: Schema = {
    "type": "object",
    "properties": {"value": _TEXT, "label": _LABEL, "retired": _FLAG},
}
_FIELD: Schema = {
    "type": "object",
    "properties": {
        "key": _TEXT,
        "kind": _TEXT,
        "label": _LABEL,
        "help": _LABEL,
        "required": _FLAG,
        "unique": _FLAG,
        "access": {"type": "string", "enum": ["read", "write"]},
        "target": _TEXT,
        "options": {"type": "array", "items": _OPTION},
    },
    "required": ["key", "kind", "label", "access"],
}


def _items(name: str) -> Schema:
    items = {"type": "array", "items": ref(name)}
    return {"type": "object", "properties": {"items": items}, "required": ["items"]}


_STORED_FILE: Schema = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": _TEXT,
        "content_type": _TEXT,
        "size": {"type": "integer"},
    },
    "required": ["id", "name", "content_type", "size"],
}
_FIND: Schema = {
    "type": "object",
    "properties": {
        "entity": _TEXT,
        "id": {"type": "integer", "format": "int64"},
        "title": _TEXT,
        "said": {"type": "string", "description": "Where else than in the title the words stand"},
    },
    "required": ["entity", "id", "title", "said"],
}
_FINDS: Schema = {
    "type": "object",
    "properties": {
        "items": {"type": "array", "items": ref("find")},
        "nearly": {"type": "boolean", "description": "Nothing is written so; these come close"},
        "more": {"type": "array", "items": _TEXT, "description": "Entities with more"},
    },
    "required": ["items", "nearly", "more"],
}

_NUMBER: Schema = {"type": "integer", "format": "int64"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_WEBHOOK: Schema = {
    "type": "object",
    "properties": {
        "id": _NUMBER,
        "entity": _TEXT,
        "url": _TEXT,
        "actions": {"type": "array", "items": _TEXT},
        "active": _FLAG,
        "failures": _NUMBER,
        "made_at": _INSTANT,
        "secret": {"type": "string", "description": "Told when it is made, and never again"},
    },
    "required": ["id", "entity", "url", "actions", "active", "failures", "made_at"],
}
_DELIVERY: Schema = {
    "type": "object",
    "properties": {
        "id": _NUMBER,
        "event": {"type": "string", "format": "uuid"},
        "action": _TEXT,
        "record_id": _NUMBER,
        "version": _NUMBER,
        "at": _INSTANT,
        "state": {"type": "string", "enum": ["pending", "delivered", "failed", "skipped"]},
        "attempts": _NUMBER,
        "status": {"type": ["integer", "null"]},
        "problem": _TEXT,
        "sent_at": {"type": ["string", "null"], "format": "date-time"},
    },
    "required": ["id", "event", "action", "record_id", "version", "at", "state", "attempts"],
}

PARTS: dict[str, Schema] = {
    "webhook": _WEBHOOK,
    "webhooks": _items("webhook"),
    "delivery": _DELIVERY,
    "deliveries": _items("delivery"),
    "file": _STORED_FILE,
    "files": _items("file"),
    "find": _FIND,
    "finds": _FINDS,
    "problem": _PROBLEM,
    "entity": _ENTITY,
    "entities": _items("entity"),
    "field": _FIELD,
    "fields": _items("field"),
}
