"""The draft as the studio's pages see it: the definitions that hold, and those that would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from owj.kernel.errors import NotFound
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, SchemaDef
from owj.server.schema.changes import Change
from owj.server.schema.drawing import Drawing
from owj.server.schema.queries import Draft, draft_of, drawing_with
from owj.server.schema.services import add_change, open_draft


class NoSuchEntity(NotFound):
    """Say that no entity has this name, in the draft or before it."""

    code = "studio.no_such_entity"
    message = "There is no entity called %(key)s."


class NoSuchField(NotFound):
    """Say that an entity has no field of this name."""

    code = "studio.no_such_field"
    message = "There is no field called %(key)s here."


@dataclass(frozen=True)
class Drafted:
    """What the pages of the studio show. drawing: the definitions with the draft upon them."""

    ctx: Context
    draft: Draft | None
    drawing: Drawing

    @property
    def live(self) -> SchemaDef:
        """Return the definitions that hold."""
        return self.drawing.published

    @property
    def schema(self) -> SchemaDef:
        """Return the definitions that would hold."""
        return self.drawing.schema

    @property
    def count(self) -> int:
        """Return how many changes are not yet published."""
        return len(self.draft.changes) + self.draft.beside if self.draft else 0

    def entity(self, key: str) -> EntityDef:
        """Return an entity as it would be. Raises: NoSuchEntity."""
        found = self.schema.by_key.get(key)
        if found is None:
            raise NoSuchEntity(key=key[:40])
        return found

    def is_live(self, entity: EntityDef) -> bool:
        """Return whether an entity is published."""
        return entity.key in self.live.by_key

    def state_of(self, entity: EntityDef) -> str:
        """Return how an entity stands to what is published: new, changed, or nothing."""
        before = self.live.by_key.get(entity.key)
        if before is None:
            return "new"
        return "" if _said(before) == _said(entity) else "changed"

    def state_of_field(self, entity: EntityDef, field: FieldDef) -> str:
        """Return how a field stands to what is published: new, changed, or nothing."""
        before = self.live.by_key.get(entity.key)
        known = before.by_key.get(field.key) if before else None
        if known is None:
            return "new"
        return "" if known == field else "changed"

    def trash(self, entity: EntityDef) -> Sequence[FieldDef]:
        """Return the fields that were put away and can be restored."""
        return self.drawing.trash(entity.key)


def _said(entity: EntityDef) -> tuple[object, ...]:
    """Return what people say of an entity, with its fields in order."""
    return (
        entity.label,
        entity.plural,
        entity.description,
        entity.icon,
        entity.color,
        entity.title,
        entity.archived,
        entity.rules,
        tuple(entity.by_key.values()),
    )


def drafted_of(ctx: Context) -> Drafted:
    """Return the actor's draft; changes that no longer fit are left out, the review tells them."""
    draft = draft_of(ctx)
    return Drafted(ctx, draft, drawing_with(draft))


def put(ctx: Context, change: Change) -> Change:
    """Put a change into the actor's draft; return it with the names that it was given.

    Raises: SchemaChangeRefused.
    """
    return add_change(ctx, open_draft(ctx), change).changes[-1].change


def field_of(entity: EntityDef, key: str) -> FieldDef:
    """Return a living field of an entity. Raises: NoSuchField."""
    found = entity.by_key.get(key)
    if found is None:
        raise NoSuchField(key=key[:40])
    return found
