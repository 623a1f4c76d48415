"""Whom a broken promise concerns: the table that comes with Owj names the agreement's roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_noop

from owj.kernel.feel import FeelValue
from owj.kernel.sla.clocks import Promise
from owj.kernel.sla.events import Priority
from owj.kernel.sla.settings import Role
from owj.server.decisions.evaluation import ask_decision
from owj.server.decisions.points import DecisionPoint, Question, ShippedCase, register_decision

KEY = "desk.escalation"
SOURCE = Path(__file__).with_name("escalation.dmn").read_text(encoding="utf-8")
AGREED = frozenset((Role.PROJECT_MANAGER, Role.ASSIGNEE))


@dataclass(frozen=True, slots=True)
class Escalation:
    """Hold what the table looks at.

    promise: the broken one; None when the alarm sounds again. agreed: roles of the agreement.
    """

    promise: Promise | None
    priority: Priority
    again: bool
    agreed: Iterable[Role]

    def question(self) -> Question:
        """Return it as the table's inputs."""
        return {
            "promise": self.promise.value if self.promise is not None else None,
            "priority": self.priority.value,
            "again": self.again,
            "agreed roles": tuple(sorted(role.value for role in self.agreed)),
        }


def _flat(value: FeelValue) -> Iterator[FeelValue]:
    """Yield the roles of all rules: each puts out one, or a list of them."""
    if isinstance(value, tuple):
        for part in value:
            yield from _flat(part)
    else:
        yield value


def _are_roles(value: FeelValue) -> bool:
    named = tuple(_flat(value))
    return bool(named) and all(role in set(Role) for role in named)


register_decision(
    DecisionPoint(
        key=KEY,
        label=gettext_noop("Who is told when a promise is broken"),
        decision="escalation",
        source=SOURCE,
        questions=tuple(
            Escalation(promise, priority, promise is None, AGREED).question()
            for promise in (*Promise, None)
            for priority in Priority
        ),
        accepts=_are_roles,
        answers="at least one of " + ", ".join(Role),
        entity="ticket",
        used_by=(
            gettext_noop("The alarm of a broken promise"),
            gettext_noop("The alarm that sounds again until somebody acts"),
        ),
        cases=(
            ShippedCase(
                "R14 the agreement's roles",
                Escalation(Promise.FIRST_RESPONSE, Priority.HIGH, False, AGREED).question(),
                (tuple(sorted(role.value for role in AGREED)),),
            ),
        ),
    )
)


def decide_escalation(facts: Escalation, *, now: datetime) -> frozenset[Role]:
    """Return the roles whose people are told (R14, R15)."""
    decided = ask_decision(KEY, facts.question(), now=now)
    return frozenset(Role(str(role)) for role in _flat(decided.value))
