"""Events: what a room tells the rooms above it, inside the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from django.db import connection

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

EventT = TypeVar("EventT", bound="DataclassInstance")
Reaction = Callable[[EventT], None]

_reactions: list[tuple[type, Callable[..., None]]] = []


def reacts_to(event_type: type[EventT]) -> Callable[[Reaction[EventT]], Reaction[EventT]]:
    """Register a reaction on an event class or on any class derived from it."""

    def register(reaction: Reaction[EventT]) -> Reaction[EventT]:
        if (event_type, reaction) not in _reactions:
            _reactions.append((event_type, reaction))
        return reaction

    return register


def publish(event: DataclassInstance) -> None:
    """Run every reaction on the event now, in the order of registration.

    A reaction that raises undoes the whole unit of work; what may fail belongs into the outbox.
    Raises: RuntimeError outside of a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{type(event).__name__} published outside transaction.atomic()")
    for event_type, reaction in reactions_on(type(event)):
        if isinstance(event, event_type):
            reaction(event)


def reactions_on(event_type: type) -> tuple[tuple[type, Callable[..., None]], ...]:
    """Return the registered reactions an event of this class would meet."""
    return tuple(pair for pair in _reactions if issubclass(event_type, pair[0]))
