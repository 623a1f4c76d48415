"""The same random processes in SpiffWorkflow: an oracle for AND, XOR and loops by flows only."""

from __future__ import annotations

from collections import Counter
from io import BytesIO

from hypothesis import HealthCheck, given, settings
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from tests.kernel.bpmn.blocks import PYTHON, Block, Drawing, blocks
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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(block=blocks("parallelGateway", inside=False))
def test_nodes_are_completed_as_often_as_in_another_engine(block: Block) -> None:
    ours = played(Drawing(task="manualTask").document(block))
    assert ours.status == "completed"
    theirs = run_in_spiff(Drawing(task="manualTask", speech=PYTHON).document(block))
    assert Counter(ours.trace) == theirs
