"""Link a draft to a process: nodes with their flows, containers with their starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from owj.kernel.bpmn.elements import (
    BODIES,
    Container,
    EventDefinition,
    Flow,
    LinkEvent,
    Node,
    NodeKind,
    Process,
)
from owj.kernel.bpmn.elements import EVENTS as EVENT_KINDS
from owj.kernel.bpmn.errors import DrawingDoubtful, ProcessRefused
from owj.kernel.bpmn.reach import reachable_flows
from owj.kernel.bpmn.read import OWJ, Draft, NodeDraft, read_draft
from owj.kernel.bpmn.read_activities import ActivityParts, ActivityReader
from owj.kernel.bpmn.read_events import EventReader
from owj.kernel.bpmn.texts import Texts
from owj.kernel.bpmn.validate import doubts_of, validate
from owj.kernel.markup import Element, parse_xml

NO_PARTS = ActivityParts()


def load_process(
    document: bytes | str, names: Iterable[str] = (), *, calls_outside: bool = False
) -> Process:
    """Return the process of a file of BPMN XML, checked; the first one is what runs.

    names: what variables and their entries may be called besides what the drawing tells; only
    names of several words need it. calls_outside: whoever runs it can start processes that the
    file does not have, so a call may name them. Raises: XmlRefused, ProcessRefused (with all
    problems).
    """
    draft = read_draft(parse_xml(document))
    if not draft.processes:
        raise ProcessRefused(tuple(draft.problems))
    process = _Linker(draft, names, calls_outside=calls_outside).link()
    validate(process, draft)
    if draft.problems:
        raise ProcessRefused(tuple(sorted(draft.problems, key=lambda problem: problem.line)))
    return process


def doubts_about(process: Process) -> list[DrawingDoubtful]:
    """Return what runs, but hardly as it was meant."""
    return sorted(doubts_of(process), key=lambda doubt: doubt.line)


class _Linker:
    """Link one draft."""

    def __init__(self, draft: Draft, names: Iterable[str], *, calls_outside: bool) -> None:
        self._draft = draft
        self._texts = Texts({*names, *_drawn_names(draft)}, draft.problems)
        self._events = EventReader(draft, self._texts)
        self._activities = ActivityReader(draft, self._texts, calls_outside=calls_outside)
        self._incoming: dict[str, list[str]] = defaultdict(list)
        self._outgoing: dict[str, list[Flow]] = defaultdict(list)
        self._flows = {flow.id.rpartition(":")[2] for flow in draft.flows}

    def link(self) -> Process:
        """Return the process; what is broken is noted in the draft."""
        for drafted in self._draft.flows:
            flow = self._flow(drafted.id, drafted.source, drafted.target, drafted.element)
            self._outgoing[flow.source].append(flow)
            self._incoming[flow.target].append(flow.id)
        nodes = {drafted.id: self._node(drafted) for drafted in self._draft.nodes.values()}
        boundaries: dict[str, list[Node]] = defaultdict(list)
        for node in nodes.values():
            if node.kind is NodeKind.BOUNDARY:
                boundaries[node.attached_to].append(node)
        containers = {
            own_id: _container(own_id, element, nodes)
            for own_id, element in self._draft.containers.items()
        }
        processes = tuple(element.get("id") for element in self._draft.processes)
        attached = {host: tuple(found) for host, found in boundaries.items()}
        return Process(
            main=processes[0],
            processes=processes,
            nodes=MappingProxyType(nodes),
            containers=MappingProxyType(containers),
            boundaries=MappingProxyType(attached),
            reach=reachable_flows(nodes, containers, attached),
        )

    def _flow(self, own_id: str, source: str, target: str, element: Element) -> Flow:
        for part, end in (("sourceRef", source), ("targetRef", target)):
            if end not in self._draft.nodes and end not in self._draft.refused:
                expected = "a task, event or gateway of a process"
                self._draft.broken(element, own_id, part, end or "nothing", expected)
        written = element.child("conditionExpression")
        condition = None
        if written is not None:
            condition = self._texts.expression(written.text, written, own_id, "condition")
        return Flow(own_id, source, target, element.line, condition)

    def _node(self, drafted: NodeDraft) -> Node:
        element, own_id, kind = drafted.element, drafted.id, drafted.kind
        self._check_flows_named(element, own_id)
        is_activity = kind not in EVENT_KINDS and "Gateway" not in kind
        parts = self._activities.parts(element, own_id, kind) if is_activity else NO_PARTS
        name = "isInterrupting" if kind is NodeKind.START else "cancelActivity"
        return Node(
            id=own_id,
            kind=kind,
            name=element.get("name"),
            line=element.line,
            container=drafted.container,
            incoming=tuple(self._incoming[own_id]),
            outgoing=tuple(self._outgoing[own_id]),
            default=self._default(element, own_id),
            event=self._event(drafted),
            attached_to=self._host(drafted),
            interrupting=element.get(name) not in {"false", "0"},
            triggered=element.get("triggeredByEvent") in {"true", "1"},
            for_compensation=element.get("isForCompensation") in {"true", "1"},
            compensation=self._compensation(drafted),
            loop=parts.loop,
            script=parts.script,
            result=parts.result,
            called=parts.called,
            called_outside=parts.called_outside,
            given=parts.given,
            taken=parts.taken,
            details=parts.details,
            lane=self._draft.lanes.get(own_id, ""),
            extensions=_own_attributes(element),
        )

    def _check_flows_named(self, element: Element, own_id: str) -> None:
        """Refuse flows that a node names and the file does not have; the flows themselves count."""
        for part in ("incoming", "outgoing"):
            for told in element.every(part):
                if told.text.strip().rpartition(":")[2] not in self._flows:
                    got = told.text.strip() or "nothing"
                    self._draft.broken(told, own_id, part, got, "a flow of the file")

    def _event(self, drafted: NodeDraft) -> EventDefinition | None:
        element, own_id, kind = drafted.element, drafted.id, drafted.kind
        if kind in EVENT_KINDS:
            outer = self._draft.containers[drafted.container]
            starts_handler = kind is NodeKind.START and outer.get("triggeredByEvent") == "true"
            return self._events.event(element, own_id, kind, starts_handler=starts_handler)
        if kind in {NodeKind.RECEIVE, NodeKind.SEND}:
            return self._events.message(element, own_id)
        return None

    def _default(self, element: Element, own_id: str) -> str:
        default = element.get("default")
        if default and default not in {flow.id for flow in self._outgoing[own_id]}:
            self._draft.broken(element, own_id, "default", default, "a flow that leaves it")
        return default

    def _host(self, drafted: NodeDraft) -> str:
        if drafted.kind is not NodeKind.BOUNDARY:
            return ""
        host = drafted.element.get("attachedToRef")
        host = host if host in self._draft.nodes else host.rpartition(":")[2]
        if host not in self._draft.nodes:
            expected = "an activity of the file"
            got = drafted.element.get("attachedToRef") or "nothing"
            self._draft.broken(drafted.element, drafted.id, "attachedToRef", got, expected)
        return host

    def _compensation(self, drafted: NodeDraft) -> str:
        """Return the activity that a boundary event's association leads to."""
        if drafted.kind is not NodeKind.BOUNDARY:
            return ""
        for source, target in self._draft.associations:
            for one, other in ((source, target), (target, source)):
                found = self._draft.nodes.get(other)
                if one == drafted.id and found is not None:
                    return other
        return ""


