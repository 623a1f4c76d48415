"""Errors, escalations, boundaries, event sub-processes, ends: who catches, what is cancelled."""

from __future__ import annotations

import pytest
from tests.kernel.bpmn.drawing import (
    boundary,
    complete,
    definitions,
    drawn,
    error,
    event,
    message,
    nodes,
    played,
    process,
    script,
    sub,
    timer,
    trace,
)

PLAIN = nodes(
    s="startEvent",
    u="userTask",
    v="userTask",
    sv="serviceTask",
    ok="serviceTask",
    bad="serviceTask",
    e="endEvent",
    e2="endEvent",
)
CATCH_A = '<errorEventDefinition errorRef="A"/>'
CATCH_B = '<errorEventDefinition errorRef="B"/>'
CATCH_ALL = "<errorEventDefinition/>"
ESCALATE = '<escalationEventDefinition escalationRef="L"/>'
ESCALATION = '<escalation id="L" name="limit" escalationCode="LIMIT"/>'
ROOTS = (error("A", "A1"), error("B", "B1"), ESCALATION, message("M", "go"))
HEAR = '<messageEventDefinition messageRef="M"/>'


def when(condition: str) -> str:
    """Return what a conditional event is about."""
    inner = f"<condition>{condition}</condition>"
    return f"<conditionalEventDefinition>{inner}</conditionalEventDefinition>"


def handler(
    own_id: str, inner: str, task: str = "serviceTask", *, interrupting: bool = True
) -> str:
    """Return an event sub-process: start, task, end, called by its id and a letter."""
    stays = "" if interrupting else 'isInterrupting="false"'
    body = event("startEvent", f"{own_id}_s", inner, stays)
    body += nodes(**{f"{own_id}_t": task, f"{own_id}_e": "endEvent"})
    lines = f"{own_id}_s {own_id}_t {own_id}_e"
    return sub(own_id, body, lines, attributes='triggeredByEvent="true"')


def test_the_exact_code_goes_before_the_catch_all() -> None:
    drawing = drawn(
        PLAIN + boundary("any", "sv", CATCH_ALL) + boundary("a", "sv", CATCH_A),
        "s sv ok e\nany bad\na v",
        *ROOTS,
    )
    assert played(drawing, stubs={"sv": {"error": "A1"}}).waiting == ("v",)
    assert trace(played(drawing, stubs={"sv": {"error": "X"}})) == ["s", "any", "bad"]


def test_an_error_goes_past_those_who_do_not_match_to_the_outer_one() -> None:
    inner = nodes(i="startEvent", x="serviceTask", k="endEvent")
    body = sub("q", inner + boundary("b", "x", CATCH_B), "i x k\nb k")
    drawing = drawn(PLAIN + body + boundary("a", "q", CATCH_A), "s q ok e\na bad e2", *ROOTS)
    ended = played(drawing, stubs={"x": {"error": "A1"}})
    assert trace(ended) == ["s", "i", "a", "bad", "e2"]


def test_an_event_sub_process_of_the_scope_goes_before_the_boundary_of_the_scope() -> None:
    inner = nodes(i="startEvent", x="serviceTask", k="endEvent") + handler("h", CATCH_A)
    body = sub("q", inner, "i x k")
    drawing = drawn(PLAIN + body + boundary("a", "q", CATCH_A), "s q ok e\na bad e2", *ROOTS)
    ended = played(drawing, stubs={"x": {"error": "A1"}})
    assert trace(ended) == ["s", "i", "h_s", "h_t", "h_e", "h", "q", "ok", "e"]


def test_a_handler_does_not_catch_its_own_errors() -> None:
    inner = nodes(i="startEvent", x="serviceTask", k="endEvent") + handler("h", CATCH_A)
    body = sub("q", inner, "i x k")
    drawing = drawn(PLAIN + body + boundary("a", "q", CATCH_A), "s q ok e\na bad e2", *ROOTS)
    ended = played(drawing, stubs={"x": {"error": "A1"}, "h_t": {"error": "A1"}})
    assert trace(ended) == ["s", "i", "h_s", "a", "bad", "e2"]


