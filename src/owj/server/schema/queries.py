"""Reading drafts, versions and the trash; nothing is changed here."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from owj.server.records.apply import current_number, stored_schema
from owj.server.records.compiling import compile_packages
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, SchemaDef
from owj.server.records.layers import current_layer
from owj.server.records.models import SchemaVersion
from owj.server.records.registry import declared_behaviour, declared_packages
from owj.server.records.rights import Verb
from owj.server.schema.beside import rooms
from owj.server.schema.changes import Change, change_from_json
from owj.server.schema.drawing import Drawing, apply_change
from owj.server.schema.errors import OnlyDesigners, SchemaChangeRefused, UnknownDraft
from owj.server.schema.models import SchemaDraft
from owj.server.schema.told import Told, is_told, told_from_json

DESIGNER = "admin"


@dataclass(frozen=True, slots=True)
class DraftChange:
    """One change of a draft. id: for dropping it."""

    id: int
    change: Change
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """One person's draft. base: the version they last looked at; current: the one in force.

    beside: how many other things it carries: forms, views, roles, decisions, processes.
    """

    id: int
    base: int
    current: int
    changes: tuple[DraftChange, ...]
    beside: int = 0

    @property
    def is_outdated(self) -> bool:
        """Tell whether others published since the person last looked."""
        return self.base != self.current


@dataclass(frozen=True, slots=True)
class Version:
    """One published version.

    changes: what a person asked for; told: what else was done; none of both: packages brought it.
    """

    number: int
    made_by: str
    published_at: datetime | None
    note: str
    changes: tuple[Change, ...]
    is_current: bool
    told: tuple[Told, ...] = ()


def may_design(ctx: Context, entity_key: str | None = None) -> bool:
    """Tell whether the actor may change an entity; None: make new ones, publish, roll back."""
    if ctx.actor.is_hub:
        return False
    if ctx.actor.has_role(DESIGNER):
        return True
    if entity_key is None or entity_key not in ctx.snapshot.models:
        return False
    return Verb.DESIGN in ctx.rights(entity_key).verbs


def check_designer(ctx: Context, entity_key: str | None = None) -> None:
    """Refuse who may not design. Raises: OnlyDesigners."""
    if not may_design(ctx, entity_key):
        raise OnlyDesigners


def declared_schema() -> SchemaDef:
    """Return what the packages of this process declare."""
    return _compiled(declared_behaviour())


@lru_cache(maxsize=4)
def _compiled(_behaviour: Hashable) -> SchemaDef:
    return compile_packages(declared_packages().items())


def current_drawing() -> Drawing:
    """Return the definitions in force, to be drawn upon."""
    return Drawing(declared_schema(), stored_schema(), current_layer())


def read_draft(row: SchemaDraft) -> Draft:
    """Return a stored draft."""
    changes = tuple(
        DraftChange(one.pk, change_from_json(one.change), one.at) for one in row.changes.all()
    )
    return Draft(row.pk, row.base, current_number(), changes, _beside(row))


def _beside(row: SchemaDraft) -> int:
    return sum(room.count(row.pk) for room in rooms())


def own_row(ctx: Context) -> SchemaDraft | None:
    """Return the row of the actor's draft, if there is one."""
    return SchemaDraft.objects.filter(by_id=ctx.actor.user_id).first()


def draft_of(ctx: Context) -> Draft | None:
    """Return the actor's draft, if there is one. Raises: OnlyDesigners."""
    check_designer(ctx)
    row = own_row(ctx)
    return None if row is None else read_draft(row)


def draft_row(ctx: Context, draft: Draft | int) -> SchemaDraft:
    """Return the row of the actor's own draft. Raises: OnlyDesigners, UnknownDraft."""
    check_designer(ctx)
    wanted = draft if isinstance(draft, int) else draft.id
    row = own_row(ctx)
    if row is None or row.pk != wanted:
        raise UnknownDraft
    return row


def drawn_schema(ctx: Context) -> SchemaDef:
    """Return the schema as the actor has drawn it; without a draft, the one in force.

    Raises: OnlyDesigners.
    """
    return drawing_with(draft_of(ctx)).schema


def drawing_with(draft: Draft | None) -> Drawing:
    """Return what is in force with a draft's changes laid over it.

    Changes that no longer fit are left out; `review` says which.
    """
    drawing = current_drawing()
    for one in draft.changes if draft else ():
        try:
            drawing = apply_change(drawing, one.change)
        except SchemaChangeRefused:
            continue
    return drawing


def trash_of(ctx: Context, entity_key: str) -> tuple[FieldDef, ...]:
    """Return the fields of an entity that were removed and can be restored.

    Raises: OnlyDesigners, SchemaChangeRefused.
    """
    check_designer(ctx)
    return current_drawing().trash(entity_key)


def versions(ctx: Context, limit: int = 50) -> tuple[Version, ...]:
    """Return the published versions, newest first. Raises: OnlyDesigners."""
    check_designer(ctx)
    states = [SchemaVersion.State.CURRENT, SchemaVersion.State.SUPERSEDED]
    rows = SchemaVersion.objects.filter(state__in=states).order_by("-number")
    return tuple(
        Version(
            row.number,
            row.made_by,
            row.published_at,
            row.note,
            tuple(change_from_json(one) for one in row.changes if not is_told(one)),
            row.state == SchemaVersion.State.CURRENT,
            tuple(told_from_json(one) for one in row.changes if is_told(one)),
        )
        for row in rows.defer("definition", "layer")[:limit]
    )
