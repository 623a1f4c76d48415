"""A process played on a copy: no record is touched, every answer is chosen, time is moved. Pure.

A play is told whole each time: from its beginning, deed by deed. So nothing is kept, and one step
back is the same play without its last deed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from owj.kernel.bpmn.effects import (
    Effect,
    IncidentRaised,
    MessageThrown,
    NodeCompleted,
    SignalThrown,
    TaskCreated,
)
from owj.kernel.bpmn.elements import Node, NodeKind, Process
from owj.kernel.bpmn.happenings import (
    CompleteTask,
    DeliverTo,
    FireTimer,
    Happening,
    Outcome,
    ReadVariable,
    RetryIncident,
    SetVariables,
    StartProcess,
    ThrowError,
)
from owj.kernel.bpmn.state import NOT_STARTED, Doing, State, Status, Timer, Variables
from owj.kernel.bpmn.step import step
from owj.kernel.errors import InvalidInput
from owj.kernel.feel import Environment

MOST_DEEDS = 300
MOST_FIRINGS = 1_000


class PlayRefused(InvalidInput):
    """Say why a deed of a play does not fit."""

    code = "process.play_refused"
    message = "The trial cannot go on: %(reason)s."


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that happens in a play.

    do: "start", "complete", "error", "event", "jump" (to the next due), "until", "set", "retry".
    node, nth: which of several tokens there, from 1. data: variables that it brings.
    """

    do: str
    node: str = ""
    nth: int = 1
    data: Variables = field(default_factory=dict)
    error: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the play's record. what: "done", "stopped", "message", "signal" or "task"."""

    at: datetime
    what: str
    node: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Play:
    """How a play stands. tasks: when each person's task came up, and what FEEL gave for it."""

    process: Process
    state: State
    now: datetime
    happened: tuple[Happened, ...]
    tasks: Mapping[int, tuple[datetime, TaskCreated]]

    @property
    def next_timer(self) -> Timer | None:
        """Return the timer that fires next."""
        return min(self.state.timers.values(), key=lambda one: (one.due, one.id), default=None)

    @property
    def done(self) -> Counter[str]:
        """Return how often each node was completed."""
        return Counter(one.node for one in self.happened if one.what == "done")

    @property
    def over(self) -> bool:
        """Tell whether nothing more can happen."""
        return bool(self.state.last_id) and self.state.status is not Status.ACTIVE


def play(process: Process, deeds: Sequence[Deed], now: datetime, environment: Environment) -> Play:
    """Return what becomes of a process. environment: its calendars and limits; its now is moved.

    Raises: PlayRefused, ProcessNotStarted, NothingWaitsThere.
    """
    if len(deeds) > MOST_DEEDS:
        raise PlayRefused(reason=f"more than {MOST_DEEDS} steps")
    playing = _Playing(process, now, environment)
    for deed in deeds:
        playing.take(deed)
    return Play(process, playing.state, playing.now, tuple(playing.happened), playing.tasks)


class _Playing:
    """Hold a play while it goes on."""

    def __init__(self, process: Process, now: datetime, environment: Environment) -> None:
        self.process = process
        self.now = now
        self.state = NOT_STARTED
        self.happened: list[Happened] = []
        self.tasks: dict[int, tuple[datetime, TaskCreated]] = {}
        self._environment = environment
        self._firings = 0

    def take(self, deed: Deed) -> None:
        """Let one deed happen."""
        match deed.do:
            case "start":
                self._start(deed)
            case "jump":
                timer = min(self.state.timers.values(), key=_due_first, default=None)
                if timer is not None:
                    self._fire_until(timer.due)
            case "until" if deed.until is not None:
                self._fire_until(max(deed.until, self.now))
            case _:
                self._happen(self._happening(deed))
        self._fire_until(self.now)

    def _start(self, deed: Deed) -> None:
        main = self.process.containers[self.process.main]
        at = deed.node or ("" if main.start is not None else main.starts[0].id)
        self._happen(StartProcess(deed.data, "" if main.start and at == main.start.id else at))

    def _happening(self, deed: Deed) -> Happening:
        if deed.do == "set":
            return SetVariables(deed.data)
        if deed.do == "retry":
            found = [one.id for one in self.state.incidents.values() if one.node == deed.node]
            return RetryIncident(_nth(found, deed))
        if deed.do == "event":
            return self._event(deed)
        waiting = [
            one.id
            for one in self.state.tokens.values()
            if one.node == deed.node and one.doing is Doing.WAIT
        ]
        token = _nth(waiting, deed)
        return (
            ThrowError(token, deed.error, deed.data)
            if deed.error
            else CompleteTask(token, deed.data)
        )

    def _event(self, deed: Deed) -> Happening:
        """Return what makes the event at a node happen now: its timer, or what it waits for."""
        timers = [one.id for one in self.state.timers.values() if one.node == deed.node]
        if timers:
            return FireTimer(_nth(timers, deed))
        waits = [one.id for one in self.state.subscriptions.values() if one.node == deed.node]
        return DeliverTo(_nth(waits, deed), deed.data)

    def _happen(self, happening: Happening) -> None:
        environment = Environment(
            now=self.now, calendars=self._environment.calendars, limits=self._environment.limits
        )
        stepped = step(self.process, self.state, happening, environment, _perform)
        self.state = stepped.state
        for effect in stepped.effects:
            self._note(effect)

    def _note(self, effect: Effect) -> None:
        match effect:
            case NodeCompleted(node=node):
                self.happened.append(Happened(self.now, "done", node))
            case TaskCreated(token=token, node=node):
                self.tasks[token] = (self.now, effect)
                self.happened.append(Happened(self.now, "task", node))
            case IncidentRaised(node=node, detail=detail):
                self.happened.append(Happened(self.now, "stopped", node, detail))
            case MessageThrown(node=node, name=name):
                self.happened.append(Happened(self.now, "message", node, name))
            case SignalThrown(node=node, name=name):
                self.happened.append(Happened(self.now, "signal", node, name))

    def _fire_until(self, until: datetime) -> None:
        while True:
            timer = min(self.state.timers.values(), key=_due_first, default=None)
            if timer is None or timer.due > until:
                self.now = max(self.now, until)
                return
            self._firings += 1
            if self._firings > MOST_FIRINGS:
                raise PlayRefused(reason=f"more than {MOST_FIRINGS} timers")
            self.now = max(self.now, timer.due)
            self._happen(FireTimer(timer.id))


def _perform(node: Node, _token: int, _read: ReadVariable) -> Outcome | None:
    """Do nothing outside: manual steps and scripts run by themselves, services are asked for."""
    return None


def _nth(found: list[int], deed: Deed) -> int:
    if len(found) < deed.nth or deed.nth < 1:
        raise PlayRefused(reason="nothing waits there any more")
    return sorted(found)[deed.nth - 1]


def _due_first(timer: Timer) -> tuple[datetime, int]:
    return timer.due, timer.id


def asked_nodes(state: State, process: Process) -> list[tuple[Node, int, int]]:
    """Return the tasks that wait for an answer: node, which of several there, its token."""
    seen: Counter[str] = Counter()
    found: list[tuple[Node, int, int]] = []
    for token in sorted(state.tokens.values(), key=lambda one: one.id):
        node = process.nodes[token.node]
        if token.doing is Doing.WAIT and node.is_activity and node.kind is not NodeKind.RECEIVE:
            seen[node.id] += 1
            found.append((node, seen[node.id], token.id))
    return found
