"""What shapes and tasks are called for the reader: Persian as drawn, English where it is worded.

A drawing words its English names by `owj:nameEn`; a shape without one keeps its only name.
"""

from __future__ import annotations

from django.utils.translation import get_language

from owj.kernel.bpmn.elements import Node
from owj.server.processes.drawings import drawing_of
from owj.server.processes.task_rows import UserTask
from owj.server.records.defs import Label

DRAWN_IN = "fa"


def name_of(node: Node) -> str:
    """Return what a shape is called; its id where it has no name."""
    name = node.name or node.id
    return str(Label(name, node.extensions.get("nameEn") or name))


def name_of_task(task: UserTask) -> str:
    """Return what a task is called; the drawing is asked only where another language is read."""
    if (get_language() or DRAWN_IN).startswith(DRAWN_IN):
        return task.name or task.node
    node = drawing_of(task.instance.version_id).process.nodes.get(task.node)
    return name_of(node) if node is not None else task.name or task.node
