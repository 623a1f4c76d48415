"""What comes with Owj is upgraded by a three-way merge; what an organisation changed is kept.

Base is what came last (`AgreedItem`), theirs what this release brings, ours what holds here. What
the organisation left alone follows; what both changed stays as it is here until somebody decides.
The settings of a package's entities and fields follow by themselves wherever the organisation's
layer says nothing; only where it does can both have changed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from owj.kernel.errors import OwjError
from owj.server.configuration.comparing import ComparedItem, Standing, compare
from owj.server.configuration.definitions import definition_items
from owj.server.configuration.drafted import agree, agreed
from owj.server.configuration.drawn_parts import (
    decision_here,
    lines_of,
    process_here,
    shipped_decision,
    shipped_process_items,
)
from owj.server.configuration.items import ENTITY, FIELD, ItemKey, Items, in_order, part_of
from owj.server.configuration.packages import Side, draft_wanted
from owj.server.context import SYSTEM
from owj.server.decisions.models import DecisionVersion
from owj.server.decisions.points import decision_points
from owj.server.processes.definition_rows import ProcessDefinition, ProcessVersion
from owj.server.records.answers import renamed, torn
from owj.server.records.context import Context, open_context
from owj.server.records.defs import EntityDef, SchemaDef
from owj.server.records.defs_json import (
    entity_from_json,
    entity_to_json,
    field_to_json,
    option_from_json,
    option_to_json,
)
from owj.server.records.layers import current_layer
from owj.server.records.models import StoredEntity
from owj.server.records.overlays import ENTITY_PATCH, FIELD_PATCH, OwnLayer
from owj.server.schema.queries import check_designer, current_drawing, declared_schema
from owj.server.schema.services import Draft

logger = logging.getLogger(__name__)

OWJ = "owj"
DECISION, PROCESS = "decision", "process"
_FIELD_SETTINGS = sorted(FIELD_PATCH)
_ENTITY_SETTINGS = sorted(ENTITY_PATCH - {"archived"})


def remember_shipped() -> None:
    """Note what came with Owj before, where nothing is noted yet. Call before the upgrade."""
    known = agreed(OWJ)
    before = dict(_definitions(_stored_entities())) | dict(_first_versions())
    agree(OWJ, {at: data for at, data in before.items() if at not in known})


def _stored_entities() -> SchemaDef:
    rows = StoredEntity.objects.exclude(package="own")
    return SchemaDef(tuple(entity_from_json(row.declared) for row in rows))


def _first_versions() -> Iterator[tuple[ItemKey, Any]]:
    """Yield the drawings that the installation began with."""
    drawn = {point.key for point in decision_points()}
    for decision in DecisionVersion.objects.filter(key__in=drawn, number=1):
        yield (DECISION, decision.key), {"source": lines_of(decision.source)}
    keys = shipped_process_items().keys()
    first = ProcessVersion.objects.filter(number=1, definition__key__in=keys, deployed_by=None)
    for process in first.select_related("definition"):
        yield (PROCESS, process.definition.key), {"source": lines_of(process.xml)}


def _definitions(schema: SchemaDef) -> Iterator[tuple[ItemKey, Any]]:
    """Yield what packages say of entities and fields, as far as it may be said otherwise."""
    for entity in schema.by_key.values():
        plain = entity_to_json(entity)
        yield (ENTITY, entity.key), {one: plain.get(one) for one in _ENTITY_SETTINGS}
        for field in entity.by_key.values():
            plain = field_to_json(field)
            at = (FIELD, f"{entity.key}.{field.key}")
            said = {one: plain.get(one) for one in _FIELD_SETTINGS}
            yield at, said if field.options else _without_answers(said)


def _without_answers(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in said.items() if name != "options"}


def shipped_now() -> dict[ItemKey, Any]:
    """Return what this release brings."""
    items: dict[ItemKey, Any] = dict(_definitions(declared_schema()))
    for point in decision_points():
        items[DECISION, point.key] = {"source": lines_of(point.source)}
    for key, data in shipped_process_items().items():
        items[PROCESS, key] = {"source": data["source"]}
    return items


def upgrade_shipped() -> list[ComparedItem]:
    """Bring what the organisation left alone to this release; return what is open.

    Nothing that refuses keeps the installation from starting: it stays open and is logged.
    """
    ctx, now = open_context(SYSTEM), shipped_now()
    waiting = _differing(now)
    settled = {at: data for at, data in now.items() if at not in {one.at for one in waiting}}
    still_open = []
    for one in waiting:
        if one.standing is Standing.THERE and _follow(ctx, one):
            settled[one.at] = now[one.at]
        else:
            still_open.append(one)
    agree(OWJ, settled)
    return still_open


def _follow(ctx: Context, one: ComparedItem) -> bool:
    try:
        with transaction.atomic():
            part_of(one.kind).write(ctx, one.key, _drawn(one.kind, one.key, one.there))
    except OwjError as refused:
        logger.warning("%s %s was not upgraded: %s", one.kind, one.key, refused)
        return False
    return True


def _drawn(kind: str, key: str, there: Mapping[str, Any]) -> dict[str, Any]:
    """Return a drawing of this release as an item: test cases and names of here are kept."""
    if kind == PROCESS:
        definition = ProcessDefinition.objects.get(key=key)
        return {**(process_here(definition) or {}), "source": there["source"]}
    cases = {one["name"]: one for one in _shipped_cases(key)}
    cases |= {one["name"]: one for one in decision_here(key)["cases"]}
    return {"source": there["source"], "cases": [cases[name] for name in sorted(cases)]}


def _shipped_cases(key: str) -> list[dict[str, Any]]:
    found = next(one for one in decision_points() if one.key == key)
    cases: list[dict[str, Any]] = shipped_decision(found)["cases"]
    return cases


def open_upgrades() -> tuple[ComparedItem, ...]:
    """Return what both this release and the organisation changed, and nobody decided yet."""
    return tuple(_differing(shipped_now()))


def _differing(now: Items) -> list[ComparedItem]:
    """Return the items that a release changed and that are not here as it has them."""
    base = agreed(OWJ)
    moved = {at: data for at, data in now.items() if at in base and base[at] != data}
    if not moved:
        return []
    layer = current_layer()
    here: dict[ItemKey, Any] = {}
    there: dict[ItemKey, Any] = {}
    common: dict[ItemKey, Any] = {}
    for at, data in moved.items():
        # Each answer of a choice is merged by itself; those that nobody touched are no matter.
        new, ours, old = _torn_alone(data, _here(at, data, layer), base[at])
        names = [one for one in new if new[one] != old.get(one) and ours[one] != new[one]]
        if names:
            here[at] = {one: ours[one] for one in names}
            there[at] = {one: new[one] for one in names}
            common[at] = {one: old.get(one) for one in names}
    return list(compare(here, there, common))


def _torn_alone(*sides: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Return theirs, ours and base with those answers alone that both sides renamed."""
    if not all(one.get("options") for one in sides):
        theirs, ours, base = map(_without_answers, sides)
        return theirs, ours, base
    theirs, ours, base = (one["options"] for one in sides)
    open_ones = torn(base, ours, theirs)
    return tuple(
        {**side, "options": [one for one in side["options"] if one["value"] in open_ones]}
        for side in sides
    )


