"""Which priority the facts of a ticket propose: the table that comes with Owj is R5."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_noop

from owj.kernel.feel import FeelValue
from owj.kernel.sla.events import Priority
from owj.packages.desk.words import Importance
from owj.server.decisions.evaluation import Decided, ask_decision
from owj.server.decisions.points import (
    DecisionPoint,
    Question,
    Sample,
    ShippedCase,
    register_decision,
)
from owj.server.records.context import Context

KEY = "desk.priority"
SOURCE = Path(__file__).with_name("priority.dmn").read_text(encoding="utf-8")


def _question(is_bug: bool, blocks_use: bool, importance: Importance) -> Question:
    return {"is error": is_bug, "stops use": blocks_use, "importance": importance.value}


def _recent(ctx: Context, count: int) -> list[Sample]:
    """Return the facts of the last tickets that the person may see."""
    from owj.packages.desk.entity import Ticket

    return [
        Sample(
            str(ticket.tracking_id),
            _question(ticket.is_bug, ticket.blocks_use, Importance(ticket.importance)),
            ticket.proposed_priority or None,
        )
        for ticket in ctx.rows(Ticket).order_by("-pk")[:count]
    ]


def _is_priority(value: FeelValue) -> bool:
    return value in set(Priority)


register_decision(
    DecisionPoint(
        key=KEY,
        label=gettext_noop("Priority that the facts of a ticket propose"),
        decision="priority",
        source=SOURCE,
        questions=tuple(
            _question(is_bug, blocks_use, importance)
            for is_bug in (True, False)
            for blocks_use in (True, False)
            for importance in Importance
        ),
        accepts=_is_priority,
        answers="one of critical, high, medium, low",
        used_by=(
            gettext_noop("Every new ticket, filed by staff or by a customer"),
            gettext_noop("The preview beside the form of a new ticket"),
        ),
        recent=_recent,
        entity="ticket",
        cases=(
            ShippedCase("R5 critical", _question(True, True, Importance.LOW), "critical"),
            ShippedCase("R5 high", _question(True, False, Importance.HIGH), "high"),
            ShippedCase("R5 medium", _question(False, False, Importance.HIGH), "medium"),
            ShippedCase("R5 low", _question(False, True, Importance.LOW), "low"),
        ),
    )
)


def decide_priority(
    is_bug: bool, blocks_use: bool, importance: Importance, *, now: datetime
) -> tuple[Priority, Decided]:
    """Return the class that an author's facts propose, and which rule says so (R5)."""
    decided = ask_decision(KEY, _question(is_bug, blocks_use, importance), now=now)
    return Priority(str(decided.value)), decided
