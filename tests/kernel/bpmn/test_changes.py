"""What a step changed is told row by row, and is enough to keep a state elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.kernel.bpmn.blocks import Block, Drawing, blocks
from tests.kernel.bpmn.drawing import drawn, nodes

from owj.kernel.bpmn.changes import Changed, changes_between
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import CompleteTask, StartProcess
from owj.kernel.bpmn.state import NOT_STARTED, Doing, State
from owj.kernel.bpmn.step import start_process, step
from owj.kernel.feel import Environment

NOW = Environment(now=datetime(2026, 3, 1, 9, tzinfo=UTC))


def test_completing_one_of_many_tasks_touches_only_its_own_rows() -> None:
    names = {f"t{at}": "userTask" for at in range(30)}
    body = nodes(s="startEvent", f="parallelGateway", v="userTask", **names)
    process = load_process(drawn(body, "s f\n" + "\n".join(f"f {name} v" for name in names)))
    state = start_process(process, StartProcess({"n": Decimal(1), "m": Decimal(2)}), NOW).state
    token = min(state.tokens)
    after = step(process, state, CompleteTask(token, {"n": Decimal(3)}), NOW).state
    changes = changes_between(state, after)
    assert [row.node for row in changes.tokens.put.values()] == ["v"]
    assert changes.tokens.gone == (token,)
    assert changes.scopes == Changed({}, ())
    assert dict(changes.variables) == {(state.root, "n"): Decimal(3)}


def kept(rows: list[dict[int, object]], changed: list[Changed[object]]) -> None:
    """Carry changes over to rows that are kept elsewhere."""
    for table, change in zip(rows, changed, strict=True):
        table.update(change.put)
        for own_id in change.gone:
            del table[own_id]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=blocks("parallelGateway", "inclusiveGateway"), picks=st.data())
def test_changes_alone_keep_a_state_up_to_date(block: Block, picks: st.DataObject) -> None:
    process = load_process(Drawing(task="userTask").document(block))
    rows: list[dict[int, object]] = [{}, {}]
    variables: dict[tuple[int, str], object] = {}
    state: State = NOT_STARTED
    after = start_process(process, StartProcess(), NOW).state
    while True:
        changes = changes_between(state, after)
        kept(rows, [changes.tokens, changes.scopes])
        variables.update(changes.variables)
        state = after
        assert rows == [state.tokens, state.scopes]
        now_there = {
            (scope, name): value
            for scope, values in state.variables.items()
            for name, value in values.items()
        }
        assert {key: variables[key] for key in now_there} == now_there
        waiting = [token.id for token in state.tokens.values() if token.doing is Doing.WAIT]
        if not waiting:
            return
        after = step(process, state, CompleteTask(picks.draw(st.sampled_from(waiting))), NOW).state
