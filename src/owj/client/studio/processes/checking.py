"""Look at a drawing while it is drawn: what cannot run, what hardly runs as meant."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext

from owj.client.studio.processes.drawing_words import kind_name
from owj.kernel.bpmn.elements import MultiInstance, Node, NodeKind, Process
from owj.kernel.bpmn.errors import DrawingDoubtful, DrawingProblem, ProcessRefused
from owj.kernel.bpmn.graph import doubts_about, load_process
from owj.kernel.errors import OwjError
from owj.kernel.feel.syntax import ContextLiteral
from owj.kernel.markup import Element, parse_xml
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.deployment import problems_of
from owj.server.records.context import Context
from owj.ui.process_words import say_problem

# The variable of the chosen outcome, where the drawing names none.
OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said about one element. tone: "danger" where it cannot run, else "warn"."""

    element: str
    name: str
    tone: str
    text: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a look at a drawing gave. names: of the variables that it writes itself."""

    process: Process | None
    findings: tuple[Finding, ...]
    names: tuple[str, ...]

    @property
    def runs(self) -> bool:
        """Tell whether the drawing may be deployed."""
        return self.process is not None and all(one.tone != "danger" for one in self.findings)

    def to_json(self) -> dict[str, object]:
        """Return it as the page's script reads it."""
        return {
            "runs": self.runs,
            "findings": [asdict(one) for one in self.findings],
            "names": list(self.names),
        }


def check_drawing(ctx: Context, definition: ProcessDefinition, xml: str) -> Checked:
    """Return what is to be said about a drawing: what deploying it would refuse, and doubts."""
    try:
        process = load_process(xml, calls_outside=True)
    except ProcessRefused as refused:
        called = _names_in(xml)
        findings = tuple(_finding(one, called) for one in refused.problems)
        return Checked(None, findings, ())
    except OwjError as error:
        return Checked(None, (Finding("", "", "danger", say_problem(error)),), ())
    called = {node.id: node.name or kind_name(node.kind) for node in process.nodes.values()}
    findings = (
        *(_finding(one, called) for one in problems_of(ctx, definition, process)),
        *(_finding(one, called) for one in doubts_about(process)),
    )
    return Checked(process, findings, written_names(process))


def written_names(process: Process) -> tuple[str, ...]:
    """Return the names of the variables that a drawing writes itself, each once."""
    found: dict[str, None] = {}
    for node in process.nodes.values():
        for name in _names_of(node):
            if name.isidentifier():
                found.setdefault(name)
    return tuple(found)


def _names_of(node: Node) -> list[str]:
    names = [node.result, node.extensions.get("result", "")]
    if node.taken is not None and isinstance(node.taken.tree, ContextLiteral):
        names += [str(key) for key, _value in node.taken.tree.entries]
    if isinstance(node.loop, MultiInstance):
        names += [node.loop.element, node.loop.output_collection, "loopCounter"]
    if node.kind is NodeKind.USER:
        names += [str(one.get("name", "")) for one in asked_fields(node)]
        names += [node.extensions.get("outcome") or OUTCOME] if asked_outcomes(node) else []
    return names


def asked_fields(node: Node) -> list[dict[str, Any]]:
    """Return the fields that a person's task asks for, as the drawing keeps them."""
    return _lines(node, "fields")


def asked_outcomes(node: Node) -> list[dict[str, Any]]:
    """Return the ways in which a person may end a task, as the drawing keeps them."""
    return _lines(node, "outcomes")


def _lines(node: Node, part: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(node.extensions.get(part) or "[]")
    except (ValueError, RecursionError):
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _finding(problem: DrawingProblem, called: dict[str, str]) -> Finding:
    tone = "warn" if isinstance(problem, DrawingDoubtful) else "danger"
    name = called.get(problem.element) or gettext("The drawing")
    return Finding(problem.element, name, tone, say_problem(problem))


def _names_in(xml: str) -> dict[str, str]:
    """Return what the elements of a drawing that cannot run are called."""
    found: dict[str, str] = {}
    waiting: list[Element] = [parse_xml(xml)]
    while waiting:
        element = waiting.pop()
        if element.get("id"):
            found[element.get("id")] = element.get("name") or kind_name(element.name)
        waiting.extend(element.own())
    return found
