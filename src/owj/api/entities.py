"""The addresses of definitions: what there is, and what of it the caller may see."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from owj.api.doors import Caller, resource
from owj.api.openapi import describe_api
from owj.api.readable import readable_entities
from owj.api.reading import check_names
from owj.api.refusals import EntityUnknown
from owj.api.writing import JSON_TYPE
from owj.server.records import Verb
from owj.server.records.access import visible_fields
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Label

# Numbers and texts of a definition that are sent as they are, where there are some.
_PLAIN = ("max_length", "minimum", "maximum", "decimals", "target", "default", "pattern")


def _entities(request: HttpRequest, caller: Caller) -> HttpResponse:
    check_names(request.GET, ())
    return _json({"items": [_entity(caller.ctx, one) for one in readable_entities(caller)]})


def _fields(request: HttpRequest, caller: Caller, entity_key: str) -> HttpResponse:
    check_names(request.GET, ())
    if entity_key not in {one.key for one in readable_entities(caller)}:
        raise EntityUnknown(entity=entity_key)
    access = caller.ctx.field_access(entity_key)
    shown = visible_fields(caller.ctx, entity_key)
    return _json({"items": [_field(one, access[one.key]) for one in shown]})


def _openapi(request: HttpRequest, caller: Caller) -> HttpResponse:
    check_names(request.GET, ())
    return _json(describe_api(caller.ctx, readable_entities(caller)))


def _entity(ctx: Context, entity: EntityDef) -> dict[str, Any]:
    return {
        "key": entity.key,
        "label": _label(entity.label),
        "plural": _label(entity.plural),
        "description": _label(entity.description),
        "title": entity.title,
        "own": entity.own,
        "archived": entity.archived,
        "may": [verb.value for verb in Verb if ctx.may(entity.key, verb)],
    }


def _field(field: FieldDef, access: str) -> dict[str, Any]:
    known = {name: getattr(field, name) for name in _PLAIN}
    shown: dict[str, Any] = {
        "key": field.key,
        "kind": field.kind.value,
        "label": _label(field.label),
        "help": _label(field.help),
        "required": field.required,
        "unique": field.unique,
        "access": access,
        **{name: value for name, value in known.items() if value is not None},
    }
    if field.computed:
        shown["result"] = field.stored_kind.value
    if field.options:
        shown["options"] = [
            {"value": one.value, "label": _label(one.label), "retired": one.retired}
            for one in field.options
        ]
    return shown


def _label(label: Label | None) -> dict[str, str] | None:
    return None if label is None else {"fa": label.fa, "en": label.en}


def _json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(body), content_type=JSON_TYPE)


entities = resource(GET=_entities)
fields = resource(GET=_fields)
openapi = resource(GET=_openapi)
