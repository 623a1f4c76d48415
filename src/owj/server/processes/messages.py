"""Messages and signals: to whoever waits for them, or kept for a while until somebody does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import connection, transaction

from owj.kernel.bpmn.happenings import DeliverTo, StartProcess
from owj.kernel.bpmn.state import Status, Waits
from owj.kernel.feel import FeelValue
from owj.server.processes.drawings import drawing_of
from owj.server.processes.live import tell_live
from owj.server.processes.loading import load_instance
from owj.server.processes.message_rows import ProcessMessage, ProcessStart
from owj.server.processes.starting import start_drawing
from owj.server.processes.stepping import go
from owj.server.processes.value_texts import kept_values
from owj.server.records.context import Context

State = ProcessMessage.State
WAITING_SQL = """
    SELECT instance_id, number FROM server_processsubscription
    WHERE waits = %s AND name = %s AND (%s::text IS NULL OR key IS NULL OR key = %s)
    ORDER BY instance_id, number
"""
OF_RECORD_SQL = """
    SELECT DISTINCT one.id FROM server_processinstance AS one
    JOIN server_processsubscription AS waiting ON waiting.instance_id = one.id
    WHERE one.entity = %s AND one.record_id = %s AND one.status = 'active'
        AND waiting.waits = %s AND waiting.name = %s
    ORDER BY one.id
"""
NO_TIME = timedelta(0)
RETRIED_FOR = timedelta(days=1)


@transaction.atomic
def deliver_message(
    ctx: Context,
    name: str,
    key: str | None = None,
    data: Mapping[str, FeelValue] | None = None,
    *,
    message_id: str | None = None,
    keep_for: timedelta = NO_TIME,
) -> int | None:
    """Give a message to the one process that waits for it, or start one that begins with it.

    key: tells which of several is meant. message_id: the sender's; a message that comes again is
    passed over. keep_for: how long it may wait for somebody who does not wait yet.
    Returns the number of the instance that got it; None for nobody.
    """
    row = ProcessMessage(
        kind="message",
        name=name,
        key=key,
        data=kept_values(data or {}),
        message_id=message_id,
        received_at=ctx.now,
        keep_until=ctx.now + keep_for,
    )
    if message_id is not None and not _is_new(row):
        return None
    given = dict(data or {})
    got = hand_over(ctx, name, key, given)
    row.delivered_to = got
    row.state = State.DELIVERED if got else State.WAITING if keep_for else State.EXPIRED
    if message_id is not None or row.state == State.WAITING:
        row.save()
    return got


def _is_new(row: ProcessMessage) -> bool:
    """Keep a message unless its id was seen before; a second sender waits here for the first."""
    made = ProcessMessage.objects.bulk_create([row], ignore_conflicts=True)
    found = ProcessMessage.objects.filter(message_id=row.message_id).values("pk", "received_at")
    kept = found.get()
    row.pk = made[0].pk = kept["pk"]
    row._state.adding = False
    return bool(kept["received_at"] == row.received_at)


def hand_over(
    ctx: Context, name: str, key: str | None, data: Mapping[str, FeelValue]
) -> int | None:
    """Give a message to the oldest subscription that fits, else to a start event."""
    for instance_id, number in _waiting(Waits.MESSAGE, name, key):
        loaded = load_instance(instance_id)
        if loaded is None or number not in loaded.state.subscriptions:
            continue
        found = loaded.state.subscriptions[number]
        if loaded.state.status is Status.ACTIVE and found.key in (None, key):
            go(ctx, loaded, DeliverTo(number, data))
            tell_live(instance_id, loaded.entity, loaded.record_id)
            return instance_id
    for start in _starts("message", name):
        stepped = start_drawing(ctx, drawing_of(start.version_id), StartProcess(data, start.node))
        return stepped.id
    return None


@transaction.atomic
def tell_record(
    ctx: Context, entity: str, record_id: int, name: str, data: Mapping[str, FeelValue]
) -> int:
    """Give a message to every process of a record that waits for it; returns to how many.

    Meant for what happens to the record itself, in the transaction in which it happens. A process
    that somebody holds at this moment is told by the worker after the commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(OF_RECORD_SQL, [entity, record_id, Waits.MESSAGE.value, name])
        instances = [int(row[0]) for row in cursor.fetchall()]
    for instance_id in instances:
        if give_to(ctx, instance_id, name, data, if_free=True) is None:
            ProcessMessage.objects.create(
                kind="own",
                name=name,
                data=kept_values(data),
                received_at=ctx.now,
                keep_until=ctx.now + RETRIED_FOR,
                source=instance_id,
            )
    return len(instances)


def give_to(
    ctx: Context,
    instance_id: int,
    name: str,
    data: Mapping[str, FeelValue],
    *,
    if_free: bool = False,
) -> int | None:
    """Give a message to all of one process that waits for it; None for one that is held."""
    loaded = load_instance(instance_id, if_free=if_free)
    if loaded is None:
        return None
    subscriptions = loaded.state.subscriptions
    for number in sorted(subscriptions):
        if (subscriptions[number].waits, subscriptions[number].name) != (Waits.MESSAGE, name):
            continue
        held = load_instance(instance_id)
        if held is not None and number in held.state.subscriptions:
            go(ctx.as_system(), held, DeliverTo(number, data))
    return instance_id


@transaction.atomic
def broadcast_signal(
    ctx: Context, name: str, data: Mapping[str, FeelValue] | None = None, *, but: int = 0
) -> list[int]:
    """Give a signal to everything that waits for it, and start what begins with it.

    but: an instance that has got it already. Returns the numbers of the instances.
    """
    given = dict(data or {})
    reached: list[int] = []
    for instance_id, number in _waiting(Waits.SIGNAL, name, None):
        loaded = load_instance(instance_id) if instance_id != but else None
        if loaded is None or number not in loaded.state.subscriptions:
            continue
        go(ctx, loaded, DeliverTo(number, given))
        tell_live(instance_id, loaded.entity, loaded.record_id)
        reached.append(instance_id)
    for start in _starts("signal", name):
        drawing = drawing_of(start.version_id)
        reached.append(start_drawing(ctx, drawing, StartProcess(given, start.node)).id)
    return reached


def _waiting(waits: Waits, name: str, key: str | None) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(WAITING_SQL, [waits.value, name, key, key])
        return [(int(instance), int(number)) for instance, number in cursor.fetchall()]


def _starts(kind: str, name: str) -> Iterable[ProcessStart]:
    return ProcessStart.objects.filter(kind=kind, name=name).order_by("pk")
