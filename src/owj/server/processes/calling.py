"""Processes that call others: the called one begins, and how it ended comes back to the caller.

Both are steps of their own in the transaction of the step that led to them. No step waits for
another process while it holds one: what somebody holds at that moment is done by the worker after
the commit, so two can never lock each other for good.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from datetime import timedelta

from django.db import connection, transaction

from owj.kernel.bpmn.bodies import DEEPEST_CALLS
from owj.kernel.bpmn.elements import Node
from owj.kernel.bpmn.happenings import (
    CancelProcess,
    CompleteTask,
    Happening,
    ReportFailure,
    StartProcess,
    ThrowError,
    ThrowEscalation,
)
from owj.kernel.bpmn.state import Doing, Status, Variables
from owj.kernel.errors import OwjError
from owj.kernel.feel import FeelValue
from owj.server.context import SYSTEM
from owj.server.processes.bindings import called_drawing
from owj.server.processes.calls_left import Call, CallBack, Deed, Withdraw, kept_deed
from owj.server.processes.drawings import drawing_of
from owj.server.processes.errors import CallsTooDeep
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.live import tell_live
from owj.server.processes.loading import Loaded, load_instance
from owj.server.processes.message_rows import ProcessMessage
from owj.server.processes.value_texts import kept_values
from owj.server.records import generic
from owj.server.records.context import Context

# So many steps of other processes follow within one transaction; the worker does the rest.
MOST_AT_ONCE = 200
RETRIED_FOR = timedelta(days=3_650)
DEPTH_SQL = """
    WITH RECURSIVE up(id, parent_id, deep) AS (
        SELECT id, parent_id, 1 FROM server_processinstance WHERE id = %s
        UNION ALL
        SELECT one.id, one.parent_id, up.deep + 1 FROM server_processinstance AS one
        JOIN up ON one.id = up.parent_id WHERE up.deep <= %s
    )
    SELECT max(deep) FROM up
"""
_waiting: ContextVar[deque[Deed] | None] = ContextVar("deeds of calls", default=None)


def follow_up(ctx: Context, deeds: Iterable[Deed]) -> None:
    """Do what a step left to be done with other processes, and what these lead to behind it."""
    outer = _waiting.get()
    if outer is not None:
        outer.extend(deeds)
        return
    waiting = deque(deeds)
    mark = _waiting.set(waiting)
    try:
        done = 0
        while waiting:
            deed = waiting.popleft()
            if done >= MOST_AT_ONCE or not do_deed(ctx, deed, if_free=True):
                _leave(ctx, deed)
            done += 1
    finally:
        _waiting.reset(mark)


def do_deed(ctx: Context, deed: Deed, *, if_free: bool) -> bool:
    """Do one deed; returns whether it is settled. if_free: wait for nobody.

    What nobody waits for any more is settled by doing nothing.
    """
    if isinstance(deed, Withdraw):
        return all(_cancel(ctx, child, if_free=if_free) for child in _called(deed))
    loaded = load_instance(deed.caller, if_free=if_free)
    if loaded is None:
        return not (if_free and ProcessInstance.objects.filter(pk=deed.caller).exists())
    node = _waiting_node(loaded, deed.token)
    if node is None:
        return True
    if isinstance(deed, Call):
        _begin(ctx, loaded, node, deed)
    else:
        _go(ctx, loaded, _happening(node, deed))
    return True


def _waiting_node(loaded: Loaded, token: int) -> Node | None:
    """Return the call at which a token waits; None where it does not any more."""
    found = loaded.state.tokens.get(token)
    if loaded.state.status is not Status.ACTIVE or found is None or found.doing is not Doing.WAIT:
        return None
    node = drawing_of(loaded.version_id).process.nodes[found.node]
    return node if node.called_outside else None


def _called(deed: Withdraw) -> list[int]:
    rows = ProcessInstance.objects.filter(parent=deed.caller, parent_token=deed.token)
    return list(rows.filter(status=ProcessInstance.Status.ACTIVE).values_list("pk", flat=True))


def _cancel(ctx: Context, child: int, *, if_free: bool) -> bool:
    loaded = load_instance(child, if_free=if_free)
    if loaded is None:
        return not if_free
    if loaded.state.status is Status.ACTIVE:
        _go(ctx, loaded, CancelProcess())
    return True


def _begin(ctx: Context, caller: Loaded, node: Node, deed: Call) -> None:
    """Start the called process; what refuses it stops the call with an incident."""
    if _called(Withdraw(deed.caller, deed.token)):
        return
    try:
        with transaction.atomic():
            _start(ctx, caller, node, deed)
    except OwjError as error:
        failure = ReportFailure(deed.token, f"{error.code}: {error}")
        held = load_instance(deed.caller)
        if held is not None:
            _go(ctx, held, failure)


def _start(ctx: Context, caller: Loaded, node: Node, deed: Call) -> None:
    from owj.server.processes.starting import start_called

    with connection.cursor() as cursor:
        cursor.execute(DEPTH_SQL, [caller.id, DEEPEST_CALLS])
        deep = int(cursor.fetchone()[0])
    if deep >= DEEPEST_CALLS:
        raise CallsTooDeep(limit=DEEPEST_CALLS)
    own = _as_starter(ctx, caller)
    record = None
    if caller.record_id is not None:
        record = generic.get(own.as_system().with_full_reach(), caller.entity, caller.record_id)
    drawing = called_drawing(caller.version_id, node)
    start_called(own, drawing, StartProcess(deed.data), record, caller=caller, token=deed.token)


def _as_starter(ctx: Context, caller: Loaded) -> Context:
    """Return the unit of work of whoever started the caller: the called one is theirs, too."""
    row = ProcessInstance.objects.select_related("started_by").get(pk=caller.id)
    return ctx.as_actor(SYSTEM if row.started_by is None else row.started_by.actor)


def _happening(node: Node, deed: CallBack) -> Happening:
    if deed.failure:
        return ReportFailure(deed.token, deed.failure)
    if deed.error is not None:
        return ThrowError(deed.token, deed.error)
    if deed.escalation is not None:
        return ThrowEscalation(deed.token, deed.escalation)
    return CompleteTask(deed.token, _taken(node, deed.data))


def _taken(node: Node, data: Variables) -> Variables:
    """Return the variables that the call takes anything of: no others come into its history."""
    wanted = node.taken.free if node.taken is not None else ()
    return {name: data[name] for name in wanted if name in data}


def _go(ctx: Context, loaded: Loaded, happening: Happening) -> None:
    # A step calls, and what is called is a step: the two meet here and in `_start` only.
    from owj.server.processes.stepping import go

    go(ctx, loaded, happening)
    tell_live(loaded.id, loaded.entity, loaded.record_id)


def _leave(ctx: Context, deed: Deed) -> None:
    """Keep a deed for the worker."""
    kind, values = deed.kept()
    ProcessMessage.objects.create(
        kind=kind,
        name=str(deed.token),
        data=kept_values(values),
        received_at=ctx.now,
        keep_until=ctx.now + RETRIED_FOR,
        source=deed.caller,
    )


def do_left(ctx: Context, kind: str, caller: int, token: int, data: Mapping[str, FeelValue]) -> int:
    """Do a deed that was left to the worker. Returns the number of the caller."""
    do_deed(ctx, kept_deed(kind, caller, token, data), if_free=False)
    return caller
