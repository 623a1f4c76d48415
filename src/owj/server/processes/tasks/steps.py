"""The steps of a dialog: what the same person did in a process, does now, and surely does next."""

from __future__ import annotations

from dataclasses import dataclass

from owj.kernel.bpmn.elements import Node, NodeKind, Process
from owj.server.processes.naming import name_of, name_of_task
from owj.server.processes.task_rows import UserTask

MOST_STEPS = 12
# What a token passes by itself on its way to the next task.
_PASSED = frozenset({NodeKind.SCRIPT, NodeKind.TASK, NodeKind.MANUAL, NodeKind.THROW})


@dataclass(frozen=True, slots=True)
class WizardStep:
    """One step. state: "done", "now" or "next"."""

    name: str
    state: str


def steps_of(task: UserTask, process: Process, person: int | None) -> tuple[WizardStep, ...]:
    """Return the steps of a dialog; none when it is one task only.

    Before: what the person did last in this process, without others in between. After: the tasks
    of the same lane to which the way leads without a choice.
    """
    before = _before(task, process, person)
    after = _after(process, process.nodes[task.node])
    if not before and not after:
        return ()
    now = WizardStep(name_of_task(task), "now")
    return (*before, now, *(WizardStep(name, "next") for name in after))


def _before(task: UserTask, process: Process, person: int | None) -> list[WizardStep]:
    rows = UserTask.objects.filter(instance=task.instance_id, status=UserTask.Status.COMPLETED)
    steps: list[WizardStep] = []
    told = rows.order_by("-pk").values_list("node", "name", "completed_by_id")
    for own_id, name, by in told[:MOST_STEPS]:
        if by != person:
            break
        node = process.nodes.get(own_id)
        steps.insert(0, WizardStep(name_of(node) if node is not None else name, "done"))
    return steps


def _after(process: Process, node: Node) -> list[str]:
    names: list[str] = []
    lane, seen = node.lane, {node.id}
    while len(node.outgoing) == 1 and len(names) < MOST_STEPS:
        node = process.nodes[node.outgoing[0].target]
        if node.id in seen:
            break
        seen.add(node.id)
        if node.kind is NodeKind.USER:
            if node.lane != lane or not lane:
                break
            names.append(name_of(node))
        elif node.kind not in _PASSED:
            break
    return names
