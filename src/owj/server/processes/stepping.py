"""One step of a running process: taken purely, then written with all that it caused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from owj.kernel.bpmn.changes import changes_between
from owj.kernel.bpmn.effects import (
    Effect,
    IncidentRaised,
    MessageThrown,
    NodeCancelled,
    NodeCompleted,
    NodeEntered,
    ProcessEnded,
    SignalThrown,
    TaskCreated,
    TaskWithdrawn,
    WorkRequested,
    WorkWithdrawn,
)
from owj.kernel.bpmn.elements import Node
from owj.kernel.bpmn.happenings import Happening, Outcome, ReadVariable
from owj.kernel.bpmn.state import NOT_STARTED, State, Status
from owj.kernel.bpmn.step import Stepped as KernelStep
from owj.kernel.bpmn.step import step
from owj.kernel.feel import Environment
from owj.server.agreements.in_force import Calendars
from owj.server.processes.after_step import after_writing, before_writing, leads_further
from owj.server.processes.calling import follow_up
from owj.server.processes.calls_left import Caller, Deed, deeds_of
from owj.server.processes.drawings import Drawing, drawing_of
from owj.server.processes.loading import Loaded
from owj.server.processes.record_values import RECORD, own_record
from owj.server.processes.recording import record_happening, record_outcome, record_start
from owj.server.processes.tasks.creation import task_parts
from owj.server.processes.tasks.people import TaskPlace
from owj.server.processes.work import WorkPlace, perform_at
from owj.server.processes.writing import Aside, Head, Parts, write_step
from owj.server.records.context import Context

# What a process throws waits so long for somebody to listen.
THROWN_KEPT_FOR = timedelta(hours=1)
# History of a process that has ended is kept so long.
HISTORY_KEPT_FOR = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Stepped:
    """What a step left behind. id: of the instance. told: rows of history so far."""

    id: int
    before: State
    state: State
    effects: tuple[Effect, ...]
    told: int
    title: str
    remove_after: date | None


@dataclass(frozen=True, slots=True)
class Birth:
    """What a new instance is told when it begins."""

    drawing: Drawing
    entity: str = ""
    record_id: int | None = None
    title: str = ""
    caller: Caller | None = None
    top: int | None = None


def begin(ctx: Context, birth: Birth, happening: Happening) -> Stepped:
    """Start a process and return it. Inside of a transaction. Raises: ProcessNotStarted."""
    head = Head(
        version=birth.drawing.version_id,
        revision=0,
        events=0,
        now=ctx.now,
        by=ctx.actor.user_id,
        entity=birth.entity,
        record_id=birth.record_id,
        title=birth.title or birth.drawing.name,
        parent=birth.caller.id if birth.caller else None,
        parent_token=birth.caller.token if birth.caller else 0,
        top=birth.top,
    )
    aside = Aside()
    record_start(aside, happening)
    subject = _Subject(birth.drawing, None, head, NOT_STARTED, birth.caller)
    return _take(ctx, subject, happening, aside)


def go(
    ctx: Context,
    loaded: Loaded,
    happening: Happening,
    aside: Aside | None = None,
    *,
    last: bool = False,
) -> Stepped:
    """Let something happen to a loaded process, and write it.

    aside: what the caller wants kept in the same call. last: the caller does nothing more in this
    transaction, so it is committed with the step if that leaves nothing to do either.
    Raises: NothingWaitsThere.
    """
    drawing = drawing_of(loaded.version_id)
    head = head_of(ctx, loaded)
    subject = _Subject(drawing, loaded.id, head, loaded.state, loaded.caller)
    aside = aside or Aside()
    record_happening(loaded.state, happening, aside)
    return _take(ctx, subject, happening, aside, last=last)


def head_of(ctx: Context, loaded: Loaded) -> Head:
    """Return the row of a loaded instance, for writing it."""
    return Head(
        version=loaded.version_id,
        revision=loaded.revision,
        events=loaded.events,
        now=ctx.now,
        by=ctx.actor.user_id,
        entity=loaded.entity,
        record_id=loaded.record_id,
        top=loaded.top_id,
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is stepped. id: None for a process that begins."""

    drawing: Drawing
    id: int | None
    head: Head
    before: State
    caller: Caller | None


