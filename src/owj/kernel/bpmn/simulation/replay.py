"""Replay a case that has ended on another drawing: the same answers and news at the same instants.

Answers go to the task of the same id, news to the event of the same id or name, work gives what it
gave then; work that the case never had is taken as done. Timers follow the clock of the new
drawing, those that fired a little late fire just as late again.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from owj.kernel.bpmn.activities import DONE_BY_OTHERS
from owj.kernel.bpmn.effects import (
    CallRequested,
    Effect,
    NodeCompleted,
    TaskCreated,
    WorkRequested,
)
from owj.kernel.bpmn.elements import Node, Process
from owj.kernel.bpmn.errors import ProcessNotStarted
from owj.kernel.bpmn.happenings import (
    CompleteTask,
    DeliverSignal,
    DeliverTo,
    FireTimer,
    Happening,
    Outcome,
    ReadVariable,
    SetVariables,
    StartProcess,
    ThrowError,
    ThrowEscalation,
)
from owj.kernel.bpmn.simulation.play import waiting_at
from owj.kernel.bpmn.state import NOT_STARTED, Doing, State, Status, Timer, Variables
from owj.kernel.bpmn.step import step
from owj.kernel.feel import Environment

# A timer of the case fires so much later at most: the worker was busy or stood still.
LATE = timedelta(minutes=10)
MOST_FIRINGS = 1_000
MOST_MOVES = 10_000
ENDS = ""

EnvironmentAt = Callable[[datetime], Environment]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task was told. nth: which visit of the node, from 0. error, escalation: codes."""

    at: datetime
    node: str
    nth: int
    data: Variables
    error: str = ""
    escalation: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """A message, signal or condition that came. node: of the event; empty for a named signal."""

    at: datetime
    node: str
    data: Variables
    name: str = ""


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer that fired."""

    at: datetime
    node: str


@dataclass(frozen=True, slots=True)
class Written:
    """Variables that were set, for example since the record changed."""

    at: datetime
    data: Variables


Event = Answer | News | Fired | Written


@dataclass(frozen=True, slots=True)
class Recorded:
    """A case as it was. start: id of its start event, empty for the plain one. gave: outcomes of
    work done within the step, by node. trace: ids of nodes in the order of their completion.
    """

    begun: datetime
    ended: datetime
    data: Variables
    start: str
    events: tuple[Event, ...]
    gave: Mapping[str, tuple[Outcome, ...]]
    trace: tuple[str, ...]
    called: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a case would have gone elsewhere. after: the last step that both did; "" for none.

    node: of the new drawing; empty where it would have ended. was: of the old one, empty where the
    case ended. how: "elsewhere", "waits" for somebody, "stops" with an incident, or "ends".
    """

    how: str
    node: str
    was: str
    after: str


@dataclass(slots=True)
class _Run:
    state: State = NOT_STARTED
    trace: list[str] = field(default_factory=list)
    # By node: the tokens that were asked there, in order; and how many of them were answered.
    asked: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    firings: int = 0


def replay(process: Process, recorded: Recorded, environment_at: EnvironmentAt) -> Turn | None:
    """Return where a case first goes elsewhere on a drawing; None when it goes the same way."""
    replaying = _Replaying(process, recorded, environment_at)
    try:
        replaying.run_all()
    except ProcessNotStarted:
        return Turn("stops", recorded.start, next(iter(recorded.trace), ENDS), ENDS)
    return replaying.turn()


