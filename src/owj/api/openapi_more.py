"""The description of what is done beside single records: many at once, search, files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from owj.api import bulk, finding
from owj.api.kinds import NOT_BLANK, STORABLE, Schema
from owj.api.openapi_links import (
    headers,
    links_of_files,
    links_of_laid,
    links_of_log,
    links_of_webhook,
)
from owj.api.openapi_parts import ONCE, gone, ref, refusals, responses, words
from owj.server.records import Verb
from owj.server.records.access import is_open
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.search.queries import WORDS_LIMIT
from owj.server.webhooks.services import ACTIONS

_ID: Schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1}
_UUID: Schema = {"type": "string", "format": "uuid"}
_ADDRESS: Schema = {"type": "string", "format": "uri", "pattern": "^https?://"}
_CONTENT: Schema = {"type": "string", "format": "binary", "minLength": 1}
_BYTES: Schema = {"application/octet-stream": {"schema": _CONTENT}}


def common_paths(known: Sequence[str]) -> dict[str, Any]:
    """Return search and the keeping of files. known: keys of the entities that may be read."""
    return {
        **webhook_paths(),
        "/search": {
            "get": {
                "operationId": "search",
                "summary": "Find records by words, in everything that this key may read",
                "parameters": [
                    _query(
                        "q", required=True, minLength=1, maxLength=WORDS_LIMIT, pattern=NOT_BLANK
                    ),
                    words("entities", "Keys of entities; without it all", known),
                    _query(
                        "limit",
                        type="integer",
                        minimum=1,
                        maximum=finding.MOST_AT_ONCE,
                        default=finding.USUAL_LIMIT,
                        description="How many of an entity at most",
                    ),
                ],
                "responses": {**responses(200, ref("finds")), **refusals(401, 403, 422, 429)},
            }
        },
        "/files": {
            "post": {
                "operationId": "upload_file",
                "summary": "Keep a file, for a field of a record or to lie beside one",
                "parameters": [
                    _query("name", required=True, minLength=1, maxLength=255, pattern=STORABLE)
                ],
                "requestBody": {"required": True, "content": _BYTES},
                "responses": {
                    **responses(201, ref("file")),
                    **refusals(400, 401, 403, 413, 422, 429),
                },
            }
        },
    }


def webhook_paths() -> dict[str, Any]:
    """Return the keeping of webhooks and their log."""
    one, deed = _number("webhook"), _number("delivery")
    body: Schema = {
        "type": "object",
        "properties": {
            "entity": {"type": "string", "minLength": 1},
            "url": {**_ADDRESS, "maxLength": 2_000},
            "actions": {"type": "array", "items": {"type": "string", "enum": list(ACTIONS)}},
        },
        "required": ["entity", "url"],
        "additionalProperties": False,
    }
    refused = refusals(401, 403, 404, 422, 429)
    place = "/webhooks/{webhook}"
    return {
        "/webhooks": {
            "get": _plain("list_webhooks", {**responses(200, ref("webhooks")), **refused}),
            "post": {
                **_plain(
                    "create_webhook",
                    {
                        **responses(201, ref("webhook"), links=links_of_webhook()),
                        **refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
                    },
                ),
                "requestBody": _json_body(body),
            },
        },
        place: {
            "parameters": [one],
            "get": _plain("read_webhook", {**responses(200, ref("webhook")), **refused}),
            "delete": _plain("delete_webhook", {**gone(), **refused}),
        },
        f"{place}/deliveries": {
            "parameters": [one],
            "get": _plain(
                "list_deliveries",
                {**responses(200, ref("deliveries"), links=links_of_log()), **refused},
            ),
        },
        f"{place}/deliveries/{{delivery}}/replay": {
            "parameters": [one, deed],
            "post": _plain("replay_delivery", {**responses(202, ref("delivery")), **refused}),
        },
    }


def _number(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": _ID}


def _plain(name: str, answers: dict[str, Any]) -> dict[str, Any]:
    summary = name.replace("_", " ").capitalize()
    return {"operationId": name, "summary": summary, "responses": answers}


def file_paths(ctx: Context, entity: EntityDef, record_id: dict[str, Any]) -> dict[str, Any]:
    """Return the files that lie beside the records of an entity."""
    key = entity.key
    place = f"/records/{key}/{{id}}/files"
    file_id = {"name": "file", "in": "path", "required": True, "schema": _UUID}
    body: Schema = {
        "type": "object",
        "properties": {"file": _UUID},
        "required": ["file"],
        "additionalProperties": False,
    }
    refused = refusals(401, 403, 404, 422, 429)
    return {
        place: {
            "parameters": [record_id],
            "get": _operation(
                entity,
                f"list_files_of_{key}",
                {**responses(200, ref("files"), links=links_of_files(key)), **refused},
            ),
            "post": {
                **_operation(
                    entity,
                    f"lay_file_to_{key}",
                    {
                        **responses(201, ref("file"), links=links_of_laid(key)),
                        **refusals(400, 401, 403, 404, 409, 413, 415, 422, 429),
                    },
                ),
                "requestBody": _json_body(body),
            },
        },
        f"{place}/{{file}}": {
            "parameters": [record_id, file_id],
            "get": _operation(
                entity,
                f"read_file_of_{key}",
                {**_content(), **refused},
            ),
        },
    }


def bulk_path(ctx: Context, entity: EntityDef) -> dict[str, Any]:
    """Return writing many at once, where anything of it may be done."""
    if not _deeds(ctx, entity):
        return {}
    answers = {
        **responses(200, ref(f"{entity.key}.bulk_done"), "Idempotency-Replayed"),
        **refusals(400, 401, 403, 404, 409, 412, 413, 415, 422, 429),
    }
    operation = _operation(entity, f"bulk_{entity.key}", answers)
    operation["parameters"] = [ONCE]
    operation["requestBody"] = _json_body(ref(f"{entity.key}.bulk"))
    return {f"/records/{entity.key}/bulk": {"post": operation}}


def bulk_schemas(ctx: Context, entity: EntityDef, changes: Schema) -> dict[str, Schema]:
    """Return what a bulk request holds, and its answer. changes: the schema of changed fields."""
    key, deeds = entity.key, _deeds(ctx, entity)
    if not deeds:
        return {}
    named: Schema = {"id": _ID, "version": _ID}
    of_one: Schema = {"type": "object", "required": ["id"], "additionalProperties": False}
    # The fields of a change stand beside id and version.
    shapes = {
        "create": ref(f"{key}.new"),
        "update": {**of_one, "properties": {**changes["properties"], **named}},
        "delete": {**of_one, "properties": named},
    }
    done: Schema = {
        "type": "object",
        "properties": {
            "status": {"type": "integer"},
            "record": {"type": "object"},
            "problem": ref("problem"),
        },
        "required": ["status"],
    }
    count: Schema = {"type": "integer"}
    return {
        f"{key}.bulk": {
            "anyOf": [
                _items_of(
                    {name: shapes[name] for name in deeds}, {"type": "boolean", "default": True}
                ),
                # Each is judged by itself, and told of in the answer.
                _items_of({name: {"type": "object"} for name in deeds}, {"const": False}, "atomic"),
            ]
        },
        f"{key}.bulk_done": {
            "type": "object",
            "properties": {
                "items": {"type": "array", "items": done},
                "done": count,
                "refused": count,
            },
            "required": ["items", "done", "refused"],
        },
    }


def _items_of(shapes: dict[str, Schema], atomic: Schema, *required: str) -> Schema:
    """Return a body of many deeds. shapes: of what is given to each."""
    items = [
        {
            "type": "object",
            "properties": {name: shape},
            "required": [name],
            "additionalProperties": False,
        }
        for name, shape in shapes.items()
    ]
    many = {
        "type": "array",
        "minItems": 1,
        "maxItems": bulk.MOST_AT_ONCE,
        "items": {"anyOf": items},
    }
    return {
        "type": "object",
        "properties": {"atomic": atomic, "items": many},
        "required": ["items", *required],
        "additionalProperties": False,
    }


def _content() -> dict[str, Any]:
    told = {"description": "The file", "headers": headers(), "content": {"*/*": {}}}
    return {"200": told}


def _deeds(ctx: Context, entity: EntityDef) -> list[str]:
    verbs: dict[str, Verb] = dict(bulk.DEEDS)
    return [
        name
        for name, verb in verbs.items()
        if is_open(ctx, entity.key, verb) and ctx.may(entity.key, verb)
    ]


def _operation(entity: EntityDef, name: str, answers: dict[str, Any]) -> dict[str, Any]:
    summary = name.replace("_", " ").capitalize()
    return {"operationId": name, "tags": [entity.key], "summary": summary, "responses": answers}


def _query(name: str, *, required: bool = False, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "schema": {"type": "string", **schema},
    }


def _json_body(schema: Schema) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}
