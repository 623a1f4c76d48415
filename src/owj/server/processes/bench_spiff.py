"""The same completion in SpiffWorkflow, kept in PostgreSQL after the step as its users do."""

from __future__ import annotations

from importlib import import_module
from io import BytesIO
from time import process_time
from typing import Any

from django.db import connection, transaction

from owj.kernel.calendars.bench import BenchLibraryMissing

_TIMES = 15
_TABLE = "CREATE TABLE bench_spiff (id int PRIMARY KEY, state text)"


def spiff_cpu_s(document: str, answers: int) -> float:
    """Return the processor's time of one completion: read, run, write.

    answers: of each case, the last of which ends it.
    Raises: BenchLibraryMissing.
    """
    engine = _Engine()
    workflow = engine.begin(document)
    text = engine.serializer.serialize_json(workflow)
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute(
            "INSERT INTO bench_spiff SELECT n, %s FROM generate_series(1, %s) AS n", [text, _TIMES]
        )
    began = process_time()
    for own_id in range(1, _TIMES + 1):
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
            cursor.execute("SELECT state FROM bench_spiff WHERE id = %s FOR UPDATE", [own_id])
            (text,) = cursor.fetchone() or ("",)
            workflow = self.serializer.deserialize_json(text)
            (task,) = workflow.get_tasks(state=self.ready, manual=True)
            task.set_data(ok=ok)
            task.run()
            workflow.do_engine_steps()
            if workflow.is_completed() is not ok:
                raise RuntimeError("the other engine went another way")
            text = self.serializer.serialize_json(workflow)
            cursor.execute("UPDATE bench_spiff SET state = %s WHERE id = %s", [text, own_id])
