"""Makes a change complete before it is drafted: names, values of answers, results of computing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from owj.server.records.computed.values import WHOLE_KINDS
from owj.server.records.defs import COMPUTED_KINDS, EntityDef, FieldDef, Kind, Label
from owj.server.records.defs_json import field_to_json
from owj.server.records.plan import may_become
from owj.server.schema.changes import (
    AddField,
    Change,
    ChangeEntity,
    ChangeField,
    CreateEntity,
    as_data,
)
from owj.server.schema.drawing import Drawing, is_own, names_taken, refusal
from owj.server.schema.names import (
    KEY_LENGTH,
    TEXT_LENGTH,
    clean_label,
    key_for,
    value_for,
)
from owj.server.schema.shapes import ENTITY_SHAPE, FIELD_SHAPE, Settings

# Texts that are shown to people, and how long they may be.
_SAID = {"label": 120, "plural": 120, "description": TEXT_LENGTH, "help": TEXT_LENGTH}
_SAID |= {"message": 300}
_CHOSEN = (Kind.CHOICE, Kind.MULTI_CHOICE)


def settle(drawing: Drawing, change: Change) -> Change:
    """Return the change with names given and labels clean. Raises: SchemaChangeRefused."""
    match change:
        case CreateEntity():
            return _settle_entity(drawing, change)
        case AddField():
            return _settle_field(drawing, change)
        case ChangeField(key, name, settings):
            entity, field = drawing.entity(key), drawing.field(key, name)
            said = _with_values(_clean(settings, str(field.label), FIELD_SHAPE), field)
            if not is_own(entity, field):
                _check_answers(said, field)
            if field.kind in COMPUTED_KINDS and said.get("result", field.result) is None:
                whole = {**field_to_json(field), **said}
                said["result"] = str(_result(drawing, entity, field.kind, whole))
            _check_result(drawing, entity, field, said)
            return replace(change, settings=said)
        case ChangeEntity(key, settings):
            entity = drawing.entity(key)
            return replace(
                change, settings=_with_rules(_clean(settings, str(entity.label), ENTITY_SHAPE))
            )
        case _:
            return change


def _check_result(
    drawing: Drawing, entity: EntityDef, field: FieldDef, said: Mapping[str, Any]
) -> None:
    """Refuse another kind of result for a column that is there. Raises: SchemaChangeRefused."""
    known = drawing.published.by_id.get(entity.id)
    stored = known.by_id.get(field.id) if known else None
    if stored is None or stored.result is None or not said.get("result"):
        return
    if not may_become(stored.result, Kind(said["result"])):
        expected = _("a result of the same kind as before; make a new field for another one")
        raise refusal(field.label, expected, _("another kind"))


def _settle_entity(drawing: Drawing, change: CreateEntity) -> CreateEntity:
    label = clean_label(change.label, str(_("The name of the entity")))
    plural = change.plural if change.plural.fa.strip() or change.plural.en.strip() else label
    taken = {one.key for one in (*drawing.published.entities, *drawing.schema.entities)}
    key = change.key or key_for(label, taken, fallback="entity")
    _check_key(key, label)
    description = change.description
    return replace(
        change,
        label=label,
        plural=clean_label(plural, str(label)),
        key=key,
        description=description and clean_label(description, str(label), TEXT_LENGTH),
        title=change.title and clean_label(change.title, str(label)),
    )


def _check_key(key: str, label: Label) -> None:
    plain = key.replace("_", "")
    if not (key.startswith("x_") and plain.isascii() and plain.isalnum() and plain.islower()):
        raise refusal(label, _("a key of x_, small Latin letters and digits"), key)
    if len(key) > KEY_LENGTH or "__" in key or key.endswith("_"):
        raise refusal(label, _("a short key without doubled underscores"), key)


def _settle_field(drawing: Drawing, change: AddField) -> AddField:
    entity = drawing.entity(change.entity)
    label = clean_label(change.label, str(entity.label))
    key = change.key or key_for(label, names_taken(drawing, entity), fallback="field")
    _check_key(key, label)
    settings = _with_values(_clean(change.settings, str(label), FIELD_SHAPE), None)
    if change.kind is Kind.LINKS:
        settings = _with_target(drawing, settings, label)
    if change.kind is Kind.LINK:
        settings = _with_way_back(drawing, entity, settings, label)
    if change.kind in COMPUTED_KINDS and not settings.get("result"):
        settings = {**settings, "result": str(_result(drawing, entity, change.kind, settings))}
    return replace(change, label=label, key=key, settings=settings)


def _clean(settings: Mapping[str, Any], where: str, shape: Settings) -> dict[str, Any]:
    """Return settings as plain data of the right shape, with every shown text clean."""
    data: dict[str, Any] = as_data(settings)
    misfit = shape(data)
    if misfit is not None:
        raise refusal(f"{where} · {misfit.at}", misfit.expected, misfit.got)
    for name, limit in _SAID.items():
        if data.get(name) is not None:
            data[name] = as_data(clean_label(_label(data[name], where), where, limit))
    return data


def _label(said: Any, where: str) -> Label:
    if not isinstance(said, Mapping) or not all(isinstance(one, str) for one in said.values()):
        raise refusal(where, _("a name in both languages"), said)
    return Label(said.get("fa", ""), said.get("en", ""))


def _with_values(settings: dict[str, Any], field: FieldDef | None) -> dict[str, Any]:
    """Return settings in which each answer of a choice has a stored value and a clean name."""
    if settings.get("options") is None:
        return settings
    known = {one.value for one in field.options} if field else set()
    taken = known | {one.get("value") for one in settings["options"] if one.get("value")}
    options = []
    for one in settings["options"]:
        label = clean_label(_label(one.get("label"), "option"), str(_("An answer")))
        value = one.get("value") or value_for(label, taken)
        taken.add(value)
        options.append({**one, "value": value, "label": as_data(label)})
    return {**settings, "options": options}


def _check_answers(settings: Mapping[str, Any], field: FieldDef) -> None:
    """Refuse answers that a package's code does not know, and taking away one that it relies on."""
    known = {one.value: one for one in field.options}
    for one in settings.get("options") or ():
        answer = known.get(one.get("value"))
        if answer is None:
            raise refusal(field.label, _("an answer of the package"), one["label"].get("fa", ""))
        if one.get("retired") and not answer.retired:
            raise refusal(answer.label, _("an answer in use: the package needs it"), _("retired"))


