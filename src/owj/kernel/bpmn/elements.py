"""The elements of a process as frozen data, in BPMN's words; made by `graph`, read by stepping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from owj.kernel.bpmn.times import TimeRule
from owj.kernel.feel import Expression


class NodeKind(StrEnum):
    """Name the flow nodes as BPMN's XML does."""

    START = "startEvent"
    END = "endEvent"
    CATCH = "intermediateCatchEvent"
    THROW = "intermediateThrowEvent"
    BOUNDARY = "boundaryEvent"
    EXCLUSIVE = "exclusiveGateway"
    PARALLEL = "parallelGateway"
    INCLUSIVE = "inclusiveGateway"
    EVENT_BASED = "eventBasedGateway"
    TASK = "task"
    MANUAL = "manualTask"
    USER = "userTask"
    RECEIVE = "receiveTask"
    SERVICE = "serviceTask"
    SEND = "sendTask"
    SCRIPT = "scriptTask"
    BUSINESS_RULE = "businessRuleTask"
    SUB_PROCESS = "subProcess"
    TRANSACTION = "transaction"
    CALL = "callActivity"


EVENTS = frozenset(
    {NodeKind.START, NodeKind.END, NodeKind.CATCH, NodeKind.THROW, NodeKind.BOUNDARY}
)
GATEWAYS = frozenset(
    {NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_BASED}
)
BODIES = frozenset({NodeKind.SUB_PROCESS, NodeKind.TRANSACTION})
ACTIVITIES = frozenset(NodeKind) - EVENTS - GATEWAYS


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """Hold a message. key: tells which of several subscriptions is meant."""

    name: str
    key: Expression | None = None


@dataclass(frozen=True, slots=True)
class SignalEvent:
    """Hold a signal."""

    name: str


@dataclass(frozen=True, slots=True)
class TimerEvent:
    """Hold when a timer fires."""

    rule: TimeRule


@dataclass(frozen=True, slots=True)
class ErrorEvent:
    """Hold an error. code: None catches every error."""

    code: str | None


@dataclass(frozen=True, slots=True)
class EscalationEvent:
    """Hold an escalation. code: None catches every escalation."""

    code: str | None


@dataclass(frozen=True, slots=True)
class ConditionalEvent:
    """Hold a condition on data."""

    condition: Expression


@dataclass(frozen=True, slots=True)
class LinkEvent:
    """Hold the name that joins the throwing and the catching side."""

    name: str


@dataclass(frozen=True, slots=True)
class TerminateEvent:
    """End everything in a scope."""


@dataclass(frozen=True, slots=True)
class CompensationEvent:
    """Undo completed activities. activity: its id, empty for all of the scope."""

    activity: str = ""


@dataclass(frozen=True, slots=True)
class CancelEvent:
    """Cancel a transaction."""


EventDefinition = (
    MessageEvent
    | SignalEvent
    | TimerEvent
    | ErrorEvent
    | EscalationEvent
    | ConditionalEvent
    | LinkEvent
    | TerminateEvent
    | CompensationEvent
    | CancelEvent
)


@dataclass(frozen=True, slots=True)
class Flow:
    """Hold a sequence flow. condition: None when it is always open."""

    id: str
    source: str
    target: str
    line: int
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class StandardLoop:
    """Hold how an activity is repeated. condition: None for always. most: 0 for no limit."""

    condition: Expression | None
    test_before: bool
    most: int


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """Hold over what an activity runs. Either `collection` or `cardinality` is there."""

    sequential: bool
    collection: Expression | None
    cardinality: Expression | None
    element: str
    output_collection: str
    output_element: Expression | None
    completion: Expression | None


LoopPlan = StandardLoop | MultiInstance
NO_EXTENSIONS: Mapping[str, str] = MappingProxyType({})
NO_DETAILS: Mapping[str, Expression] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Hold a flow node.

    container: id of the process or sub-process it stands in. incoming: ids of flows. event:
    what an event, receive or send task is about. compensation: id of the activity that undoes
    this one. attached_to, interrupting: of boundary events; the latter also of the start of an
    event sub-process. triggered: whether it is an event sub-process. called: id of a process of
    the file; called_outside: key of one that somebody else keeps. given, taken: FEEL contexts of
    such a call: what it is told, and what it gives back.
    details: expressions of a person's task. extensions: attributes of our own namespace.
    """

    id: str
    kind: NodeKind
    name: str
    line: int
    container: str
    incoming: tuple[str, ...]
    outgoing: tuple[Flow, ...]
    default: str = ""
    event: EventDefinition | None = None
    attached_to: str = ""
    interrupting: bool = True
    triggered: bool = False
    for_compensation: bool = False
    compensation: str = ""
    loop: LoopPlan | None = None
    script: Expression | None = None
    result: str = ""
    called: str = ""
    called_outside: str = ""
    given: Expression | None = None
    taken: Expression | None = None
    lane: str = ""
    details: Mapping[str, Expression] = field(default_factory=lambda: NO_DETAILS)
    extensions: Mapping[str, str] = field(default_factory=lambda: NO_EXTENSIONS)

    @property
    def is_activity(self) -> bool:
        """Tell tasks, sub-processes and call activities from events and gateways."""
        return self.kind in ACTIVITIES


@dataclass(frozen=True, slots=True, eq=False)
class Container:
    """Hold what a process or sub-process begins with.

    start: the plain start event. starts: those that wait for something. handlers: the start
    events of its event sub-processes. links: catching link events by name.
    triggered: whether it is an event sub-process. extensions: attributes of our own namespace.
    """

    id: str
    name: str
    line: int
    nodes: tuple[str, ...]
    start: Node | None
    starts: tuple[Node, ...]
    handlers: tuple[Node, ...]
    links: Mapping[str, str]
    triggered: bool = False
    extensions: Mapping[str, str] = field(default_factory=lambda: NO_EXTENSIONS)


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """Hold all processes of a file, linked and checked.

    main: id of the first process. boundaries: by activity. reach: per inclusive join and node,
    the incoming flows (bits in the join's order) that a token there can still arrive on without
    passing the join.
    """

    main: str
    processes: tuple[str, ...]
    nodes: Mapping[str, Node]
    containers: Mapping[str, Container]
    boundaries: Mapping[str, tuple[Node, ...]]
    reach: Mapping[str, Mapping[str, int]]