class _Replaying:
    """Hold a replay while it goes on."""

    def __init__(self, process: Process, recorded: Recorded, environment_at: EnvironmentAt) -> None:
        self._process = process
        self._recorded = recorded
        self._environment_at = environment_at
        self._run = _Run()
        self._now = recorded.begun
        self._gave = {node: deque(found) for node, found in recorded.gave.items()}
        self._answered = {one.node for one in recorded.events if isinstance(one, Answer)}
        self._answers: dict[tuple[str, int], Answer] = {}
        self._fired: defaultdict[str, deque[datetime]] = defaultdict(deque)
        for one in recorded.events:
            if isinstance(one, Fired):
                self._fired[one.node].append(one.at)

    def run_all(self) -> None:
        """Let all that came come again. Raises: ProcessNotStarted."""
        main = self._process.containers[self._process.main]
        start = self._recorded.start
        if start not in {one.id for one in main.starts}:
            start = "" if main.start is not None else main.starts[0].id
        self._happen(StartProcess(self._recorded.data, start))
        for event in self._recorded.events:
            self._fire_until(event.at)
            self._now = max(self._now, event.at)
            self._take(event)
        self._fire_until(self._recorded.ended)

    def turn(self) -> Turn | None:
        """Compare what was with what is."""
        was, now = self._recorded.trace, self._run.trace
        same = 0
        while same < min(len(was), len(now)) and was[same] == now[same]:
            same += 1
        after = was[same - 1] if same else ENDS
        old = was[same] if same < len(was) else ENDS
        if same < len(now):
            return Turn("elsewhere", now[same], old, after)
        state = self._run.state
        if state.incidents:
            return Turn("stops", min(state.incidents.values()).node, old, after)
        waiting = waiting_at(self._process, state)
        if state.status is Status.ACTIVE and waiting:
            return Turn("waits", waiting[0], old, after)
        return Turn("ends", ENDS, old, after) if old else None

    def _take(self, event: Event) -> None:
        match event:
            case Answer(node=node, nth=nth):
                self._answers[node, nth] = event
                self._give_answers()
            case News():
                self._deliver(event)
            case Fired(node=node, at=at):
                self._fired[node].popleft()
                due = [one for one in self._timers() if one.node == node and one.due <= at]
                if due:
                    self._happen(FireTimer(due[0].id))
            case Written(data=data):
                self._happen(SetVariables(data))

    def _deliver(self, news: News) -> None:
        if not news.node:
            self._happen(DeliverSignal(news.name, news.data))
            return
        waits = sorted(self._run.state.subscriptions.values())
        found = [one for one in waits if one.node == news.node]
        found = found or [one for one in waits if news.name and one.name == news.name]
        if found:
            self._happen(DeliverTo(found[0].id, news.data))

    def _give_answers(self) -> None:
        """Answer what waits for an answer that has come; each may lead to the next."""
        while True:
            ready = next((one for one in self._answers if self._waits(one) is not None), None)
            if ready is None:
                return
            token, answer = self._waits(ready), self._answers.pop(ready)
            if token is None:
                return
            if answer.error:
                self._step(ThrowError(token, answer.error, answer.data))
            elif answer.escalation:
                self._step(ThrowEscalation(token, answer.escalation, answer.data))
            else:
                self._step(CompleteTask(token, answer.data))

    def _waits(self, place: tuple[str, int]) -> int | None:
        """Return the token that waits for an answer."""
        node, nth = place
        asked = self._run.asked[node]
        token = self._run.state.tokens.get(asked[nth]) if nth < len(asked) else None
        if token is None or token.node != node or token.doing is not Doing.WAIT:
            return None
        return token.id

    def _happen(self, happening: Happening) -> None:
        self._step(happening)
        self._give_answers()

    def _step(self, happening: Happening) -> None:
        environment = self._environment_at(self._now)
        stepped = step(
            self._process,
            self._run.state,
            happening,
            environment,
            self._perform,
            called=self._recorded.called,
            most_moves=MOST_MOVES,
        )
        self._run.state = stepped.state
        for effect in stepped.effects:
            self._note(effect)

    def _note(self, effect: Effect) -> None:
        match effect:
            case NodeCompleted(node=node):
                self._run.trace.append(node)
            case (
                TaskCreated(token=token, node=node)
                | WorkRequested(token=token, node=node)
                | CallRequested(token=token, node=node)
            ):
                self._run.asked[node].append(token)

    def _perform(self, node: Node, _token: int, _read: ReadVariable) -> Outcome | None:
        if node.kind not in DONE_BY_OTHERS:
            return None
        gave = self._gave.get(node.id)
        if gave:
            return gave.popleft()
        return None if node.id in self._answered else Outcome()

    def _timers(self) -> list[Timer]:
        return sorted(self._run.state.timers.values(), key=lambda one: (one.due, one.id))

    def _fire_until(self, until: datetime) -> None:
        while self._run.firings < MOST_FIRINGS:
            due = [one for one in self._timers() if one.due <= until and not self._held(one)]
            if not due:
                return
            self._run.firings += 1
            self._now = max(self._now, due[0].due)
            self._happen(FireTimer(due[0].id))

    def _held(self, timer: Timer) -> bool:
        """Tell whether the case tells itself when this timer fires: a little after it was due."""
        firings = self._fired[timer.node]
        return bool(firings) and timer.due <= firings[0] <= timer.due + LATE
