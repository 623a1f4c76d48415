"""One step of a process: (process, state, happening) gives a new state and effects. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from owj.kernel.bpmn.activities import enter_activity, run_body, take_outcome
from owj.kernel.bpmn.arming import arm_handlers
from owj.kernel.bpmn.bodies import begin_scope
from owj.kernel.bpmn.catching import broadcast, fire_subscription, fire_timer, look_at_conditions
from owj.kernel.bpmn.completing import complete_activity
from owj.kernel.bpmn.effects import Effect, TaskWithdrawn
from owj.kernel.bpmn.elements import ACTIVITIES, Node, NodeKind, Process
from owj.kernel.bpmn.errors import NothingWaitsThere, ProcessNotStarted
from owj.kernel.bpmn.events import (
    enter_catch,
    enter_end,
    enter_gateway_of_events,
    enter_start,
    enter_throw,
)
from owj.kernel.bpmn.flows import go_on, leave
from owj.kernel.bpmn.gateways import (
    enter_exclusive,
    enter_inclusive,
    enter_parallel,
    fire_inclusive_join,
)
from owj.kernel.bpmn.happenings import (
    CancelProcess,
    CompleteTask,
    DeliverMessage,
    DeliverSignal,
    DeliverTo,
    FireTimer,
    Happening,
    MoveToken,
    Outcome,
    Perform,
    ReportFailure,
    RetryIncident,
    SetVariables,
    SkipIncident,
    StartProcess,
    ThrowError,
    ThrowEscalation,
    leave_to_others,
)
from owj.kernel.bpmn.helping import move_token, skip
from owj.kernel.bpmn.rounds import start_next
from owj.kernel.bpmn.scopes import close_if_empty, end_process
from owj.kernel.bpmn.state import NOT_STARTED, Doing, State, Status, Token, Waits
from owj.kernel.bpmn.throwing import throw_escalation
from owj.kernel.bpmn.work import TokenStopped, Work
from owj.kernel.feel import Environment

MOVING = frozenset({Doing.ENTER, Doing.BODY, Doing.DONE, Doing.LEAVE, Doing.GO})
# So many moves of tokens may one step take; a loop that waits for nobody ends there.
MOST_MOVES = 100_000

ENTER: Mapping[NodeKind, Callable[[Work, Token, Node], None]] = {
    **dict.fromkeys(ACTIVITIES, enter_activity),
    NodeKind.START: enter_start,
    NodeKind.BOUNDARY: enter_start,
    NodeKind.CATCH: enter_catch,
    NodeKind.THROW: enter_throw,
    NodeKind.END: enter_end,
    NodeKind.EXCLUSIVE: enter_exclusive,
    NodeKind.PARALLEL: enter_parallel,
    NodeKind.INCLUSIVE: enter_inclusive,
    NodeKind.EVENT_BASED: enter_gateway_of_events,
}


@dataclass(frozen=True, slots=True)
class Stepped:
    """Hold what a step gave."""

    state: State
    effects: tuple[Effect, ...]


def start_process(
    process: Process,
    happening: StartProcess,
    environment: Environment,
    perform: Perform = leave_to_others,
) -> Stepped:
    """Return a process that has begun and run until nothing moves. environment: with `now`."""
    return step(process, NOT_STARTED, happening, environment, perform)


def step(
    process: Process,
    state: State,
    happening: Happening,
    environment: Environment,
    perform: Perform = leave_to_others,
    *,
    called: bool = False,
    most_moves: int = MOST_MOVES,
) -> Stepped:
    """Return the state after something has happened and all has run until nothing moves.

    environment: with `now`, and what FEEL may ask for. perform: does the work of tasks within
    the step. called: another process waits for this one, so what nothing here catches goes there.
    What comes for a process that is over has no effect.
    Raises: NothingWaitsThere, and then nothing has changed.
    """
    if state.status is not Status.ACTIVE:
        return Stepped(state, ())
    work = Work(process, state, environment, perform, called=called)
    _take(work, happening)
    _settle(work)
    _run(work, most_moves)
    return Stepped(work.freeze(), tuple(work.effects))


def _run(work: Work, most_moves: int) -> None:
    """Move tokens until none can; an inclusive join is looked at when nothing else moves."""
    moves = 0
    while True:
        while work.agenda:
            if moves >= most_moves:
                _stop_all(work, most_moves)
                return
            moves += 1
            own_id = work.agenda.popleft()
            token = work.tokens.get(own_id)
            if token is not None:
                _move(work, token)
            elif own_id in work.scopes:
                close_if_empty(work, work.scopes[own_id])
            _settle(work)
        if work.status is not Status.ACTIVE or not fire_inclusive_join(work):
            return
        _settle(work)


def _move(work: Work, token: Token) -> None:
    node = work.process.nodes[token.node]
    try:
        if token.doing is Doing.ENTER:
            ENTER[node.kind](work, token, node)
        elif token.doing is Doing.BODY:
            run_body(work, token, node)
        elif token.doing is Doing.DONE:
            complete_activity(work, token)
        elif token.doing in {Doing.LEAVE, Doing.GO}:
            leave(work, token)
    except TokenStopped as stopped:
        work.stop(work.tokens[token.id], stopped)


def _settle(work: Work) -> None:
    """Look at conditions after data have changed."""
    if work.touched:
        look_at_conditions(work)


def _stop_all(work: Work, most_moves: int) -> None:
    """Stop every token that would still move: they never come to rest."""
    detail = f"more than {most_moves} moves in one step: a loop that waits for nobody?"
    for own_id in dict.fromkeys(work.agenda):
        token = work.tokens.get(own_id)
        if token is not None and token.doing in MOVING:
            work.stop(token, TokenStopped("moves", detail, token.doing))
    work.agenda.clear()


def _take(work: Work, happening: Happening) -> None:
    match happening:
        case StartProcess():
            _start(work, happening)
        case CompleteTask(token=own_id, data=data):
            _finish_task(work, own_id, Outcome(data))
        case ThrowError(token=own_id, code=code, data=data):
            _finish_task(work, own_id, Outcome(data, error=code))
        case ThrowEscalation(token=own_id, code=code, data=data):
            token = _waiting_task(work, own_id)
            work.write(token.scope, data)
            throw_escalation(work, token, code)
        case ReportFailure(token=own_id, detail=detail):
            _finish_task(work, own_id, Outcome(failure=detail))
        case _:
            _take_news(work, happening)


def _take_news(work: Work, happening: Happening) -> None:
    match happening:
        case FireTimer(timer=own_id):
            if own_id not in work.timers:
                raise NothingWaitsThere(what="timer", id=own_id)
            fire_timer(work, work.timers[own_id])
        case DeliverSignal(name=name, data=data):
            broadcast(work, name, data)
        case DeliverMessage() | DeliverTo():
            _deliver(work, happening)
        case RetryIncident(incident=own_id):
            _retry(work, own_id)
        case SkipIncident(incident=own_id, data=data):
            skip(work, own_id, data)
        case MoveToken(token=own_id, node=node):
            move_token(work, own_id, node)
        case SetVariables(data=data, scope=scope):
            if scope and scope not in work.scopes:
                raise NothingWaitsThere(what="scope", id=scope)
            work.write(scope or work.root, data)
        case CancelProcess():
            end_process(work, Status.CANCELLED)


def _start(work: Work, happening: StartProcess) -> None:
    if work.root:
        raise NothingWaitsThere(what="start of process", id=work.process.main)
    root = work.open_root(work.process.main, happening.data)
    work.touched.clear()
    container = work.process.containers[work.process.main]
    known = {start.id for start in container.starts}
    try:
        if happening.at:
            if happening.at not in known:
                raise NothingWaitsThere(what="start event", id=happening.at)
            arm_handlers(work, root)
            go_on(work, work.put_token(root.id, happening.at))
        elif container.start is None:
            raise ProcessNotStarted(reason="it has no plain start event")
        else:
            begin_scope(work, root)
    except TokenStopped as stopped:
        raise ProcessNotStarted(reason=stopped.detail) from None


def _waiting_task(work: Work, own_id: int) -> Token:
    token = work.tokens.get(own_id)
    if token is None or token.doing is not Doing.WAIT or not work.node_of(token).is_activity:
        raise NothingWaitsThere(what="task", id=own_id)
    return token


def _finish_task(work: Work, own_id: int, outcome: Outcome) -> None:
    token = _waiting_task(work, own_id)
    try:
        take_outcome(work, token, outcome)
    except TokenStopped as stopped:
        _withdraw(work, token)
        work.stop(token, stopped)


def _withdraw(work: Work, token: Token) -> None:
    """Take back what a stopped task was asked for or waited for; its boundary events stay."""
    if work.node_of(token).kind is NodeKind.USER:
        work.effects.append(TaskWithdrawn(token.id, token.node))
    for own_id in tuple(work.armed.get(token.id, ())):
        subscription = work.subscriptions.get(own_id)
        if subscription is not None and subscription.node == token.node:
            work.disarm_one(subscription)


def _deliver(work: Work, happening: DeliverMessage | DeliverTo) -> None:
    if isinstance(happening, DeliverTo):
        found = work.subscriptions.get(happening.subscription)
        if found is None:
            raise NothingWaitsThere(what="subscription", id=happening.subscription)
        fire_subscription(work, found, happening.data)
        return
    for subscription in sorted(work.subscriptions.values()):
        fits = subscription.key is None or subscription.key == happening.key
        if subscription.waits is Waits.MESSAGE and subscription.name == happening.name and fits:
            fire_subscription(work, subscription, happening.data)
            return


def _retry(work: Work, own_id: int) -> None:
    incident = work.incidents.get(own_id)
    if incident is None:
        raise NothingWaitsThere(what="incident", id=own_id)
    work.resolve(incident.token)
    token = work.set_doing(work.tokens[incident.token], incident.resume)
    if incident.resume is Doing.INSIDE:
        inside = work.inner_scopes(token)
        work.agenda.extend(scope.id for scope in inside)
        if not inside and token.id in work.rounds:
            start_next(work, token)
    else:
        work.agenda.append(token.id)
