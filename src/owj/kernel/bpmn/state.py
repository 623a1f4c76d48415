"""The state of one running process: small rows by number, which a database may hold as they are.

Every row has a number from one sequence, so numbers tell the order in which things came to be.
Nothing here grows with what has happened: history leaves as effects.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from owj.kernel.bpmn.times import Span
from owj.kernel.feel import FeelValue

Variables = Mapping[str, FeelValue]
NO_VARIABLES: Variables = MappingProxyType({})


def no_variables() -> Variables:
    """Return no variables."""
    return NO_VARIABLES


class Status(StrEnum):
    """Name how a process stands."""

    ACTIVE = "active"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    CANCELLED = "cancelled"


class Doing(StrEnum):
    """Name what a token does at its node.

    ENTER, BODY, DONE, LEAVE, GO: it moves within a step: comes in, does the work (again), has done
    it, completes the node, goes on from a completed one.
    WAIT: for a person, an event or work of others. JOIN: for other tokens. INSIDE: for what runs
    within its activity. STOPPED: by an incident.
    """

    ENTER = "enter"
    BODY = "body"
    DONE = "done"
    LEAVE = "leave"
    GO = "go"
    WAIT = "wait"
    JOIN = "join"
    INSIDE = "inside"
    STOPPED = "stopped"


class Token(NamedTuple):
    """Hold a visit of a node: moving on makes a new one. flow: it came by. turn: loops done."""

    id: int
    scope: int
    node: str
    flow: str = ""
    doing: Doing = Doing.ENTER
    turn: int = 0


class Role(StrEnum):
    """Name why a scope is there."""

    PROCESS = "process"
    SUB_PROCESS = "sub-process"
    CALL = "call"
    INSTANCE = "instance"
    UNDO = "undo"
    HANDLER = "event sub-process"


class Scope(NamedTuple):
    """Hold a level of variables and of tokens.

    parent: 0 for none. token: the one that stands at its activity; 0 for a process and an event
    sub-process. node: the activity or process. container: whose nodes run in it; empty for an
    instance of a task. nth: of a multi-instance, from 0. interrupted: an event sub-process has
    taken over, so nothing else of this scope catches.
    """

    id: int
    parent: int
    token: int
    role: Role
    node: str
    container: str
    nth: int = 0
    interrupted: bool = False


class Waits(StrEnum):
    """Name what a subscription waits for."""

    MESSAGE = "message"
    SIGNAL = "signal"
    CONDITION = "condition"


class Subscription(NamedTuple):
    """Hold what waits for a message, a signal or a condition.

    node: the event. token: who waits; 0 for the start of an event sub-process. key: None when
    any fits. held: whether the condition was true when last looked at.
    """

    id: int
    scope: int
    token: int
    node: str
    waits: Waits
    name: str = ""
    key: str | None = None
    held: bool = False


class Timer(NamedTuple):
    """Hold what fires at an instant: `turn` spans after `anchor`. left: None for ever."""

    id: int
    scope: int
    token: int
    node: str
    due: datetime
    anchor: datetime
    turn: int = 1
    left: int | None = 1
    every: Span | None = None


class Round(NamedTuple):
    """Hold how far a multi-instance is. id: of the activity's token. results: by index."""

    id: int
    items: tuple[FeelValue, ...]
    started: int
    completed: int
    results: Mapping[int, FeelValue]


class Incident(NamedTuple):
    """Hold what stopped a token. resume: what it does when it is tried again."""

    id: int
    token: int
    node: str
    kind: str
    detail: str
    resume: Doing


class Undo(NamedTuple):
    """Hold how one completed activity is undone: by a handler, or by undoing what was inside.

    variables: of the scope it ran in, as they were.
    """

    id: int
    scope: int
    node: str
    handler: str
    variables: Variables
    inner: tuple[Undo, ...] = ()


class Rollback(NamedTuple):
    """Hold what a scope still has to undo, the next one last. id: of the scope."""

    id: int
    pending: tuple[Undo, ...]


class State(NamedTuple):
    """Hold a process between two steps; never changed, only replaced.

    last_id: the highest number given. root: the scope of the process. variables: by scope.
    """

    status: Status
    last_id: int
    root: int
    tokens: Mapping[int, Token]
    scopes: Mapping[int, Scope]
    variables: Mapping[int, Variables]
    subscriptions: Mapping[int, Subscription]
    timers: Mapping[int, Timer]
    rounds: Mapping[int, Round]
    incidents: Mapping[int, Incident]
    undos: Mapping[int, Undo]
    rollbacks: Mapping[int, Rollback]

    @property
    def data(self) -> Variables:
        """Give the variables of the process itself."""
        return self.variables.get(self.root, NO_VARIABLES)


NOT_STARTED = State(Status.ACTIVE, 0, 0, {}, {}, {}, {}, {}, {}, {}, {}, {})
