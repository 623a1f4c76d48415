"""Who may do what to a ticket, and from which status: the table of moves as data."""

from __future__ import annotations

from enum import StrEnum

from owj.kernel.errors import NotAllowed
from owj.packages.desk.errors import (
    OnlyCustomers,
    OnlyProjectManager,
    OnlyStaff,
    TicketClosed,
    TicketMerged,
    TicketRefused,
    TicketRejected,
    TicketResolved,
    TicketStillOpen,
    TicketWaiting,
)
from owj.packages.desk.words import Move, Status
from owj.server.context import Actor

STAFF_ROLES = frozenset({"agent", "project_manager", "admin"})


class Side(StrEnum):
    """Whose move it is. decider: whoever the agreement names, by default the project manager."""

    STAFF = "staff"
    DECIDER = "decider"
    CUSTOMER = "customer"
    BOTH = "both"


# The system decides nothing: it has no side, so none of the moves is ever its own.
STAFF_SIDES = frozenset({Side.STAFF, Side.DECIDER})


SIDES: dict[Move, Side] = {
    Move.REPLY: Side.STAFF,
    Move.NOTE: Side.STAFF,
    Move.LOG_CALL: Side.STAFF,
    Move.ASSIGN: Side.STAFF,
    Move.SET_PRIORITY: Side.DECIDER,
    Move.ANNOUNCE: Side.STAFF,
    Move.WAIT: Side.STAFF,
    Move.RESUME: Side.STAFF,
    Move.RESOLVE: Side.STAFF,
    Move.ACCEPT_FIX: Side.DECIDER,
    Move.REJECT: Side.STAFF,
    Move.CLOSE: Side.STAFF,
    Move.REOPEN: Side.BOTH,
    Move.MERGE: Side.STAFF,
    Move.LINK: Side.STAFF,
    Move.EXCLUDE: Side.DECIDER,
    Move.READMIT: Side.DECIDER,
    Move.CLEAR_P0: Side.DECIDER,
    Move.CUSTOMER_REPLY: Side.CUSTOMER,
    Move.CONFIRM: Side.CUSTOMER,
    Move.RATE: Side.CUSTOMER,
}

_WORKED_ON = frozenset({Status.OPEN, Status.WAITING_CUSTOMER})
_ANSWERABLE = _WORKED_ON | {Status.RESOLVED}
_DONE = frozenset({Status.RESOLVED, Status.CLOSED, Status.REJECTED})

MOVES: dict[Move, frozenset[Status]] = {
    Move.REPLY: _ANSWERABLE,
    Move.NOTE: frozenset(Status),
    Move.LOG_CALL: _ANSWERABLE,
    Move.ASSIGN: _WORKED_ON,
    Move.SET_PRIORITY: _WORKED_ON,
    Move.ANNOUNCE: _WORKED_ON,
    Move.WAIT: frozenset({Status.OPEN}),
    Move.RESUME: frozenset({Status.WAITING_CUSTOMER}),
    Move.RESOLVE: _WORKED_ON,
    Move.ACCEPT_FIX: _WORKED_ON,
    Move.REJECT: _WORKED_ON,
    Move.CLOSE: _ANSWERABLE,
    Move.REOPEN: _DONE,
    Move.MERGE: _WORKED_ON,
    Move.LINK: frozenset(Status),
    Move.EXCLUDE: frozenset(Status) - {Status.MERGED},
    Move.READMIT: frozenset(Status) - {Status.MERGED},
    Move.CLEAR_P0: frozenset(Status) - {Status.MERGED},
    Move.CUSTOMER_REPLY: _ANSWERABLE,
    Move.CONFIRM: frozenset({Status.RESOLVED}),
    Move.RATE: _WORKED_ON | _DONE,
}

# Where the customer's own way is narrower: what was closed or rejected is taken up by staff only.
CUSTOMER_MOVES: dict[Move, frozenset[Status]] = {Move.REOPEN: frozenset({Status.RESOLVED})}

REFUSALS: dict[Status, type[TicketRefused]] = {
    Status.OPEN: TicketStillOpen,
    Status.WAITING_CUSTOMER: TicketWaiting,
    Status.RESOLVED: TicketResolved,
    Status.CLOSED: TicketClosed,
    Status.REJECTED: TicketRejected,
    Status.MERGED: TicketMerged,
}


def check_may(actor: Actor, move: Move) -> None:
    """Refuse a move of the other side. Raises: OnlyStaff, OnlyCustomers."""
    side = SIDES[move]
    if side is Side.CUSTOMER and actor.kind != "hub":
        raise OnlyCustomers
    if side in STAFF_SIDES and not is_agent(actor):
        raise OnlyStaff
    if side is Side.BOTH and actor.kind != "hub" and not is_agent(actor):
        raise OnlyStaff


def check_decider(actor: Actor, move: Move, role: str) -> None:
    """Refuse a decision to all but the role that the agreement names (R6).

    Raises: OnlyProjectManager.
    """
    if SIDES[move] is Side.DECIDER and role not in actor.roles:
        raise OnlyProjectManager(role=role)


def check_move(actor: Actor, tracking_id: str, status: Status, move: Move) -> None:
    """Refuse a move that the ticket's status does not permit. Raises: TicketRefused's kinds."""
    if status not in statuses_for(actor, move):
        raise REFUSALS[status](ticket=tracking_id, status=status.value)


def statuses_for(actor: Actor, move: Move) -> frozenset[Status]:
    """Return the statuses from which this actor's side may make the move."""
    if actor.kind == "hub":
        return CUSTOMER_MOVES.get(move, MOVES[move])
    return MOVES[move]


def open_moves(actor: Actor, status: Status, role: str) -> frozenset[Move]:
    """Return the moves this actor could make from this status; role: who decides (R6)."""
    return frozenset(
        move for move in Move if status in statuses_for(actor, move) and _may(actor, move, role)
    )


def is_agent(actor: Actor) -> bool:
    """Return whether the actor works at the desk."""
    return actor.kind == "staff" and bool(STAFF_ROLES & actor.roles)


def may_decide(actor: Actor, move: Move, role: str) -> bool:
    """Return whether the actor may make a move, as far as that needs no ticket."""
    return _may(actor, move, role)


def _may(actor: Actor, move: Move, role: str) -> bool:
    try:
        check_may(actor, move)
        check_decider(actor, move, role)
    except NotAllowed:
        return False
    return True
