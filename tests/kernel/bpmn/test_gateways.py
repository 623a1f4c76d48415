"""Gateways and implicit splits: which flows open, what joins wait for."""

from __future__ import annotations

import pytest
from tests.kernel.bpmn.drawing import complete, drawn, event, flows, nodes, played, trace

SPLIT = nodes(
    s="startEvent", a="userTask", b="userTask", c="userTask", x="serviceTask", e="endEvent"
)


def gateway(kind: str, lines: str, default: str = "") -> str:
    """Return a drawing around a gateway g."""
    told = f'default="{default}"' if default else ""
    return drawn(SPLIT + event(kind, "g", "", told), f"s g\n{lines}")


def test_an_exclusive_gateway_takes_the_first_true_flow_of_the_document() -> None:
    drawing = gateway("exclusiveGateway", "g a | n > 9\ng b | n > 1\ng c | n > 0", "")
    assert played(drawing, data={"n": 5}).waiting == ("b",)


def test_the_condition_of_a_default_flow_is_not_read() -> None:
    drawing = gateway("exclusiveGateway", "g a | true\ng b | n > 1", "f2")
    assert played(drawing, data={"n": 5}).waiting == ("b",)
    assert played(drawing, data={"n": 0}).waiting == ("a",)


@pytest.mark.parametrize("condition", ["n", '"true"', "n > 1", "null", "missing.entry > 1"])
def test_only_true_opens_a_flow(condition: str) -> None:
    drawing = gateway("exclusiveGateway", f"g a | {condition}\ng b | true")
    assert played(drawing, data={"n": 1}).waiting == ("b",)


@pytest.mark.parametrize("kind", ["exclusiveGateway", "inclusiveGateway"])
def test_a_gateway_without_open_flow_is_an_incident_and_not_completed(kind: str) -> None:
    ended = played(gateway(kind, "g a | n > 5\ng b | n > 6"), data={"n": 1})
    assert (ended.status, trace(ended)) == ("incident", ["s"])
    assert ended.incident is not None
    assert (ended.incident.node, ended.incident.kind) == ("g", "no_flow")


def test_one_conditional_flow_alone_may_close_a_gateway() -> None:
    assert played(gateway("exclusiveGateway", "g a | n > 5"), data={"n": 1}).status == "incident"


def test_an_inclusive_split_takes_every_true_flow_and_the_default_only_without_one() -> None:
    drawing = gateway("inclusiveGateway", "g a | n > 1\ng b | n > 2\ng c", "f4")
    assert played(drawing, data={"n": 3}).waiting == ("a", "b")
    assert played(drawing, data={"n": 2}).waiting == ("a",)
    assert played(drawing, data={"n": 0}).waiting == ("c",)


def test_an_activity_takes_its_open_flows_and_the_default_if_no_condition_is_true() -> None:
    drawing = drawn(
        SPLIT + event("serviceTask", "g", "", 'default="f4"'), "s g\ng a\ng b | n > 2\ng c"
    )
    assert played(drawing, data={"n": 3}).waiting == ("a", "b")
    assert played(drawing, data={"n": 1}).waiting == ("a", "c")


def test_an_activity_whose_flows_are_all_closed_is_an_incident() -> None:
    ended = played(drawn(SPLIT, "s x\nx a | n > 2\nx b | n > 3"), data={"n": 1})
    assert (ended.status, ended.incident and ended.incident.node) == ("incident", "x")


def test_a_start_event_splits_as_an_activity_does() -> None:
    assert played(drawn(SPLIT, "s a\ns b")).waiting == ("a", "b")


def test_a_node_without_flow_consumes_its_token() -> None:
    ended = played(drawn(nodes(s="startEvent", x="serviceTask"), "s x"))
    assert (ended.status, trace(ended)) == ("completed", ["s", "x"])


def test_a_gateway_without_flow_consumes_its_token() -> None:
    ended = played(drawn(nodes(s="startEvent", g="parallelGateway"), "s g"))
    assert (ended.status, trace(ended)) == ("completed", ["s", "g"])


FORK = nodes(
    s="startEvent",
    f="parallelGateway",
    j="parallelGateway",
    m="exclusiveGateway",
    a="userTask",
    b="userTask",
    c="userTask",
    after="userTask",
    e="endEvent",
)


def test_a_parallel_join_waits_for_each_flow_and_fires_once() -> None:
    drawing = drawn(FORK, "s f a j after e\nf b j\nf c j")
    ended = played(drawing, complete("c"), complete("a"))
    assert (ended.waiting, "j" in ended.trace) == (("b",), False)
    ended = played(drawing, complete("c"), complete("a"), complete("b"))
    assert (ended.waiting, ended.trace.count("j")) == (("after",), 1)


def test_a_parallel_join_fires_again_for_the_next_tokens() -> None:
    drawing = drawn(FORK, "s m f a j after e\nf b j\nafter m")
    # `after` both ends and begins anew: the join fires in each round.
    steps = [complete("a"), complete("b"), complete("after"), complete("a"), complete("b")]
    ended = played(drawing, *steps)
    assert (ended.trace.count("j"), ended.waiting) == (2, ("after",))
    assert ended.trace.count("e") == 1


def test_a_join_that_also_forks_puts_one_token_on_each_outgoing_flow() -> None:
    drawing = drawn(FORK, "s f a j after\nf b j\nj c")
    assert played(drawing, complete("a"), complete("b")).waiting == ("after", "c")


def test_two_flows_from_one_node_to_a_join_are_two_flows() -> None:
    drawing = drawn(nodes(s="startEvent", f="parallelGateway", j="parallelGateway"), "s f j\nf j")
    assert played(drawing).status == "completed"


def test_tokens_in_different_instances_of_a_sub_process_do_not_join() -> None:
    inner = nodes(i="startEvent", k="parallelGateway", l="parallelGateway", u="userTask")
    lines = flows("i k u l\nk l", "p")
    several = '<multiInstanceLoopCharacteristics owj:collection="[1, 2]"/>'
    body = f'<subProcess id="p">{several}{inner}{lines}</subProcess>'
    drawing = drawn(nodes(s="startEvent", e="endEvent") + body, "s p e")
    ended = played(drawing, complete("u", 2))
    assert (ended.trace.count("l"), ended.waiting) == (1, ("u",))
    assert played(drawing, complete("u", 2), complete("u")).status == "completed"
