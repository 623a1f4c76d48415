"""The context of one unit of work: who acts, at which instant, under which schema version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from django.db.models import Q

from owj.server import clock
from owj.server.context import SYSTEM, Actor
from owj.server.records.access import field_access, hidden_names, is_open, may, reach_of
from owj.server.records.declare import Entity
from owj.server.records.generated import Generated
from owj.server.records.paths import check_rule
from owj.server.records.rights import (
    ALL,
    FULL,
    NONE,
    EntityRights,
    FieldAccess,
    Reach,
    Verb,
    rights_of,
)
from owj.server.records.rowtypes import Rows
from owj.server.records.snapshot import Snapshot, current_versions
from owj.server.workspace.queries import WorkspaceSettings, current_workspace

E = TypeVar("E", bound=Entity)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """Everything a service needs to read and write records for one actor.

    The snapshot is pinned: all records of one unit of work are of one generation, whatever
    other processes publish meanwhile.
    """

    actor: Actor
    now: datetime
    snapshot: Snapshot
    # Which version of rights holds; it moves when an administrator changes what roles allow.
    rights_version: int = 0
    _reaches: dict[str, Reach] = field(default_factory=dict, repr=False)
    _zones: list[ZoneInfo] = field(default_factory=list, repr=False)
    _workspaces: list[WorkspaceSettings] = field(default_factory=list, repr=False)
    _kept: dict[str, object] = field(default_factory=dict, repr=False)
    _rights: dict[str, EntityRights] = field(default_factory=dict, repr=False)
    # Whether the rights of the generic doors hold: fields, verbs, openings; see `guarded`.
    is_guarded: bool = False
    _is_core: bool = False

    def at(self, instant: datetime) -> Context:
        """Return the same unit of work at another instant (imports, replays)."""
        return replace(self, now=instant)

    def as_system(self) -> Context:
        """Return the same unit of work with the system's rights."""
        return replace(self, actor=SYSTEM, _reaches={}, _kept={}, _rights={}, is_guarded=False)

    def as_actor(self, actor: Actor) -> Context:
        """Return the same unit of work with the rights of another actor, asked anew."""
        return replace(self, actor=actor, _reaches={}, _kept={}, _rights={}, _is_core=False)

    def with_snapshot(self, snapshot: Snapshot) -> Context:
        """Return the same unit of work upon another schema, such as one that is only drawn."""
        return replace(self, snapshot=snapshot, _reaches={}, _kept={}, _rights={})

    def with_full_reach(self) -> Context:
        """Return the same unit of work, by the same actor, without narrowing.

        For what the core itself does to relatives of a deleted record, in the actor's name.
        """
        return replace(
            self,
            _reaches=dict.fromkeys(self.snapshot.models, ALL),
            _rights=dict.fromkeys(self.snapshot.models, FULL),
            _kept={},
            is_guarded=False,
            _is_core=True,
        )

    def guarded(self) -> Context:
        """Return the same unit of work as the generic doors use it: hidden fields are refused.

        What is read through it (and `records`, which begins here) cannot be asked for a hidden
        field, filtered or sorted by it, nor written beside the actor's rights, whatever the code
        between forgets. A package's typed code (`rows(Ticket)`) decides itself.
        """
        if self.is_guarded or self._is_core or self.actor.is_system:
            return self
        return replace(self, is_guarded=True)

    def _for(self, entity: type[Entity]) -> Context:
        # A generated class is what code has that knows no entity by name.
        return self.guarded() if issubclass(entity, Generated) else self

    def _of(self, record: Entity) -> Context:
        unit = cast("Generated", record).unit_
        return self.guarded() if unit is not None and unit.is_guarded else self

    @property
    def zone(self) -> ZoneInfo:
        """Return the organisation's zone; read once."""
        if not self._zones:
            self._zones.append(self.workspace.tz)
        return self._zones[0]

    @property
    def workspace(self) -> WorkspaceSettings:
        """Return the organisation's settings; read once, for all actors of the unit of work."""
        if not self._workspaces:
            self._workspaces.append(current_workspace())
        return self._workspaces[0]

    def once(self, key: str, ask: Callable[[Context], T]) -> T:
        """Return what `ask` answers about the actor, asked once per unit of work."""
        if key not in self._kept:
            self._kept[key] = ask(self)
        return cast("T", self._kept[key])

    def reach(self, entity_key: str) -> Reach:
        """Return what the actor may see of one entity; asked of its rule once."""
        if self.is_guarded and not is_open(self, entity_key, Verb.READ):
            return NONE
        known = self._reaches.get(entity_key)
        if known is None:
            known = self._reaches[entity_key] = reach_of(self, entity_key)
            if isinstance(known, Q):
                check_rule(self, entity_key, known)
        return known

    def rights(self, entity_key: str) -> EntityRights:
        """Return what the actor's roles allow with one entity; asked once."""
        known = self._rights.get(entity_key)
        if known is None:
            known = rights_of(self, self.snapshot.entity(entity_key))
            self._rights[entity_key] = known
        return known

    def may(self, entity_key: str, verb: str) -> bool:
        """Return whether the actor may create, read, update, delete, export, import or design.

        For pages and interfaces that serve any entity; a package's own verbs decide themselves.
        """
        return may(self, entity_key, Verb(verb))

    def field_access(self, entity_key: str) -> Mapping[str, FieldAccess]:
        """Return "hidden", "read" or "write" for each field of an entity, by its key."""
        return self.once(f"field access {entity_key}", lambda ctx: field_access(ctx, entity_key))

    def hidden_names(self, entity_key: str) -> frozenset[str]:
        """Return the names of fields that this unit of work must not read; none by its own code."""
        if not self.is_guarded:
            return frozenset()
        return self.once(f"hidden names {entity_key}", lambda ctx: hidden_names(ctx, entity_key))

    def is_free(self, entity_key: str) -> bool:
        """Return whether the actor may see every row of the entity."""
        return self.reach(entity_key) is ALL

    @property
    def is_free_everywhere(self) -> bool:
        """Return whether the actor may see every row of every entity."""
        return all(self.is_free(key) for key in self.snapshot.models)

    def rows(self, entity: type[E]) -> Rows[E]:
        """Return the entity's rows that the actor may see."""
        from owj.server.records.queryset import rows_of

        return cast("Rows[E]", rows_of(self._for(entity), entity.key))

    def records(self, entity_key: str) -> Rows[Entity]:
        """Return the rows of an entity given by key, guarded as the generic doors must be.

        See `generic.py` for writing them.
        """
        from owj.server.records.queryset import rows_of

        return cast("Rows[Entity]", rows_of(self.guarded(), entity_key))

    def get(self, entity: type[E], record_id: int) -> E:
        """Return one record. Raises: NotFound, also when the actor may not see it."""
        from owj.server.records.write import get_record

        return get_record(self._for(entity), entity, record_id)

    def lock(self, entity: type[E], record_id: int) -> E:
        """Return one record and hold its row until the transaction ends. Raises: NotFound."""
        from owj.server.records.write import get_record

        return get_record(self._for(entity), entity, record_id, lock=True)

    def create(self, entity: type[E], /, **values: Any) -> E:
        """Write one new record and return it. Raises: InvalidInput, NotAllowed."""
        from owj.server.records.write import create_record

        return create_record(self._for(entity), entity, values)

    def create_many(self, entity: type[E], rows: Iterable[Mapping[str, Any]]) -> list[E]:
        """Write many new records at once and return them in order. Raises: as `create`."""
        from owj.server.records.write import create_records

        return create_records(self._for(entity), entity, rows)

    def update(self, record: E, /, *, expected_version: int | None = None, **values: Any) -> E:
        """Write changed values into a record and return the same object, brought up to date.

        expected_version: the version a person saw when they began; by default the one that
        `record` was read at. Changes by others to other fields are kept; a change by others to
        one of the same fields refuses this one.
        Raises: InvalidInput, Conflict, NotFound, NotAllowed.
        """
        from owj.server.records.write import update_record

        return update_record(self._of(record), record, values, expected_version)

    def delete(self, record: Entity) -> None:
        """Delete a record and do to its relatives what their links say.

        Raises: Conflict when a link says "restrict", NotFound, NotAllowed.
        """
        from owj.server.records.relations import delete_record

        delete_record(self._of(record), record)


def open_context(actor: Actor, now: datetime | None = None) -> Context:
    """Begin a unit of work: pin the actor, the instant and the current schema version.

    now: aware; by default the domain's clock. Costs one query for the version, one for the clock.
    """
    snapshot, rights_version = current_versions()
    return Context(
        actor=actor, now=now or clock.now(), snapshot=snapshot, rights_version=rights_version
    )


def context_of(
    actor: Actor, now: datetime, versions: tuple[Snapshot, int], zone: ZoneInfo
) -> Context:
    """Begin a unit of work of what was asked already; for doors that ask all at once."""
    snapshot, rights_version = versions
    return Context(
        actor=actor, now=now, snapshot=snapshot, rights_version=rights_version, _zones=[zone]
    )