def _drawn_names(draft: Draft) -> set[str]:
    """Return the names of the variables that the drawing itself writes."""
    found = {"loopCounter"}
    for node in draft.nodes.values():
        found.add(node.element.get(f"{OWJ}result").strip())
        several = node.element.child("multiInstanceLoopCharacteristics")
        if several is not None:
            found.add(several.get(f"{OWJ}element").strip())
            found.add(several.get(f"{OWJ}outputCollection").strip())
    return found - {""}


def _container(own_id: str, element: Element, nodes: dict[str, Node]) -> Container:
    inside = [node for node in nodes.values() if node.container == own_id]
    starts = [node for node in inside if node.kind is NodeKind.START]
    plain = [node for node in starts if node.event is None]
    handlers = [
        start
        for node in inside
        if node.kind in BODIES and node.triggered
        for start in nodes.values()
        if start.container == node.id and start.kind is NodeKind.START
    ]
    links = {
        node.event.name: node.id
        for node in inside
        if node.kind is NodeKind.CATCH and isinstance(node.event, LinkEvent)
    }
    return Container(
        id=own_id,
        name=element.get("name"),
        line=element.line,
        nodes=tuple(node.id for node in inside),
        start=plain[0] if plain else None,
        starts=tuple(node for node in starts if node.event is not None),
        handlers=tuple(handlers),
        links=MappingProxyType(links),
        triggered=element.get("triggeredByEvent") in {"true", "1"},
        extensions=_own_attributes(element),
    )


def _own_attributes(element: Element) -> Mapping[str, str]:
    """Return the attributes of our own namespace, by what stands behind its prefix."""
    found = element.attributes.items()
    return MappingProxyType(
        {key.removeprefix(OWJ): value for key, value in found if key.startswith(OWJ)}
    )
