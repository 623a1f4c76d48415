"""Where the organisation's own layer is kept: beside what each package declared, and by version."""

from __future__ import annotations

from owj.server.records.defs import OWN
from owj.server.records.defs_json import entity_from_json, entity_to_json
from owj.server.records.models import SchemaVersion, StoredEntity
from owj.server.records.overlays import Overlay, OwnLayer


def current_layer() -> OwnLayer:
    """Return what this organisation made itself, as it is now."""
    rows = list(StoredEntity.objects.order_by("place", "entity_id"))
    return OwnLayer(
        tuple(entity_from_json(row.declared) for row in rows if row.package == OWN),
        {row.entity_id: Overlay.from_json(row.overlay) for row in rows if row.overlay},
    )


def layer_at(number: int) -> OwnLayer:
    """Return what this organisation had made itself at a version; nothing before the first."""
    row = (
        SchemaVersion.objects.filter(number__lte=number, layer__isnull=False)
        .exclude(state=SchemaVersion.State.UNDONE)
        .order_by("-number")
        .first()
    )
    return OwnLayer() if row is None or row.layer is None else OwnLayer.from_json(row.layer)


def keep_layer(layer: OwnLayer) -> None:
    """Make a layer the current one; packages' declarations stay as they are."""
    StoredEntity.objects.filter(package=OWN).exclude(
        entity_id__in=[one.id for one in layer.entities]
    ).delete()
    StoredEntity.objects.bulk_create(
        [
            StoredEntity(entity_id=one.id, package=OWN, declared=entity_to_json(one), place=place)
            for place, one in enumerate(layer.entities)
        ],
        update_conflicts=True,
        unique_fields=["entity_id"],
        update_fields=["declared", "place"],
    )
    StoredEntity.objects.exclude(package=OWN).exclude(entity_id__in=layer.overlays).update(
        overlay={}
    )
    for entity_id, overlay in layer.overlays.items():
        StoredEntity.objects.filter(entity_id=entity_id).update(overlay=overlay.to_json())
