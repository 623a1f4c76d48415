"""One step at work: a copy of the state that may be changed, and what it must not lose track of."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime

from owj.kernel.bpmn.effects import (
    Effect,
    IncidentRaised,
    IncidentResolved,
    NodeCancelled,
    NodeCompleted,
    SubscriptionClosed,
    TaskWithdrawn,
    TimerWithdrawn,
    WorkWithdrawn,
)
from owj.kernel.bpmn.elements import Container, Node, NodeKind, Process
from owj.kernel.bpmn.happenings import Perform
from owj.kernel.bpmn.state import (
    Doing,
    Incident,
    Role,
    Scope,
    State,
    Subscription,
    Timer,
    Token,
)
from owj.kernel.feel import (
    Environment,
    Expression,
    FeelBudgetSpent,
    FeelValue,
    start_run,
)

ASKED_OF_PEOPLE = frozenset({NodeKind.USER})
CUT_OFF = frozenset({Doing.BODY, Doing.WAIT, Doing.INSIDE, Doing.STOPPED})


class TokenStopped(Exception):
    """Say why a token cannot go on; the step makes an incident of it.

    resume: what the token does when it is tried again; None for coming in, or for the work where
    it had come in.
    """

    def __init__(self, kind: str, detail: str, resume: Doing | None = None) -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail
        self.resume = resume


class Work:
    """Hold a state that is being changed. Rows live in one sequence of numbers."""

    def __init__(
        self,
        process: Process,
        state: State,
        environment: Environment,
        perform: Perform,
        *,
        called: bool = False,
    ) -> None:
        """Copy the state; nothing of it is shared that may change."""
        self.process = process
        self.called = called
        self.environment = environment
        self.perform = perform
        self.status = state.status
        self.last_id = state.last_id
        self.root = state.root
        self.tokens = dict(state.tokens)
        self.scopes = dict(state.scopes)
        self.variables = dict(state.variables)
        self.subscriptions = dict(state.subscriptions)
        self.timers = dict(state.timers)
        self.rounds = dict(state.rounds)
        self.incidents = dict(state.incidents)
        self.undos = dict(state.undos)
        self.rollbacks = dict(state.rollbacks)
        self.effects: list[Effect] = []
        self.agenda: deque[int] = deque()
        self.touched: set[str] = set()
        self._written: dict[int, dict[str, FeelValue]] = {}
        # By number of a scope: its tokens, its inner scopes. By token (or scope, for what starts
        # event sub-processes): its subscriptions and timers.
        self.tokens_in: dict[int, dict[int, None]] = {scope: {} for scope in self.scopes}
        self.scopes_in: dict[int, dict[int, None]] = {scope: {} for scope in self.scopes}
        self.armed: dict[int, dict[int, None]] = {}
        for token in self.tokens.values():
            self.tokens_in[token.scope][token.id] = None
        for scope in self.scopes.values():
            if scope.parent:
                self.scopes_in[scope.parent][scope.id] = None
        for subscription in self.subscriptions.values():
            owner = subscription.token or subscription.scope
            self.armed.setdefault(owner, {})[subscription.id] = None
        for timer in self.timers.values():
            self.armed.setdefault(timer.token or timer.scope, {})[timer.id] = None

    @property
    def now(self) -> datetime:
        """Give the instant of the step."""
        now = self.environment.now
        if now is None:
            raise TypeError("a step needs an instant")
        return now

    def freeze(self) -> State:
        """Return the state as it is now."""
        return State(
            self.status,
            self.last_id,
            self.root,
            self.tokens,
            self.scopes,
            self.variables,
            self.subscriptions,
            self.timers,
            self.rounds,
            self.incidents,
            self.undos,
            self.rollbacks,
        )

    def next_id(self) -> int:
        """Return a number that nothing has had."""
        self.last_id += 1
        return self.last_id

    def node_of(self, token: Token) -> Node:
        """Return the node a token stands at."""
        return self.process.nodes[token.node]

    def container_of(self, scope: Scope) -> Container | None:
        """Return what a scope runs; None for an instance of a task."""
        return self.process.containers.get(scope.container)

    def record(self, visit: int, node: str) -> None:
        """Tell that a node is completed. visit: number of the token or scope that was there."""
        self.effects.append(NodeCompleted(visit, node))

    # Tokens

    def put_token(self, scope: int, node: str, flow: str = "") -> Token:
        """Let a token come to a node; it moves later in this step."""
        token = Token(self.next_id(), scope, node, flow)
        self.tokens[token.id] = token
        self.tokens_in[scope][token.id] = None
        self.agenda.append(token.id)
        return token

    def set_doing(self, token: Token, doing: Doing) -> Token:
        """Change what a token does."""
        changed = Token(token.id, token.scope, token.node, token.flow, doing, token.turn)
        self.tokens[token.id] = changed
        return changed

    def consume(self, token: Token) -> None:
        """Take a token away whose way ends here; an empty scope is closed later in this step."""
        del self.tokens[token.id]
        inside = self.tokens_in[token.scope]
        del inside[token.id]
        if not inside:
            self.agenda.append(token.scope)

    def is_instance(self, token: Token) -> bool:
        """Tell the token of one instance of a multi-instance task from that of the activity."""
        scope = self.scopes[token.scope]
        return scope.role is Role.INSTANCE and scope.node == token.node and not scope.container

    def inner_scopes(self, token: Token) -> list[Scope]:
        """Return the scopes that run within the activity at which a token stands."""
        inside = (self.scopes[own_id] for own_id in self.scopes_in[token.scope])
        return [scope for scope in inside if scope.token == token.id]

    # Variables

    def lookup(self, scope: int, name: str) -> int:
        """Return the nearest scope outward that has a variable; 0 for none."""
        while scope and name not in self.variables[scope]:
            scope = self.scopes[scope].parent
        return scope

    def read(self, scope: int, name: str) -> FeelValue:
        """Return the value of a variable as seen in a scope; null when there is none."""
        found = self.lookup(scope, name)
        return self.variables[found][name] if found else None

    def write(self, scope: int, data: Mapping[str, FeelValue]) -> None:
        """Change variables where they are; make those that are nowhere in the scope itself."""
        for name, value in data.items():
            home = self.lookup(scope, name) or scope
            written = self._written.get(home)
            if written is None:
                written = self._written[home] = dict(self.variables[home])
                self.variables[home] = written
            written[name] = value
            self.touched.add(name)

    def evaluate(
        self, expression: Expression, scope: int, extras: Mapping[str, FeelValue] | None = None
    ) -> FeelValue:
        """Return what an expression gives in a scope. extras: names that go before variables."""
        names: dict[str, FeelValue] = {}
        for name in expression.free:
            found = self.lookup(scope, name)
            if found:
                names[name] = self.variables[found][name]
        if extras:
            names.update(extras)
        try:
            return expression.run(names, start_run(self.environment))
        except FeelBudgetSpent as error:
            raise TokenStopped("expression", str(error)) from None

    # Scopes

    def open_inside(
        self,
        token: Token,
        role: Role,
        container: str,
        variables: Mapping[str, FeelValue],
        *,
        nth: int = 0,
    ) -> Scope:
        """Return a new scope inside of the activity of a token."""
        scope = Scope(self.next_id(), token.scope, token.id, role, token.node, container, nth)
        self._add_scope(scope, variables)
        return scope

    def open_handler(self, outer: Scope, container: str) -> Scope:
        """Return a new scope for an event sub-process."""
        scope = Scope(self.next_id(), outer.id, 0, Role.HANDLER, container, container)
        self._add_scope(scope, {})
        return scope

    def open_undo(self, outer: Scope, token: int, variables: Mapping[str, FeelValue]) -> Scope:
        """Return a new scope for undoing what a token throws back."""
        node = self.tokens[token].node
        scope = Scope(self.next_id(), outer.id, token, Role.UNDO, node, "")
        self._add_scope(scope, variables)
        return scope

    def open_root(self, container: str, variables: Mapping[str, FeelValue]) -> Scope:
        """Return the scope of the process itself."""
        scope = Scope(self.next_id(), 0, 0, Role.PROCESS, container, container)
        self._add_scope(scope, variables)
        self.root = scope.id
        return scope

    def _add_scope(self, scope: Scope, variables: Mapping[str, FeelValue]) -> None:
        self.scopes[scope.id] = scope
        self.variables[scope.id] = self._written[scope.id] = dict(variables)
        self.tokens_in[scope.id] = {}
        self.scopes_in[scope.id] = {}
        if scope.parent:
            self.scopes_in[scope.parent][scope.id] = None

    def drop_scope(self, scope: Scope) -> None:
        """Take away a scope that holds nothing any more, with its variables."""
        self.disarm(scope.id)
        del self.scopes[scope.id], self.variables[scope.id]
        del self.tokens_in[scope.id], self.scopes_in[scope.id]
        self._written.pop(scope.id, None)
        self.rollbacks.pop(scope.id, None)
        for undo in [undo for undo in self.undos.values() if undo.scope == scope.id]:
            del self.undos[undo.id]
        if scope.parent:
            del self.scopes_in[scope.parent][scope.id]

    # What waits

    def add_subscription(self, subscription: Subscription) -> None:
        """Remember what waits for a message, a signal or a condition."""
        self.subscriptions[subscription.id] = subscription
        owner = subscription.token or subscription.scope
        self.armed.setdefault(owner, {})[subscription.id] = None

    def add_timer(self, timer: Timer) -> None:
        """Remember what waits for an instant."""
        self.timers[timer.id] = timer
        self.armed.setdefault(timer.token or timer.scope, {})[timer.id] = None

    def disarm_one(self, row: Subscription | Timer) -> None:
        """Forget one subscription or timer."""
        del self.armed[row.token or row.scope][row.id]
        if isinstance(row, Timer):
            del self.timers[row.id]
            self.effects.append(TimerWithdrawn(row.id))
        else:
            del self.subscriptions[row.id]
            self.effects.append(SubscriptionClosed(row.id))

    def disarm(self, owner: int) -> None:
        """Forget all that a token, or the starts of a scope's event sub-processes, waits for."""
        for own_id in tuple(self.armed.pop(owner, ())):
            if self.timers.pop(own_id, None) is not None:
                self.effects.append(TimerWithdrawn(own_id))
            else:
                del self.subscriptions[own_id]
                self.effects.append(SubscriptionClosed(own_id))

    # Ends that nobody reached

    def cancel_tokens(self, tokens: Iterable[int]) -> None:
        """Take tokens away with everything that runs and waits inside of their activities."""
        scopes: list[Scope] = []
        for own_id in tuple(tokens):
            token = self.tokens[own_id]
            if token.doing in {Doing.INSIDE, Doing.STOPPED}:
                scopes += self.inner_scopes(token)
        self.cancel_scopes(scopes)
        for own_id in tuple(tokens):
            self._cancel_token(self.tokens[own_id])

    def cancel_scopes(self, scopes: Iterable[Scope]) -> None:
        """Take scopes away with everything in them, innermost first."""
        found = list(scopes)
        for scope in found:
            found += [self.scopes[own_id] for own_id in self.scopes_in[scope.id]]
        for scope in reversed(found):
            for own_id in tuple(self.tokens_in[scope.id]):
                self._cancel_token(self.tokens[own_id])
            self.drop_scope(scope)

    def _cancel_token(self, token: Token) -> None:
        self.disarm(token.id)
        self.rounds.pop(token.id, None)
        node = self.node_of(token)
        if token.doing is Doing.WAIT and node.is_activity and node.kind is not NodeKind.RECEIVE:
            asked = node.kind in ASKED_OF_PEOPLE
            self.effects.append((TaskWithdrawn if asked else WorkWithdrawn)(token.id, node.id))
        if token.doing in CUT_OFF and (node.is_activity or token.doing is Doing.WAIT):
            self.effects.append(NodeCancelled(token.id, node.id))
        if token.doing is Doing.STOPPED:
            self.resolve(token.id)
        del self.tokens[token.id]
        del self.tokens_in[token.scope][token.id]

    # Incidents

    def stop(self, token: Token, stopped: TokenStopped) -> None:
        """Stop a token with an incident."""
        within = token.doing in {Doing.BODY, Doing.INSIDE}
        resume = stopped.resume or (Doing.BODY if within else Doing.ENTER)
        incident = Incident(
            self.next_id(), token.id, token.node, stopped.kind, stopped.detail, resume
        )
        self.incidents[incident.id] = incident
        self.set_doing(token, Doing.STOPPED)
        raised = IncidentRaised(incident.id, token.id, token.node, stopped.kind, stopped.detail)
        self.effects.append(raised)

    def resolve(self, token: int) -> Incident | None:
        """Forget the incident of a token."""
        for incident in self.incidents.values():
            if incident.token == token:
                del self.incidents[incident.id]
                self.effects.append(IncidentResolved(incident.id))
                return incident
        return None
