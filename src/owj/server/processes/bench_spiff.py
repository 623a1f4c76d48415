"""The same completion in SpiffWorkflow, kept in PostgreSQL after the step as its users do."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from time import process_time
from typing import Any

from django.db import connection, transaction

from owj.kernel.calendars.bench import BenchLibraryMissing
from owj.server.processes.definitions import save_draft
from owj.server.records.context import Context

_TIMES = 15
_READ = "SELECT xml FROM server_processdraft WHERE id = %s FOR UPDATE"
_WRITE = "UPDATE server_processdraft SET xml = %s WHERE id = %s"


def spiff_cpu_s(ctx: Context, document: str, answers: int) -> float:
    """Return the processor's time of one completion: read, run, write.

    answers: of each case, the last of which ends it.
    Raises: BenchLibraryMissing.
    """
    engine = _Engine()
    workflow = engine.begin(document)
    text = engine.serializer.serialize_json(workflow)
    # Drafts are rows with one long text, as this library wants to be kept.
    rows = [save_draft(ctx, f"spiff-{case}", text).pk for case in range(_TIMES)]
    began = process_time()
    for own_id in rows:
        for turn in range(1, answers + 1):
            engine.complete(own_id, ok=turn == answers)
    return (process_time() - began) / (_TIMES * answers)


class _Engine:
    """Hold the parts of the library; it is there for tests and benches only."""

    def __init__(self) -> None:
        try:
            parsing = import_module("SpiffWorkflow.bpmn.parser.BpmnParser")
            workflows = import_module("SpiffWorkflow.bpmn.workflow")
            serializing = import_module("SpiffWorkflow.bpmn.serializer")
            tasks = import_module("SpiffWorkflow.util.task")
        except ImportError as error:
            raise BenchLibraryMissing(permanent=True, library="SpiffWorkflow") from error
        self.parser: Any = parsing.BpmnParser()
        self.workflow: Any = workflows.BpmnWorkflow
        self.serializer: Any = serializing.BpmnWorkflowSerializer()
        self.ready: Any = tasks.TaskState.READY

    def begin(self, document: str) -> Any:
        """Return a workflow that waits for its person."""
        self.parser.add_bpmn_io(BytesIO(document.encode()))
        workflow = self.workflow(self.parser.get_spec("p"))
        workflow.do_engine_steps()
        return workflow

    def complete(self, own_id: int, *, ok: bool) -> None:
        """Read a workflow under its lock, complete the task, write it back."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_READ, [own_id])
            (text,) = cursor.fetchone() or ("",)
            workflow = self.serializer.deserialize_json(text)
            (task,) = workflow.get_tasks(state=self.ready, manual=True)
            task.set_data(ok=ok)
            task.run()
            workflow.do_engine_steps()
            if workflow.is_completed() is not ok:
                raise RuntimeError("the other engine went another way")
            text = self.serializer.serialize_json(workflow)
            cursor.execute(_WRITE, [text, own_id])