def test_an_uncaught_error_of_a_handler_is_an_incident_there() -> None:
    drawing = drawn(PLAIN + handler("h", CATCH_ALL), "s sv e", *ROOTS)
    ended = played(drawing, stubs={"sv": {"error": "A1"}, "h_t": {"error": "A1"}})
    assert (ended.status, ended.incident and ended.incident.node) == ("incident", "h_t")


def test_an_error_of_one_that_does_not_interrupt_is_caught_by_its_sibling() -> None:
    inner = handler("n", HEAR, interrupting=False) + handler("h", CATCH_A, "userTask")
    drawing = drawn(PLAIN + inner, "s u e", *ROOTS)
    ended = played(drawing, {"message": "go"}, stubs={"n_t": {"error": "A1"}})
    assert (ended.waiting, trace(ended)) == (("h_t",), ["s", "n_s", "h_s"])


def test_a_technical_failure_is_caught_by_nobody() -> None:
    drawing = drawn(PLAIN + boundary("any", "sv", CATCH_ALL), "s sv ok e\nany bad", *ROOTS)
    ended = played(drawing, stubs={"sv": {"fail": "no network"}})
    assert (ended.status, trace(ended)) == ("incident", ["s"])
    assert ended.incident is not None
    assert (ended.incident.node, ended.incident.detail) == ("sv", "no network")


def test_data_written_before_an_error_stay() -> None:
    drawing = drawn(PLAIN + boundary("a", "u", CATCH_A), "s u e\na bad e2", *ROOTS)
    ended = played(drawing, {"error": "A1", "task": "u", "data": {"n": 2}}, data={"n": 1})
    assert (ended.status, ended.data["n"]) == ("completed", 2)


def test_an_error_leaves_a_called_process_through_its_call() -> None:
    child = process(
        nodes(cs="startEvent") + event("endEvent", "ce", CATCH_A),
        "cs ce",
        own_id="child",
        prefix="c",
    )
    main = process(
        PLAIN
        + event("callActivity", "c", "", 'calledElement="child"')
        + boundary("a", "c", CATCH_A),
        "s c ok e\na bad e2",
    )
    ended = played(definitions(*ROOTS, main, child))
    assert trace(ended) == ["s", "cs", "ce", "a", "bad", "e2"]


def test_an_error_end_event_without_code_is_caught_by_the_catch_all_only() -> None:
    body = sub("q", nodes(i="startEvent") + event("endEvent", "k", CATCH_ALL), "i k")
    any_of = drawn(PLAIN + body + boundary("a", "q", CATCH_ALL), "s q ok e\na bad e2", *ROOTS)
    assert trace(played(any_of)) == ["s", "i", "k", "a", "bad", "e2"]
    one = drawn(PLAIN + body + boundary("a", "q", CATCH_A), "s q ok e\na bad e2", *ROOTS)
    assert played(one).status == "incident"


def throwing(kind: str = "intermediateThrowEvent") -> str:
    """Return a sub-process q that escalates from its x and has a user task w beside it."""
    inner = nodes(i="startEvent", f="parallelGateway", w="userTask", k="endEvent")
    inner += event(kind, "x", ESCALATE)
    return sub("q", inner, "i f x" + (" k" if kind != "endEvent" else "") + "\nf w k")


@pytest.mark.parametrize("kind", ["intermediateThrowEvent", "endEvent"])
def test_an_interrupting_escalation_cancels_its_activity(kind: str) -> None:
    drawing = drawn(PLAIN + throwing(kind) + boundary("b", "q", ESCALATE), "s q ok e\nb v", *ROOTS)
    ended = played(drawing)
    assert (ended.waiting, trace(ended)[-2:]) == (("v",), ["x", "b"])


def test_an_escalation_that_does_not_interrupt_leaves_the_thrower_going() -> None:
    drawing = drawn(
        PLAIN + throwing() + boundary("b", "q", ESCALATE, interrupting=False),
        "s q ok e\nb v",
        *ROOTS,
    )
    assert played(drawing).waiting == ("v", "w")
    ended = played(drawing, complete("w"), complete("v"))
    assert (ended.status, ended.trace.count("b")) == ("completed", 1)


