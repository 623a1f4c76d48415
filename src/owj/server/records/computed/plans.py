"""What a schema version works out and checks, compiled once, and what a change touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Model, Q

from owj.server.records.computed.graph import Edge, Graph, build_graph
from owj.server.records.computed.programs import Program
from owj.server.records.computed.reading import Read, SchemaNames
from owj.server.records.computed.rules import Faults, Rule, compile_rules
from owj.server.records.defs import SchemaDef

if TYPE_CHECKING:
    from owj.server.records.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Touched:
    """What a write of some fields of a record works out in the same row, checks and spreads to.

    programs: in order. links: those whose target adds up one of the changed fields.
    """

    programs: tuple[Program, ...]
    rules: tuple[Rule, ...]
    links: tuple[str, ...]
    spreads: bool

    @property
    def reads(self) -> tuple[Read, ...]:
        """Return every read of the programs and rules."""
        plain = [one.reads for one in self.programs if one.children is None]
        asked = [one.reads for one in self.rules]
        return tuple(read for reads in (*plain, *asked) for read in reads)


@dataclass(frozen=True)
class EntityPlan:
    """The computed fields, rules and dependants of one entity."""

    entity: str
    programs: tuple[Program, ...]
    rules: tuple[Rule, ...]
    # The rollups of others over this entity's rows.
    rollups: tuple[Program, ...]
    edges: Mapping[str, tuple[Edge, ...]]
    _known: dict[frozenset[str], Touched] = field(default_factory=dict, repr=False)

    @cached_property
    def new(self) -> Touched:
        """Return what a new record works out, checks and spreads to."""
        links = {one.added.link for one in self.rollups}
        return Touched(self.programs, self.rules, tuple(sorted(links)), bool(links))

    def touched(self, changed: frozenset[str]) -> Touched:
        """Return what a change of some fields touches."""
        known = self._known.get(changed)
        if known is None:
            # A form changes the same few sets of fields again and again.
            known = self._known[changed] = self._touched(changed)
        return known

    def _touched(self, changed: frozenset[str]) -> Touched:
        reached = {*changed, "updated_at"}
        programs: list[Program] = []
        for program in self.programs:
            if program.children is None and not reached.isdisjoint(roots_of(program.reads)):
                programs.append(program)
                reached.add(program.field.key)
        rules = tuple(
            rule
            for rule in self.rules
            if not changed.isdisjoint(rule.fields)
            or not (reached - {"updated_at"}).isdisjoint(roots_of(rule.reads))
        )
        links = {
            one.added.link
            for one in self.rollups
            if not reached.isdisjoint({one.added.link, *(read.field for read in one.reads)})
        }
        spreads = any(edge.hops for key in reached for edge in self.edges.get(key, ()))
        return Touched(tuple(programs), rules, tuple(sorted(links)), spreads)


def roots_of(reads: tuple[Read, ...]) -> set[str]:
    """Return the fields of the record itself with which reads begin."""
    return {read.links[0] if read.links else read.field for read in reads}


class Plans:
    """Everything that one schema version works out and checks."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        schema = snapshot.schema
        computes = any(one.computed for e in schema.by_key.values() for one in e.by_key.values())
        names = SchemaNames(schema)
        self.graph = (
            build_graph(schema, names=names, tolerant=True) if computes else Graph({}, (), {})
        )
        self.rules = {
            key: compile_rules(names, entity, {}) for key, entity in schema.by_key.items()
        }
        # Entities whose rows are written when others that link to them are.
        self.rolled = frozenset(
            node[0] for node, program in self.graph.programs.items() if program.children
        )
        self._conditions: dict[tuple[str, str], Q] = {}
        self._plans = {key: self._plan(key) for key in schema.by_key}

    def of(self, entity_key: str) -> EntityPlan | None:
        """Return the plan of an entity; None: its rows are written as they come."""
        return self._plans[entity_key]

    def _plan(self, key: str) -> EntityPlan | None:
        programs = self.graph.of_entity.get(key, ())
        edges = {read: found for (entity, read), found in self.graph.edges.items() if entity == key}
        rollups = tuple(
            one
            for one in self.graph.programs.values()
            if one.children is not None and one.children.entity == key
        )
        rules = self.rules[key]
        if not (programs or edges or rules):
            return None
        return EntityPlan(key, programs, rules, rollups, edges)

    def condition(self, program: Program) -> Q:
        """Return which children a rollup adds up."""
        from owj.server.records.conditions import compile_condition

        children = program.added
        known = self._conditions.get(program.node)
        if known is None:
            text = children.where
            made = compile_condition(text, children.entity, self.snapshot).q if text else Q()
            known = self._conditions[program.node] = made
        return known


def check_computed(schema: SchemaDef) -> None:
    """Refuse a schema of which a computed field or a rule does not hold.

    To be asked before a schema is published. Raises: FormulaRefused, ComputedCycle,
    FeelSyntaxError, ConditionRefused.
    """
    for fault in faults_of(schema).values():
        raise fault


def faults_of(schema: SchemaDef) -> Faults:
    """Return why computed fields and rules do not hold, by entity and key."""
    from owj.server.records.conditions import ConditionRefused, compile_condition
    from owj.server.records.snapshot import Snapshot

    names = SchemaNames(schema)
    graph = build_graph(schema, names=names, tolerant=True)
    faults = dict(graph.broken)
    for entity in schema.by_key.values():
        compile_rules(names, entity, faults)
    # Conditions need the definitions of a snapshot, not its classes.
    definitions = Snapshot(0, schema, dict.fromkeys(schema.by_key, Model))
    for node, program in graph.programs.items():
        if program.children is not None and program.children.where:
            try:
                compile_condition(program.children.where, program.children.entity, definitions)
            except ConditionRefused as refused:
                faults[node] = refused
    return faults
