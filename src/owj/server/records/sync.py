"""Brings the database to what the registered packages declare."""

from __future__ import annotations

from owj.server import clock
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
from owj.server.records.computed.jobs import forget_fills
from owj.server.records.context import open_context
from owj.server.records.defs import SchemaDef
from owj.server.records.defs_json import entity_to_json
from owj.server.records.layers import current_layer
from owj.server.records.models import StoredEntity
from owj.server.records.overlays import OwnLayer, compose
from owj.server.records.registry import declared_packages
from owj.server.records.rest import Do, Rest, register_rest

DECLARED = "declared"


def sync_packages(made_by: str = "packages") -> Applied:
    """Plan and apply everything that the registered packages declare; nothing when it holds.

    What an organisation laid over an entity is kept. Load the packages first
    (owj.packages.load_packages). Raises: DefinitionError, SchemaBusy.
    """
    declared = compile_packages(declared_packages().items())
    kept = [[one.id, one.package, entity_to_json(one)] for one in declared.entities]
    rest = Rest(DECLARED, SYSTEM, clock.now(), {"entities": kept})
    before = stored_schema()
    finish_broken_off()
    while True:
        base, layer = current_number(), current_layer()
        composed = check_layer(declared, layer)
        try:
            applied = apply_schema(
                composed,
                made_by=made_by,
                layer=layer,
                base=base,
                rest=rest,
            )
        except SchemaOutdated:
            # Somebody published while we looked; what they made belongs to it.
            continue
        _fill_computed(before)
        return applied


def _fill_computed(before: SchemaDef) -> None:
    """Work out what the publication added or changed, before anybody reads it."""
    changed = changed_fields(before, stored_schema())
    if changed:
        for _ in recompute_changed(open_context(SYSTEM), before):
            pass
        forget_fills(changed)


def check_layer(declared: SchemaDef, layer: OwnLayer) -> SchemaDef:
    """Return the packages' declarations with a layer over them. Raises: DefinitionError."""
    for entity_id, overlay in layer.overlays.items():
        check_own_fields(overlay.fields, entity_id)
    for entity in layer.entities:
        check_own_entity(entity)
    composed = compose(declared, layer)
    check_links(composed.entities)
    return composed


def _keep_declared(rest: Rest) -> Do:
    """Keep what each package declared; a three-way merge will ask what it said before."""

    def keep(_number: int) -> None:
        StoredEntity.objects.bulk_create(
            [
                StoredEntity(entity_id=entity_id, package=package, declared=declared)
                for entity_id, package, declared in rest.data["entities"]
            ],
            update_conflicts=True,
            unique_fields=["entity_id"],
            update_fields=["package", "declared"],
        )

    return keep


register_rest(DECLARED, _keep_declared)
