"""Where variables are read and written: own scope first, then outward."""

from __future__ import annotations

from decimal import Decimal

from tests.kernel.bpmn.drawing import (
    boundary,
    complete,
    definitions,
    drawn,
    event,
    message,
    nodes,
    played,
    process,
    script,
    sub,
)

PLAIN = nodes(s="startEvent", u="userTask", sv="serviceTask", e="endEvent")
HEAR = '<messageEventDefinition messageRef="M"/>'


def test_a_variable_made_in_a_sub_process_vanishes_with_it() -> None:
    body = sub("q", nodes(i="startEvent", x="userTask", y="userTask"), "i x y")
    drawing = drawn(PLAIN + body, "s q u e")
    ended = played(drawing, complete("x", known=2, made=3), complete("y"), data={"known": 1})
    assert dict(ended.data) == {"known": 2}


def test_an_inner_scope_reads_outward_and_what_it_makes_hides_nothing_outside() -> None:
    inner = nodes(i="startEvent", k="endEvent")
    inner += script("w", "total", "n * 2") + script("v", "local", "total + 1")
    drawing = drawn(PLAIN + sub("q", inner, "i w v k"), "s q e")
    assert dict(played(drawing, data={"n": 4, "total": 0}).data) == {"n": 4, "total": 8}


def test_stub_data_are_written_from_the_scope_of_the_service() -> None:
    body = sub("q", nodes(i="startEvent", x="serviceTask"), "i x")
    ended = played(
        drawn(PLAIN + body, "s q e"), stubs={"x": {"data": {"a": 1, "b": 2}}}, data={"a": 0}
    )
    assert dict(ended.data) == {"a": 1}


def test_a_called_process_sees_and_changes_what_the_caller_has_and_keeps_its_own() -> None:
    body = nodes(cs="startEvent") + script("k1", "seen", "n + 1") + script("k2", "n", "seen * 10")
    child = process(body, "cs k1 k2", own_id="child", prefix="c")
    main = process(PLAIN + event("callActivity", "c", "", 'calledElement="child"'), "s c e")
    assert dict(played(definitions(main, child), data={"n": 1}).data) == {"n": 20}


def test_a_call_within_a_sub_process_sees_its_variables() -> None:
    child = process(
        nodes(cs="startEvent") + script("k1", "n", "local + 1"), "cs k1", own_id="child", prefix="c"
    )
    inner = nodes(i="startEvent") + script("w", "local", "41")
    inner += event("callActivity", "c", "", 'calledElement="child"')
    main = process(PLAIN + sub("q", inner, "i w c"), "s q e")
    assert dict(played(definitions(main, child), data={"n": 0}).data) == {"n": 42}


def test_message_data_at_a_boundary_are_written_outside_of_the_activity() -> None:
    body = sub("q", nodes(i="startEvent", x="userTask"), "i x") + boundary("m", "q", HEAR)
    drawing = drawn(PLAIN + body, "s q e\nm u", message("M", "go"))
    assert dict(played(drawing, {"message": "go", "data": {"a": 1}}).data) == {"a": 1}


def test_names_with_spaces_and_persian_names() -> None:
    drawing = drawn(
        PLAIN
        + script("w", "جمع کل", "unit price * تعداد")
        + script("v", "ok", "order.line count > 1"),
        "s w v e",
    )
    data = {"unit price": 5, "تعداد": 3, "order": {"line count": 2}}
    ended = played(drawing, data=data)
    assert (ended.data["جمع کل"], ended.data["ok"]) == (15, True)


def test_a_variable_may_be_called_as_a_function_of_feel() -> None:
    drawing = drawn(PLAIN + nodes(g="exclusiveGateway"), "s g\ng u | count > 2\ng e | true")
    assert played(drawing, data={"count": 3}).waiting == ("u",)


def test_numbers_keep_their_digits() -> None:
    drawing = drawn(PLAIN + script("w", "n", "n + 0.1"), "s w e")
    ended = played(drawing, data={"n": 12345678901234567890})
    assert ended.data["n"] == Decimal("12345678901234567890.1")


def test_an_expression_that_needs_too_much_is_an_incident() -> None:
    endless = "count(for i in 1..99999999 return i)"
    ended = played(drawn(PLAIN + script("w", "n", endless), "s w e"))
    assert (ended.status, ended.incident and ended.incident.kind) == ("incident", "expression")
    ended = played(
        drawn(PLAIN + nodes(g="exclusiveGateway"), f"s g\ng u | {endless} > 1\ng e | true")
    )
    assert (ended.status, ended.incident and ended.incident.node) == ("incident", "g")