def test_an_escalation_stops_at_the_nearest_catcher() -> None:
    inner = throwing() + nodes(i2="startEvent") + boundary("b", "q", ESCALATE, interrupting=False)
    outer = sub("p", inner, "i2 q\n")
    drawing = drawn(
        PLAIN + outer + boundary("b2", "p", ESCALATE, interrupting=False), "s p e\nb2 v", *ROOTS
    )
    ended = played(drawing)
    assert (ended.trace.count("b"), ended.trace.count("b2")) == (1, 0)


def test_an_escalation_of_a_service_goes_to_its_boundary_and_the_service_goes_on() -> None:
    drawing = drawn(
        PLAIN + boundary("b", "sv", ESCALATE, interrupting=False), "s sv ok e\nb bad", *ROOTS
    )
    ended = played(drawing, stubs={"sv": {"escalation": "LIMIT"}})
    assert trace(ended)[:3] == ["s", "b", "sv"]
    assert sorted(trace(ended)) == sorted(["s", "b", "sv", "bad", "ok", "e"])


def test_an_interrupting_boundary_takes_the_escalating_service_away() -> None:
    drawing = drawn(PLAIN + boundary("b", "sv", ESCALATE), "s sv ok e\nb bad", *ROOTS)
    ended = played(drawing, stubs={"sv": {"escalation": "LIMIT"}})
    assert trace(ended) == ["s", "b", "bad"]


def test_an_uncaught_escalation_has_no_effect() -> None:
    drawing = drawn(PLAIN, "s sv ok e", *ROOTS)
    ended = played(drawing, stubs={"sv": {"escalation": "LIMIT"}})
    assert trace(ended) == ["s", "sv", "ok", "e"]


def test_an_event_sub_process_catches_an_escalation() -> None:
    drawing = drawn(
        PLAIN + throwing() + handler("h", ESCALATE, "userTask", interrupting=False),
        "s q ok e",
        *ROOTS,
    )
    assert played(drawing).waiting == ("h_t", "w")


def test_an_interrupting_boundary_cancels_all_that_is_inside() -> None:
    deep = sub("r", nodes(i="startEvent", w="userTask"), "i w")
    body = sub(
        "q",
        nodes(i2="startEvent") + deep + boundary("t2", "r", timer("timeDuration", "PT2H")),
        "i2 r",
    )
    drawing = drawn(
        PLAIN + body + boundary("t", "q", timer("timeDuration", "PT1H")), "s q ok e\nt v", *ROOTS
    )
    ended = played(drawing, {"advance": "PT5H"})
    assert (ended.waiting, trace(ended)) == (("v",), ["s", "i2", "i", "t"])


