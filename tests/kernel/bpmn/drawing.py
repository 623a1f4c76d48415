"""Small drawings and plays for tests: nodes as XML, flows as lines of text."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

from owj.kernel.bpmn.errors import DrawingProblem, ProcessRefused
from owj.kernel.bpmn.graph import load_process
from owj.kernel.bpmn.simulation.play import Played, play_scenario
from owj.kernel.bpmn.simulation.scenario import read_scenario

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:owj="http://owj.example/bpmn/1.0"'
)
NOW = "2026-03-01T09:00:00Z"


def flows(lines: str, prefix: str = "f") -> str:
    """Return sequence flows: a line "a b c" is a chain; "a b | x > 1" has a condition.

    Ids are `prefix` and the number of the flow, from 1.
    """
    found: list[str] = []
    for line in filter(None, map(str.strip, lines.split("\n"))):
        chain, _, condition = line.partition("|")
        nodes = chain.split()
        for source, target in itertools.pairwise(nodes):
            inner = ""
            if condition.strip():
                inner = f"<conditionExpression>{escape(condition.strip())}</conditionExpression>"
            found.append(
                f'<sequenceFlow id="{prefix}{len(found) + 1}" sourceRef="{source}"'
                f' targetRef="{target}">{inner}</sequenceFlow>'
            )
    return "".join(found)


def process(nodes: str, lines: str = "", *, own_id: str = "main", prefix: str = "f") -> str:
    """Return a process."""
    return f'<process id="{own_id}" isExecutable="true">{nodes}{flows(lines, prefix)}</process>'


def sub(own_id: str, nodes: str, lines: str = "", *, attributes: str = "") -> str:
    """Return a sub-process; its flows are called by its id and a number."""
    inner = flows(lines, f"{own_id}_")
    return f'<subProcess id="{own_id}" {attributes}>{nodes}{inner}</subProcess>'


def definitions(*parts: str) -> str:
    """Return a file."""
    return f"<definitions {NAMESPACES}>{''.join(parts)}</definitions>"


def drawn(nodes: str, lines: str = "", *roots: str) -> str:
    """Return a file of one process; roots: messages, errors, other processes."""
    return definitions(*roots, process(nodes, lines))


def nodes(**kinds: str) -> str:
    """Return plain nodes by id: nodes(s="startEvent", a="userTask")."""
    return "".join(f'<{kind} id="{own_id}"/>' for own_id, kind in kinds.items())


def played(
    document: str,
    *steps: Mapping[str, object],
    data: Mapping[str, object] | None = None,
    stubs: Mapping[str, object] | None = None,
    now: str = NOW,
) -> Played:
    """Return how a play of the drawing ends."""
    given = {"data": data or {}, "now": now, "stubs": stubs or {}, "steps": list(steps)}
    scenario = read_scenario(json.dumps(given))
    return play_scenario(load_process(document, scenario.names), scenario)


def problems(document: str) -> tuple[DrawingProblem, ...]:
    """Return what is wrong with a drawing."""
    try:
        load_process(document)
    except ProcessRefused as refused:
        return refused.problems
    return ()


def message(own_id: str, name: str) -> str:
    """Return a message."""
    return f'<message id="{own_id}" name="{name}"/>'


def error(own_id: str, code: str) -> str:
    """Return an error."""
    return f'<error id="{own_id}" errorCode="{code}"/>'


def timer(kind: str, text: str) -> str:
    """Return what a timer event is about."""
    return f"<timerEventDefinition><{kind}>{escape(text)}</{kind}></timerEventDefinition>"


def event(tag: str, own_id: str, inner: str, attributes: str = "") -> str:
    """Return an event with its definition."""
    return f'<{tag} id="{own_id}" {attributes}>{inner}</{tag}>'


def boundary(own_id: str, host: str, inner: str, *, interrupting: bool = True) -> str:
    """Return a boundary event."""
    cancel = "" if interrupting else 'cancelActivity="false"'
    return event("boundaryEvent", own_id, inner, f'attachedToRef="{host}" {cancel}')


def script(own_id: str, result: str, text: str, inner: str = "") -> str:
    """Return a script task."""
    told = f"{inner}<script>{escape(text)}</script>"
    return event("scriptTask", own_id, told, f'owj:result="{result}"')


def complete(task: str, nth: int = 1, **data: object) -> dict[str, object]:
    """Return a step of a scenario."""
    return {"complete": task, "nth": nth, "data": data}


def trace(played_: Played) -> Sequence[str]:
    """Return the trace as a list."""
    return list(played_.trace)
