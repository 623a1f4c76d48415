"""The drawings that the bench runs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_BPMN = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
_OWJ = 'xmlns:owj="http://owj.example/bpmn/1.0"'
_LATE = (
    '<boundaryEvent id="t" attachedToRef="u" cancelActivity="false"><timerEventDefinition>'
    "<timeCycle>R/P1D</timeCycle></timerEventDefinition></boundaryEvent>"
    '<task id="told"/>'
)


def loop() -> str:
    """Return a rework loop: ten nodes, one of them a person's task with a timer beside it."""
    nodes = (
        '<startEvent id="s"/><exclusiveGateway id="m"/><parallelGateway id="f"/>'
        '<userTask id="u" owj:assignee="who"/><parallelGateway id="j"/>'
        '<scriptTask id="w" owj:result="n"><script>n + 1</script></scriptTask>'
        '<exclusiveGateway id="x" default="f6"/><endEvent id="e"/><task id="b"/>'
        f"{_LATE}{_flow('t', 'told')}{_flow('f', 'b')}{_flow('b', 'j')}"
        f"{_flow('x', 'e', 'ok = true')}"
    )
    return _file(nodes, ["s", "m", "f", "u", "j", "w", "x", "m"])


def approval(yes: str, script: str) -> str:
    """Return ten nodes that both engines run: a person's task, again until the answer is yes.

    yes, script: a condition and a script in the engine's language.
    """
    done = f' owj:result="y"><script>{script}</script></scriptTask>'
    nodes = (
        f'<startEvent id="s"/><scriptTask id="a"{done}<parallelGateway id="f"/>'
        f'<userTask id="u" owj:assignee="who"/><scriptTask id="b"{done}<parallelGateway id="j"/>'
        f'<exclusiveGateway id="x" default="f6"/><scriptTask id="no"{done}<endEvent id="e"/>'
        f'<exclusiveGateway id="m"/>{_flow("f", "b")}{_flow("b", "j")}{_flow("x", "e", yes)}'
    )
    return _file(nodes, ["s", "a", "m", "f", "u", "j", "x", "no", "m"])


def waiting() -> str:
    """Return a process that waits for a person, and for a timer that fires once."""
    nodes = (
        '<startEvent id="s"/><userTask id="u" owj:assignee="who"/><endEvent id="e"/>'
        f"{_LATE.replace('<timeCycle>R/P1D</timeCycle>', '<timeDuration>P1D</timeDuration>')}"
        f"{_flow('t', 'told')}"
    )
    return _file(nodes, ["s", "u", "e"])


def _flow(source: str, target: str, condition: str = "") -> str:
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    ends = f'sourceRef="{source}" targetRef="{target}"'
    return f'<sequenceFlow id="{source}_{target}" {ends}>{inner}</sequenceFlow>'


def _file(nodes: str, line: Sequence[str]) -> str:
    flows = "".join(
        f'<sequenceFlow id="f{at}" sourceRef="{source}" targetRef="{target}"/>'
        for at, (source, target) in enumerate(pairwise(line))
    )
    return (
        f'<definitions {_BPMN} {_OWJ}><process id="p" isExecutable="true">{nodes}{flows}'
        "</process></definitions>"
    )


_NOW = "<timerEventDefinition><timeDuration>PT0S</timeDuration></timerEventDefinition>"
CALLED_IN_TRIAL = _file(
    '<startEvent id="begin"/><task id="done"/><endEvent id="end"/>'
    f'<intermediateCatchEvent id="wait">{_NOW}</intermediateCatchEvent>',
    ["begin", "wait", "done", "end"],
)


def trial_of_effects(url: str, key: str, called: str) -> str:
    """Return a process with effects outside: a request, a race, a letter, a call of another.

    key: its own; one that ends with "never" is not asked again where it is unclear what arrived.
    """
    unclear = "never" if key.endswith("never") else "again"
    nodes = (
        '<startEvent id="begin"/>'
        f'<intermediateCatchEvent id="first">{_NOW}</intermediateCatchEvent>'
        f'<serviceTask id="ask" owj:kind="http" owj:method="POST" owj:url="{url}" '
        f'owj:body="k" owj:unclear="{unclear}" owj:tries="20"/><eventBasedGateway id="race"/>'
        '<intermediateCatchEvent id="heard" owj:key="k"><messageEventDefinition messageRef="go"/>'
        f'</intermediateCatchEvent><intermediateCatchEvent id="late">{_NOW}'
        '</intermediateCatchEvent><exclusiveGateway id="met"/>'
        '<serviceTask id="letter" owj:kind="email" owj:to="trial@owj.example" '
        'owj:subject="trial {{k}}" owj:text="{{k}}"/>'
        f'<callActivity id="call" calledElement="{called}"/>'
        f'<intermediateCatchEvent id="last">{_NOW}</intermediateCatchEvent><endEvent id="end"/>'
        f"{_flow('race', 'late')}{_flow('late', 'met')}"
    )
    way = ["begin", "first", "ask", "race", "heard", "met", "letter", "call", "last", "end"]
    return _file(nodes, way).replace("<process", '<message id="go" name="go"/><process')
