"""What a call must find when it is deployed: the process, the version, a plain start."""

from __future__ import annotations

from collections.abc import Iterator

from owj.kernel.bpmn.elements import Node
from owj.server.processes.bindings import BINDINGS, FIXED, binding_of, number_of
from owj.server.processes.definition_rows import ProcessDefinition, ProcessVersion
from owj.server.processes.drawings import drawing_of
from owj.server.processes.faults import Fault

CALLED = "calledElement"


def call_faults(node: Node, caller: str, entity: str) -> Iterator[Fault]:
    """Yield what a call names and is not here. caller: key of the process that it stands in."""
    key, binding = node.called_outside, binding_of(node)
    if binding not in BINDINGS:
        yield Fault("owj:binding", f"there is no binding {binding[:40]}")
        return
    if key == caller and binding != FIXED:
        return
    known = ProcessDefinition.objects.filter(key=key, archived=False).first()
    if known is None:
        yield Fault(CALLED, f"there is no process {key[:60]}")
        return
    rows = ProcessVersion.objects.filter(definition=known)
    if binding == FIXED:
        rows = rows.filter(number=number_of(node) or 0)
    version = rows.order_by("-number").values_list("pk", flat=True).first()
    if version is None and binding == FIXED:
        number = number_of(node)
        yield Fault("owj:version", f"there is no version {'-' if number is None else number}")
    elif version is None:
        yield Fault(CALLED, f"the process {key[:60]} is not deployed yet")
    else:
        yield from _unfit(version, entity)


def _unfit(version: int, entity: str) -> Iterator[Fault]:
    drawing = drawing_of(version)
    if drawing.entity and drawing.entity != entity:
        yield Fault(CALLED, f"the called process is about {drawing.entity}")
    if drawing.process.containers[drawing.process.main].start is None:
        yield Fault(CALLED, "the called process has no plain start event")
