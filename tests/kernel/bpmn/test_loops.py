"""Loops and multi-instance activities."""

from __future__ import annotations

import pytest
from tests.kernel.bpmn.drawing import (
    boundary,
    complete,
    drawn,
    error,
    event,
    nodes,
    played,
    script,
    sub,
    timer,
    trace,
)

ENDS = nodes(s="startEvent", after="serviceTask", e="endEvent", late="serviceTask", e2="endEvent")


def several(attributes: str, inner: str = "") -> str:
    """Return what makes an activity a multi-instance."""
    return (
        f"<multiInstanceLoopCharacteristics {attributes}>{inner}</multiInstanceLoopCharacteristics>"
    )


def repeated(attributes: str = "", condition: str = "") -> str:
    """Return what makes an activity a standard loop."""
    inner = f"<loopCondition>{condition}</loopCondition>" if condition else ""
    return f"<standardLoopCharacteristics {attributes}>{inner}</standardLoopCharacteristics>"


def until(condition: str) -> str:
    """Return a completion condition."""
    return f"<completionCondition>{condition}</completionCondition>"


def around(activity: str) -> str:
    """Return a drawing with an activity u between start and `after`."""
    return drawn(ENDS + activity, "s u after e")


@pytest.mark.parametrize(
    ("attributes", "condition", "n", "turns"),
    [
        ('testBefore="true"', "n &lt; 3", 0, 3),
        ('testBefore="true"', "n &lt; 3", 7, 0),
        ('testBefore="false"', "n &lt; 3", 7, 1),
        ("", "n &lt; 3", 0, 3),
        ('loopMaximum="2"', "true", 0, 2),
        ('testBefore="true" loopMaximum="2"', "true", 0, 2),
        ('loopMaximum="4"', "", 0, 4),
        ('loopMaximum="9"', "loopCounter &lt; 5", 0, 5),
    ],
)
def test_a_standard_loop_turns(attributes: str, condition: str, n: int, turns: int) -> None:
    drawing = around(script("u", "n", "n + 1", repeated(attributes, condition)))
    ended = played(drawing, data={"n": n})
    assert trace(ended) == ["s", *["u"] * turns, "after", "e"]
    assert ended.data["n"] == n + turns


def test_a_loop_of_a_task_writes_to_the_scope_around_it() -> None:
    ended = played(around(script("u", "made", "1", repeated('loopMaximum="2"'))))
    assert ended.data["made"] == 1


def test_a_boundary_event_belongs_to_the_whole_loop() -> None:
    drawing = drawn(
        ENDS
        + event("userTask", "u", repeated("", "true"))
        + boundary("t", "u", timer("timeDuration", "PT1H")),
        "s u after e\nt late e2",
    )
    steps = [{"advance": "PT40M"}, complete("u"), {"advance": "PT20M"}]
    assert trace(played(drawing, *steps)) == ["s", "u", "t", "late", "e2"]


def test_a_looped_sub_process_begins_with_fresh_variables_each_time() -> None:
    inner = nodes(i="startEvent", k="endEvent")
    body = script("w", "local", "if local = null then 1 else local + 1")
    body += script("v", "log", "append(log, local)")
    loop = repeated('loopMaximum="3"')
    drawing = drawn(ENDS + sub("u", loop + inner + body, "i w v k"), "s u after e")
    ended = played(drawing, data={"log": []})
    assert ended.data["log"] == (1, 1, 1)
    assert "local" not in ended.data


def test_a_collection_is_read_once_and_items_keep_their_order() -> None:
    drawing = around(
        event("userTask", "u", several('isSequential="true" owj:collection="who" owj:element="p"'))
    )
    steps = [complete("u", who=[]), complete("u"), complete("u")]
    assert played(drawing, *steps, data={"who": [1, 2, 3]}).status == "completed"


def test_nth_counts_instances_in_input_order() -> None:
    loop = several(
        'owj:collection="[10, 20, 30]" owj:element="p" owj:outputCollection="out"'
        ' owj:outputElement="p + got"'
    )
    drawing = around(event("userTask", "u", loop))
    steps = [complete("u", 3, got=3), complete("u", 1, got=1), complete("u", 1, got=2)]
    ended = played(drawing, *steps)
    assert ended.data["out"] == (11, 22, 33)
    assert "got" not in ended.data
    assert "p" not in ended.data


def test_an_element_may_hide_a_variable_of_the_process() -> None:
    loop = several('owj:collection="[1, 2]" owj:element="n"')
    ended = played(around(script("u", "n", "n + 100", loop)), data={"n": 5})
    assert ended.data["n"] == 5


