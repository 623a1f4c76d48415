"""Where shapes stand in a drawing whose file does not say it. Pure: XML in, XML out.

A file that a program or a hand wrote often has no diagram part, and then nothing could be shown
of it. Steps stand in columns from left to right, ways in rows; ways back run below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from owj.kernel.errors import OwjError
from owj.kernel.markup import Element, parse_xml

TASK, EVENT, GATEWAY = (120.0, 80.0), (36.0, 36.0), (50.0, 50.0)
COLUMN_GAP, ROW_GAP, MARGIN = 60.0, 50.0, 40.0
INSIDE = frozenset({"subProcess", "transaction", "adHocSubProcess"})
NO_SHAPES = frozenset({"sequenceFlow", "laneSet", "documentation", "extensionElements"})
SPACES = (
    'xmlns:owjdi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:owjdc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:owjpt="http://www.omg.org/spec/DD/20100524/DI"'
)


@dataclass(slots=True)
class _Box:
    """A shape: its corner and size; `inner` moves with it."""

    element: Element
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    inner: list[_Box] = field(default_factory=list)

    def move(self, x: float, y: float) -> None:
        """Move it with all that it holds."""
        self.x, self.y = self.x + x, self.y + y
        for one in self.inner:
            one.move(x, y)


def laid_out(xml: str) -> str:
    """Return a drawing that can be shown: as it is where it says how, else with a diagram part."""
    if "BPMNShape" in xml:
        return xml
    try:
        root = parse_xml(xml)
    except OwjError:
        return xml
    process = next((one for one in root.own() if one.name == "process"), None)
    end = xml.rfind("</")
    if process is None or end < 0 or root.name != "definitions":
        return xml
    return f"{xml[:end]}{_diagram(process)}{xml[end:]}"


def _diagram(process: Element) -> str:
    boxes, _width, _height = _placed(process)
    every = {box.element.get("id"): box for box in _all(boxes)}
    shapes = "".join(_shape(name, box) for name, box in every.items())
    edges = "".join(_edge(flow, every) for flow in _flows(process))
    plane = f'<owjdi:BPMNPlane id="owj_plane" bpmnElement="{escape(process.get("id"))}">'
    return (
        f'<owjdi:BPMNDiagram {SPACES} id="owj_diagram">{plane}{shapes}{edges}'
        "</owjdi:BPMNPlane></owjdi:BPMNDiagram>"
    )


def _all(boxes: Sequence[_Box]) -> Iterator[_Box]:
    for box in boxes:
        yield box
        yield from _all(box.inner)


def _flows(container: Element) -> Iterator[Element]:
    for one in container.own():
        if one.name == "sequenceFlow" and one.get("id"):
            yield one
        elif one.name in INSIDE:
            yield from _flows(one)


def _placed(container: Element) -> tuple[list[_Box], float, float]:
    """Return the shapes of a process or sub-process from 0, 0 on, and how much room they take."""
    boxes = {
        one.get("id"): _sized(one)
        for one in container.own()
        if one.get("id") and one.name not in NO_SHAPES and _is_node(one)
    }
    ways = [
        (one.get("sourceRef"), one.get("targetRef"))
        for one in container.own()
        if one.name == "sequenceFlow"
    ]
    hosts = {name: box.element.get("attachedToRef") for name, box in boxes.items()}
    ways = [(hosts.get(source) or source, target) for source, target in ways]
    standing = [name for name in boxes if hosts[name] not in boxes]
    ranks = _ranks(standing, ways)
    width, height = _in_columns([boxes[name] for name in standing], ranks)
    counts: dict[str, int] = {}
    for name, box in boxes.items():
        host = boxes.get(hosts[name])
        if host is not None:
            at = counts[hosts[name]] = counts.get(hosts[name], 0) + 1
            box.move(host.x + at * 44 - 18, host.y + host.height - 18)
    return list(boxes.values()), width, height


def _is_node(element: Element) -> bool:
    return element.name in INSIDE or element.name.endswith(
        ("Event", "ask", "Gateway", "callActivity", "Reference", "textAnnotation")
    )


def _sized(element: Element) -> _Box:
    if element.name in INSIDE:
        inner, width, height = _placed(element)
        box = _Box(element, 0, 0, width + 2 * MARGIN, height + 2 * MARGIN, inner)
        for one in inner:
            one.move(MARGIN, MARGIN)
        return box
    gateway, event = element.name.endswith("Gateway"), element.name.endswith("Event")
    width, height = GATEWAY if gateway else EVENT if event else TASK
    return _Box(element, 0, 0, width, height)


def _ranks(names: Sequence[str], ways: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Return the column of each: one behind the furthest of what leads to it, ways back apart."""
    onward: dict[str, list[str]] = {name: [] for name in names}
    for source, target in ways:
        if source in onward and target in onward:
            onward[source].append(target)
    led_to = {target for targets in onward.values() for target in targets}
    order: list[str] = []
    state: dict[str, int] = {}
    forward: list[tuple[str, str]] = []
    for root in [*(name for name in names if name not in led_to), *names]:
        waiting = [(root, iter(onward[root]))] if root not in state else []
        state.setdefault(root, 1)
        while waiting:
            name, rest = waiting[-1]
            following = next(rest, None)
            if following is None:
                state[name] = 2
                order.append(name)
                waiting.pop()
            elif state.get(following) != 1:
                forward.append((name, following))
                if following not in state:
                    state[following] = 1
                    waiting.append((following, iter(onward[following])))
    ranks = dict.fromkeys(names, 0)
    behind: dict[str, list[str]] = {}
    for source, target in forward:
        behind.setdefault(source, []).append(target)
    for name in reversed(order):
        for target in behind.get(name, ()):
            ranks[target] = max(ranks[target], ranks[name] + 1)
    return ranks