def _take(
    ctx: Context, subject: _Subject, happening: Happening, aside: Aside, *, last: bool = False
) -> Stepped:
    drawing, head, before = subject.drawing, subject.head, subject.before
    performer = _performer(ctx, subject.id, head, aside)
    called = subject.caller is not None
    stepped = step(
        drawing.process, before, happening, environment_of(ctx), performer, called=called
    )
    for effect in stepped.effects:
        take_effect(ctx, drawing, effect, aside)
    if stepped.state.status is not Status.ACTIVE:
        head.ended_at = ctx.now
        head.remove_after = (ctx.now + HISTORY_KEPT_FOR).date()
    place = TaskPlace(drawing.key, subject.id, head.entity, head.record_id)
    before_writing(ctx, place, aside)
    changes = changes_between(before, stepped.state)
    last = last and not (leads_further(aside) or _deeds(subject, subject.id or 0, stepped))
    written = write_step(subject.id, head, stepped.state, changes, aside, last=last)
    told = head.events + len(aside.history)
    title, remove_after = head.title[:300], head.remove_after
    if not last:
        after_writing(ctx, written, aside)
        follow_up(ctx, _deeds(subject, written, stepped))
    return Stepped(written, before, stepped.state, stepped.effects, told, title, remove_after)


def _deeds(subject: _Subject, own: int, stepped: KernelStep) -> list[Deed]:
    return deeds_of(stepped.effects, subject.drawing.process, own, stepped.state, subject.caller)


def environment_of(ctx: Context) -> Environment:
    """Return what FEEL may ask within a step: the instant, and calendars for working time."""
    return Environment(now=ctx.now, calendars=Calendars(ctx.now))


def _performer(
    ctx: Context, own_id: int | None, head: Head, aside: Aside
) -> Callable[[Node, int, ReadVariable], Outcome | None]:
    def perform(node: Node, token: int, read: ReadVariable) -> Outcome | None:
        place = WorkPlace(ctx, own_id, head.entity, head.record_id, node, token, read)
        with own_record(head.entity, head.record_id) as seen:
            outcome = perform_at(place)
        if outcome is not None and seen.value is not None:
            outcome = replace(outcome, data={RECORD: seen.value, **outcome.data})
        if outcome is not None:
            record_outcome(aside, node, token, outcome)
        return outcome

    return perform


def take_effect(ctx: Context, drawing: Drawing, effect: Effect, aside: Aside) -> None:
    """Note what one effect wants kept."""
    match effect:
        case NodeEntered(token=token, node=node):
            aside.history.append(("entered", node, token, None))
        case NodeCompleted(token=token, node=node):
            aside.history.append(("completed", node, token, None))
        case NodeCancelled(token=token, node=node):
            aside.history.append(("cancelled", node, token, None))
        case TaskCreated(node=node):
            aside.tasks.append(task_parts(ctx, effect, drawing.process.nodes[node]))
        case TaskWithdrawn(token=token) | WorkWithdrawn(token=token):
            aside.withdrawn.append(token)
        case WorkRequested(token=token, node=node):
            aside.work.append(_work_parts(token, drawing.process.nodes[node]))
        case MessageThrown(name=name, key=key) if name:
            aside.messages.append(_thrown(ctx, "message", name, key))
        case SignalThrown(name=name) if name:
            aside.messages.append(_thrown(ctx, "signal", name))
        case IncidentRaised(incident=number, node=node, kind=kind, detail=detail):
            aside.history.append(("incident", node, number, {"kind": kind, "detail": detail}))
        case ProcessEnded(status=status):
            aside.history.append(("ended", "", 0, {"status": status.value}))


def _work_parts(token: int, node: Node) -> Parts:
    kind = node.extensions.get("kind", "")
    return {"number": token, "node": node.id, "kind": kind, "settings": dict(node.extensions)}


def _thrown(ctx: Context, kind: str, name: str, key: str | None = None) -> Parts:
    keep_until = ctx.now + THROWN_KEPT_FOR
    return {"kind": kind, "name": name, "key": key, "data": {}, "keep_until": keep_until}
