"""Brings the database to what the registered packages declare."""

from __future__ import annotations

from owj.server.records.apply import Applied, apply_schema
from owj.server.records.compiling import check_links, check_overlay, compile_packages
from owj.server.records.defs import EntityDef, SchemaDef
from owj.server.records.defs_json import entity_to_json
from owj.server.records.models import StoredEntity
from owj.server.records.overlays import Overlay, compose_entity
from owj.server.records.registry import declared_packages


def sync_packages(made_by: str = "packages") -> Applied:
    """Plan and apply everything that the registered packages declare; nothing when it holds.

    What an organisation laid over an entity is kept. Load the packages first
    (owj.packages.load_packages). Raises: DefinitionError, SchemaBusy.
    """
    declared = compile_packages(declared_packages().items())
    overlays = {row.entity_id: Overlay.from_json(row.overlay) for row in StoredEntity.objects.all()}
    for entity_id, overlay in overlays.items():
        check_overlay(overlay, entity_id)
    composed = tuple(
        compose_entity(entity, overlays.get(entity.id, Overlay())) for entity in declared.entities
    )
    check_links(composed)
    return apply_schema(
        SchemaDef(composed), made_by=made_by, also=lambda: _store_declared(declared.entities)
    )


def _store_declared(entities: tuple[EntityDef, ...]) -> None:
    """Keep what each package declared; a three-way merge will ask what it said before."""
    StoredEntity.objects.bulk_create(
        [
            StoredEntity(
                entity_id=entity.id,
                package=entity.package,
                declared=entity_to_json(entity),
            )
            for entity in entities
        ],
        update_conflicts=True,
        unique_fields=["entity_id"],
        update_fields=["package", "declared"],
    )
