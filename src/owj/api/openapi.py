"""The description of the API, OpenAPI 3.1, made from the snapshot for who asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from owj.api.kinds import NOT_BLANK, STORABLE, Schema, schema_of, shape_of
from owj.api.openapi_filters import filter_of
from owj.api.openapi_links import (
    HEADERS,
    IF_MATCH,
    IF_NONE_MATCH,
    OF_NEW,
    OF_ONE,
    links_of_list,
    links_of_new,
    links_of_one,
)
from owj.api.openapi_more import bulk_path, bulk_schemas, common_paths, file_paths
from owj.api.openapi_parts import (
    LIST_PARAMETERS,
    ONCE,
    PARTS,
    every_refusal,
    gone,
    ref,
    refusals,
    responses,
    unchanged,
    words,
)
from owj.api.reading import may_expand
from owj.api.sorting import MOST_TERMS, SYSTEM_FIELDS
from owj.server.records import Verb
from owj.server.records.access import visible_fields
from owj.server.records.context import Context
from owj.server.records.defs import LIST_KINDS, TEXT_KINDS, EntityDef, FieldDef, Kind
from owj.server.records.doors import wanted_one_of, written_once

VERSION = "1"
_INTRO = """Records of every entity, and their definitions. A key is sent with every request; it
reaches what its person may see, and of that what its scopes name. A list is read page by page:
`next` of an answer is the `cursor` of the following one."""


def describe_api(ctx: Context, entities: Sequence[EntityDef]) -> dict[str, Any]:
    """Return the document. entities: those that the caller may read."""
    paths: dict[str, Any] = {**_definition_paths(), **common_paths([one.key for one in entities])}
    schemas: dict[str, Any] = dict(PARTS)
    for entity in entities:
        paths |= _paths(ctx, entity)
        schemas |= _schemas(ctx, entity)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Owj", "version": VERSION, "description": _INTRO},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "tags": [
            {"name": one.key, "description": f"{one.plural.en} · {one.plural.fa}"}
            for one in entities
        ],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "headers": HEADERS,
            "responses": every_refusal(),
            "schemas": schemas,
        },
    }


def _definition_paths() -> dict[str, Any]:
    key = {
        "name": "entity",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
    }
    return {
        "/entities": {
            "get": {
                "operationId": "list_entities",
                "summary": "The entities that this key may read",
                "responses": {**responses(200, ref("entities")), **refusals(401, 403, 422, 429)},
            }
        },
        "/entities/{entity}/fields": {
            "parameters": [key],
            "get": {
                "operationId": "list_fields",
                "summary": "The fields of an entity that this key may see",
                "responses": {
                    **responses(200, ref("fields")),
                    **refusals(401, 403, 404, 422, 429),
                },
            },
        },
    }


def _paths(ctx: Context, entity: EntityDef) -> dict[str, Any]:
    key = entity.key
    verbs = {"patch": Verb.UPDATE, "delete": Verb.DELETE}
    methods = ["get", *(name for name, verb in verbs.items() if ctx.may(key, verb))]
    record_id = {"name": "id", "in": "path", "required": True, "schema": _ID}
    return {
        f"/records/{key}": _many(ctx, entity, methods),
        f"/records/{key}/{{id}}": {"parameters": [record_id], **_one(ctx, entity, methods)},
        **bulk_path(ctx, entity),
        **file_paths(ctx, entity, record_id),
    }


def _many(ctx: Context, entity: EntityDef, methods: Sequence[str]) -> dict[str, Any]:
    """Return the operations upon all records. methods: what may be done with one of them."""
    key, sent = entity.key, _parameters(ctx, entity)
    page = responses(200, ref(f"{key}.page"), links=links_of_list(key, methods))
    found = {
        "get": _operation(
            entity,
            f"list_{key}",
            f"List {entity.plural.en}",
            {**page, **refusals(401, 403, 404, 422, 429)},
            parameters=[filter_of(ctx, entity), *LIST_PARAMETERS, _sort(ctx, entity), *sent],
        )
    }
    if ctx.may(key, Verb.CREATE):
        links = links_of_new(key, methods)
        made = responses(201, ref(f"{key}.record"), *OF_NEW, links=links)
        found["post"] = _operation(
            entity,
            f"create_{key}",
            f"Create a {entity.label.en}",
            {**made, **refusals(400, 401, 403, 404, 409, 413, 415, 422, 429)},
            parameters=[*sent, ONCE],
            body=ref(f"{key}.new"),
        )
    return found


def _one(ctx: Context, entity: EntityDef, methods: Sequence[str]) -> dict[str, Any]:
    """Return the operations upon one record."""
    key, sent = entity.key, _parameters(ctx, entity)
    read = responses(200, ref(f"{key}.record"), *OF_ONE, links=links_of_one(key, methods))
    refused = refusals(400, 401, 403, 404, 409, 412, 413, 415, 422, 429)
    found = {
        "get": _operation(
            entity,
            f"read_{key}",
            f"Read a {entity.label.en}",
            {**read, **unchanged(), **refusals(401, 403, 404, 422, 429)},
            parameters=[*sent, IF_NONE_MATCH],
        )
    }
    if "patch" in methods:
        found["patch"] = _operation(
            entity,
            f"change_{key}",
            f"Change a {entity.label.en}",
            {**read, **refused},
            parameters=[*sent, IF_MATCH],
            body=ref(f"{key}.changes"),
        )
    if "delete" in methods:
        found["delete"] = _operation(
            entity,
            f"delete_{key}",
            f"Delete a {entity.label.en}",
            {**gone(), **refused},
            parameters=[IF_MATCH],
        )
    return found


def _parameters(ctx: Context, entity: EntityDef) -> list[dict[str, Any]]:
    """Return which fields may be asked for, and which links with what is behind them."""
    visible = visible_fields(ctx, entity.key)
    known = [*(one.key for one in visible), *SYSTEM_FIELDS]
    links = [one.key for one in visible if may_expand(ctx, one)]
    found = [words("fields", "Keys of fields to send; without it all", known)]
    if links:
        found.append(words("expand", "Links to send with the record behind them", links))
    return found


def _sort(ctx: Context, entity: EntityDef) -> dict[str, Any]:
    visible = visible_fields(ctx, entity.key)
    known = [*(one.key for one in visible if shape_of(one).sortable), *SYSTEM_FIELDS]
    either = [sign + key for key in known for sign in ("", "-")]
    return words("sort", "Keys of fields, a - before those that go down", either, MOST_TERMS)


_ID: Schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2**63 - 1}


def _operation(
    entity: EntityDef,
    name: str,
    summary: str,
    answers: dict[str, Any],
    *,
    parameters: Sequence[dict[str, Any]],
    body: Schema | None = None,
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": name,
        "tags": [entity.key],
        "summary": summary,
        "parameters": list(parameters),
        "responses": answers,
    }
    if body is not None:
        content = {"application/json": {"schema": body}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _schemas(ctx: Context, entity: EntityDef) -> dict[str, Any]:
    key, access = entity.key, ctx.field_access(entity.key)
    visible = visible_fields(ctx, key)
    written = [one for one in visible if access[one.key] == "write"]
    once = written_once(key)
    changes = _taken(one for one in written if one.key not in once)
    record = {
        **{name: schema_of(one) for name, one in SYSTEM_FIELDS.items()},
        **{one.key: _sent(one) for one in visible},
    }
    page = {"items": {"type": "array", "items": ref(f"{key}.record")}, "next": _CURSOR}
    required = [one.key for one in written if one.required and one.default is None]
    return {
        f"{key}.record": {"type": "object", "properties": record, "required": ["id", "version"]},
        f"{key}.page": {"type": "object", "properties": page, "required": ["items", "next"]},
        f"{key}.new": {
            **_taken(written),
            **({"required": required} if required else {}),
            **_one_of(entity, [one.key for one in written]),
        },
        f"{key}.changes": changes,
        **bulk_schemas(ctx, entity, changes),
    }


_CURSOR: Schema = {"type": ["string", "null"], "description": "The cursor of the next page"}


def _one_of(entity: EntityDef, written: Sequence[str]) -> Schema:
    """Return that a new record has one of some fields, where its package says so."""
    wanted = [key for key in wanted_one_of(entity.key) if key in written]
    there: Schema = {"type": "string", "minLength": 1}
    choices = [{"required": [key], "properties": {key: there}} for key in wanted]
    return {"anyOf": choices} if choices else {}


def _taken(fields: Iterable[FieldDef]) -> Schema:
    properties = {one.key: _labelled(one, _filled(one)) for one in fields}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _filled(field: FieldDef) -> Schema:
    """Return what a field takes: a text that must be there is not blank, another may be null."""
    living = tuple(one for one in field.options if not one.retired)
    schema = schema_of(replace(field, options=living))
    if field.stored_kind in TEXT_KINDS | LIST_KINDS and not field.required:
        return {**schema, "type": [schema["type"], "null"]}
    if field.stored_kind in LIST_KINDS:
        return {**schema, "minItems": 1}
    if schema.get("pattern") == STORABLE:
        schema = {**schema, "minLength": 1, "pattern": NOT_BLANK}
    return schema


def _sent(field: FieldDef) -> Schema:
    schema = schema_of(field)
    if field.stored_kind in {Kind.LINK, Kind.USER}:
        # Its id, or with `expand` the record; null too when that is out of reach.
        schema = {"anyOf": [schema, {"type": ["object", "null"]}]}
    return _labelled(field, schema)


def _labelled(field: FieldDef, schema: Schema) -> Schema:
    words = f"{field.label.en} · {field.label.fa}"
    return {**schema, "title": words, **({"readOnly": True} if field.computed else {})}
