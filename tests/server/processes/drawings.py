"""Drawings for tests: nodes as XML, flows by pairs."""

from __future__ import annotations

from itertools import pairwise

_OPEN = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:owj="http://owj.example/bpmn/1.0" id="d">'
)


def drawing(nodes: str, *lines: str, conditions: dict[str, str] | None = None) -> str:
    """Return the XML of a process; each line names nodes in the order of its flows.

    conditions: FEEL by "source target".
    """
    flows = []
    for line in lines:
        for source, target in pairwise(line.split()):
            when = (conditions or {}).get(f"{source} {target}")
            inner = f"<conditionExpression>{when}</conditionExpression>" if when else ""
            flows.append(
                f'<sequenceFlow id="{source}_{target}" sourceRef="{source}"'
                f' targetRef="{target}">{inner}</sequenceFlow>'
            )
    return f'{_OPEN}<process id="p">{nodes}{"".join(flows)}</process></definitions>'


APPROVAL = drawing(
    '<startEvent id="s"/><userTask id="ask" name="Approve" owj:assignee="boss"/>'
    '<exclusiveGateway id="x" default="x_no"/><endEvent id="yes"/><endEvent id="no"/>'
    '<boundaryEvent id="late" attachedToRef="ask" cancelActivity="false"><timerEventDefinition>'
    "<timeDuration>PT4H</timeDuration></timerEventDefinition></boundaryEvent>"
    '<userTask id="remind" name="Remind"/>',
    "s ask x yes",
    "x no",
    "late remind",
    conditions={"x yes": "approved"},
)
