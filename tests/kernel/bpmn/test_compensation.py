"""Compensation and transactions: completed activities only, the last first."""

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
    problems,
    script,
    sub,
    trace,
)

PLAIN = nodes(
    s="startEvent",
    u="userTask",
    x="exclusiveGateway",
    y="exclusiveGateway",
    a="serviceTask",
    b="serviceTask",
    after="serviceTask",
    e="endEvent",
)
UNDO = "<compensateEventDefinition/>"
THROW = event("intermediateThrowEvent", "ct", UNDO)


def undoable(activity: str, handler: str = "serviceTask", inner: str = "") -> str:
    """Return what undoes an activity a: a boundary event ca, an association, a task undo_a."""
    at = boundary(f"c{activity}", activity, UNDO)
    task = event(handler, f"undo_{activity}", inner, 'isForCompensation="true"')
    ends = f'sourceRef="c{activity}" targetRef="undo_{activity}"'
    return f'{at}{task}<association id="as_{activity}" {ends}/>'


def test_completed_activities_are_undone_the_last_first() -> None:
    drawing = drawn(PLAIN + THROW + undoable("a") + undoable("b"), "s a b ct after e")
    assert trace(played(drawing)) == ["s", "a", "b", "ct", "undo_b", "undo_a", "after", "e"]


def test_what_was_not_completed_is_not_undone() -> None:
    drawing = drawn(
        PLAIN + nodes(f="parallelGateway") + THROW + undoable("a") + undoable("u"),
        "s f a ct after e\nf u",
    )
    ended = played(drawing)
    assert "undo_u" not in ended.trace
    assert ended.waiting == ("u",)


def test_each_completion_is_undone_once() -> None:
    drawing = drawn(
        PLAIN
        + THROW
        + script("n1", "n", "n + 1")
        + undoable("a")
        + event("intermediateThrowEvent", "ct2", UNDO),
        "s x a n1 y\ny x | n < 3\ny ct | n >= 3\nct ct2 after e",
    )
    ended = played(drawing, data={"n": 0})
    assert (ended.status, ended.trace.count("undo_a")) == ("completed", 3)


def test_one_activity_may_be_named() -> None:
    only = event("intermediateThrowEvent", "ct", '<compensateEventDefinition activityRef="a"/>')
    drawing = drawn(PLAIN + only + undoable("a") + undoable("b"), "s a b ct after e")
    assert trace(played(drawing)) == ["s", "a", "b", "ct", "undo_a", "after", "e"]


def test_the_thrower_waits_for_those_who_undo() -> None:
    drawing = drawn(
        PLAIN + THROW + undoable("a", "userTask") + undoable("b", "userTask"), "s a b ct after e"
    )
    assert played(drawing).waiting == ("undo_b",)
    ended = played(drawing, complete("undo_b"))
    assert (ended.waiting, "after" in ended.trace) == (("undo_a",), False)
    assert played(drawing, complete("undo_b"), complete("undo_a")).status == "completed"


def test_an_end_event_undoes_before_the_process_ends() -> None:
    drawing = drawn(PLAIN + event("endEvent", "ce", UNDO) + undoable("a"), "s a ce")
    assert trace(played(drawing)) == ["s", "a", "ce", "undo_a"]
    assert played(drawing).status == "completed"


def test_nothing_to_undo_goes_on_at_once() -> None:
    assert trace(played(drawn(PLAIN + THROW, "s ct e"))) == ["s", "ct", "e"]


def test_a_completed_sub_process_is_undone_from_inside_with_its_variables() -> None:
    inner = nodes(i="startEvent", k="endEvent") + script("w", "local", "n * 10")
    undo = 'owj:result="undone" isForCompensation="true"'
    inner += boundary("cw", "w", UNDO) + event(
        "scriptTask", "undo_w", "<script>local</script>", undo
    )
    inner += '<association id="as" sourceRef="cw" targetRef="undo_w"/>'
    drawing = drawn(PLAIN + THROW + sub("q", inner, "i w k"), "s q ct after e")
    ended = played(drawing, data={"n": 4, "undone": 0})
    assert trace(ended) == ["s", "i", "w", "k", "q", "ct", "undo_w", "after", "e"]
    assert dict(ended.data) == {"n": 4, "undone": 40}


def test_a_sub_process_with_its_own_handler_is_undone_by_that() -> None:
    inner = nodes(i="startEvent", w="serviceTask") + undoable("w")
    body = sub("q", inner, "i w") + undoable("q")
    ended = played(drawn(PLAIN + THROW + body, "s q ct after e"))
    assert trace(ended) == ["s", "i", "w", "q", "ct", "undo_q", "after", "e"]


