"""What can be done to a ticket besides writing in it, as data: one row a move."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owj.packages.desk.services import (
    accept_fix,
    clear_p0,
    close_ticket,
    exclude_ticket,
    readmit_ticket,
    reject_request,
    reopen_ticket,
    resolve_ticket,
    resume_ticket,
    wait_for_customer,
)
from owj.packages.desk.words import Move
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Doing:
    """The words a move is done with, and the version the reader saw."""

    text: str
    version: int | None


Do = Callable[[Context, str, Doing], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One move as a page offers it.

    asks: the question its text field carries; empty when no text is taken. needs_text: whether
    the field may stay empty. undo: the verb that takes the move back, where one does.
    """

    verb: str
    move: Move
    label: Promise
    icon: str
    done: Promise
    do: Do
    asks: Promise | str = ""
    needs_text: bool = False
    undo: str = ""
    leading: bool = False
    tone: str = ""


class _Versioned(Protocol):
    """A verb that takes why, and the version its reader saw."""

    def __call__(
        self, ctx: Context, ref: str, /, *, text: str, expected_version: int | None
    ) -> object: ...


class _Reasoned(Protocol):
    """A verb that takes a reason; it is recorded beside the promise."""

    def __call__(self, ctx: Context, ref: str, /, *, reason: str) -> object: ...


def _with_version(verb: _Versioned) -> Do:
    return lambda ctx, ref, said: verb(ctx, ref, text=said.text, expected_version=said.version)


def _with_reason(verb: _Reasoned) -> Do:
    return lambda ctx, ref, said: verb(ctx, ref, reason=said.text)


ACTS: dict[str, Act] = {
    act.verb: act
    for act in (
        Act(
            "resolve",
            Move.RESOLVE,
            _("Resolve"),
            "check",
            _("The ticket is resolved; the customer is asked to confirm."),
            _with_version(resolve_ticket),
            leading=True,
        ),
        Act(
            "reopen",
            Move.REOPEN,
            _("Reopen"),
            "rotate-ccw",
            _("The ticket is open again."),
            _with_version(reopen_ticket),
            leading=True,
        ),
        Act(
            "resume",
            Move.RESUME,
            _("Go on without the customer"),
            "play",
            _("The ticket does not wait for the customer any more."),
            _with_version(resume_ticket),
            undo="wait",
        ),
        Act(
            "wait",
            Move.WAIT,
            _("Wait for the customer"),
            "pause",
            _("The ticket waits for the customer."),
            _with_version(wait_for_customer),
            undo="resume",
        ),
        Act(
            "accept-fix",
            Move.ACCEPT_FIX,
            _("Accept the fix or work-around"),
            "check-check",
            _("The fix is accepted; the follow-up is complete."),
            lambda ctx, ref, said: accept_fix(ctx, ref, text=said.text),
            asks=_("What was fixed, or how to work around it"),
        ),
        Act(
            "close",
            Move.CLOSE,
            _("Close"),
            "lock",
            _("The ticket is closed."),
            _with_version(close_ticket),
            asks=_("Why is it closed? Optional"),
        ),
        Act(
            "reject",
            Move.REJECT,
            _("Reject the request"),
            "x",
            _("The request is rejected; the customer sees the reason."),
            lambda ctx, ref, said: reject_request(
                ctx, ref, reason=said.text, expected_version=said.version
            ),
            asks=_("The reason, as the customer will read it"),
            needs_text=True,
            tone="danger",
        ),
        Act(
            "clear-p0",
            Move.CLEAR_P0,
            _("Take out of P0"),
            "siren",
            _("The ticket is out of P0; its breach stays recorded."),
            _with_reason(clear_p0),
            asks=_("Why it may leave P0. Optional"),
        ),
        Act(
            "exclude",
            Move.EXCLUDE,
            _("Leave out of the month's count"),
            "scale",
            _("The ticket is left out of the month's count."),
            _with_reason(exclude_ticket),
            asks=_("The ground for it, as the customer will read it"),
            needs_text=True,
        ),
        Act(
            "readmit",
            Move.READMIT,
            _("Count it again"),
            "scale",
            _("The ticket counts in its month again."),
            _with_reason(readmit_ticket),
            asks=_("Why it counts again"),
            needs_text=True,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class OfferedAct:
    """An act with the address it is done at."""

    act: Act
    address: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The acts open to this reader: those with a button of their own, and the rest."""

    leading: tuple[OfferedAct, ...]
    more: tuple[OfferedAct, ...]


def acts_of(moves: frozenset[Move], tracking_id: str) -> Offer:
    """Return the acts this reader can do to the ticket now."""
    offered = [
        OfferedAct(act, reverse("client:move", args=[tracking_id, act.verb]))
        for act in ACTS.values()
        if act.move in moves
    ]
    return Offer(
        tuple(one for one in offered if one.act.leading),
        tuple(one for one in offered if not one.act.leading),
    )
