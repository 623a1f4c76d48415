"""Wild drawings: whatever loads can run, whatever happens to it, without a defect of ours."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.bpmn.drawing import (
    boundary,
    definitions,
    error,
    event,
    message,
    process,
    sub,
    timer,
)

from owj.kernel.bpmn.elements import Process
from owj.kernel.bpmn.errors import NothingWaitsThere, ProcessNotStarted, ProcessRefused
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import (
    CompleteTask,
    DeliverMessage,
    DeliverSignal,
    FireTimer,
    Happening,
    ReportFailure,
    RetryIncident,
    SetVariables,
    StartProcess,
    ThrowError,
    ThrowEscalation,
)
from owj.kernel.bpmn.state import Doing, State, Status
from owj.kernel.bpmn.step import start_process, step
from owj.kernel.feel import Environment

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LOOPS = (
    "",
    "",
    "",
    '<multiInstanceLoopCharacteristics owj:collection="items" owj:element="it"/>',
    '<multiInstanceLoopCharacteristics isSequential="true" owj:collection="[1, 2]"/>',
    '<standardLoopCharacteristics loopMaximum="2"/>',
)
TASKS = ("userTask", "serviceTask", "task", "receiveTask")
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway")
MESSAGE = '<messageEventDefinition messageRef="M"/>'
SIGNAL = '<signalEventDefinition signalRef="S"/>'
ERROR = '<errorEventDefinition errorRef="E"/>'
ESCALATION = '<escalationEventDefinition escalationRef="L"/>'
UNDO = "<compensateEventDefinition/>"
WHEN = "<conditionalEventDefinition><condition>n &gt; 2</condition></conditionalEventDefinition>"
CYCLE = timer("timeCycle", "R2/PT1H")
CATCHES = (MESSAGE, SIGNAL, WHEN, CYCLE)
THROWS = (MESSAGE, SIGNAL, ESCALATION, UNDO)
ENDS = ("", ERROR, ESCALATION, SIGNAL, UNDO, "<terminateEventDefinition/>")
CONDITIONS = ("", "", "n > 1", "true", "n < 1")
ROOTS = (
    message("M", "go"),
    error("E", "E1"),
    '<signal id="S" name="beep"/>',
    '<escalation id="L" escalationCode="L1"/>',
)


def scope(draw: st.DrawFn, prefix: str, depth: int) -> tuple[str, str]:
    """Draw the nodes and the flows of one scope."""
    parts, ids = [f'<startEvent id="{prefix}s"/>'], [f"{prefix}s"]
    for at in range(draw(st.integers(1, 6))):
        own_id = f"{prefix}{at}"
        kind = draw(st.sampled_from(("task", "gateway", "catch", "throw", "end", "sub")))
        parts.append(_node(draw, own_id, kind, depth))
        ids.append(own_id)
        if kind in {"task", "sub"} and draw(st.booleans()):
            inner = draw(st.sampled_from((*CATCHES, ERROR, ESCALATION)))
            stays = draw(st.booleans()) and inner != ERROR
            parts.append(boundary(f"{own_id}b", own_id, inner, interrupting=not stays))
            ids.append(f"{own_id}b")
    if depth and draw(st.booleans()):
        started = event("startEvent", f"{prefix}hs", draw(st.sampled_from((*CATCHES, ERROR))))
        inside = started + f'<userTask id="{prefix}hu"/>'
        lines = f"{prefix}hs {prefix}hu"
        parts.append(sub(f"{prefix}h", inside, lines, attributes='triggeredByEvent="true"'))
    lines = []
    for source in ids:
        for target in draw(st.lists(st.sampled_from(ids[1:]), min_size=1, max_size=2)):
            lines.append(f"{source} {target} | {draw(st.sampled_from(CONDITIONS))}")
    return "".join(parts), "\n".join(_possible(lines, "".join(parts)))


def _possible(lines: list[str], parts: str) -> list[str]:
    """Leave out flows out of end events and into boundary events, which would be refused."""
    return [
        line
        for line in lines
        if f'<endEvent id="{line.split()[0]}"' not in parts
        and f'<boundaryEvent id="{line.split()[1]}"' not in parts
    ]


def _node(draw: st.DrawFn, own_id: str, kind: str, depth: int) -> str:
    if kind == "sub" and depth:
        loop = draw(st.sampled_from(LOOPS))
        inner, lines = scope(draw, f"{own_id}x", depth - 1)
        return sub(own_id, loop + inner, lines)
    if kind == "gateway":
        return f'<{draw(st.sampled_from(GATEWAYS))} id="{own_id}"/>'
    if kind == "catch":
        return event("intermediateCatchEvent", own_id, draw(st.sampled_from(CATCHES)))
    if kind == "throw":
        return event("intermediateThrowEvent", own_id, draw(st.sampled_from(THROWS)))
    if kind == "end":
        return event("endEvent", own_id, draw(st.sampled_from(ENDS)))
    attributes = 'messageRef="M"'
    task = draw(st.sampled_from(TASKS))
    inner = draw(st.sampled_from(LOOPS))
    return event(task, own_id, inner, attributes if task == "receiveTask" else "")


@st.composite
def wild(draw: st.DrawFn) -> str:
    """Draw a process of any shape."""
    body, lines = scope(draw, "n", 2)
    return definitions(*ROOTS, process(body, lines))


def happening(draw: st.DataObject, state: State) -> Happening:
    """Draw something that can happen now."""
    told: list[Happening] = [
        DeliverMessage("go"),
        DeliverSignal("beep"),
        SetVariables({"n": Decimal(draw.draw(st.integers(0, 4)))}),
        *map(FireTimer, state.timers),
        *map(RetryIncident, state.incidents),
    ]
    for token in state.tokens.values():
        if token.doing is Doing.WAIT:
            told += [CompleteTask(token.id), ThrowError(token.id, "E1")]
            told += [ThrowEscalation(token.id, "L1"), ReportFailure(token.id, "broken")]
    return draw.draw(st.sampled_from(told))


def check(process: Process, state: State) -> None:
    """Check that rows refer to rows that are there, and none is about to move."""
    for token in state.tokens.values():
        assert token.scope in state.scopes
        assert token.doing in {Doing.WAIT, Doing.JOIN, Doing.INSIDE, Doing.STOPPED}
        if token.doing is Doing.STOPPED:
            assert any(incident.token == token.id for incident in state.incidents.values())
    for scope_ in state.scopes.values():
        assert scope_.parent in state.scopes or scope_.id == state.root
        assert not scope_.token or scope_.token in state.tokens
    for row in (*state.subscriptions.values(), *state.timers.values()):
        assert row.scope in state.scopes
        assert not row.token or row.token in state.tokens
    assert all(incident.token in state.tokens for incident in state.incidents.values())
    assert all(token in state.tokens for token in state.rounds)
    assert set(state.rollbacks) <= set(state.scopes) == set(state.variables)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(document=wild(), picks=st.data())
def test_whatever_loads_runs_without_a_defect(document: str, picks: st.DataObject) -> None:
    try:
        process = load_process(document)
        data = {"n": Decimal(1), "items": (Decimal(1), Decimal(2))}
        state = start_process(process, StartProcess(data), Environment(now=NOW)).state
    except (ProcessRefused, ProcessNotStarted):
        return
    for turn in range(8):
        check(process, state)
        if state.status is not Status.ACTIVE or len(state.tokens) > 60:
            break
        environment = Environment(now=NOW + timedelta(hours=turn))
        happened = happening(picks, state)
        # A token that waits for an event is no task: that is said, and nothing has changed.
        with suppress(NothingWaitsThere):
            state = step(process, state, happened, environment, most_moves=60).state
