"""Take a waiting process over to another drawing: the same tokens, at the nodes of the new one.

Only what stands still can be taken over, which a state between two steps always does. Nothing is
armed or fired by it: a timer keeps its instant, and an event that the new drawing adds to what
waits already begins to wait when the activity is entered the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from owj.kernel.bpmn.elements import MessageEvent, Node, NodeKind, Process, SignalEvent
from owj.kernel.bpmn.state import Doing, Rollback, State, Subscription, Timer, Token, Undo

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Migration:
    """Hold what taking over came to. state: None when problems forbid it. notes: what is lost."""

    state: State | None
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def migrate_state(
    old: Process, new: Process, state: State, mapping: Mapping[str, str] | None = None
) -> Migration:
    """Return the state as it stands in another drawing.

    mapping: old ids of nodes, flows and containers to new ones, where they differ.
    """
    move = _Move(old, new, {old.main: new.main, **(mapping or {})})
    problems = tuple(dict.fromkeys(move.problems_of(state)))
    if problems:
        return Migration(None, problems, ())
    return Migration(move.moved(state), (), tuple(dict.fromkeys(move.notes_of(state))))


class _Move:
    """Hold both drawings while a state is taken over."""

    def __init__(self, old: Process, new: Process, mapping: Mapping[str, str]) -> None:
        self._old = old
        self._new = new
        self._mapping = mapping

    def to(self, node: str) -> str:
        return self._mapping.get(node, node)

    def problems_of(self, state: State) -> Iterator[str]:
        for token in state.tokens.values():
            yield from self._problems_of_token(token)
        for scope in state.scopes.values():
            if scope.container and self.to(scope.container) not in self._new.containers:
                yield f"{scope.container}: the new drawing has no {self.to(scope.container)}"
        for undo in _all_undos(state):
            for node in (undo.node, undo.handler):
                if node and self.to(node) not in self._new.nodes:
                    yield f"{node}: what it has done could not be undone in the new drawing"

    def _problems_of_token(self, token: Token) -> Iterator[str]:
        old, new = self._old.nodes[token.node], self._new.nodes.get(self.to(token.node))
        if new is None:
            yield f"{old.id}: the new drawing has no {self.to(old.id)}; map it to another node"
        elif new.kind is not old.kind or new.triggered is not old.triggered:
            yield f"{old.id}: expected {old.kind.value}, {new.id} is {new.kind.value}"
        elif new.container != self.to(old.container):
            yield f"{old.id}: {new.id} stands in {new.container}, not in {self.to(old.container)}"
        elif bool(new.called_outside) is not bool(old.called_outside):
            yield f"{old.id}: {new.id} calls a process that is kept in another place"
        elif type(new.loop) is not type(old.loop):
            yield f"{old.id}: {new.id} is repeated in another way"
        elif token.doing is Doing.JOIN and self.to(token.flow) not in new.incoming:
            yield f"{old.id}: no flow {token.flow} leads to {new.id} any more"

    def notes_of(self, state: State) -> Iterator[str]:
        waiting: list[Subscription | Timer] = [*state.timers.values()]
        waiting += state.subscriptions.values()
        for row in waiting:
            if self._target(row) is None:
                yield f"{row.node}: it no longer waits, since the new drawing has no such event"
        for token in state.tokens.values():
            if token.doing in {Doing.WAIT, Doing.INSIDE}:
                known = {self.to(one.id) for one in self._old.boundaries.get(token.node, ())}
                for boundary in self._new.boundaries.get(self.to(token.node), ()):
                    if boundary.id not in known:
                        yield f"{boundary.id}: it is new and waits from the next time on"

    def moved(self, state: State) -> State:
        kept = {own: self._subscription(row) for own, row in state.subscriptions.items()}
        timers = {own: self._timer(row) for own, row in state.timers.items()}
        return state._replace(
            tokens=_each(state.tokens, self._token),
            scopes=_each(
                state.scopes,
                lambda row: row._replace(node=self.to(row.node), container=self.to(row.container)),
            ),
            subscriptions={own: row for own, row in kept.items() if row is not None},
            timers={own: row for own, row in timers.items() if row is not None},
            incidents=_each(state.incidents, lambda row: row._replace(node=self.to(row.node))),
            undos=_each(state.undos, self._undo),
            rollbacks=_each(
                state.rollbacks,
                lambda row: Rollback(row.id, tuple(self._undo(one) for one in row.pending)),
            ),
        )

    def _token(self, token: Token) -> Token:
        flow = self.to(token.flow)
        return token._replace(node=self.to(token.node), flow=flow)

    def _subscription(self, row: Subscription) -> Subscription | None:
        node = self._target(row)
        if node is None:
            return None
        name = node.event.name if isinstance(node.event, MessageEvent | SignalEvent) else ""
        return _same_or(row, row._replace(node=node.id, name=name))

    def _timer(self, row: Timer) -> Timer | None:
        node = self._target(row)
        return None if node is None else _same_or(row, row._replace(node=node.id))

    def _target(self, row: Subscription | Timer) -> Node | None:
        """Return the event of the new drawing that waits for the same."""
        old, new = self._old.nodes[row.node], self._new.nodes.get(self.to(row.node))
        if new is None or type(new.event) is not type(old.event):
            return None
        moved = old.kind is NodeKind.BOUNDARY and new.attached_to != self.to(old.attached_to)
        return None if moved else new

    def _undo(self, undo: Undo) -> Undo:
        inner = tuple(self._undo(one) for one in undo.inner)
        changed = undo._replace(node=self.to(undo.node), handler=self.to(undo.handler), inner=inner)
        return _same_or(undo, changed)


def _all_undos(state: State) -> Iterator[Undo]:
    waiting = [*state.undos.values()]
    waiting += [one for row in state.rollbacks.values() for one in row.pending]
    while waiting:
        undo = waiting.pop()
        yield undo
        waiting += undo.inner


def _each(rows: Mapping[int, Row], change: Callable[[Row], Row]) -> dict[int, Row]:
    return {own_id: _same_or(row, change(row)) for own_id, row in rows.items()}


def _same_or(row: Row, changed: Row) -> Row:
    """Return the very row where nothing differs: rows that differ are written."""
    return row if row == changed else changed
