"""A case that has ended is replayed on another drawing: which way would it have gone?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.kernel.bpmn.drawing import drawn

from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.happenings import Outcome
from owj.kernel.bpmn.simulation.replay import (
    Answer,
    Event,
    Fired,
    News,
    Recorded,
    Turn,
    Written,
    replay,
)
from owj.kernel.feel import Environment, FeelValue

BEGUN = datetime(2026, 3, 1, 9, tzinfo=UTC)
ENDS = '<endEvent id="yes"/><endEvent id="no"/>'
APPROVAL = """<startEvent id="s"/><serviceTask id="score"/><userTask id="ask"/>
    <exclusiveGateway id="x" default="f4"/>"""
LINES = "s score ask x\nx no\nx yes | {limit}"
REMINDED = """<startEvent id="s"/><userTask id="ask"/><endEvent id="e"/>
    <boundaryEvent id="late" attachedToRef="ask"><timerEventDefinition>
    <timeDuration>{span}</timeDuration></timerEventDefinition></boundaryEvent>
    <endEvent id="too_late"/>"""


def at(hours: float) -> datetime:
    return BEGUN + timedelta(hours=hours)


def case(
    *events: Event, trace: str, ended: float = 3, gave: dict[str, FeelValue] | None = None
) -> Recorded:
    outcomes = {"score": (Outcome(gave),)} if gave else {}
    return Recorded(BEGUN, at(ended), {}, "", events, outcomes, tuple(trace.split()))


def turn(nodes: str, lines: str, recorded: Recorded, *roots: str) -> Turn | None:
    process = load_process(drawn(nodes, lines, *roots))
    return replay(process, recorded, lambda now: Environment(now=now))


def approval(limit: str, answer: FeelValue = True) -> Turn | None:
    recorded = case(
        Answer(at(1), "ask", 0, {"ok": answer}),
        trace="s score ask x yes",
        gave={"points": Decimal(7)},
    )
    return turn(APPROVAL + ENDS, LINES.format(limit=limit), recorded)


def test_the_same_drawing_leads_the_same_way() -> None:
    assert approval("ok and points > 5") is None


def test_a_changed_condition_is_where_the_case_turns_off() -> None:
    assert approval("ok and points > 9") == Turn("elsewhere", "no", "yes", "x")


def test_a_task_that_nobody_was_asked_waits_for_an_answer() -> None:
    nodes = '<startEvent id="s"/><userTask id="ask"/><userTask id="more"/><endEvent id="yes"/>'
    recorded = case(Answer(at(1), "ask", 0, {}), trace="s ask yes")
    assert turn(nodes, "s ask more yes", recorded) == Turn("waits", "more", "yes", "ask")


def test_an_answer_waits_for_its_task_to_come_up() -> None:
    nodes = '<startEvent id="s"/><userTask id="a"/><userTask id="b"/><endEvent id="e"/>'
    recorded = case(Answer(at(1), "b", 0, {}), Answer(at(2), "a", 0, {}), trace="s a b e")
    assert turn(nodes, "s a b e", recorded) is None


def test_answers_go_to_the_visit_they_were_given_for() -> None:
    nodes = '<startEvent id="s"/><userTask id="a"/><exclusiveGateway id="x" default="f3"/>'
    recorded = case(
        Answer(at(1), "a", 0, {"again": True}),
        Answer(at(2), "a", 1, {"again": False}),
        trace="s a x a x yes",
    )
    assert turn(nodes + '<endEvent id="yes"/>', "s a x\nx yes\nx a | again", recorded) is None


def test_work_that_the_case_never_had_is_taken_as_done() -> None:
    nodes = '<startEvent id="s"/><serviceTask id="w"/><endEvent id="e"/>'
    assert turn(nodes, "s w e", case(trace="s e")) == Turn("elsewhere", "w", "e", "s")


def test_a_shorter_time_takes_the_answer_away() -> None:
    recorded = case(Answer(at(2), "ask", 0, {}), trace="s ask e")
    nodes, lines = REMINDED, "s ask e\nlate too_late"
    assert turn(nodes.format(span="PT3H"), lines, recorded) is None
    shorter = turn(nodes.format(span="PT1H"), lines, recorded)
    assert shorter == Turn("elsewhere", "late", "ask", "s")


def test_a_timer_that_fired_a_little_late_does_so_again() -> None:
    nodes = """<startEvent id="s"/><userTask id="ask"/><endEvent id="e"/>
        <boundaryEvent id="late" attachedToRef="ask" cancelActivity="false">
        <timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>
        </boundaryEvent><scriptTask id="n" xmlns:owj="http://owj.example/bpmn/1.0" owj:result="late"
        ><script>done</script></scriptTask>"""
    events = (
        Written(at(1.01), {"done": True}),
        Fired(at(1.02), "late"),
        Answer(at(2), "ask", 0, {}),
    )
    recorded = case(*events, trace="s late n ask e")
    assert turn(nodes, "s ask e\nlate n", recorded) is None


def test_a_message_finds_an_event_of_another_id_by_its_name() -> None:
    nodes = """<startEvent id="s"/><intermediateCatchEvent id="{event}">
        <messageEventDefinition messageRef="m"/></intermediateCatchEvent><endEvent id="e"/>"""
    recorded = case(News(at(1), "paid", {}, "paid"), trace="s paid e")
    root = '<message id="m" name="paid"/>'
    assert turn(nodes.format(event="paid"), "s paid e", recorded, root) is None
    renamed = turn(nodes.format(event="came"), "s came e", recorded, root)
    assert renamed == Turn("elsewhere", "came", "paid", "s")


def test_a_gateway_where_nothing_is_open_stops_the_case() -> None:
    nodes = '<startEvent id="s"/><exclusiveGateway id="x"/><endEvent id="e"/>'
    stopped = turn(nodes, "s x\nx e | false", case(trace="s x e"))
    assert stopped == Turn("stops", "x", "x", "s")


def test_a_case_that_would_end_earlier_says_what_it_would_miss() -> None:
    nodes = '<startEvent id="s"/><endEvent id="e"/>'
    assert turn(nodes, "s e", case(trace="s e more")) == Turn("ends", "", "more", "e")
