"""What is refused on loading: everything at once, by element and line."""

from __future__ import annotations

import pytest
from tests.kernel.bpmn.drawing import (
    boundary,
    definitions,
    drawn,
    error,
    event,
    message,
    nodes,
    played,
    problems,
    process,
    script,
    sub,
    timer,
    trace,
)

from owj.kernel.bpmn.errors import ProcessRefused
from owj.kernel.bpmn.graph import doubts_about, load_process
from owj.kernel.markup import XmlRefused

PLAIN = nodes(s="startEvent", u="userTask", a="serviceTask", e="endEvent")
HEAR = '<messageEventDefinition messageRef="M"/>'
LATE = timer("timeDuration", "PT1H")
HANDLER = 'triggeredByEvent="true"'

UNSUPPORTED = {
    "ad-hoc": nodes(x="adHocSubProcess"),
    "complex gateway": nodes(x="complexGateway"),
    "multiple": event("intermediateCatchEvent", "x", HEAR + LATE),
    "parallel multiple": event("startEvent", "x", HEAR, 'parallelMultiple="true"'),
    "parallel event gateway": event(
        "eventBasedGateway", "x", "", 'eventGatewayType="Parallel" instantiate="true"'
    ),
    "other script": event("scriptTask", "x", "<script>1</script>", 'scriptFormat="groovy"'),
    "two loop markers": event(
        "userTask",
        "x",
        '<standardLoopCharacteristics loopMaximum="2"/>'
        '<multiInstanceLoopCharacteristics owj:collection="[1]"/>',
    ),
    "choreography": nodes(x="choreographyTask"),
    "timer end": event("endEvent", "x", LATE),
    "error catch": event("intermediateCatchEvent", "x", "<errorEventDefinition/>"),
    "terminate throw": event("intermediateThrowEvent", "x", "<terminateEventDefinition/>"),
    "event by reference": event("endEvent", "x", "<eventDefinitionRef>D</eventDefinitionRef>"),
}


@pytest.mark.parametrize("which", UNSUPPORTED)
def test_what_cannot_run_is_refused_by_name_with_what_to_draw_instead(which: str) -> None:
    found = problems(drawn(PLAIN + UNSUPPORTED[which], "s u e", message("M", "go")))
    refused = [each for each in found if each.code == "bpmn.element_unsupported"]
    assert [each.element for each in refused] == ["x"]
    assert "Draw instead: " in str(refused[0])


BROKEN = {
    "flow into nothing": (PLAIN, "s u ghost"),
    "flow out of nothing": (PLAIN, "s u e\nghost a"),
    "default": (PLAIN + event("exclusiveGateway", "g", "", 'default="nowhere"'), "s g e"),
    "default of another": (PLAIN + event("exclusiveGateway", "g", "", 'default="f1"'), "s g e"),
    "named flow": (
        PLAIN + event("userTask", "w", "<outgoing>ghost</outgoing>"),
        "s w e",
    ),
    "boundary host": (PLAIN + boundary("b", "ghost", LATE), "s u e\nb a"),
    "message": (
        PLAIN + event("receiveTask", "r", "", 'messageRef="Ghost"'),
        "s r e",
    ),
    "message of an event": (
        PLAIN + event("intermediateCatchEvent", "c", "<messageEventDefinition/>"),
        "s c e",
    ),
    "signal is no message": (
        PLAIN + event("intermediateCatchEvent", "c", '<signalEventDefinition signalRef="M"/>'),
        "s c e",
    ),
    "error": (PLAIN + boundary("b", "u", '<errorEventDefinition errorRef="G"/>'), "s u e\nb a"),
    "called": (PLAIN + event("callActivity", "c", "", 'calledElement="ghost"'), "s c e"),
}


@pytest.mark.parametrize("which", BROKEN)
def test_a_broken_reference_is_refused(which: str) -> None:
    body, lines = BROKEN[which]
    found = problems(drawn(body, lines, message("M", "go")))
    assert [each.code for each in found] == ["bpmn.reference_broken"]


