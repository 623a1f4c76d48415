"""Work that starts another process, which then goes its own way."""

from __future__ import annotations

from contextvars import ContextVar
from decimal import Decimal

from owj.kernel.bpmn.happenings import Outcome
from owj.server.processes.work import WorkPlace, register
from owj.server.processes.work.acting import acting_context
from owj.server.processes.work.kinds import (
    ACTS_AS,
    RESULT,
    Parameter,
    ParameterKind,
    WorkKind,
    declare,
    words,
)
from owj.server.processes.work.settings import Settings, WorkSettingRefused
from owj.server.records import generic

MOST_DEPTH = 20
_depth: ContextVar[int] = ContextVar("processes_started", default=0)

START = declare(
    WorkKind(
        "process.start",
        words("آغاز فرایند دیگر", "Start another process"),
        words(
            "فرایندی را آغاز می‌کند و منتظر آن نمی‌ماند.",
            "Starts a process and does not wait for it.",
        ),
        "workflow",
        (
            Parameter(
                "process",
                ParameterKind.PROCESS,
                words("فرایند", "Process"),
                words("کلید فرایند.", "Key of the process."),
                required=True,
            ),
            Parameter(
                "data",
                ParameterKind.FEEL,
                words("متغیرها", "Variables"),
                words("مانند \u2066{amount: record.amount}\u2069.", "As {amount: record.amount}."),
            ),
            ACTS_AS,
            RESULT,
        ),
    )
)


@register(START.key)
def start_another(place: WorkPlace) -> Outcome:
    """Start a process, about the same record if it is of that kind; the result is its number.

    Raises: UnknownProcess, ProcessNotDeployed, RecordNeeded, StartRefused, WorkSettingRefused.
    """
    # A step does work, and starting is a step: the two meet here only.
    from owj.server.processes.drawings import drawing_in_force
    from owj.server.processes.starting import start

    said = Settings(START, place.node.extensions, place.read, place.ctx.now)
    ctx = acting_context(place, said.choice("as"))
    key = said.written("process")
    depth = _depth.get()
    if depth >= MOST_DEPTH:
        reason = f"processes start one another more than {MOST_DEPTH} times at one instant"
        raise WorkSettingRefused(part="owj:process", reason=reason)
    record = None
    if drawing_in_force(key).entity == place.entity and place.record_id is not None:
        record = generic.get(ctx, place.entity, place.record_id)
    mark = _depth.set(depth + 1)
    try:
        started = start(ctx, key, said.context("data"), record)
    finally:
        _depth.reset(mark)
    name = place.node.result
    return Outcome({name: Decimal(started.pk)} if name else {})
