"""Which computed field reads which field over which links, and in which order they come.

A node is one computed field of one entity. An edge leads from a field to a node that reads it,
with the hops from a row of the field to the rows of the node. Nodes of one entity that need no
rows which are worked out in the same round form a stage, which is read and written at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from owj.kernel.errors import DefinitionError
from owj.kernel.feel import FeelSyntaxError
from owj.server.records.computed.programs import Program, compile_program
from owj.server.records.computed.reading import SchemaNames
from owj.server.records.computed.refusals import ComputedCycle, FormulaRefused
from owj.server.records.defs import SchemaDef

# The keys of an entity and of one of its fields.
FieldOf = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Hop:
    """One step between rows: forward along a link of an entity, or back to those who link."""

    entity: str
    link: str
    forward: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A node that reads a field. hops: from the row of the field to the rows of the node."""

    node: FieldOf
    hops: tuple[Hop, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Nodes of one entity that are worked out together, each after those it reads."""

    entity: str
    programs: tuple[Program, ...]


@dataclass(frozen=True)
class Graph:
    """Every computed field of a schema. order: each node after all it reads."""

    programs: Mapping[FieldOf, Program]
    order: tuple[FieldOf, ...]
    edges: Mapping[FieldOf, tuple[Edge, ...]]
    # Nodes that cannot be worked out any more, and why; their columns stay as they are.
    broken: Mapping[FieldOf, DefinitionError] = field(default_factory=dict)

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Return the nodes in rounds: a node never needs other rows of its own or a later one."""
        rounds: dict[FieldOf, int] = {}
        for node in self.order:
            rounds[node] = max(
                (
                    rounds[read] + (1 if edge.hops else 0)
                    for read, edge in self._edges_to.get(node, ())
                    if read in rounds
                ),
                default=0,
            )
        together: dict[tuple[int, str], list[Program]] = {}
        for node in self.order:
            together.setdefault((rounds[node], node[0]), []).append(self.programs[node])
        in_order = sorted(together.items(), key=lambda one: one[0])
        return tuple(Stage(entity, tuple(found)) for (_, entity), found in in_order)

    @cached_property
    def _edges_to(self) -> Mapping[FieldOf, tuple[tuple[FieldOf, Edge], ...]]:
        found: dict[FieldOf, list[tuple[FieldOf, Edge]]] = {}
        for read, edges in self.edges.items():
            for edge in edges:
                found.setdefault(edge.node, []).append((read, edge))
        return {node: tuple(edges) for node, edges in found.items()}

    @cached_property
    def of_entity(self) -> Mapping[str, tuple[Program, ...]]:
        """Return the computed fields of each entity, each after those it reads."""
        found: dict[str, list[Program]] = {}
        for node in self.order:
            found.setdefault(node[0], []).append(self.programs[node])
        return {key: tuple(programs) for key, programs in found.items()}

    def affected(self, entity_key: str, field_key: str) -> tuple[FieldOf, ...]:
        """Return every computed field that a change of one field may change, in order."""
        reached: set[FieldOf] = set()
        left = [(entity_key, field_key)]
        while left:
            fresh = {edge.node for edge in self.edges.get(left.pop(), ())} - reached
            reached |= fresh
            left += fresh
        return tuple(node for node in self.order if node in reached)

    def read_by(self, entity_key: str, field_key: str) -> frozenset[FieldOf]:
        """Return every field, near and far, that a computed field comes from."""
        reached: set[FieldOf] = set()
        left = [(entity_key, field_key)]
        while left:
            fresh = {read for read, _ in self._edges_to.get(left.pop(), ())} - reached
            reached |= fresh
            left += fresh
        return frozenset(reached)


def build_graph(
    schema: SchemaDef, *, names: SchemaNames | None = None, tolerant: bool = False
) -> Graph:
    """Return the graph of a schema.

    tolerant: leave out what cannot be worked out, so that a formula over a field which is gone
    stops no write. Raises: FormulaRefused, ComputedCycle, FeelSyntaxError.
    """
    known = names or SchemaNames(schema)
    programs: dict[FieldOf, Program] = {}
    broken: dict[FieldOf, DefinitionError] = {}
    for entity in schema.by_key.values():
        for one in entity.by_key.values():
            if not one.computed:
                continue
            try:
                programs[entity.key, one.key] = compile_program(schema, known, entity, one)
            except (FormulaRefused, FeelSyntaxError) as refused:
                if not tolerant:
                    raise
                broken[entity.key, one.key] = refused
    while True:
        edges = _edges(programs, schema)
        try:
            order = _ordered(programs, edges)
        except ComputedCycle as cycle:
            if not tolerant:
                raise
            node = cycle.node
            broken[node] = cycle
            del programs[node]
        else:
            return Graph(programs, order, edges, broken)


def _edges(
    programs: Mapping[FieldOf, Program], schema: SchemaDef
) -> dict[FieldOf, tuple[Edge, ...]]:
    found: dict[FieldOf, dict[Edge, None]] = {}
    for node, program in programs.items():
        for read, hops in _reads(program, schema):
            found.setdefault(read, {})[Edge(node, hops)] = None
    return {read: tuple(edges) for read, edges in found.items()}


def _reads(program: Program, schema: SchemaDef) -> Iterator[tuple[FieldOf, tuple[Hop, ...]]]:
    """Yield each field that a program reads, with the hops from its row to the program's."""
    start: str = program.entity
    begun: tuple[Hop, ...] = ()
    if program.children is not None:
        start, link = program.children.entity, program.children.link
        begun = (Hop(start, link, forward=True),)
        yield (start, link), begun
    for read in program.reads:
        at, hops = start, begun
        for link in read.links:
            yield (at, link), hops
            hops = (Hop(at, link), *hops)
            at = schema.by_key[at].by_key[link].target or ""
        yield (at, read.field), hops


def _ordered(
    programs: Mapping[FieldOf, Program], edges: Mapping[FieldOf, Iterable[Edge]]
) -> tuple[FieldOf, ...]:
    """Return the nodes, each after all it reads. Raises: ComputedCycle with the way round."""
    reads: dict[FieldOf, list[FieldOf]] = {node: [] for node in programs}
    for read, readers in edges.items():
        if read in programs:
            for edge in readers:
                reads[edge.node].append(read)
    done: dict[FieldOf, None] = {}
    for first in programs:
        # A way down, with what is still to be looked at on each of its steps.
        way: list[tuple[FieldOf, Iterator[FieldOf]]] = [(first, iter(reads[first]))]
        on_way = {first: None}
        while way:
            node, left = way[-1]
            following = next((one for one in left if one not in done), None)
            if following is None:
                done[node] = None
                way.pop()
                on_way.pop(node, None)
            elif following in on_way:
                circle = [*on_way][[*on_way].index(following) :]
                raise _cycle([*circle, following])
            else:
                way.append((following, iter(reads[following])))
                on_way[following] = None
    return tuple(done)


def _cycle(circle: list[FieldOf]) -> ComputedCycle:
    # Told from the field that reads on: a reads b, b reads a.
    path = " → ".join(f"{entity}.{key}" for entity, key in circle)
    entity, key = circle[0]
    found = ComputedCycle(where=f"{entity}.{key}", path=path)
    found.circle = tuple(circle)
    return found