NO_FEEL = {
    "condition": (PLAIN, "s u | n >\nu e"),
    "script": (PLAIN + script("w", "n", "1 +"), "s w e"),
    "juel": (PLAIN, "s u | ${n > 1}\nu e"),
    "key": (PLAIN + event("intermediateCatchEvent", "c", HEAR, 'owj:key="("'), "s c e"),
    "collection": (
        PLAIN + event("userTask", "w", '<multiInstanceLoopCharacteristics owj:collection="]"/>'),
        "s w e",
    ),
    "assignee": (PLAIN + event("userTask", "w", "", 'owj:assignee="1 1"'), "s w e"),
    "time": (PLAIN + event("intermediateCatchEvent", "c", timer("timeDuration", "= (")), "s c e"),
    "empty condition": (
        PLAIN
        + event(
            "intermediateCatchEvent",
            "c",
            "<conditionalEventDefinition><condition/></conditionalEventDefinition>",
        ),
        "s c e",
    ),
}


@pytest.mark.parametrize("which", NO_FEEL)
def test_a_text_that_is_not_feel_is_refused_also_where_it_would_not_run(which: str) -> None:
    body, lines = NO_FEEL[which]
    found = problems(drawn(body, lines, message("M", "go")))
    assert [each.code for each in found] == ["bpmn.expression_refused"]


RULES = {
    "no start": (nodes(a="serviceTask", e="endEvent"), "a e"),
    "two plain starts": (PLAIN + nodes(s2="startEvent"), "s u e\ns2 u"),
    "flow into a start": (PLAIN, "s u e\nu s"),
    "flow out of an end": (PLAIN, "s u e a"),
    "flow into a boundary": (PLAIN + boundary("b", "u", LATE), "s u e\na b a"),
    "boundary at a gateway": (
        PLAIN + nodes(g="exclusiveGateway") + boundary("b", "g", LATE),
        "s g e\nb a",
    ),
    "event that waits for nothing": (PLAIN + nodes(c="intermediateCatchEvent"), "s c e"),
    "no script": (PLAIN + nodes(w="scriptTask"), "s w e"),
    "no collection": (
        PLAIN + event("userTask", "w", "<multiInstanceLoopCharacteristics/>"),
        "s w e",
    ),
    "no loop condition": (
        PLAIN + event("userTask", "w", "<standardLoopCharacteristics/>"),
        "s w e",
    ),
    "sub-process without start": (PLAIN + sub("q", nodes(x="userTask")), "s q e"),
    "empty sub-process": (PLAIN + sub("q", ""), "s q e"),
    "sub-process that waits to start": (
        PLAIN + sub("q", nodes(i="startEvent") + event("startEvent", "j", HEAR), "i\n"),
        "s q e",
    ),
    "flow across a border": (
        PLAIN + sub("q", nodes(i="startEvent", x="userTask"), "i x"),
        "s q x e",
    ),
    "flow out of an event sub-process": (
        PLAIN + sub("h", event("startEvent", "i", HEAR), attributes=HANDLER),
        "s u e\nh a",
    ),
    "plain start of an event sub-process": (
        PLAIN + sub("h", nodes(i="startEvent"), attributes=HANDLER),
        "s u e",
    ),
    "link without other end": (
        PLAIN + event("intermediateThrowEvent", "l", '<linkEventDefinition name="L"/>'),
        "s l",
    ),
    "link without name": (
        PLAIN + event("intermediateThrowEvent", "l", "<linkEventDefinition/>"),
        "s l",
    ),
    "task behind an event gateway": (PLAIN + nodes(g="eventBasedGateway"), "s g a e"),
    "two times": (
        PLAIN
        + event(
            "intermediateCatchEvent",
            "c",
            "<timerEventDefinition><timeDuration>PT1H</timeDuration>"
            "<timeDate>2026-01-01</timeDate></timerEventDefinition>",
        ),
        "s c e",
    ),
    "task without id": (PLAIN + "<userTask/>", "s u e"),
}


@pytest.mark.parametrize("which", RULES)
def test_a_rule_of_bpmn_that_is_broken_is_told(which: str) -> None:
    body, lines = RULES[which]
    found = problems(drawn(body, lines, message("M", "go")))
    assert {each.code for each in found} == {"bpmn.not_as_expected"}


def test_all_problems_are_told_at_once_with_their_lines() -> None:
    body = "\n".join(
        [nodes(s="startEvent", e="endEvent"), nodes(g="complexGateway"), script("w", "n", "1 +")]
    )
    found = problems(drawn(body, "s g w e\ns ghost"))
    assert [(each.element, each.line) for each in found] == [("g", 2), ("f4", 3), ("w", 3)]


