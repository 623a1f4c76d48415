"""Which ticket survives a merge: chains are followed, loops refused. Source: R12."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from owj.kernel.errors import Conflict

T = TypeVar("T", bound=Hashable)


class MergeLoop(Conflict):
    """Say that a merge would lead a ticket back into itself."""

    code = "sla.merge_loop"
    message = "Ticket %(ticket)s cannot be merged into %(into)s, which went into it."


def survivor_of(ticket: T, merged_into: Mapping[T, T]) -> T:
    """Return the ticket that carries on for `ticket`: itself, or the end of its chain of merges.

    Raises: MergeLoop for a stored chain that has no end.
    """
    seen = {ticket}
    at = ticket
    while at in merged_into:
        at = merged_into[at]
        if at in seen:
            raise MergeLoop(ticket=ticket, into=at)
        seen.add(at)
    return at


def plan_merge(ticket: T, into: T, merged_into: Mapping[T, T]) -> T:
    """Return the ticket that will carry on if `ticket` is merged into `into`.

    Raises: MergeLoop if that were the ticket itself.
    """
    survivor = survivor_of(into, merged_into)
    if survivor == ticket:
        raise MergeLoop(ticket=ticket, into=into)
    return survivor
