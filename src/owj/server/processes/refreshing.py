"""A process hears that its record changed: `record` is set, and conditions are looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from owj.kernel.bpmn.happenings import SetVariables
from owj.kernel.bpmn.state import Status
from owj.kernel.feel import FeelValue
from owj.server.processes.live import tell_live
from owj.server.processes.loading import Loaded, load_instance
from owj.server.processes.message_rows import ProcessMessage
from owj.server.processes.record_values import RECORD, record_value
from owj.server.processes.stepping import go
from owj.server.processes.value_texts import kept_value
from owj.server.records.context import Context

RETRIED_FOR = timedelta(days=1)


def refresh_record(ctx: Context, instances: Sequence[int], value: FeelValue) -> None:
    """Tell the running processes of a record its new values, in the transaction of the change.

    A process that somebody holds at this moment, perhaps while waiting for our record, is told by
    the worker after the commit: waiting for it here could lock both for good.
    """
    for instance_id in instances:
        loaded = load_instance(instance_id, if_free=True)
        if loaded is None:
            _tell_later(ctx, instance_id, value)
        elif loaded.state.status is Status.ACTIVE:
            _go(ctx.as_system(), loaded, {RECORD: value})


def _go(ctx: Context, loaded: Loaded, values: Mapping[str, FeelValue]) -> None:
    """Take the step, and let open pages draw it anew where a condition let the process go on."""
    stepped = go(ctx, loaded, SetVariables(values))
    if stepped.state.tokens != stepped.before.tokens:
        tell_live(loaded.id, loaded.entity, loaded.record_id)


def _tell_later(ctx: Context, instance_id: int, value: FeelValue) -> None:
    ProcessMessage.objects.create(
        kind="record",
        name=RECORD,
        data={RECORD: kept_value(value)},
        received_at=ctx.now,
        keep_until=ctx.now + RETRIED_FOR,
        source=instance_id,
    )


def refresh_instance(ctx: Context, instance_id: int, values: Mapping[str, FeelValue]) -> int | None:
    """Tell one process late what its record is by now. Returns its number.

    values: what it had become, for a record that is gone. Another change may have been told
    meanwhile; the older one must not come over it.
    """
    loaded = load_instance(instance_id)
    if loaded is not None and loaded.state.status is Status.ACTIVE:
        record = ctx.records(loaded.entity).filter(pk=loaded.record_id).first()
        known = values if record is None else {RECORD: record_value(ctx, record)}
        _go(ctx, loaded, known)
    return instance_id
