"""Starting processes, alone or from a record."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from owj.kernel.bpmn.elements import Node
from owj.kernel.bpmn.happenings import StartProcess
from owj.kernel.bpmn.state import Status
from owj.kernel.feel import FeelValue
from owj.server.events import publish
from owj.server.processes.calls_left import Caller
from owj.server.processes.drawings import Drawing, drawing_in_force
from owj.server.processes.errors import (
    RecordNeeded,
    RunsAlready,
    StartRefused,
)
from owj.server.processes.events import ProcessStarted
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.live import tell_live
from owj.server.processes.loading import Loaded
from owj.server.processes.record_values import RECORD, record_value, title_of
from owj.server.processes.stepping import Birth, Stepped, begin
from owj.server.records import generic
from owj.server.records.context import Context
from owj.server.records.declare import Entity
from owj.server.records.rights import Verb


@transaction.atomic
def start(
    ctx: Context,
    key: str,
    data: Mapping[str, FeelValue] | None = None,
    record: Entity | None = None,
) -> ProcessInstance:
    """Start the version in force of a process and return it, run until nothing moves.

    data: variables by name. record: what it is about; the process reads it as `record`.
    Raises: UnknownProcess, ProcessNotDeployed, RecordNeeded, StartRefused, RunsAlready,
    ProcessNotStarted.
    """
    drawing = drawing_in_force(key)
    _check_start(ctx, drawing, record)
    _check_single(ctx, drawing, record)
    stepped = start_drawing(ctx, drawing, StartProcess(data or {}), record)
    return _row_of(ctx, drawing, stepped, record)


def _row_of(
    ctx: Context, drawing: Drawing, stepped: Stepped, record: Entity | None
) -> ProcessInstance:
    """Return the row that was written, without asking for it."""
    state = stepped.state
    over = state.status is not Status.ACTIVE
    return ProcessInstance(
        id=stepped.id,
        version_id=drawing.version_id,
        status=state.status.value,
        revision=1,
        last_number=state.last_id,
        root=state.root,
        events=stepped.told,
        entity="" if record is None else record.key,
        record_id=None if record is None else record.id,
        title=stepped.title,
        started_by_id=ctx.actor.user_id,
        started_at=ctx.now,
        ended_at=ctx.now if over else None,
        remove_after=stepped.remove_after,
    )


def start_drawing(
    ctx: Context,
    drawing: Drawing,
    happening: StartProcess,
    record: Entity | None = None,
    *,
    caller: Caller | None = None,
    top: int | None = None,
) -> Stepped:
    """Start a version, whoever asked for it. Inside of a transaction."""
    data = dict(happening.data)
    birth = Birth(drawing, caller=caller, top=top)
    if record is not None:
        # As the system: a field that the person may not see may decide which way it goes.
        record = ctx.as_system().get(type(record), record.id)
        data.setdefault(RECORD, record_value(ctx, record))
        birth = Birth(drawing, record.key, record.id, title_of(ctx, record), caller, top)
    return _born(ctx, birth, StartProcess(data, happening.at))


def start_called(
    ctx: Context,
    drawing: Drawing,
    happening: StartProcess,
    record: Entity | None,
    *,
    caller: Loaded,
    token: int,
) -> Stepped:
    """Start a version for a call of another process. Inside of a transaction.

    record: of the caller, to which the called one belongs, too.
    Raises: RecordNeeded, RunsAlready, ProcessNotStarted.
    """
    if drawing.entity and (record is None or record.key != drawing.entity):
        raise RecordNeeded(name=drawing.name, entity=ctx.snapshot.entity(drawing.entity).label)
    _check_single(ctx, drawing, record)
    own = Caller(caller.id, token)
    return start_drawing(ctx, drawing, happening, record, caller=own, top=caller.top_id)


def start_for_row(
    ctx: Context, drawing: Drawing, happening: StartProcess, entity: str, record_id: int
) -> Stepped:
    """Start a version for a record that is just being written; the data hold it already."""
    defined = ctx.snapshot.entity(entity)
    value = happening.data.get(RECORD)
    told = value.get(defined.title or "") if isinstance(value, dict) else None
    title = told if isinstance(told, str) and told else f"{defined.label} {record_id}"
    return _born(ctx, Birth(drawing, entity, record_id, title), happening)


def _born(ctx: Context, birth: Birth, happening: StartProcess) -> Stepped:
    drawing = birth.drawing
    stepped = begin(ctx, birth, happening)
    tell_live(stepped.id, birth.entity, birth.record_id)
    publish(
        ProcessStarted(
            stepped.id,
            drawing.key,
            ctx.now,
            entity=birth.entity,
            record_id=birth.record_id,
            by=ctx.actor.user_id,
        )
    )
    return stepped


def may_have_one_only(node: Node) -> bool:
    """Tell whether a start event begins nothing while the record has one of its process."""
    return node.extensions.get("onlyOne") == "yes"


def runs_already(drawing: Drawing, record_id: int) -> bool:
    """Tell whether a record has a running process of this kind, of whatever version."""
    rows = ProcessInstance.objects.filter(entity=drawing.entity, record_id=record_id)
    active = rows.filter(status=ProcessInstance.Status.ACTIVE)
    return active.filter(version__definition__key=drawing.key).exists()


def _check_single(ctx: Context, drawing: Drawing, record: Entity | None) -> None:
    """Refuse a second one where a record may have one only."""
    node = drawing.process.containers[drawing.process.main].start
    if record is None or node is None or not may_have_one_only(node):
        return
    # Two starts at one instant wait for each other here, as they do where a write starts them.
    ctx.as_system().lock(type(record), record.id)
    if runs_already(drawing, record.id):
        raise RunsAlready(name=drawing.name)


def _check_start(ctx: Context, drawing: Drawing, record: Entity | None) -> None:
    """Refuse who may not start: hub users, and those who may not change the record."""
    if drawing.entity and (record is None or record.key != drawing.entity):
        entity = ctx.snapshot.entity(drawing.entity).label
        raise RecordNeeded(name=drawing.name, entity=entity)
    if ctx.actor.is_hub:
        raise StartRefused(name=drawing.name)
    if record is not None and not generic.reached(ctx, record.key, [record.id], Verb.UPDATE):
        raise StartRefused(name=drawing.name)
