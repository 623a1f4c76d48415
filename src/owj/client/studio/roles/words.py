"""What verbs, scopes and access to fields are called, and what a role allows, as rows of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.server.records.access import is_open
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.records.rights import ALL, Verb
from owj.server.roles.grants import WITHOUT_ROWS, Grant, Grants, Scope, owner_fields
from owj.server.roles.known import rights_by_itself
from owj.server.roles.source import SaidRights, read_said_rights

VERB_WORDS: Mapping[Verb, Promise] = {
    Verb.READ: _("see"),
    Verb.CREATE: _("add"),
    Verb.UPDATE: _("change"),
    Verb.DELETE: _("delete"),
    Verb.EXPORT: _("take out"),
    Verb.IMPORT: _("bring in"),
    Verb.DESIGN: _("design"),
}
SCOPE_WORDS: Mapping[Scope, Promise] = {
    Scope.ALL: _("all"),
    Scope.OWN: _("own"),
    Scope.TEAM: _("the team's"),
    Scope.CONDITION: _("by condition"),
}
ACCESS_WORDS: Mapping[str, Promise] = {
    "write": _("may change"),
    "read": _("sees only"),
    "hidden": _("does not see"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One verb of one entity. scope None: not allowed; closed: no generic page does it."""

    verb: Verb
    words: Promise
    scope: Scope | None
    closed: bool = False

    @property
    def scope_words(self) -> Promise | str:
        return SCOPE_WORDS[self.scope] if self.scope else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One entity in the table of a role. said: administrators said something of it."""

    entity: EntityDef
    cells: tuple[Cell, ...]
    said: bool
    hidden: int


def governed_entities(ctx: Context) -> list[EntityDef]:
    """Return the entities whose rights are given to roles, the organisation's own ones last."""
    entities = ctx.snapshot.schema.by_key.values()
    open_ones = [one for one in entities if is_open(ctx, one.key, Verb.READ)]
    return sorted(open_ones, key=lambda one: one.own)


def effective_grants(role: str, entity: EntityDef, said: SaidRights) -> Grants:
    """Return what a role allows with an entity, whoever said it."""
    found = said.entities.get((role, entity.id))
    if found is not None:
        return found
    by_itself = rights_by_itself(role, entity).verbs
    return {verb: Grant() for verb, reach in by_itself.items() if reach is ALL}


def rows_of_role(ctx: Context, role: str) -> list[Row]:
    """Return what a role allows, entity by entity."""
    said = read_said_rights()
    return [_row(ctx, role, entity, said) for entity in governed_entities(ctx)]


def _row(ctx: Context, role: str, entity: EntityDef, said: SaidRights) -> Row:
    grants = effective_grants(role, entity, said)
    cells = tuple(
        Cell(
            verb,
            words,
            grants[verb].scope if verb in grants else None,
            closed=not is_open(ctx, entity.key, verb),
        )
        for verb, words in VERB_WORDS.items()
    )
    fields = said.fields.get((role, entity.id), {})
    return Row(
        entity,
        cells,
        said=(role, entity.id) in said.entities,
        hidden=sum(access == "hidden" for access in fields.values()),
    )


def scopes_for(entity: EntityDef, verb: Verb) -> list[Scope]:
    """Return the scopes that make sense for a verb of an entity."""
    if verb in WITHOUT_ROWS:
        return [Scope.ALL]
    if owner_fields(entity):
        return list(Scope)
    return [Scope.ALL, Scope.CONDITION]
