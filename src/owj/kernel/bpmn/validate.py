"""What a drawing must keep to before it may run, beyond being readable."""

from __future__ import annotations

from collections.abc import Iterator

from owj.kernel.bpmn.elements import (
    CancelEvent,
    CompensationEvent,
    Container,
    ErrorEvent,
    LinkEvent,
    MessageEvent,
    Node,
    NodeKind,
    Process,
    SignalEvent,
)
from owj.kernel.bpmn.errors import DrawingDoubtful
from owj.kernel.bpmn.read import Draft

ARMED_BY_GATEWAY = (NodeKind.CATCH, NodeKind.RECEIVE)


def validate(process: Process, draft: Draft) -> None:
    """Note in the draft whatever must be changed before the process can run."""
    checks = _Checks(process, draft)
    for container in process.containers.values():
        checks.container(container)
    for node in process.nodes.values():
        checks.node(node)


class _Checks:
    """Check one process."""

    def __init__(self, process: Process, draft: Draft) -> None:
        self._process = process
        self._draft = draft

    def _expect(self, node: Node, expected: str, got: str) -> None:
        self._draft.expect(self._draft.nodes[node.id].element, node.id, expected, got)

    def _unsupported(self, node: Node, kind: str, instead: str) -> None:
        self._draft.unsupported(self._draft.nodes[node.id].element, node.id, kind, instead)

    def container(self, container: Container) -> None:
        """Check what a process or sub-process begins with."""
        element = self._draft.containers[container.id]
        plain = [
            node
            for node in map(self._process.nodes.__getitem__, container.nodes)
            if node.kind is NodeKind.START and node.event is None
        ]
        if container.triggered:
            self._starts_of_handler(container)
        elif len(plain) > 1:
            expected = "one plain start event, with a gateway behind it where paths part"
            self._draft.expect(element, container.id, expected, str(len(plain)))
        elif not plain and self._needs_plain_start(container):
            self._draft.expect(element, container.id, "a plain start event", "none")
        elif not plain and not container.starts:
            self._draft.expect(element, container.id, "a start event", "none")
        if container.id not in self._process.processes and not container.triggered:
            for start in container.starts:
                self._expect(start, "a plain start event in a sub-process", "one that waits")
        self._links(container)

    def _needs_plain_start(self, container: Container) -> bool:
        called = any(node.called == container.id for node in self._process.nodes.values())
        return called or container.id not in self._process.processes

    def _starts_of_handler(self, container: Container) -> None:
        starts = [*container.starts, *([container.start] if container.start else [])]
        if len(starts) != 1:
            element = self._draft.containers[container.id]
            expected = "one start event in an event sub-process"
            self._draft.expect(element, container.id, expected, str(len(starts)))

    def _links(self, container: Container) -> None:
        caught: set[str] = set()
        nodes = [self._process.nodes[own_id] for own_id in container.nodes]
        for node in nodes:
            if node.kind is NodeKind.CATCH and isinstance(node.event, LinkEvent):
                if node.event.name in caught:
                    expected = f"one catching link called {node.event.name}"
                    self._expect(node, expected, "a second one")
                caught.add(node.event.name)
        for node in nodes:
            if node.kind is NodeKind.THROW and isinstance(node.event, LinkEvent):
                if node.event.name not in caught:
                    expected = f"a catching link called {node.event.name} in the same scope"
                    self._expect(node, expected, "none")
                if node.outgoing:
                    self._expect(node, "no flow out of a throwing link", "one")

    def node(self, node: Node) -> None:
        """Check a flow node and the flows that leave it."""
        if node.kind in {NodeKind.START, NodeKind.BOUNDARY} and node.incoming:
            self._expect(node, f"no flow into a {node.kind}", "one")
        if node.kind is NodeKind.END and node.outgoing:
            self._expect(node, "no flow out of an endEvent", "one")
        for flow in node.outgoing:
            target = self._process.nodes.get(flow.target)
            if target is not None and target.container != node.container:
                line = self._draft.nodes[node.id].element
                expected = "a flow within one process or sub-process"
                got = f"one from {node.id} to {target.id} across a border"
                self._draft.expect(line, flow.id, expected, got)
        if node.kind is NodeKind.EVENT_BASED:
            self._event_gateway(node)
        if node.kind is NodeKind.BOUNDARY:
            self._boundary(node)
        if node.triggered and (node.incoming or node.outgoing):
            self._expect(node, "no flow into or out of an event sub-process", "one")
        if node.triggered and self._process.boundaries.get(node.id):
            self._expect(node, "no boundary event at an event sub-process", "one")
        self._undoing(node)

    def _event_gateway(self, node: Node) -> None:
        element = self._draft.nodes[node.id].element
        if element.get("instantiate") == "true" or element.get("eventGatewayType") == "Parallel":
            kind = "an event-based gateway that starts a process or waits for all"
            self._unsupported(node, kind, "message start events, or a parallel gateway")
        if not node.outgoing:
            self._expect(node, "events behind an event-based gateway", "none")
        for flow in node.outgoing:
            target = self._process.nodes.get(flow.target)
            if target is None:
                continue
            is_link = isinstance(target.event, LinkEvent)
            if target.kind not in ARMED_BY_GATEWAY or is_link:
                self._expect(target, "a catching event or receive task behind it", target.kind)
            elif target.kind is NodeKind.RECEIVE and (
                target.loop is not None or self._process.boundaries.get(target.id)
            ):
                expected = "a receive task without loop and boundary events behind the gateway"
                self._expect(target, expected, "one with them")

    def _boundary(self, node: Node) -> None:
        host = self._process.nodes.get(node.attached_to)
        if host is None:
            return
        if not host.is_activity:
            self._expect(node, "a boundary event at an activity", f"one at a {host.kind}")
        elif host.container != node.container:
            self._expect(node, "a boundary event in the scope of its activity", "another scope")

    def _undoing(self, node: Node) -> None:
        """Check what compensation and transactions are made of."""
        event = node.event
        if isinstance(event, CompensationEvent) and node.kind is NodeKind.BOUNDARY:
            handler = self._process.nodes.get(node.compensation)
            if handler is None or not handler.for_compensation or node.outgoing:
                expected = "an association to an activity for compensation, and no flow"
                self._expect(node, expected, node.compensation or "none")
        elif isinstance(event, CompensationEvent) and event.activity not in {
            "",
            *self._process.nodes,
        }:
            element = self._draft.nodes[node.id].element
            self._draft.broken(
                element, node.id, "activityRef", event.activity, "an activity of the file"
            )
        elif isinstance(event, CancelEvent):
            place = node.attached_to or node.container
            kind = self._process.nodes[place].kind if place in self._process.nodes else None
            if kind is not NodeKind.TRANSACTION:
                self._expect(node, "a cancel event in or at a transaction", "another place")
        if node.for_compensation and (node.incoming or node.outgoing):
            self._expect(node, "no flow at an activity for compensation", "one")


