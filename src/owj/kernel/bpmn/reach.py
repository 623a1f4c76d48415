"""Which flows into an inclusive join a token can still arrive on: computed once, on loading.

Source: BPMN 2.0.2, 13.4.3 and table 13.3.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

from owj.kernel.bpmn.elements import Container, LinkEvent, Node, NodeKind

Reach = Mapping[str, Mapping[str, int]]


def reachable_flows(
    nodes: Mapping[str, Node],
    containers: Mapping[str, Container],
    boundaries: Mapping[str, tuple[Node, ...]],
) -> Reach:
    """Return for each inclusive join the incoming flows each node leads to, as bits.

    Paths do not pass the join itself. A link leads on as a flow does, and a token in an activity
    may leave it through a boundary event as well.
    """
    joins = [
        node
        for node in nodes.values()
        if node.kind is NodeKind.INCLUSIVE and len(node.incoming) > 1
    ]
    if not joins:
        return MappingProxyType({})
    sources = _sources(nodes, containers, boundaries)
    origin = {flow.id: node.id for node in nodes.values() for flow in node.outgoing}
    return MappingProxyType(
        {join.id: MappingProxyType(_reach_of(join, sources, origin)) for join in joins}
    )


def _sources(
    nodes: Mapping[str, Node],
    containers: Mapping[str, Container],
    boundaries: Mapping[str, tuple[Node, ...]],
) -> Mapping[str, list[str]]:
    """Return from which nodes a token comes to each node."""
    sources: dict[str, list[str]] = defaultdict(list)
    for node in nodes.values():
        for flow in node.outgoing:
            sources[flow.target].append(node.id)
        for boundary in boundaries.get(node.id, ()):
            sources[boundary.id].append(node.id)
        container = containers.get(node.container)
        if node.kind is NodeKind.THROW and isinstance(node.event, LinkEvent) and container:
            target = container.links.get(node.event.name)
            if target is not None:
                sources[target].append(node.id)
    return sources


def _reach_of(
    join: Node, sources: Mapping[str, list[str]], origin: Mapping[str, str]
) -> dict[str, int]:
    """Return the bits per node, carried backwards along the flows until nothing changes."""
    reach: dict[str, int] = {}
    waiting: list[str] = []
    for position, flow in enumerate(join.incoming):
        source = origin.get(flow)
        if source is not None and source != join.id:
            reach[source] = reach.get(source, 0) | 1 << position
            waiting.append(source)
    while waiting:
        node = waiting.pop()
        bits = reach[node]
        for source in sources.get(node, ()):
            known = reach.get(source, 0)
            if source != join.id and known | bits != known:
                reach[source] = known | bits
                waiting.append(source)
    return reach