def test_a_message_at_a_boundary_may_come_again_while_the_task_is_open() -> None:
    drawing = drawn(PLAIN + boundary("m", "u", HEAR, interrupting=False), "s u e\nm sv e2", *ROOTS)
    come = {"message": "go"}
    ended = played(drawing, come, come, complete("u"), come)
    assert trace(ended) == ["s", "m", "sv", "e2", "m", "sv", "e2", "u", "e"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_a_condition_at_a_boundary_fires_when_it_becomes_true(interrupting: bool) -> None:
    low = when("n &lt; 5")
    drawing = drawn(
        PLAIN + nodes(f="parallelGateway") + boundary("c", "u", low, interrupting=interrupting),
        "s f u e\nf v\nv v\nc sv e2",
    )
    steps = [complete("v", n=3), complete("v", n=2), complete("v", n=8), complete("v", n=1)]
    ended = played(drawing, *steps, data={"n": 9})
    assert ended.trace.count("c") == (1 if interrupting else 2)
    assert ("u" in ended.waiting) is not interrupting


def test_a_condition_that_a_branch_makes_true_for_a_moment_is_seen() -> None:
    high = when("n &gt; 1")
    drawing = drawn(
        PLAIN
        + nodes(f="parallelGateway")
        + event("intermediateCatchEvent", "c", high)
        + script("up", "n", "2")
        + script("down", "n", "0"),
        "s f c e\nf up down e2",
    )
    assert played(drawing, data={"n": 0}).status == "completed"


def test_a_condition_that_holds_on_entry_passes() -> None:
    high = when("n &gt; 1")
    drawing = drawn(PLAIN + event("intermediateCatchEvent", "c", high), "s c e")
    assert played(drawing, data={"n": 5}).status == "completed"


def test_completing_a_task_goes_before_its_own_condition() -> None:
    low = when("n &lt; 5")
    drawing = drawn(PLAIN + boundary("c", "u", low), "s u ok e\nc bad e2")
    assert trace(played(drawing, complete("u", n=1), data={"n": 9})) == ["s", "u", "ok", "e"]


def test_an_interrupting_event_sub_process_cancels_the_rest_and_the_parent_completes() -> None:
    inner = nodes(i="startEvent", f="parallelGateway", x="userTask", y="userTask")
    body = sub("q", inner + handler("h", HEAR, "userTask") + handler("h2", HEAR), "i f x\nf y")
    drawing = drawn(PLAIN + body, "s q ok e", *ROOTS)
    ended = played(drawing, {"message": "go"}, {"message": "go"})
    assert ended.waiting == ("h_t",)
    ended = played(drawing, {"message": "go"}, complete("h_t"))
    assert trace(ended)[-4:] == ["h", "q", "ok", "e"]


def test_the_scope_stays_open_until_its_event_sub_processes_end() -> None:
    body = sub(
        "q",
        nodes(i="startEvent", x="userTask") + handler("h", HEAR, "userTask", interrupting=False),
        "i x",
    )
    drawing = drawn(PLAIN + body, "s q ok e", *ROOTS)
    come = {"message": "go"}
    ended = played(drawing, come, come, complete("x"))
    assert ended.waiting == ("h_t", "h_t")
    # Its scope is active still, so it is armed still.
    steps = [come, come, complete("x"), come, *[complete("h_t")] * 3]
    ended = played(drawing, *steps)
    assert (ended.status, ended.trace.count("h_s")) == ("completed", 3)


def test_an_event_sub_process_may_have_one_of_its_own() -> None:
    inner = handler("n", '<signalEventDefinition signalRef="sig"/>', "task", interrupting=False)
    outer = sub(
        "h",
        event("startEvent", "h_s", HEAR) + nodes(h_t="userTask") + inner,
        "h_s h_t",
        attributes='triggeredByEvent="true"',
    )
    signal = '<signal id="sig" name="now"/>'
    drawing = drawn(PLAIN + outer, "s u e", *ROOTS, signal)
    steps = [{"signal": "now"}, {"message": "go"}, {"signal": "now"}, complete("h_t")]
    ended = played(drawing, *steps, {"signal": "now"})
    assert ended.status == "completed"
    assert trace(ended) == ["s", "h_s", "n_s", "n_t", "n_e", "n", "h_t", "h"]


def test_variables_of_an_event_sub_process_vanish_with_it() -> None:
    drawing = drawn(PLAIN + handler("h", HEAR, "userTask", interrupting=False), "s u e", *ROOTS)
    come = {"message": "go", "data": {"why": "late", "known": 2}}
    ended = played(drawing, come, complete("h_t", local=1), data={"known": 1})
    assert dict(ended.data) == {"known": 2}


def test_event_sub_processes_are_armed_within_their_scope_only() -> None:
    body = sub("q", nodes(i="startEvent", x="userTask") + handler("h", HEAR), "i x")
    drawing = drawn(PLAIN + body, "s u q v e", *ROOTS)
    come = {"message": "go"}
    ended = played(drawing, come, complete("u"), complete("x"), come)
    assert (ended.waiting, "h_s" in ended.trace) == (("v",), False)


def test_a_conditional_event_sub_process_starts_when_it_becomes_true() -> None:
    low = when("n &lt; 5")
    drawing = drawn(PLAIN + handler("h", low), "s u v e")
    ended = played(drawing, complete("u", n=1), data={"n": 9})
    assert trace(ended)[:5] == ["s", "u", "h_s", "h_t", "h_e"]
    assert ended.status == "completed"


def test_terminate_in_a_sub_process_ends_its_scope_only() -> None:
    inner = nodes(i="startEvent", f="parallelGateway", x="userTask")
    inner += event("endEvent", "k", "<terminateEventDefinition/>")
    drawing = drawn(
        PLAIN + nodes(g="parallelGateway") + sub("q", inner, "i f x\nf k"), "s g q ok e\ng u"
    )
    assert played(drawing).waiting == ("u",)


def test_terminate_in_an_event_sub_process_ends_that_only() -> None:
    body = event("startEvent", "h_s", HEAR, 'isInterrupting="false"')
    body += event("endEvent", "h_e", "<terminateEventDefinition/>")
    drawing = drawn(
        PLAIN + sub("h", body, "h_s h_e", attributes='triggeredByEvent="true"'), "s u e", *ROOTS
    )
    ended = played(drawing, {"message": "go"})
    assert (ended.status, ended.waiting) == ("waiting", ("u",))


def test_terminate_in_a_called_process_lets_the_caller_go_on() -> None:
    ends = event("endEvent", "ce", "<terminateEventDefinition/>")
    child = process(
        nodes(cs="startEvent", cf="parallelGateway", cu="userTask") + ends,
        "cs cf cu\ncf ce",
        own_id="child",
        prefix="c",
    )
    main = process(PLAIN + event("callActivity", "c", "", 'calledElement="child"'), "s c ok e")
    assert played(definitions(main, child)).status == "completed"


def test_terminate_at_the_top_ends_all_and_later_steps_have_no_effect() -> None:
    end = event("endEvent", "t", "<terminateEventDefinition/>")
    drawing = drawn(
        PLAIN + end + nodes(f="parallelGateway") + boundary("m", "u", HEAR),
        "s f u e\nf v t\nm e2",
        *ROOTS,
    )
    ended = played(drawing, complete("v"), complete("u"), {"message": "go"}, {"advance": "P1D"})
    assert (ended.status, ended.waiting, trace(ended)) == ("terminated", (), ["s", "f", "v", "t"])


def test_a_link_may_be_thrown_from_several_places() -> None:
    link = '<linkEventDefinition name="on"/>'
    drawing = drawn(
        PLAIN
        + nodes(f="parallelGateway")
        + event("intermediateThrowEvent", "l1", link)
        + event("intermediateThrowEvent", "l2", link)
        + event("intermediateCatchEvent", "c", link),
        "s f l1\nf l2\nc u",
    )
    assert played(drawing).waiting == ("u", "u")


def test_a_signal_of_the_process_reaches_what_waits_in_it() -> None:
    beep = '<signalEventDefinition signalRef="S"/>'
    drawing = drawn(
        PLAIN
        + nodes(f="parallelGateway")
        + event("intermediateCatchEvent", "c", beep)
        + event("intermediateThrowEvent", "t", beep),
        "s f c e\nf u t e2",
        '<signal id="S" name="beep"/>',
    )
    ended = played(drawing, complete("u"))
    assert ended.status == "completed"
    assert ended.trace.index("t") < ended.trace.index("c")


def test_a_signal_at_an_event_gateway_takes_one_way_only() -> None:
    beep = '<signalEventDefinition signalRef="S"/>'
    drawing = drawn(
        PLAIN
        + nodes(g="eventBasedGateway")
        + event("intermediateCatchEvent", "c1", beep)
        + event("intermediateCatchEvent", "c2", beep),
        "s g c1 u\ng c2 v",
        '<signal id="S" name="beep"/>',
    )
    ended = played(drawing, {"signal": "beep"})
    assert (trace(ended), ended.waiting) == (["s", "g", "c1"], ("u",))


def test_a_receive_task_behind_an_event_gateway() -> None:
    drawing = drawn(
        PLAIN
        + nodes(g="eventBasedGateway")
        + event("receiveTask", "r", "", 'messageRef="M"')
        + event("intermediateCatchEvent", "t", timer("timeDuration", "PT1H")),
        "s g r u\ng t v",
        *ROOTS,
    )
    assert played(drawing).waiting == ("r", "t")
    ended = played(drawing, {"message": "go", "data": {"n": 1}}, {"advance": "PT2H"})
    assert (trace(ended), ended.waiting, ended.data["n"]) == (["s", "g", "r"], ("u",), 1)


def test_a_condition_that_holds_takes_an_event_gateway_at_once() -> None:
    high = when("n &gt; 1")
    drawing = drawn(
        PLAIN
        + nodes(g="eventBasedGateway")
        + event("intermediateCatchEvent", "c", high)
        + event("intermediateCatchEvent", "m", HEAR),
        "s g c u\ng m v",
        *ROOTS,
    )
    assert played(drawing, data={"n": 5}).waiting == ("u",)
    assert played(drawing, data={"n": 0}).waiting == ("c", "m")