def test_two_elements_with_one_id_are_refused() -> None:
    (problem,) = problems(drawn(PLAIN, "s u e", error("s", "X")))
    assert (problem.code, problem.element) == ("bpmn.id_stands_twice", "s")


@pytest.mark.parametrize(
    "document",
    [
        "",
        "<a>",
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    ],
)
def test_bad_xml_is_refused(document: str) -> None:
    with pytest.raises(XmlRefused):
        load_process(document)


@pytest.mark.parametrize(
    "document", ["<definitions/>", definitions(), definitions(message("M", "go"))]
)
def test_a_file_without_process_is_refused(document: str) -> None:
    with pytest.raises(ProcessRefused):
        load_process(document)


def test_any_prefix_diagrams_and_extensions_of_others_are_taken() -> None:
    document = """<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
      xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
      xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
      xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
      <b:collaboration id="C"><b:participant id="P" processRef="p"/></b:collaboration>
      <b:process id="p" isExecutable="false" camunda:historyTimeToLive="5">
        <b:documentation>Text</b:documentation>
        <b:laneSet id="L"><b:lane id="L1" name="Finance">
          <b:flowNodeRef>u</b:flowNodeRef></b:lane></b:laneSet>
        <b:startEvent id="s"/><b:userTask id="u" camunda:assignee="x"><b:extensionElements>
          <zeebe:taskDefinition type="x"/></b:extensionElements></b:userTask>
        <b:dataObjectReference id="d"/><b:textAnnotation id="t"/>
        <b:association id="a" sourceRef="t" targetRef="u"/>
        <b:sequenceFlow id="f" sourceRef="s" targetRef="u"/>
      </b:process>
      <bpmndi:BPMNDiagram id="D"><bpmndi:BPMNPlane id="DP"/></bpmndi:BPMNDiagram>
    </b:definitions>"""
    assert played(document).waiting == ("u",)
    assert load_process(document).nodes["u"].lane == "Finance"


def test_a_second_process_that_is_only_drawn_is_left_out() -> None:
    other = f'<process id="other" isExecutable="false">{nodes(x="complexGateway")}</process>'
    assert problems(definitions(process(PLAIN, "s u e"), other)) == ()


def test_a_process_that_is_called_is_checked_though_marked_as_drawing() -> None:
    other = f'<process id="other" isExecutable="false">{nodes(x="complexGateway")}</process>'
    call = event("callActivity", "c", "", 'calledElement="other"')
    assert problems(definitions(process(PLAIN + call, "s c e"), other))


DOUBTS = {
    "a": (PLAIN, "s u e\na e", ""),
    "g": (PLAIN + nodes(g="exclusiveGateway"), "s g\ng u | n\ng e | m", ""),
    "c": (
        PLAIN + event("intermediateCatchEvent", "c", '<linkEventDefinition name="L"/>'),
        "s u a e\nc e",
        "",
    ),
    "r": (PLAIN + nodes(r="receiveTask"), "s a u r e", ""),
    "f": (PLAIN + nodes(f="parallelGateway"), "s a f\nf u | n\nf e", ""),
    "b": (
        PLAIN + boundary("b", "u", "<errorEventDefinition/>", interrupting=False),
        "s u e\nb a",
        "",
    ),
    "t": (
        PLAIN + event("intermediateThrowEvent", "t", "<messageEventDefinition/>"),
        "s u a t e",
        "",
    ),
}


@pytest.mark.parametrize("element", DOUBTS)
def test_what_runs_but_hardly_as_meant_is_a_doubt(element: str) -> None:
    body, lines, _ = DOUBTS[element]
    assert element in {doubt.element for doubt in doubts_about(load_process(drawn(body, lines)))}


def test_a_good_drawing_has_no_doubts() -> None:
    assert doubts_about(load_process(drawn(PLAIN, "s u a e"))) == []


def test_a_first_process_that_only_waits_for_a_message_is_played_from_there() -> None:
    start = event("startEvent", "m", HEAR)
    drawing = drawn(nodes(u="userTask") + start, "m u", message("M", "go"))
    assert trace(played(drawing)) == ["m"]


def test_the_plain_start_goes_before_others() -> None:
    start = event("startEvent", "m", HEAR) + event("startEvent", "t", LATE)
    drawing = drawn(PLAIN + start, "s u e\nm a\nt a", message("M", "go"))
    assert played(drawing, {"message": "go"}, {"advance": "P1D"}).waiting == ("u",)