def _in_columns(boxes: Sequence[_Box], ranks: dict[str, int]) -> tuple[float, float]:
    columns: dict[int, list[_Box]] = {}
    for box in boxes:
        columns.setdefault(ranks[box.element.get("id")], []).append(box)
    x = height = 0.0
    for _rank, column in sorted(columns.items()):
        width, y = max(box.width for box in column), 0.0
        # The first row's shapes stand on one line, whatever their height.
        first = max(40.0, column[0].height / 2)
        for at, box in enumerate(column):
            box.move(x + (width - box.width) / 2, first - box.height / 2 if at == 0 else y)
            y = box.y + max(box.height, 40) + ROW_GAP
        x += width + COLUMN_GAP
        height = max(height, y)
    return max(x - COLUMN_GAP, TASK[0]), max(height, TASK[1])


def _shape(name: str, box: _Box) -> str:
    expanded = ' isExpanded="true"' if box.element.name in INSIDE else ""
    return (
        f'<owjdi:BPMNShape id="{escape(name)}_owj" bpmnElement="{escape(name)}"{expanded}>'
        f'<owjdc:Bounds x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}"'
        f' height="{box.height:.0f}"/></owjdi:BPMNShape>'
    )


def _edge(flow: Element, every: dict[str, _Box]) -> str:
    source, target = every.get(flow.get("sourceRef")), every.get(flow.get("targetRef"))
    if source is None or target is None:
        return ""
    name = escape(flow.get("id"))
    points = "".join(f'<owjpt:waypoint x="{x:.0f}" y="{y:.0f}"/>' for x, y in _way(source, target))
    return f'<owjdi:BPMNEdge id="{name}_owj" bpmnElement="{name}">{points}</owjdi:BPMNEdge>'


def _way(source: _Box, target: _Box) -> list[tuple[float, float]]:
    x, y = source.x + source.width, source.y + source.height / 2
    to_x, to_y = target.x, target.y + target.height / 2
    if source.element.get("attachedToRef"):
        x, y = source.x + source.width / 2, source.y + source.height
        below = max(y + 20, to_y) if to_x >= x else y + 20
        return [(x, y), (x, below), (to_x, below), (to_x, to_y)]
    if to_x >= x:
        middle = to_x - COLUMN_GAP / 2
        return [(x, y), (middle, y), (middle, to_y), (to_x, to_y)]
    x, to_x = source.x + source.width / 2, target.x + target.width / 2
    below = max(source.y + source.height, target.y + target.height) + 30
    return [
        (x, source.y + source.height),
        (x, below),
        (to_x, below),
        (to_x, target.y + target.height),
    ]
