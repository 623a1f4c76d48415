"""Inclusive joins: BPMN 2.0.2, table 13.3, looked at whenever a token moves or ends."""

from __future__ import annotations

from tests.kernel.bpmn.drawing import (
    boundary,
    complete,
    drawn,
    event,
    nodes,
    played,
    sub,
    timer,
)

PLAIN = nodes(
    s="startEvent",
    g="inclusiveGateway",
    j="inclusiveGateway",
    a="userTask",
    b="userTask",
    c="userTask",
    x="exclusiveGateway",
    after="userTask",
    e="endEvent",
    e2="endEvent",
)


def test_the_join_waits_while_a_token_can_still_arrive() -> None:
    drawing = drawn(PLAIN, "s g a j after e\ng b j")
    assert played(drawing, complete("a")).waiting == ("b",)
    assert played(drawing, complete("a"), complete("b")).waiting == ("after",)


def test_the_join_fires_when_the_last_possible_token_goes_another_way() -> None:
    drawing = drawn(PLAIN, "s g a j after e\ng b x\nx j | ok\nx e2 | not(ok)")
    ended = played(drawing, complete("a"), complete("b", ok=False))
    assert ended.waiting == ("after",)
    ended = played(drawing, complete("a"), complete("b", ok=True))
    assert (ended.waiting, ended.trace.count("j")) == (("after",), 1)


def test_a_token_that_can_reach_a_filled_flow_too_is_not_waited_for() -> None:
    # b can arrive by x at both flows of the join, a has arrived at one of them.
    drawing = drawn(
        PLAIN + nodes(y="exclusiveGateway", m="exclusiveGateway"),
        "s g a m\nm j after e\ng b x\nx m | ok\nx j | not(ok)",
    )
    ended = played(drawing, complete("a"))
    assert ended.waiting == ("after", "b")


def test_a_token_that_is_interrupted_away_lets_the_join_fire() -> None:
    drawing = drawn(
        PLAIN + boundary("t", "b", timer("timeDuration", "PT1H")),
        "s g a j after e\ng b j\nt c e2",
    )
    ended = played(drawing, complete("a"))
    assert ended.waiting == ("b",)
    ended = played(drawing, complete("a"), {"advance": "PT1H"})
    assert ended.waiting == ("after", "c")


def test_a_token_may_come_through_a_boundary_event_as_well() -> None:
    drawing = drawn(
        PLAIN + boundary("t", "b", timer("timeDuration", "PT1H")),
        "s g a j after e\ng b e2\nt c j",
    )
    assert played(drawing, complete("a")).waiting == ("b",)
    assert played(drawing, complete("a"), complete("b")).waiting == ("after",)
    ended = played(drawing, complete("a"), {"advance": "PT1H"}, complete("c"))
    assert (ended.waiting, ended.trace.count("j")) == (("after",), 1)


def test_a_token_inside_of_a_sub_process_stands_at_it() -> None:
    body = sub("p", nodes(i="startEvent", u="userTask", k="endEvent"), "i u k")
    drawing = drawn(PLAIN + body, "s g a j after e\ng p j")
    assert played(drawing, complete("a")).waiting == ("u",)
    assert played(drawing, complete("a"), complete("u")).waiting == ("after",)


def test_a_join_in_a_sub_process_looks_at_its_own_scope_only() -> None:
    inner = nodes(
        i="startEvent", h="inclusiveGateway", k="inclusiveGateway", u="userTask", v="userTask"
    )
    body = sub("p", inner, "i h u k\nh v k | false")
    drawing = drawn(PLAIN + body, "s g p e\ng b j")
    assert "p" in played(drawing, complete("u")).trace


def test_a_link_leads_to_the_join() -> None:
    link = '<linkEventDefinition name="L"/>'
    drawing = drawn(
        PLAIN
        + event("intermediateThrowEvent", "lt", link)
        + event("intermediateCatchEvent", "lc", link),
        "s g a j after e\ng b lt\nlc j",
    )
    assert played(drawing, complete("a")).waiting == ("b",)
    assert played(drawing, complete("a"), complete("b")).waiting == ("after",)


def test_a_loop_around_the_join_does_not_hold_it() -> None:
    # A token behind the join can come back to it, but only by passing it: it does not count.
    drawing = drawn(
        PLAIN + nodes(m="exclusiveGateway"),
        "s g a j after x\ng b j\nx e | done\nx j | not(done)",
    )
    steps = [complete("a"), complete("b"), complete("after", done=False)]
    ended = played(drawing, *steps)
    assert (ended.waiting, ended.trace.count("j")) == (("after",), 2)
    assert played(drawing, *steps, complete("after", done=True)).status == "completed"


def test_the_next_token_on_a_filled_flow_waits_for_the_next_time() -> None:
    drawing = drawn(
        PLAIN + nodes(f="parallelGateway", m="exclusiveGateway"),
        "s f a m j after e\nf b m\nf c j",
    )
    ended = played(drawing, complete("a"), complete("b"))
    assert ended.waiting == ("c",)
    ended = played(drawing, complete("a"), complete("b"), complete("c"))
    assert (ended.waiting, ended.trace.count("j")) == (("after", "after"), 2)


def test_a_join_with_one_incoming_flow_waits_for_nobody() -> None:
    drawing = drawn(PLAIN + nodes(f="parallelGateway"), "s f a\nf j after e")
    assert played(drawing).waiting == ("a", "after")