def test_each_instance_of_a_multi_instance_is_undone() -> None:
    loop = '<multiInstanceLoopCharacteristics owj:collection="[1, 2, 3]" owj:element="p"/>'
    undo = 'owj:result="sum" isForCompensation="true"'
    body = event("serviceTask", "m", loop) + boundary("cm", "m", UNDO)
    body += event("scriptTask", "undo_m", "<script>sum + p</script>", undo)
    body += '<association id="as" sourceRef="cm" targetRef="undo_m"/>'
    ended = played(drawn(PLAIN + THROW + body, "s m ct e"), data={"sum": 0})
    assert (ended.trace.count("undo_m"), ended.data["sum"]) == (3, 6)


def test_an_event_sub_process_undoes_what_its_parent_completed() -> None:
    caught = event("startEvent", "h1", '<errorEventDefinition errorRef="A"/>')
    body = sub(
        "h", caught + THROW + nodes(h2="endEvent"), "h1 ct h2", attributes='triggeredByEvent="true"'
    )
    drawing = drawn(PLAIN + body + undoable("a"), "s a b e", error("A", "A1"))
    ended = played(drawing, stubs={"b": {"error": "A1"}})
    assert trace(ended) == ["s", "a", "h1", "ct", "undo_a", "h2", "h"]


def test_an_error_while_undoing_is_caught_around_the_thrower() -> None:
    inner = nodes(i="startEvent", w="serviceTask", k="endEvent") + undoable("w") + THROW
    body = sub("q", inner, "i w ct k") + boundary("bad", "q", "<errorEventDefinition/>")
    drawing = drawn(PLAIN + body, "s q e\nbad after")
    ended = played(drawing, stubs={"undo_w": {"error": "X"}})
    assert trace(ended) == ["s", "i", "w", "ct", "bad", "after"]


def transaction(*, caught: bool = True) -> str:
    """Return a drawing of a transaction that books twice and is cancelled beside an open task."""
    cancel = "<cancelEventDefinition/>"
    inner = nodes(i="startEvent", f="parallelGateway", hotel="serviceTask", car="serviceTask")
    inner += nodes(w="userTask", g="userTask") + event("endEvent", "k", cancel)
    inner += undoable("hotel") + undoable("car")
    body = sub("tx", inner, "i f hotel car g k\nf w").replace("subProcess", "transaction")
    body += boundary("cancelled", "tx", cancel) if caught else ""
    return drawn(PLAIN + body, "s tx e" + ("\ncancelled after" if caught else ""))


def test_a_cancelled_transaction_is_undone_and_goes_on_at_its_boundary() -> None:
    ended = played(transaction(), complete("g"))
    expected = [
        "s",
        "i",
        "f",
        "hotel",
        "car",
        "g",
        "k",
        "undo_car",
        "undo_hotel",
        "cancelled",
        "after",
    ]
    assert (ended.status, trace(ended)) == ("completed", expected)


def test_a_transaction_that_nobody_watches_stops_with_an_incident_when_cancelled() -> None:
    ended = played(transaction(caught=False), complete("g"))
    assert (ended.status, ended.incident and ended.incident.kind) == ("incident", "cancel")


def test_a_transaction_that_ends_well_goes_on_as_a_sub_process() -> None:
    body = sub("tx", nodes(i="startEvent", w="userTask"), "i w").replace(
        "subProcess", "transaction"
    )
    assert played(drawn(PLAIN + body, "s tx e"), complete("w")).status == "completed"


WRONG = {
    "no association": PLAIN + boundary("ca", "a", UNDO),
    "flow at a handler": PLAIN + undoable("a") + nodes(z="endEvent"),
    "cancel outside of a transaction": PLAIN + event("endEvent", "k", "<cancelEventDefinition/>"),
}


@pytest.mark.parametrize("which", WRONG)
def test_undoing_that_is_drawn_wrongly_is_told(which: str) -> None:
    lines = "s a e" + ("\nundo_a z" if "handler" in which else "")
    assert [each.code for each in problems(drawn(WRONG[which], lines))] == ["bpmn.not_as_expected"]


def test_an_activity_that_is_not_there_cannot_be_undone() -> None:
    only = event("intermediateThrowEvent", "ct", '<compensateEventDefinition activityRef="no"/>')
    (problem,) = problems(drawn(PLAIN + only, "s ct e"))
    assert problem.code == "bpmn.reference_broken"
