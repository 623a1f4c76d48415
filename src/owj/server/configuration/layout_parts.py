"""Forms, shared views and rules of duplicates as items."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from owj.server.activity.duplicates import save_rule
from owj.server.activity.models import DuplicateRule
from owj.server.configuration.items import Part, register_part
from owj.server.layouts.definitions import form_from_json, view_from_json
from owj.server.layouts.forms import reset_form, save_form
from owj.server.layouts.models import FormLayout, RecordView
from owj.server.layouts.services import remove_view, save_view
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.schema.shapes import (
    ANYTHING,
    NAMES,
    TEXT,
    TEXTS,
    WHOLE,
    YES_NO,
    Misfit,
    Settings,
    by_name,
    list_of,
    one_of,
    or_none,
    plain,
)

_FORM_FIELD = Settings(
    needed={"field": TEXT},
    further={"wide": YES_NO, "visible_if": or_none(TEXT), "required_if": or_none(TEXT)},
    open=True,
)
_FORM_SECTION = Settings(
    needed={"fields": list_of(_FORM_FIELD)},
    further={"title": or_none(NAMES), "columns": one_of((1, 2))},
    open=True,
)
FORM_SHAPE = Settings(needed={"sections": list_of(_FORM_SECTION)})
_TEST = Settings(
    needed={"path": TEXTS, "operator": TEXT}, further={"values": list_of(ANYTHING)}, open=True
)


def _is_place(value: Any) -> bool:
    return type(value) is int and 0 <= value < 10_000


def _condition(value: Any, at: str) -> Misfit | None:
    """Find what does not fit in a tree of conditions."""
    is_group = not isinstance(value, dict) or "parts" in value
    return (_GROUP if is_group else _TEST)(value, at)


_GROUP = Settings(
    needed={"parts": list_of(_condition)}, further={"any": YES_NO, "not": YES_NO}, open=True
)
_BOARD = Settings(needed={"by": TEXT}, further={"card": TEXTS, "limits": by_name(WHOLE)}, open=True)
_SHOWN = Settings(
    further={
        "columns": TEXTS,
        "where": or_none(_GROUP),
        "sort": list_of(Settings({"field": TEXT}, {"down": YES_NO}, open=True)),
        "group": or_none(TEXT),
        "span": TEXT,
        "totals": list_of(Settings({"field": TEXT, "what": TEXT}, open=True)),
        "board": or_none(_BOARD),
        "day": or_none(TEXT),
        "widths": by_name(WHOLE),
    },
    open=True,
)
VIEW_SHAPE = Settings(
    needed={"name": TEXT, "shows": _SHOWN},
    further={"roles": TEXTS, "place": plain(_("a whole number"), _is_place)},
)
RULE_SHAPE = Settings(needed={"fields": TEXTS}, further={"blocks": YES_NO})


def living(ctx: Context, entity_id: str) -> EntityDef | None:
    """Return an entity by its id, unless it is gone."""
    found = ctx.snapshot.schema.by_id.get(entity_id)
    return None if found is None or found.retired else found


def is_gone(ctx: Context, entity_key: str) -> bool:
    """Tell whether an entity is gone, and with it all that was said of it."""
    return entity_key not in ctx.snapshot.schema.by_key


def label_of(ctx: Context, entity_key: str) -> str:
    """Return how people call an entity, else its key."""
    found = ctx.snapshot.schema.by_key.get(entity_key)
    return str(found.label) if found else entity_key


def _read_forms(ctx: Context) -> dict[str, Any]:
    rows = ((living(ctx, row.entity_id), row) for row in FormLayout.objects.all())
    return {f"{entity.key}/{row.purpose}": row.definition for entity, row in rows if entity}


def _write_form(ctx: Context, key: str, data: Any) -> None:
    entity_key, _slash, purpose = key.partition("/")
    if data is None:
        if not is_gone(ctx, entity_key):
            reset_form(ctx, entity_key, purpose)
    else:
        form = form_from_json(ctx.snapshot.entity(entity_key), data)
        save_form(ctx, entity_key, FormLayout.Purpose(purpose), form)


_PURPOSES = {
    FormLayout.Purpose.CREATE: _("form for new records"),
    FormLayout.Purpose.EDIT: _("form of the record"),
    FormLayout.Purpose.HUB: _("form of the hub"),
}


def _form_name(ctx: Context, key: str, _data: Any) -> str:
    entity_key, _slash, purpose = key.partition("/")
    words = _PURPOSES.get(FormLayout.Purpose(purpose), "") if purpose in _PURPOSES else purpose
    return f"{label_of(ctx, entity_key)} · {words}"


def shared_views(ctx: Context) -> dict[str, RecordView]:
    """Return the views that all see, by entity, kind and name; equal names are numbered."""
    found: dict[str, RecordView] = {}
    rows = RecordView.objects.filter(shared=True, removed_at=None)
    for row in rows.order_by("entity_id", "position", "id"):
        entity = living(ctx, row.entity_id)
        if entity is None:
            continue
        key = stem = f"{entity.key}/{row.kind}/{row.name}"
        number = 1
        while key in found:
            number += 1
            key = f"{stem}#{number}"
        found[key] = row
    return found


def _read_views(ctx: Context) -> dict[str, Any]:
    places: dict[str, int] = {}
    said = {}
    for key, row in shared_views(ctx).items():
        places[row.entity_id] = places.get(row.entity_id, 0) + 1
        said[key] = {
            "name": row.name,
            "roles": sorted(map(str, row.roles)),
            "place": places[row.entity_id],
            "shows": row.definition,
        }
    return said


def _write_view(ctx: Context, key: str, data: Any) -> None:
    entity_key, _slash, rest = key.partition("/")
    kind = rest.partition("/")[0]
    row = shared_views(ctx).get(key)
    if data is None:
        if row is not None:
            remove_view(ctx, row.pk)
        return
    entity = ctx.snapshot.entity(entity_key)
    kept = save_view(
        ctx,
        entity_key,
        name=str(data["name"]),
        definition=view_from_json(ctx.snapshot.schema, entity, data["shows"]),
        kind=RecordView.Kind(kind),
        shared=True,
        roles=[str(one) for one in data.get("roles", ())],
        view_id=row.pk if row else None,
    )
    RecordView.objects.filter(pk=kept.id).update(position=int(data.get("place", 1)))


_KINDS = {
    RecordView.Kind.LIST: _("list"),
    RecordView.Kind.BOARD: _("board"),
    RecordView.Kind.CALENDAR: _("calendar"),
}


def _view_name(ctx: Context, key: str, _data: Any) -> str:
    entity_key, kind, name = (*key.split("/", 2), "", "")[:3]
    words = _KINDS.get(RecordView.Kind(kind), "") if kind in _KINDS else kind
    return f"{label_of(ctx, entity_key)} · {words} «{name}»"


def _read_rules(ctx: Context) -> dict[str, Any]:
    said = {}
    for row in DuplicateRule.objects.all():
        entity = living(ctx, row.entity_id)
        if entity is not None:
            known = {one.id: one.key for one in entity.by_key.values()}
            fields = [known[one] for one in row.fields if one in known]
            said[entity.key] = {"fields": fields, "blocks": row.blocks}
    return said


def _write_rule(ctx: Context, key: str, data: Any) -> None:
    if data is None:
        gone = ctx.snapshot.schema.by_key.get(key)
        DuplicateRule.objects.filter(entity_id=gone.id if gone else "").delete()
    else:
        fields = [str(one) for one in data["fields"]]
        save_rule(ctx, key, fields, blocks=bool(data.get("blocks")))


FORMS = register_part(Part("form", _("Form"), _read_forms, _write_form, _form_name, FORM_SHAPE))
VIEWS = register_part(Part("view", _("View"), _read_views, _write_view, _view_name, VIEW_SHAPE))
DUPLICATES = register_part(
    Part(
        "duplicates",
        _("Duplicates"),
        _read_rules,
        _write_rule,
        lambda ctx, key, _data: label_of(ctx, key),
        RULE_SHAPE,
    )
)