def _here(at: ItemKey, shipped: Mapping[str, Any], layer: OwnLayer) -> dict[str, Any]:
    kind, key = at
    if kind == DECISION:
        return {"source": decision_here(key)["source"]}
    if kind == PROCESS:
        definition = ProcessDefinition.objects.filter(key=key).first()
        found = process_here(definition) if definition else None
        return {"source": found["source"] if found else shipped["source"]}
    said = _said(key, layer)
    if "options" in said:
        answers = tuple(option_from_json(one) for one in shipped["options"])
        answers = renamed(answers, said["options"])
        said = {**said, "options": [option_to_json(one) for one in answers]}
    return {**shipped, **said}


def _said(key: str, layer: OwnLayer) -> Mapping[str, Any]:
    """Return what the organisation says otherwise of a package's entity or field."""
    entity_key, _dot, field_key = key.partition(".")
    entity: EntityDef | None = declared_schema().by_key.get(entity_key)
    if entity is None:
        return {}
    overlay = layer.overlay(entity.id)
    if not field_key:
        return overlay.entity
    field = entity.by_key.get(field_key)
    return overlay.changes.get(field.id, {}) if field else {}


def decide_upgrades(ctx: Context, decided: Mapping[str, str]) -> Draft | None:
    """Keep ours, or draft what this release brings, of the items that are named; None: all kept.

    decided: "here" or "there" by the name of an item; what is not named stays open.
    Raises: OnlyDesigners, SchemaChangeRefused.
    """
    check_designer(ctx)
    sides: dict[ItemKey, Side] = {}
    wanted: dict[ItemKey, Any] = {}
    for one in open_upgrades():
        side = decided.get(one.name)
        if side == "there":
            sides[one.at], wanted[one.at] = "there", _taken(one)
        elif side == "here":
            sides[one.at] = "here"
    now = shipped_now()
    agree(OWJ, {at: now[at] for at, side in sides.items() if side == "here"})
    if not wanted:
        return None
    return draft_wanted(ctx, in_order(wanted), OWJ, {at: now[at] for at in wanted})


def _taken(one: ComparedItem) -> dict[str, Any]:
    if one.kind in (DECISION, PROCESS):
        return _drawn(one.kind, one.key, one.there)
    said = definition_items(current_drawing()).get(one.at, {})
    taken = {name: value for name, value in said.items() if name not in one.there}
    theirs = {answer["value"] for answer in one.there.get("options", ())}
    kept = [answer for answer in said.get("options", ()) if answer["value"] not in theirs]
    return taken | ({"options": kept} if kept else {})