def test_the_completion_condition_ends_the_rest() -> None:
    loop = several('owj:collection="[1, 2, 3]"', until("numberOfCompletedInstances = 2"))
    ended = played(around(event("userTask", "u", loop)), complete("u"), complete("u", 2))
    assert (ended.status, trace(ended)) == ("completed", ["s", "u", "u", "after", "e"])


def test_results_of_cancelled_instances_are_left_out() -> None:
    loop = several(
        'owj:collection="[1, 2, 3]" owj:element="p" owj:outputCollection="out"'
        ' owj:outputElement="p"',
        until("enough = true"),
    )
    drawing = around(event("userTask", "u", loop))
    ended = played(drawing, complete("u", 2), complete("u", 2, enough=True), data={"enough": False})
    assert ended.data["out"] == (2, 3)


def test_a_cardinality_says_how_often() -> None:
    loop = several('isSequential="true"', "<loopCardinality>n - 1</loopCardinality>")
    ended = played(around(script("u", "sum", "sum + loopCounter", loop)), data={"n": 4, "sum": 0})
    assert (ended.trace.count("u"), ended.data["sum"]) == (3, 6)


@pytest.mark.parametrize("sequential", ["true", "false"])
def test_an_empty_collection_passes_and_gives_an_empty_list(sequential: str) -> None:
    loop = several(
        f'isSequential="{sequential}" owj:collection="[]" owj:outputCollection="out"'
        ' owj:outputElement="1"'
    )
    ended = played(around(event("userTask", "u", loop)))
    assert (ended.status, ended.data["out"]) == ("completed", ())


@pytest.mark.parametrize("collection", ["missing", "1", '"text"'])
def test_what_is_no_list_is_an_incident(collection: str) -> None:
    ended = played(around(event("userTask", "u", several(f"owj:collection='{collection}'"))))
    assert (ended.status, ended.incident and ended.incident.node) == ("incident", "u")


def test_an_error_in_one_instance_ends_all_of_them() -> None:
    drawing = drawn(
        ENDS
        + event("userTask", "u", several('owj:collection="[1, 2, 3]"'))
        + boundary("b", "u", '<errorEventDefinition errorRef="E"/>'),
        "s u after e\nb late e2",
        error("E", "BAD"),
    )
    ended = played(drawing, complete("u"), {"error": "BAD", "task": "u", "nth": 2})
    assert (ended.status, trace(ended)) == ("completed", ["s", "u", "b", "late", "e2"])


def test_a_terminate_event_ends_its_own_instance_only() -> None:
    inner = nodes(i="startEvent", v="userTask")
    inner += event("endEvent", "k", "<terminateEventDefinition/>")
    body = sub("u", several('owj:collection="[1, 2]"') + inner, "i v k")
    drawing = drawn(ENDS + body, "s u after e")
    assert played(drawing, complete("v")).waiting == ("v",)
    assert played(drawing, complete("v"), complete("v")).status == "completed"


def test_results_of_a_sub_process_are_taken_before_its_variables_go() -> None:
    loop = several(
        'owj:collection="[1, 2]" owj:element="p" owj:outputCollection="out"'
        ' owj:outputElement="local"'
    )
    inner = nodes(i="startEvent", k="endEvent") + script("w", "local", "p * 10")
    ended = played(drawn(ENDS + sub("u", loop + inner, "i w k"), "s u after e"))
    assert ended.data["out"] == (10, 20)
    assert "local" not in ended.data


def test_a_call_runs_over_a_collection() -> None:
    loop = several(
        'isSequential="true" owj:collection="[1, 2]" owj:element="p"'
        ' owj:outputCollection="out" owj:outputElement="made"'
    )
    child = f'<process id="child">{nodes(cs="startEvent")}{script("cw", "made", "p + 1")}'
    child += '<sequenceFlow id="c1" sourceRef="cs" targetRef="cw"/></process>'
    drawing = drawn(ENDS + event("callActivity", "u", loop, 'calledElement="child"'), "s u after e")
    document = drawing.replace("</definitions>", f"{child}</definitions>")
    assert played(document).data["out"] == (2, 3)


def test_rounds_within_rounds_keep_their_own_items() -> None:
    inner_loop = several('owj:collection="row" owj:element="cell"')
    inner = nodes(i="startEvent", k="endEvent")
    inner += script("w", "sum", "sum + cell", inner_loop)
    outer = several('owj:collection="rows" owj:element="row"')
    drawing = drawn(ENDS + sub("u", outer + inner, "i w k"), "s u after e")
    ended = played(drawing, data={"rows": [[1, 2], [], [3]], "sum": 0})
    assert (ended.trace.count("w"), ended.data["sum"]) == (3, 6)
