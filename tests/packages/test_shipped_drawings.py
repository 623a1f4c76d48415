"""The drawings that come with Owj can be read: no line runs through a shape that it passes."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

import owj.packages

FOLDER = Path(owj.packages.__path__[0])
DRAWINGS = sorted(FOLDER.glob("*/processes/*.bpmn"))
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC, POINT = "{http://www.omg.org/spec/DD/20100524/DC}", "{http://www.omg.org/spec/DD/20100524/DI}"
Box = tuple[float, float, float, float]


def box_of(shape: ElementTree.Element) -> Box:
    bounds = shape.find(f"{DC}Bounds")
    assert bounds is not None
    x, y, width, height = (float(bounds.attrib[name]) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def lines_of(edge: ElementTree.Element) -> list[Box]:
    points = [
        (float(one.attrib["x"]), float(one.attrib["y"])) for one in edge.iter(POINT + "waypoint")
    ]
    return [
        (min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
        for (x, y), (to_x, to_y) in pairwise(points)
    ]


def meet(one: Box, other: Box) -> bool:
    """Tell whether two boxes share more than their borders."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_no_line_runs_through_a_shape(path: Path) -> None:
    root = ElementTree.parse(path).getroot()
    nodes = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
    simple = {
        shape.attrib["bpmnElement"]: box_of(shape)
        for shape in root.iter(f"{DI}BPMNShape")
        if not nodes[shape.attrib["bpmnElement"]].tag.endswith(("Process", "lane", "participant"))
    }
    through = []
    for edge in root.iter(f"{DI}BPMNEdge"):
        flow = nodes[edge.attrib["bpmnElement"]]
        ends = (flow.attrib["sourceRef"], flow.attrib["targetRef"])
        lines = [(a, b, c + 1e-3, d + 1e-3) for a, b, c, d in lines_of(edge)]
        through += [
            (flow.attrib["id"], name)
            for name, box in simple.items()
            if name not in ends and any(meet(line, box) for line in lines)
        ]
    assert through == []
