"""How entities hang together: a list to read, and a drawing of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from owj.client.studio.door import designer_page
from owj.client.studio.drafted import drafted_of
from owj.client.studio.entities import icon_of, studio_context
from owj.client.studio.relations import Relation, relations_of
from owj.server.records.defs import EntityDef, SchemaDef
from owj.ui.doors import DoorRequest

# The drawing's grid, in units of its view box.
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, COLUMNS = 168, 44, 56, 64, 4
NAME_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Box:
    """One entity in the drawing."""

    entity: EntityDef
    name: str
    x: int
    y: int

    @property
    def middle(self) -> int:
        """Return where its name stands."""
        return self.x + BOX_WIDTH // 2

    @property
    def baseline(self) -> int:
        """Return the line its name stands on."""
        return self.y + BOX_HEIGHT // 2 + 5


@dataclass(frozen=True, slots=True)
class Wire:
    """One link in the drawing, as the path of an SVG."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The whole drawing and its size."""

    boxes: tuple[Box, ...]
    wires: tuple[Wire, ...]
    width: int
    height: int
    box_width: int = BOX_WIDTH
    box_height: int = BOX_HEIGHT


def drawing_of(relations: list[Relation]) -> Drawing:
    """Lay out the entities that have relations, those with the most first."""
    counts: dict[str, int] = {}
    entities: dict[str, EntityDef] = {}
    for one in relations:
        for end in (one.source, one.target):
            counts[end.key] = counts.get(end.key, 0) + 1
            entities[end.key] = end
    order = sorted(entities, key=lambda key: (-counts[key], key))
    boxes = {
        key: Box(
            entities[key],
            _short(str(entities[key].label)),
            place % COLUMNS * (BOX_WIDTH + GAP_X) + 8,
            place // COLUMNS * (BOX_HEIGHT + GAP_Y) + 24,
        )
        for place, key in enumerate(order)
    }
    rows = (len(order) + COLUMNS - 1) // COLUMNS
    wires = tuple(_wire(boxes[one.source.key], boxes[one.target.key], one) for one in relations)
    width = min(len(order), COLUMNS) * (BOX_WIDTH + GAP_X) - GAP_X + 16
    return Drawing(
        tuple(boxes.values()), wires, max(width, 1), rows * (BOX_HEIGHT + GAP_Y) - GAP_Y + 48
    )


def _wire(source: Box, target: Box, relation: Relation) -> Wire:
    words = f"{relation.source.label} ← {relation.field.label} ← {relation.target.label}"
    if source.entity.key == target.entity.key:
        x, y = source.x + BOX_WIDTH - 24, source.y
        return Wire(f"M{x} {y}C{x} {y - 26} {x + 40} {y - 26} {x + 24} {y + 12}", words)
    if source.y == target.y:
        # Side by side: an arc above the row, so that boxes between are not crossed.
        lift = source.y - 20
        return Wire(
            f"M{source.middle} {source.y}C{source.middle} {lift} {target.middle} {lift}"
            f" {target.middle} {target.y}",
            words,
        )
    upper, lower = sorted((source, target), key=lambda box: box.y)
    start, end = upper.y + BOX_HEIGHT, lower.y
    half = (start + end) // 2
    return Wire(
        f"M{upper.middle} {start}C{upper.middle} {half} {lower.middle} {half} {lower.middle} {end}",
        words,
    )


def _short(name: str) -> str:
    return name if len(name) <= NAME_SHOWN else f"{name[: NAME_SHOWN - 1]}…"


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What one entity leads to, and what leads to it."""

    entity: EntityDef
    icon: str
    out: list[Relation]
    back: list[Relation]


def neighbourhood_of(schema: SchemaDef, entity: EntityDef) -> Neighbourhood:
    """Return the relations of one entity."""
    relations = relations_of(schema)
    return Neighbourhood(
        entity,
        icon_of(entity),
        [one for one in relations if one.source.key == entity.key],
        [one for one in relations if one.target.key == entity.key],
    )


@designer_page
@require_GET
def map_view(request: DoorRequest) -> HttpResponse:
    """Show every relation: a drawing, and the same as a list."""
    drafted = drafted_of(request.ctx)
    relations = relations_of(drafted.schema)
    keys = dict.fromkeys(end.key for one in relations for end in (one.source, one.target))
    context = studio_context(drafted) | {
        "drawing": drawing_of(relations),
        "hoods": [neighbourhood_of(drafted.schema, drafted.schema.by_key[key]) for key in keys],
    }
    return render(request, "client/studio/map.html", context)


@designer_page
@require_GET
def links_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show the relations of one entity."""
    drafted = drafted_of(request.ctx)
    entity = drafted.entity(key)
    context = studio_context(drafted, entity) | {
        "tab": "links",
        "hood": neighbourhood_of(drafted.schema, entity),
    }
    return render(request, "client/studio/links.html", context)
