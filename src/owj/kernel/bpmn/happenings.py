"""What can happen to a running process from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from owj.kernel.bpmn.elements import Node
from owj.kernel.bpmn.state import Variables, no_variables
from owj.kernel.feel import FeelValue


@dataclass(frozen=True, slots=True)
class StartProcess:
    """Begin. at: id of a start event that waited for something; empty for the plain one."""

    data: Variables = field(default_factory=no_variables)
    at: str = ""


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """Whoever was asked has done it: a person, or a program that got work requested."""

    token: int
    data: Variables = field(default_factory=no_variables)


@dataclass(frozen=True, slots=True)
class ThrowError:
    """A task ends with an error of the business, which the drawing may catch."""

    token: int
    code: str
    data: Variables = field(default_factory=no_variables)


@dataclass(frozen=True, slots=True)
class ThrowEscalation:
    """A task calls for attention and goes on, unless what catches it interrupts."""

    token: int
    code: str
    data: Variables = field(default_factory=no_variables)


@dataclass(frozen=True, slots=True)
class ReportFailure:
    """A task failed technically, which the drawing cannot catch."""

    token: int
    detail: str


@dataclass(frozen=True, slots=True)
class FireTimer:
    """An instant has come."""

    timer: int


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """A message has come: it goes to the oldest subscription that fits, or to nobody."""

    name: str
    key: str | None = None
    data: Variables = field(default_factory=no_variables)


@dataclass(frozen=True, slots=True)
class DeliverTo:
    """A message or signal has come for one subscription, which the caller has found."""

    subscription: int
    data: Variables = field(default_factory=no_variables)


@dataclass(frozen=True, slots=True)
class DeliverSignal:
    """A signal has come: it goes to everything that waits for it."""

    name: str
    data: Variables = field(default_factory=no_variables)


@dataclass(frozen=True, slots=True)
class RetryIncident:
    """Somebody has removed the cause: the token tries again."""

    incident: int


@dataclass(frozen=True, slots=True)
class SkipIncident:
    """Somebody has done the work otherwise: the token goes on as if it had. data: its results."""

    incident: int
    data: Variables = field(default_factory=no_variables)


@dataclass(frozen=True, slots=True)
class MoveToken:
    """Somebody takes a token to another node of the same scope; what it was at is cancelled."""

    token: int
    node: str


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Somebody changes variables. scope: 0 for the process itself."""

    data: Variables
    scope: int = 0


@dataclass(frozen=True, slots=True)
class CancelProcess:
    """Somebody ends the process."""


Happening = (
    StartProcess
    | CompleteTask
    | ThrowError
    | ThrowEscalation
    | ReportFailure
    | FireTimer
    | DeliverMessage
    | DeliverTo
    | DeliverSignal
    | RetryIncident
    | SkipIncident
    | MoveToken
    | SetVariables
    | CancelProcess
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold how work went that was done within the step.

    error, escalation: codes that the task throws. failure: why it failed technically.
    """

    data: Variables = field(default_factory=no_variables)
    error: str | None = None
    escalation: str | None = None
    failure: str | None = None


ReadVariable = Callable[[str], FeelValue]
# Does the work of a task within the step, or gives None: then others do it and tell later.
Perform = Callable[[Node, int, ReadVariable], "Outcome | None"]


def leave_to_others(_node: Node, _token: int, _read: ReadVariable) -> Outcome | None:
    """Do no work within the step."""
    return None
