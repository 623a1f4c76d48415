"""The same random processes in SpiffWorkflow: an oracle for AND, XOR and loops by flows only."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

from hypothesis import HealthCheck, assume, given, settings
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from tests.kernel.bpmn.blocks import PYTHON, Block, Drawing, Fork, Task, Turns, blocks, ways
from tests.kernel.bpmn.drawing import played

NOT_OURS = {"Start", "End", "Root", "BoundaryEventJoin", "BoundaryEventSplit"}


def run_in_spiff(document: str) -> Counter[str]:
    """Return how often the other engine completes each node."""
    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO(document.encode()))
    workflow = BpmnWorkflow(parser.get_spec("main"), parser.get_subprocess_specs("main"))
    workflow.do_engine_steps()
    for _ in range(1000):
        ready = workflow.get_tasks(state=TaskState.READY)
        if not ready:
            break
        for task in ready:
            task.run()
        workflow.do_engine_steps()
    assert workflow.is_completed()
    done = workflow.get_tasks(state=TaskState.COMPLETED)
    return Counter(task.task_spec.bpmn_id for task in done if task.task_spec.bpmn_id)


def forks_in(block: Block) -> int:
    """Return how many forks a block has, itself included."""
    if isinstance(block, Task):
        return 0
    inner = (block.block,) if not hasattr(block, "blocks") else block.blocks
    return isinstance(block, Fork) + sum(map(forks_in, inner))


def is_beyond_the_other(block: Block, *, again: bool = False) -> bool:
    """Say whether a fork over two more is come to again by a flow back.

    There SpiffWorkflow runs the second of them in the first turn only.
    """
    if isinstance(block, Task):
        return False
    if again and isinstance(block, Fork) and forks_in(block) > 2:
        return True
    if isinstance(block, Turns):
        return is_beyond_the_other(block.block, again=again or block.times > 1)
    inner = (block.block,) if not hasattr(block, "blocks") else block.blocks
    return any(is_beyond_the_other(one, again=again) for one in inner)


def test_two_forks_in_a_fork_run_in_every_turn() -> None:
    """By the count of tasks that the blocks give: the other engine miscounts it."""
    pair = Fork("parallelGateway", (Task(), Task()))
    block = Turns(Fork("parallelGateway", (pair, pair)), 2)
    assert is_beyond_the_other(block)
    trace = played(Drawing().document(block)).trace
    assert sum(name.startswith("serviceTask") for name in trace) == ways(block)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=blocks("parallelGateway", inside=False))
def test_nodes_are_completed_as_often_as_in_another_engine(block: Block) -> None:
    assume(not is_beyond_the_other(block))
    ours = played(Drawing(task="manualTask").document(block))
    assert ours.status == "completed"
    theirs = run_in_spiff(Drawing(task="manualTask", speech=PYTHON).document(block))
    assert Counter(ours.trace) == theirs
