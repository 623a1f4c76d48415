"""What holds for every process: tokens are conserved, order of completion decides nothing."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.bpmn.blocks import Block, Drawing, Inside, Task, blocks, ways
from tests.kernel.bpmn.drawing import boundary, drawn, event, message, nodes, sub, timer

from owj.kernel.bpmn.effects import (
    Effect,
    NodeCompleted,
    SubscriptionClosed,
    SubscriptionOpened,
    TimerSet,
    TimerWithdrawn,
)
from owj.kernel.bpmn.elements import NodeKind, Process
from owj.kernel.bpmn.errors import ProcessRefused
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import CompleteTask, StartProcess
from owj.kernel.bpmn.state import Doing, State, Status
from owj.kernel.bpmn.step import start_process, step
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment

NOW = Environment(now=datetime(2026, 3, 1, 9, tzinfo=UTC))
GATEWAYS = ("parallelGateway", "inclusiveGateway")


def run_in_order(process: Process, picks: st.DataObject) -> tuple[State, list[Effect]]:
    """Run a process to its end, completing open tasks in a drawn order."""
    stepped = start_process(process, StartProcess(), NOW)
    effects = list(stepped.effects)
    for _ in range(1000):
        open_tasks = sorted(
            token.id for token in stepped.state.tokens.values() if token.doing is Doing.WAIT
        )
        if not open_tasks:
            break
        token = picks.draw(st.sampled_from(open_tasks))
        stepped = step(process, stepped.state, CompleteTask(token), NOW)
        effects += stepped.effects
    return stepped.state, effects


def completed(effects: list[Effect]) -> Counter[str]:
    """Return how often each node was completed."""
    return Counter(effect.node for effect in effects if isinstance(effect, NodeCompleted))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=blocks(*GATEWAYS), picks=st.data())
def test_every_order_of_completion_ends_the_process_the_same_way(
    block: Block, picks: st.DataObject
) -> None:
    process = load_process(Drawing(task="userTask").document(block))
    state, effects = run_in_order(process, picks)
    assert state.status is Status.COMPLETED
    assert not state.tokens
    found = completed(effects)
    tasks = sum(found[node.id] for node in process.nodes.values() if node.kind is NodeKind.USER)
    assert tasks == ways(block)
    again, others = run_in_order(process, picks)
    assert completed(others) == found
    assert dict(again.data) == dict(state.data)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=blocks(*GATEWAYS), picks=st.data())
def test_tokens_never_outnumber_the_branches_and_live_in_scopes_that_are_there(
    block: Block, picks: st.DataObject
) -> None:
    process = load_process(Drawing(task="userTask").document(block))
    state = start_process(process, StartProcess(), NOW).state
    while state.tokens:
        check_rows(process, state)
        waiting = [token.id for token in state.tokens.values() if token.doing is Doing.WAIT]
        state = step(process, state, CompleteTask(picks.draw(st.sampled_from(waiting))), NOW).state


def check_rows(process: Process, state: State) -> None:
    """Check that no row refers to another that is gone."""
    for token in state.tokens.values():
        scope = state.scopes[token.scope]
        assert process.nodes[token.node].container == scope.container or not scope.container
    for scope in state.scopes.values():
        assert scope.parent in state.scopes or scope.id == state.root
        assert scope.token == 0 or state.tokens[scope.token].doing is Doing.INSIDE
        assert scope.id in state.variables
    for row in (*state.timers.values(), *state.subscriptions.values()):
        assert row.token in state.tokens or (row.token == 0 and row.scope in state.scopes)
    assert set(state.variables) == set(state.scopes)
    assert all(own_id <= state.last_id for own_id in (*state.tokens, *state.scopes))


def guarded(block: Block) -> str:
    """Return a block in a sub-process with a timer, a message and a task that terminates all."""
    drawing = Drawing(task="userTask")
    first, last = drawing.write(Inside(block))
    inner = nodes(s="startEvent", f="parallelGateway", stop="userTask", e="endEvent")
    inner += event("endEvent", "t", "<terminateEventDefinition/>") + "".join(drawing.parts)
    inner += boundary("late", last, timer("timeCycle", "R/PT1H"), interrupting=False)
    hear = event("startEvent", "h1", '<messageEventDefinition messageRef="M"/>')
    inner += sub("h", hear + nodes(h2="userTask"), "h1 h2", attributes='triggeredByEvent="true"')
    return drawn(inner, f"s f {first}\nf stop t\n{last} e\nlate e", message("M", "go"))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=blocks(*GATEWAYS), picks=st.data())
def test_terminate_leaves_nothing_behind(block: Block, picks: st.DataObject) -> None:
    process = load_process(guarded(block))
    stepped = start_process(process, StartProcess(), NOW)
    effects = list(stepped.effects)
    for _ in range(picks.draw(st.integers(0, 6))):
        waiting = sorted(
            token.id
            for token in stepped.state.tokens.values()
            if token.doing is Doing.WAIT and token.node != "stop"
        )
        if not waiting:
            break
        token = picks.draw(st.sampled_from(waiting))
        stepped = step(process, stepped.state, CompleteTask(token), NOW)
        effects += stepped.effects
    (stop,) = [token for token in stepped.state.tokens.values() if token.node == "stop"]
    stepped = step(process, stepped.state, CompleteTask(stop.id), NOW)
    effects += stepped.effects
    state = stepped.state
    assert state.status is Status.TERMINATED
    left = [*state.tokens, *state.timers, *state.subscriptions, *state.rounds]
    assert left == []
    assert set(state.scopes) == {state.root}
    kinds = Counter(type(effect) for effect in effects)
    assert kinds[TimerSet] == kinds[TimerWithdrawn] > 0
    assert kinds[SubscriptionOpened] == kinds[SubscriptionClosed] > 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=blocks(*GATEWAYS))
def test_a_step_leaves_the_state_before_it_as_it_was(block: Block) -> None:
    process = load_process(Drawing(task="userTask").document(block))
    state = start_process(process, StartProcess(), NOW).state
    while state.tokens:
        before = [dict(part) for part in state[3:]]
        token = next(token for token in state.tokens.values() if token.doing is Doing.WAIT)
        after = step(process, state, CompleteTask(token.id), NOW).state
        assert [dict(part) for part in state[3:]] == before
        state = after


SEED = guarded(Inside(Task()))


@settings(max_examples=150, deadline=None)
@given(
    cut=st.integers(0, len(SEED)),
    length=st.integers(0, 30),
    inserted=st.sampled_from(
        ["", "<", ">", '"', "x", "</process>", "<task/>", "&amp;", "&x;", "\x00", "R/PT1H", "é"]
    ),
)
def test_mangled_files_give_our_errors_only(cut: int, length: int, inserted: str) -> None:
    mangled = SEED[:cut] + inserted + SEED[cut + length :]
    with suppress(OwjError):
        start_process(load_process(mangled), StartProcess(), NOW)


def test_a_refused_file_tells_each_problem() -> None:
    with pytest.raises(ProcessRefused) as caught:
        load_process(SEED.replace('targetRef="e"', 'targetRef="ghost"'))
    assert all(problem.line == 1 and problem.element for problem in caught.value.problems)
