"""One schema version as a whole: definitions, model classes, ways between them. Immutable.

A unit of work asks once which version is current and keeps that snapshot to its end. Snapshots
are shared by fingerprint, so a version that is published again costs nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.db import connection, models
from django.db.models.constants import LOOKUP_SEP

from owj.kernel.errors import DefinitionError
from owj.server.collector import collect_dropped
from owj.server.records.build import build_models
from owj.server.records.defs import EntityDef, Kind, SchemaDef
from owj.server.records.models import SchemaVersion
from owj.server.records.registry import declared_behaviour, declared_classes

if TYPE_CHECKING:
    from owj.server.records.computed.plans import Plans
    from owj.server.records.writer import Writer

# A fingerprint, and the classes whose behaviour the records carry.
_Source = tuple[str, Hashable]

_KEPT_SNAPSHOTS = 4
# Number and fingerprint of the current schema, and the version of rights.
CURRENT_SQL = """
SELECT number, fingerprint, (SELECT max(id) FROM server_rightschange) AS rights
FROM server_schemaversion WHERE state = 'current'
"""


@dataclass(frozen=True, slots=True)
class Hop:
    """One link of a path: where it leads, and whether to many."""

    target: str
    many: bool
    # The link's own field, and the entity that has it.
    field: str
    holder: str


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A schema version with its generated classes. is_tried: of a draft; nothing is written."""

    number: int
    schema: SchemaDef
    models: Mapping[str, type[models.Model]]
    is_tried: bool = False
    _writers: dict[str, Writer] = field(default_factory=dict, repr=False)

    def model(self, entity_key: str) -> Any:
        """Return the generated class of an entity. Raises: DefinitionError."""
        found = self.models.get(entity_key)
        if found is None:
            raise DefinitionError(
                where="records",
                expected="an entity of the current schema version (sync_packages adds it)",
                got=entity_key,
            )
        return found

    def entity(self, entity_key: str) -> EntityDef:
        """Return the definition of an entity. Raises: DefinitionError."""
        self.model(entity_key)
        return self.schema.by_key[entity_key]

    def writer(self, entity_key: str) -> Writer:
        """Return the compiled checks and statements of an entity."""
        from owj.server.records.writer import compile_writer

        known = self._writers.get(entity_key)
        if known is None:
            known = compile_writer(self.entity(entity_key), self.model(entity_key))
            self._writers[entity_key] = known
        return known

    @cached_property
    def computed(self) -> Plans:
        """Return what this version works out and checks when records are written."""
        from owj.server.records.computed.plans import Plans

        return Plans(self)

    @cached_property
    def _ways(self) -> Mapping[str, Mapping[str, Hop]]:
        """Return, by entity, the links that lead out of it and back to it, by query name."""
        ways: dict[str, dict[str, Hop]] = {key: {} for key in self.schema.by_key}
        for key, entity in self.schema.by_key.items():
            for one in entity.by_key.values():
                if one.kind is Kind.LINK and one.target is not None:
                    ways[key][one.key] = Hop(one.target, many=False, field=one.key, holder=key)
                    if one.reverse is not None:
                        ways[one.target][one.reverse] = Hop(
                            key, many=True, field=one.key, holder=key
                        )
        return ways

    @cached_property
    def _ways_back(self) -> Mapping[str, frozenset[str]]:
        return {
            key: frozenset(name for name, hop in ways.items() if hop.many)
            for key, ways in self._ways.items()
        }

    def ways_back(self, entity_key: str) -> frozenset[str]:
        """Return the names under which other entities' links come back to this one."""
        return self._ways_back.get(entity_key, frozenset())

    def way(self, entity_key: str, name: str) -> Hop | None:
        """Return where a name of a query leads out of an entity or back to it; None: nowhere."""
        return self._ways.get(entity_key, {}).get(name)

    def hops(self, entity_key: str, path: str) -> Iterator[tuple[str, Hop]]:
        """Return each link that a lookup path reads behind, with the path up to it.

        `customer`, `customer__in` and `customer__isnull` read the column here, not behind it.
        """
        parts = path.split(LOOKUP_SEP)
        at = entity_key
        for place, part in enumerate(parts):
            hop = self._ways.get(at, {}).get(part)
            if hop is None:
                return
            following = parts[place + 1] if place + 1 < len(parts) else ""
            if hop.many or following in ("pk", "id") or self._has(hop.target, following):
                yield LOOKUP_SEP.join(parts[: place + 1]), hop
            at = hop.target

    def _has(self, entity_key: str, name: str) -> bool:
        entity = self.schema.by_key[entity_key]
        return (
            name in entity.by_key
            or name in self._ways[entity_key]
            or name in ("version", "created_at", "updated_at")
            or name.removesuffix("_id") in entity.by_key
        )


class _Kept:
    """The latest snapshots of this process, by what they were built from."""

    def __init__(self) -> None:
        self.by_source: OrderedDict[_Source, Snapshot] = OrderedDict()
        self.lock = Lock()

    def get(self, source: _Source, number: int) -> Snapshot:
        known = self.by_source.get(source)
        if known is not None:
            return known
        # Two threads may come at once after a publication; one of them builds.
        with self.lock:
            known = self.by_source.get(source)
            if known is None:
                known = self.by_source[source] = load_snapshot(number)
                while len(self.by_source) > _KEPT_SNAPSHOTS:
                    self.by_source.popitem(last=False)
                    collect_dropped()
        return known


_kept = _Kept()
_instead: ContextVar[tuple[Snapshot, int] | None] = ContextVar("snapshot_instead", default=None)


@contextmanager
def versions_instead(snapshot: Snapshot, rights_version: int) -> Iterator[None]:
    """Let every unit of work that begins inside work with these versions; see trying.py."""
    token = _instead.set((snapshot, rights_version))
    try:
        yield
    finally:
        _instead.reset(token)


def current_snapshot() -> Snapshot:
    """Return the snapshot of the current schema version. Raises: as `current_versions`."""
    return current_versions()[0]


def current_versions() -> tuple[Snapshot, int]:
    """Return the current schema's snapshot and the version of rights.

    One query when nothing has changed. Raises: DefinitionError before the first sync.
    """
    instead = _instead.get()
    if instead is not None:
        return instead
    with connection.cursor() as cursor:
        cursor.execute(CURRENT_SQL)
        row = cursor.fetchone()
    return versions_of(row)


def versions_of(row: tuple[Any, ...] | None) -> tuple[Snapshot, int]:
    """Return what a row of CURRENT_SQL means. Raises: DefinitionError."""
    if row is None or row[0] is None:
        raise DefinitionError(where="records", expected="a schema that is synced", got="none")
    return _kept.get((row[1], declared_behaviour()), row[0]), row[2] or 0


def load_snapshot(number: int) -> Snapshot:
    """Read one schema version and build it."""
    version = SchemaVersion.objects.get(pk=number)
    schema = SchemaDef.from_json(version.definition)
    return build_snapshot(schema, number)


def build_snapshot(schema: SchemaDef, number: int = 0, *, is_tried: bool = False) -> Snapshot:
    """Build the classes of a schema with the behaviour that this process declares."""
    return Snapshot(number, schema, build_models(schema, declared_classes()), is_tried)
