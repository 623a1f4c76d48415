"""Play a scenario against a process: services answer at once, the clock jumps from due to due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from owj.kernel.bpmn.effects import Effect, NodeCompleted
from owj.kernel.bpmn.elements import Node, NodeKind, Process
from owj.kernel.bpmn.errors import ScenarioRefused
from owj.kernel.bpmn.happenings import (
    CompleteTask,
    DeliverMessage,
    DeliverSignal,
    FireTimer,
    Happening,
    Outcome,
    ReadVariable,
    StartProcess,
    ThrowError,
)
from owj.kernel.bpmn.simulation.scenario import Advance, Answer, Message, Play, Scenario, Signal
from owj.kernel.bpmn.state import NOT_STARTED, Doing, Incident, State, Status, Timer, Variables
from owj.kernel.bpmn.step import step
from owj.kernel.feel import Environment

MOST_FIRINGS = 100_000
DONE = Outcome()
WAITING, INCIDENT = "waiting", "incident"


@dataclass(frozen=True, slots=True)
class Played:
    """Hold how a play ended. trace: ids of nodes in the order of their completion."""

    status: str
    trace: tuple[str, ...]
    waiting: tuple[str, ...]
    data: Variables
    incident: Incident | None


def play_scenario(process: Process, scenario: Scenario) -> Played:
    """Return what becomes of a process under a scenario. Raises: ScenarioRefused."""
    play = _Playing(process, scenario)
    play.start()
    for each in scenario.steps:
        play.take(each)
    return play.result()


def waiting_at(process: Process, state: State) -> tuple[str, ...]:
    """Return the ids of the tasks and events at which tokens wait, sorted, once per token.

    For a token at an event-based gateway the events behind it stand.
    """
    found: list[str] = []
    for token in state.tokens.values():
        node = process.nodes[token.node]
        if token.doing is Doing.WAIT:
            behind = (flow.target for flow in node.outgoing)
            found += behind if node.kind is NodeKind.EVENT_BASED else (node.id,)
    return tuple(sorted(found))


def unknown_elements(process: Process, scenario: Scenario) -> list[str]:
    """Return the ids that a scenario speaks of and the drawing does not have."""
    asked = [play.task for play in scenario.steps if isinstance(play, Answer)]
    return [each for each in dict.fromkeys([*scenario.stubs, *asked]) if each not in process.nodes]


class _Playing:
    """Hold a play: the process as it stands, and the clock."""

    def __init__(self, process: Process, scenario: Scenario) -> None:
        self._process = process
        self._scenario = scenario
        self._now = scenario.now
        self._state = NOT_STARTED
        self._trace: list[str] = []
        self._firings = 0

    def start(self) -> None:
        """Begin at the plain start event, or at the only one there is."""
        container = self._process.containers[self._process.main]
        at = "" if container.start is not None else container.starts[0].id
        self._happen(StartProcess(self._scenario.data, at))
        self._fire_due(self._now)

    def take(self, play: Play) -> None:
        """Let one step of the scenario happen; nobody there means no effect."""
        if isinstance(play, Advance):
            until = play.span.after(self._now)
            self._fire_due(until)
            self._now = until
            return
        happening = self._happening(play)
        if happening is not None:
            self._happen(happening)
            self._fire_due(self._now)

    def result(self) -> Played:
        """Return how it stands."""
        state = self._state
        incident = min(state.incidents.values(), default=None)
        status = state.status.value
        if state.status is Status.ACTIVE:
            status = INCIDENT if incident is not None else WAITING
        waiting = waiting_at(self._process, state)
        return Played(status, tuple(self._trace), waiting, state.data, incident)

    def _happening(self, play: Answer | Message | Signal) -> Happening | None:
        if isinstance(play, Message):
            return DeliverMessage(play.name, play.key, play.data)
        if isinstance(play, Signal):
            return DeliverSignal(play.name, play.data)
        waiting = sorted(
            token.id
            for token in self._state.tokens.values()
            if token.node == play.task
            and token.doing is Doing.WAIT
            and self._process.nodes[token.node].is_activity
        )
        if len(waiting) < play.nth:
            return None
        token = waiting[play.nth - 1]
        if play.error is not None:
            return ThrowError(token, play.error, play.data)
        return CompleteTask(token, play.data)

    def _happen(self, happening: Happening) -> None:
        environment = Environment(now=self._now)
        stepped = step(self._process, self._state, happening, environment, self._perform)
        self._state = stepped.state
        self._note(stepped.effects)

    def _note(self, effects: tuple[Effect, ...]) -> None:
        for effect in effects:
            if isinstance(effect, NodeCompleted):
                self._trace.append(effect.node)

    def _perform(self, node: Node, _token: int, _read: ReadVariable) -> Outcome | None:
        """Answer for a service; a script without a stub runs itself."""
        stub = self._scenario.stubs.get(node.id)
        return DONE if stub is None and node.kind is not NodeKind.SCRIPT else stub

    def _fire_due(self, until: datetime) -> None:
        """Let all timers fire that are due until then, the earliest first."""
        while True:
            timer = min(self._state.timers.values(), key=_due_first, default=None)
            if timer is None or timer.due > until:
                return
            self._firings += 1
            if self._firings > MOST_FIRINGS:
                expected = f"up to {MOST_FIRINGS} timers to fire"
                raise ScenarioRefused(where="steps", expected=expected, got="more")
            self._now = max(self._now, timer.due)
            self._happen(FireTimer(timer.id))


def _due_first(timer: Timer) -> tuple[datetime, int]:
    return timer.due, timer.id
