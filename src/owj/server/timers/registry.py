"""Which function a kind of timer runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from owj.kernel.errors import DefinitionError


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer as its run sees it. attempt: 1 for the first."""

    kind: str
    key: str
    due_at: datetime
    data: dict[str, Any]
    attempt: int


TimerRun = Callable[[TimerRow, datetime], None]

_kinds: dict[str, TimerRun] = {}


class TimerKindUnknown(DefinitionError):
    """Say that no room runs this kind of timer."""

    code = "timers.kind_unknown"
    message = "Timer kind %(kind)s: no part of the program runs it."


def timer_kind(kind: str) -> Callable[[TimerRun], TimerRun]:
    """Register the function that runs the timers of a kind; it gets the row and the instant.

    It runs in one transaction with the removal of the timer, so what it changes in the
    database happens exactly once. It must not reach outside: that goes into the outbox.
    """

    def register(run: TimerRun) -> TimerRun:
        if _kinds.setdefault(kind, run) is not run:
            raise RuntimeError(f"two functions run timers of kind {kind}")
        return run

    return register


def run_of_kind(kind: str) -> TimerRun:
    """Return the function that runs a kind. Raises: TimerKindUnknown."""
    try:
        return _kinds[kind]
    except KeyError:
        raise TimerKindUnknown(kind=kind) from None