def _with_rules(settings: dict[str, Any]) -> dict[str, Any]:
    if settings.get("rules") is None:
        return settings
    rules = []
    for place, one in enumerate(settings["rules"], start=1):
        message = clean_label(_label(one.get("message"), "rule"), str(_("A rule")), 300)
        key = one.get("key") or f"rule_{place}"
        rules.append({**one, "key": key, "message": as_data(message)})
    return {**settings, "rules": rules}


def _with_target(drawing: Drawing, settings: dict[str, Any], label: Label) -> dict[str, Any]:
    """Return the settings of a link to many: a record that goes leaves the lists, else it stays."""
    if not settings.get("target"):
        raise refusal(label, _("an entity that the link leads to"), _("nothing"))
    drawing.entity(settings["target"])
    kept = settings.get("on_delete") == "restrict"
    return {**settings, "on_delete": "restrict" if kept else "set_null"}


def _with_way_back(
    drawing: Drawing, entity: EntityDef, settings: dict[str, Any], label: Label
) -> dict[str, Any]:
    """Return a link's settings with a name for the way back, for lists and rollups."""
    if not settings.get("target"):
        raise refusal(label, _("an entity that the link leads to"), _("nothing"))
    target = drawing.entity(settings["target"])
    default = "restrict" if settings.get("required") else "set_null"
    reverse = settings.get("reverse")
    if not reverse:
        back = Label("", f"{entity.key.removeprefix('x_')} list")
        reverse = key_for(back, names_taken(drawing, target), fallback="list")
    return {"on_delete": default, **settings, "reverse": reverse}


def _result(drawing: Drawing, entity: EntityDef, kind: Kind, settings: Mapping[str, Any]) -> Kind:
    """Return the kind of what is looked up or rolled up, as far as it follows from the source."""
    if kind is Kind.FORMULA:
        return Kind.NUMBER
    if settings.get("aggregate") == "count":
        return Kind.NUMBER
    source = _source(drawing, entity, settings)
    if source is None:
        return Kind.NUMBER
    if settings.get("aggregate") == "avg" and source in WHOLE_KINDS - {Kind.MONEY}:
        return Kind.DECIMAL
    return source


def _source(drawing: Drawing, entity: EntityDef, settings: Mapping[str, Any]) -> Kind | None:
    via, source = settings.get("via"), settings.get("source")
    link = entity.by_key.get(via or "")
    if link is not None and link.target is not None:
        behind = drawing.schema.by_key.get(link.target)
    else:
        behind = next(
            (
                other
                for other in drawing.schema.by_key.values()
                for one in other.by_key.values()
                if one.target == entity.key and one.reverse == via
            ),
            None,
        )
    found = behind.by_key.get(source or "") if behind else None
    return found.stored_kind if found else None