def doubts_of(process: Process) -> Iterator[DrawingDoubtful]:
    """Yield what runs, but hardly as it was meant."""
    reached = _reached(process)
    thrown = {
        (node.container, node.event.name)
        for node in process.nodes.values()
        if node.kind is NodeKind.THROW and isinstance(node.event, LinkEvent)
    }
    for node in process.nodes.values():
        if node.id not in reached:
            yield _doubt(node, "no path leads here, so it never runs")
        yield from _doubts_of_node(node)
        is_catching_link = node.kind is NodeKind.CATCH and isinstance(node.event, LinkEvent)
        if is_catching_link and (node.container, _name_of(node)) not in thrown:
            yield _doubt(node, "no link throws to it")


def _doubts_of_node(node: Node) -> Iterator[DrawingDoubtful]:
    conditional = any(flow.condition is not None for flow in node.outgoing)
    if node.kind is NodeKind.EXCLUSIVE and _lacks_default(node):
        yield _doubt(node, "without a default flow the case stops here if no condition is true")
    if node.kind is NodeKind.RECEIVE and node.event is None:
        yield _doubt(node, "it names no message, so nothing arrives")
    if conditional and node.kind in {NodeKind.PARALLEL, NodeKind.EVENT_BASED}:
        yield _doubt(node, "conditions behind this gateway are not read")
    is_error = isinstance(node.event, ErrorEvent)
    if is_error and not node.interrupting and node.kind is not NodeKind.END:
        yield _doubt(node, "an error always interrupts")
    if isinstance(node.event, MessageEvent | SignalEvent) and not node.event.name:
        yield _doubt(node, "it names nothing to throw")


def _name_of(node: Node) -> str:
    return node.event.name if isinstance(node.event, LinkEvent) else ""


def _doubt(node: Node, doubt: str) -> DrawingDoubtful:
    return DrawingDoubtful(line=node.line, element=node.id, doubt=doubt)


def _lacks_default(node: Node) -> bool:
    open_always = any(flow.condition is None for flow in node.outgoing)
    return len(node.outgoing) > 1 and not node.default and not open_always


def _reached(process: Process) -> set[str]:
    """Return the nodes that a token, or a compensation, can come to."""
    waiting = [
        start.id
        for container in process.containers.values()
        for start in (*([container.start] if container.start else []), *container.starts)
    ]
    waiting += [
        node.id for node in process.nodes.values() if node.triggered or node.for_compensation
    ]
    reached: set[str] = set()
    while waiting:
        own_id = waiting.pop()
        if own_id in reached:
            continue
        reached.add(own_id)
        node = process.nodes[own_id]
        waiting += [flow.target for flow in node.outgoing]
        waiting += [boundary.id for boundary in process.boundaries.get(own_id, ())]
        if node.kind is NodeKind.THROW and isinstance(node.event, LinkEvent):
            target = process.containers[node.container].links.get(node.event.name)
            waiting += [target] if target else []
    return reached
