"""Read the XML of BPMN into a draft: what stands where, before anything is linked or checked.

Diagrams and the extensions of other makers live in other namespaces and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from owj.kernel.bpmn.elements import BODIES, NodeKind
from owj.kernel.bpmn.errors import (
    DrawingProblem,
    ElementUnsupported,
    IdStandsTwice,
    ReferenceBroken,
)
from owj.kernel.markup import Element

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OWJ = "{http://owj.example/bpmn/1.0}"
KINDS = {kind.value: kind for kind in NodeKind}
# What may stand in a process and moves no token.
NOT_NODES = frozenset(
    {
        "documentation",
        "extensionElements",
        "auditing",
        "monitoring",
        "ioSpecification",
        "ioBinding",
        "property",
        "laneSet",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "association",
        "group",
        "textAnnotation",
        "category",
        "incoming",
        "outgoing",
        "supportedInterfaceRef",
        "supports",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
        "correlationSubscription",
        "artifact",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "dataInputAssociation",
        "dataOutputAssociation",
    }
)
INSTEAD = {
    "adHocSubProcess": "a sub-process whose tasks are joined by gateways",
    "complexGateway": "an inclusive gateway, or exclusive gateways with conditions",
    "choreographyTask": "a send task and a receive task",
    "subChoreography": "a sub-process",
    "callChoreography": "a call activity",
}


@dataclass(frozen=True, slots=True)
class NodeDraft:
    """Hold a flow node as it was written."""

    id: str
    kind: NodeKind
    element: Element
    container: str


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """Hold a sequence flow as it was written."""

    id: str
    source: str
    target: str
    element: Element


@dataclass(slots=True)
class Draft:
    """Hold a file as it was written, and what is wrong with it so far.

    named: messages, signals, errors and escalations by their id. handlers: which activity a
    compensation event's association leads to. lanes: name of the lane by node. refused: ids of
    elements that cannot run.
    """

    definitions: Element
    processes: list[Element] = field(default_factory=list)
    containers: dict[str, Element] = field(default_factory=dict)
    nodes: dict[str, NodeDraft] = field(default_factory=dict)
    flows: list[FlowDraft] = field(default_factory=list)
    named: dict[str, Element] = field(default_factory=dict)
    associations: list[tuple[str, str]] = field(default_factory=list)
    lanes: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    problems: list[DrawingProblem] = field(default_factory=list)

    def expect(self, at: Element, owner: str, expected: str, got: str) -> None:
        """Note that an element is not as expected."""
        problem = DrawingProblem(line=at.line, element=owner, expected=expected, got=got)
        self.problems.append(problem)

    def unsupported(self, at: Element, owner: str, kind: str, instead: str) -> None:
        """Note that an element cannot run here."""
        self.problems.append(
            ElementUnsupported(line=at.line, element=owner, kind=kind, instead=instead)
        )

    def broken(self, at: Element, owner: str, part: str, got: str, expected: str) -> None:
        """Note that a reference leads nowhere."""
        self.problems.append(
            ReferenceBroken(line=at.line, element=owner, part=part, got=got, expected=expected)
        )

    def named_element(self, reference: str, kind: str) -> Element | None:
        """Return the message, signal, error or escalation that a reference names."""
        found = self.named.get(reference) or self.named.get(reference.rpartition(":")[2])
        return found if found is not None and found.name == kind else None


def read_draft(definitions: Element) -> Draft:
    """Return what a file holds, with the first problems."""
    draft = Draft(definitions)
    if (definitions.namespace, definitions.name) != (BPMN, "definitions"):
        got = f"<{definitions.name}>"
        draft.expect(definitions, "definitions", "<definitions> of BPMN 2.0", got)
        return draft
    _note_same_ids(draft)
    for child in definitions.own():
        if child.name in {"message", "signal", "error", "escalation"}:
            draft.named[child.get("id")] = child
        elif child.name == "collaboration":
            _read_associations(draft, child)
    draft.processes = _processes_to_run(definitions)
    if not draft.processes:
        draft.expect(definitions, "definitions", "a process", "none")
    for process in draft.processes:
        _read_process(draft, process)
    return draft


def every_element(top: Element) -> Iterator[Element]:
    """Yield an element and all of BPMN's own below it, in document order."""
    waiting = [top]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(reversed(tuple(element.own())))


def _processes_to_run(definitions: Element) -> list[Element]:
    """Return the first process, those called, and those not marked as mere documentation."""
    found = list(definitions.every("process"))
    called = {
        reference
        for element in every_element(definitions)
        if element.name == "callActivity"
        for reference in (element.get("calledElement"), local_name(element.get("calledElement")))
    }
    return [
        process
        for process in found
        if process is found[0]
        or process.get("isExecutable") != "false"
        or process.get("id") in called
    ]


def local_name(reference: str) -> str:
    """Return a qualified name without its prefix."""
    return reference.rpartition(":")[2]


def _note_same_ids(draft: Draft) -> None:
    first: dict[str, int] = {}
    for element in every_element(draft.definitions):
        found = element.get("id")
        if not found:
            continue
        if found in first:
            twice = IdStandsTwice(line=element.line, element=found, first=first[found])
            draft.problems.append(twice)
        else:
            first[found] = element.line


def _read_process(draft: Draft, process: Element) -> None:
    waiting = [process]
    while waiting:
        container = waiting.pop()
        own_id = container.get("id")
        if not own_id:
            draft.expect(container, container.name, "an id", "none")
            continue
        draft.containers[own_id] = container
        _read_lanes(draft, container)
        _read_associations(draft, container)
        for child in container.own():
            if child.name in KINDS:
                node = _read_node(draft, child, own_id)
                if node is not None and node.kind in BODIES:
                    waiting.append(child)
            elif child.name == "sequenceFlow":
                _read_flow(draft, child)
            elif child.name not in NOT_NODES and not child.name.endswith("EventDefinition"):
                owner = child.get("id") or child.name
                instead = INSTEAD.get(child.name, "tasks, events and gateways")
                draft.unsupported(child, owner, child.name, instead)
                draft.refused.add(owner)


def _read_node(draft: Draft, element: Element, container: str) -> NodeDraft | None:
    own_id = element.get("id")
    if not own_id:
        draft.expect(element, element.name, "an id", "none")
        return None
    node = NodeDraft(own_id, KINDS[element.name], element, container)
    draft.nodes.setdefault(own_id, node)
    return node


def _read_flow(draft: Draft, element: Element) -> None:
    own_id = element.get("id") or f"sequenceFlow in line {element.line}"
    flow = FlowDraft(own_id, element.get("sourceRef"), element.get("targetRef"), element)
    draft.flows.append(flow)


def _read_lanes(draft: Draft, container: Element) -> None:
    for outer in container.every("laneSet"):
        for element in every_element(outer):
            if element.name == "lane":
                # An inner lane comes later and says it more exactly.
                name = element.get(f"{OWJ}group") or element.get("name") or element.get("id")
                for reference in element.every("flowNodeRef"):
                    draft.lanes[reference.text.strip()] = name


def _read_associations(draft: Draft, container: Element) -> None:
    for element in container.every("association"):
        draft.associations.append((element.get("sourceRef"), element.get("targetRef")))
