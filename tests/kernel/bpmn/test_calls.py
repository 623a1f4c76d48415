"""Calls of processes that the file does not have: asked for, and answered from outside."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from tests.kernel.bpmn.drawing import NOW, boundary, drawn, error, event, nodes

from owj.kernel.bpmn.effects import CallRequested, ErrorEscaped, WorkWithdrawn
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import CancelProcess, CompleteTask, StartProcess, ThrowError
from owj.kernel.bpmn.migrating import migrate_state
from owj.kernel.bpmn.state import NOT_STARTED, Status
from owj.kernel.bpmn.step import Stepped, step
from owj.kernel.feel import Environment

MAPPED = 'calledElement="away" owj:in="{n: size}" owj:out="{got: n + 1}"'
CALL = load_process(
    drawn(
        nodes(s="startEvent", u="userTask", v="userTask", e="endEvent")
        + event("callActivity", "c", "", MAPPED)
        + boundary("b", "c", '<errorEventDefinition errorRef="E"/>'),
        "s c u e\nb v",
        error("E", "broke"),
    ),
    calls_outside=True,
)
ENVIRONMENT = Environment(now=datetime.fromisoformat(NOW))


def begun() -> tuple[Stepped, CallRequested]:
    stepped = step(CALL, NOT_STARTED, StartProcess({"size": Decimal(3)}), ENVIRONMENT)
    (asked,) = (one for one in stepped.effects if isinstance(one, CallRequested))
    return stepped, asked


def at(stepped: Stepped) -> list[str]:
    return [token.node for token in stepped.state.tokens.values()]


def test_what_is_written_goes_over_and_what_is_taken_comes_back() -> None:
    stepped, asked = begun()
    assert (asked.node, asked.data) == ("c", {"n": Decimal(3)})
    given = {"n": Decimal(9), "size": Decimal(0)}
    after = step(CALL, stepped.state, CompleteTask(asked.token, given), ENVIRONMENT)
    assert at(after) == ["u"]
    assert after.state.data == {"size": Decimal(3), "got": Decimal(10)}


def test_its_error_is_caught_at_the_call_and_takes_nothing_over() -> None:
    stepped, asked = begun()
    thrown = ThrowError(asked.token, "broke", {"n": Decimal(9)})
    after = step(CALL, stepped.state, thrown, ENVIRONMENT)
    assert (at(after), after.state.data) == (["v"], {"size": Decimal(3)})


def test_a_called_process_gives_its_caller_what_it_does_not_catch_itself() -> None:
    stepped, asked = begun()
    other = ThrowError(asked.token, "other")
    alone = step(CALL, stepped.state, other, ENVIRONMENT)
    assert [one.kind for one in alone.state.incidents.values()] == ["error"]
    after = step(CALL, stepped.state, other, ENVIRONMENT, called=True)
    assert after.state.status is Status.TERMINATED
    assert [one.code for one in after.effects if isinstance(one, ErrorEscaped)] == ["other"]


def test_the_call_is_called_off_with_its_process() -> None:
    stepped, asked = begun()
    after = step(CALL, stepped.state, CancelProcess(), ENVIRONMENT)
    assert WorkWithdrawn(asked.token, "c") in after.effects


def test_a_waiting_call_is_not_taken_over_to_one_within_the_file() -> None:
    stepped, _asked = begun()
    inside = load_process(
        drawn(
            nodes(s="startEvent", u="userTask", e="endEvent")
            + event("callActivity", "c", "", 'calledElement="away"'),
            "s c u e",
            '<process id="away"><startEvent id="s2"/></process>',
        )
        .replace('<process id="away"><startEvent id="s2"/></process>', "")
        .replace(
            "</definitions>",
            '<process id="away"><startEvent id="s2"/></process></definitions>',
        )
    )
    moved = migrate_state(CALL, inside, stepped.state)
    assert any("kept in another place" in one for one in moved.problems)
