"""A file that does not say where its shapes stand is laid out, and nothing lies on anything."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

from tests.client.studio.drawn import drawing, refund_drawing

from owj.client.studio.processes.laying_out import laid_out
from owj.kernel.bpmn.graph import load_process

NESTED = drawing(
    '<bpmn:startEvent id="s"/><bpmn:subProcess id="sub"><bpmn:startEvent id="a"/>'
    '<bpmn:task id="b"/><bpmn:sequenceFlow id="i" sourceRef="a" targetRef="b"/></bpmn:subProcess>'
    '<bpmn:task id="back"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>'
    '<bpmn:sequenceFlow id="f2" sourceRef="sub" targetRef="back"/>'
    '<bpmn:sequenceFlow id="f3" sourceRef="back" targetRef="sub"/>'
)


def boxes(xml: str) -> dict[str, tuple[float, float, float, float]]:
    found = {}
    for shape in ElementTree.fromstring(xml).iter():
        if shape.tag.endswith("BPMNShape"):
            x, y, width, height = (float(one) for one in shape[0].attrib.values())
            found[shape.attrib["bpmnElement"]] = (x, y, x + width, y + height)
    return found


def test_every_shape_and_flow_is_drawn_and_runs_as_before() -> None:
    xml = laid_out(refund_drawing())
    places = boxes(xml)
    assert set(places) == {"start", "file", "large", "finance", "late", "director", "end"}
    assert len(re.findall("<owjdi:BPMNEdge", xml)) == 7
    assert load_process(xml).nodes.keys() == places.keys()
    del places["late"]
    for one, other in combinations(places.values(), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_sub_process_holds_its_shapes_and_a_way_back_does_not_move_its_end() -> None:
    places = boxes(laid_out(NESTED))
    outer, inner = places["sub"], places["b"]
    assert outer[0] < inner[0] < inner[2] < outer[2]
    assert outer[1] < inner[1] < inner[3] < outer[3]
    assert places["s"][2] < outer[0] < outer[2] < places["back"][0]


def test_a_drawing_that_says_where_or_that_is_none_stays() -> None:
    once = laid_out(NESTED)
    assert laid_out(once) == once
    for odd in ("", "<a", "<a></a>", drawing("").replace("bpmn:process", "bpmn:other")):
        assert laid_out(odd) == odd
