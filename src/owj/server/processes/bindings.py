"""Which version of another process a call means: the latest, that of its deployment, or one."""

from __future__ import annotations

from owj.kernel.bpmn.elements import Node
from owj.server.processes.definition_rows import ProcessVersion
from owj.server.processes.drawings import Drawing, drawing_in_force, drawing_of
from owj.server.processes.errors import UnknownProcess

LATEST, DEPLOYMENT, FIXED = "latest", "deployment", "version"
BINDINGS = (LATEST, DEPLOYMENT, FIXED)


def called_drawing(caller: int, node: Node) -> Drawing:
    """Return what a call runs. caller: number of the version that the call stands in.

    "deployment" means the newest version that there was when the caller's was deployed: numbers
    of versions tell their order. Raises: UnknownProcess, ProcessNotDeployed.
    """
    key, binding = node.called_outside, binding_of(node)
    if binding == LATEST:
        return drawing_in_force(key)
    rows = ProcessVersion.objects.filter(definition__key=key)
    if binding == FIXED:
        found = rows.filter(number=number_of(node) or 0)
    else:
        found = rows.filter(pk__lte=caller).order_by("-number")
    version = found.values_list("pk", flat=True).first()
    if version is None:
        raise UnknownProcess(key=f"{key}/{number_of(node) or binding}")
    return drawing_of(version)


def binding_of(node: Node) -> str:
    """Return how a call is bound, as the drawing writes it."""
    return node.extensions.get("binding", "").strip() or LATEST


def number_of(node: Node) -> int | None:
    """Return the number of the version that a call names; None for none or no number."""
    text = node.extensions.get("version", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
