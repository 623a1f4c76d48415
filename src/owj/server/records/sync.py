"""Brings the database to what the registered packages declare."""

from __future__ import annotations

from owj.server.context import SYSTEM
from owj.server.records.apply import (
    Applied,
    SchemaOutdated,
    apply_schema,
    current_number,
    finish_broken_off,
    stored_schema,
)
from owj.server.records.compiling import (
    check_links,
    check_own_entity,
    check_own_fields,
    compile_packages,
)
from owj.server.records.computed import changed_fields, recompute_changed
from owj.server.records.context import open_context
from owj.server.records.defs import EntityDef, SchemaDef
from owj.server.records.defs_json import entity_to_json
from owj.server.records.layers import current_layer
from owj.server.records.models import StoredEntity
from owj.server.records.overlays import OwnLayer, compose
from owj.server.records.registry import declared_packages


def sync_packages(made_by: str = "packages") -> Applied:
    """Plan and apply everything that the registered packages declare; nothing when it holds.

    What an organisation laid over an entity is kept. Load the packages first
    (owj.packages.load_packages). Raises: DefinitionError, SchemaBusy.
    """
    declared = compile_packages(declared_packages().items())
    finish_broken_off()
    while True:
        base, layer, before = current_number(), current_layer(), stored_schema()
        composed = check_layer(declared, layer)
        try:
            applied = apply_schema(
                composed,
                made_by=made_by,
                layer=layer,
                base=base,
                also=lambda: _store_declared(declared.entities),
            )
        except SchemaOutdated:
            # Somebody published while we looked; what they made belongs to it.
            continue
        _fill_computed(before)
        return applied


def _fill_computed(before: SchemaDef) -> None:
    """Work out what the publication added or changed, before anybody reads it."""
    if changed_fields(before, stored_schema()):
        for _ in recompute_changed(open_context(SYSTEM), before):
            pass


def check_layer(declared: SchemaDef, layer: OwnLayer) -> SchemaDef:
    """Return the packages' declarations with a layer over them. Raises: DefinitionError."""
    for entity_id, overlay in layer.overlays.items():
        check_own_fields(overlay.fields, entity_id)
    for entity in layer.entities:
        check_own_entity(entity)
    composed = compose(declared, layer)
    check_links(composed.entities)
    return composed


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
