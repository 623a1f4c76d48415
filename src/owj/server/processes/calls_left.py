"""What a step leaves to be done with other processes: begin one, tell the caller, end one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from owj.kernel.bpmn.effects import (
    CallRequested,
    Effect,
    ErrorEscaped,
    EscalationEscaped,
    ProcessEnded,
    WorkWithdrawn,
)
from owj.kernel.bpmn.elements import Process
from owj.kernel.bpmn.state import NO_VARIABLES, State, Status, Variables, no_variables
from owj.kernel.feel import FeelValue

CALL, BACK, WITHDRAW = "call", "back", "withdraw"
ENDED_BY_HAND = "the called process was ended by hand"


@dataclass(frozen=True, slots=True)
class Call:
    """A process is to begin. caller: number of the instance; token: of its call activity."""

    caller: int
    token: int
    data: Variables

    def kept(self) -> tuple[str, Variables]:
        """Return the kind of the row that keeps it, and its values."""
        return CALL, self.data


@dataclass(frozen=True, slots=True)
class CallBack:
    """A called process tells its caller how it ended, or that it calls for attention."""

    caller: int
    token: int
    data: Variables = field(default_factory=no_variables)
    error: str | None = None
    escalation: str | None = None
    failure: str = ""

    def kept(self) -> tuple[str, Variables]:
        """Return the kind of the row that keeps it, and its values."""
        told = {"error": self.error, "escalation": self.escalation, "failure": self.failure}
        return BACK, {**told, "data": dict(self.data)}


@dataclass(frozen=True, slots=True)
class Withdraw:
    """What a call began is of no interest any more."""

    caller: int
    token: int

    def kept(self) -> tuple[str, Variables]:
        """Return the kind of the row that keeps it, and its values."""
        return WITHDRAW, NO_VARIABLES


Deed = Call | CallBack | Withdraw


def kept_deed(kind: str, caller: int, token: int, values: Mapping[str, FeelValue]) -> Deed:
    """Return a deed as it was kept."""
    if kind == CALL:
        return Call(caller, token, values)
    if kind == WITHDRAW:
        return Withdraw(caller, token)
    data, failure = values.get("data"), values.get("failure")
    return CallBack(
        caller,
        token,
        data if isinstance(data, Mapping) else NO_VARIABLES,
        _text(values.get("error")),
        _text(values.get("escalation")),
        failure if isinstance(failure, str) else "",
    )


def _text(value: FeelValue) -> str | None:
    return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Caller:
    """Whose call activity waits for a process."""

    id: int
    token: int


def deeds_of(
    effects: tuple[Effect, ...], process: Process, own: int, state: State, caller: Caller | None
) -> list[Deed]:
    """Return what the effects of a step leave to be done with other processes, in order."""
    found: list[Deed] = []
    escaped = False
    for effect in effects:
        match effect:
            case CallRequested(token=token, data=data):
                found.append(Call(own, token, data))
            case WorkWithdrawn(token=token, node=node) if process.nodes[node].called_outside:
                found.append(Withdraw(own, token))
            case ErrorEscaped(code=code) if caller is not None:
                escaped = True
                found.append(CallBack(caller.id, caller.token, error=code))
            case EscalationEscaped(code=code) if caller is not None:
                found.append(CallBack(caller.id, caller.token, escalation=code))
            case ProcessEnded(status=status) if caller is not None and not escaped:
                failure = ENDED_BY_HAND if status is Status.CANCELLED else ""
                found.append(CallBack(caller.id, caller.token, state.data, failure=failure))
    return found
