"""What a step wants done or remembered outside of it, in the order in which it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.bpmn.state import Status, Variables, Waits
from owj.kernel.feel import FeelValue


@dataclass(frozen=True, slots=True)
class NodeEntered:
    """A token came to an activity or to an event that waits. For the history."""

    token: int
    node: str


@dataclass(frozen=True, slots=True)
class NodeCompleted:
    """A token left a node, or an end event consumed it. For the history."""

    token: int
    node: str


@dataclass(frozen=True, slots=True)
class NodeCancelled:
    """A node that was entered will not be completed. For the history."""

    token: int
    node: str


@dataclass(frozen=True, slots=True)
class TaskCreated:
    """A person has something to do. details: what FEEL gave for the task's attributes."""

    token: int
    node: str
    lane: str
    details: Mapping[str, FeelValue]


@dataclass(frozen=True, slots=True)
class TaskWithdrawn:
    """A person's task is gone without having been done."""

    token: int
    node: str


@dataclass(frozen=True, slots=True)
class WorkRequested:
    """A program has something to do and shall tell how it went."""

    token: int
    node: str


@dataclass(frozen=True, slots=True)
class WorkWithdrawn:
    """The outcome of requested work is of no interest any more."""

    token: int
    node: str


@dataclass(frozen=True, slots=True)
class CallRequested:
    """A process kept elsewhere is to run, and to tell how it ended. data: what it is told."""

    token: int
    node: str
    data: Variables


@dataclass(frozen=True, slots=True)
class ErrorEscaped:
    """A called process ended with an error that nothing in it caught."""

    code: str


@dataclass(frozen=True, slots=True)
class EscalationEscaped:
    """A called process called for attention, and nothing in it caught that."""

    code: str


@dataclass(frozen=True, slots=True)
class TimerSet:
    """An instant is waited for."""

    timer: int
    node: str
    due: datetime


@dataclass(frozen=True, slots=True)
class TimerWithdrawn:
    """An instant is not waited for any more."""

    timer: int


@dataclass(frozen=True, slots=True)
class SubscriptionOpened:
    """A message, a signal or a condition is waited for."""

    subscription: int
    node: str
    waits: Waits
    name: str
    key: str | None


@dataclass(frozen=True, slots=True)
class SubscriptionClosed:
    """A message, a signal or a condition is not waited for any more."""

    subscription: int


@dataclass(frozen=True, slots=True)
class MessageThrown:
    """A message goes out to whoever is meant. key: what FEEL gave for it; None for anybody."""

    node: str
    name: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class SignalThrown:
    """A signal goes out; this process has got it already."""

    node: str
    name: str


@dataclass(frozen=True, slots=True)
class IncidentRaised:
    """A token cannot go on until somebody helps."""

    incident: int
    token: int
    node: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class IncidentResolved:
    """An incident is over: its token goes on, or is gone."""

    incident: int


@dataclass(frozen=True, slots=True)
class ProcessEnded:
    """The process is over."""

    status: Status


Effect = (
    NodeEntered
    | NodeCompleted
    | NodeCancelled
    | TaskCreated
    | TaskWithdrawn
    | WorkRequested
    | WorkWithdrawn
    | CallRequested
    | ErrorEscaped
    | EscalationEscaped
    | TimerSet
    | TimerWithdrawn
    | SubscriptionOpened
    | SubscriptionClosed
    | MessageThrown
    | SignalThrown
    | IncidentRaised
    | IncidentResolved
    | ProcessEnded
)
