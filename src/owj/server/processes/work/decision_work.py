"""Work that asks a decision table."""

from __future__ import annotations

from owj.kernel.bpmn.happenings import Outcome
from owj.server.decisions.evaluation import ask_decision
from owj.server.processes.work import WorkPlace, register
from owj.server.processes.work.kinds import (
    RESULT,
    Parameter,
    ParameterKind,
    WorkKind,
    declare,
    words,
)
from owj.server.processes.work.settings import Settings

DECISION = declare(
    WorkKind(
        "decision",
        words("تصمیم", "Decision"),
        words("جدول تصمیمی را می‌پرسد.", "Asks a decision table."),
        "table-2",
        (
            Parameter(
                "decision",
                ParameterKind.DECISION,
                words("تصمیم", "Decision"),
                words("کلید تصمیم.", "Key of the decision."),
                required=True,
            ),
            Parameter(
                "question",
                ParameterKind.FEEL,
                words("پرسش", "Question"),
                words(
                    "ورودی‌های جدول با نام، مانند \u2066{amount: record.amount}\u2069.",
                    "The table's inputs by name, as {amount: record.amount}.",
                ),
                required=True,
            ),
            RESULT,
        ),
    )
)


@register(DECISION.key)
def decide(place: WorkPlace) -> Outcome:
    """Ask the version in force; the result is its answer. Raises: UnknownDecision."""
    said = Settings(DECISION, place.node.extensions, place.read, place.ctx.now)
    decided = ask_decision(said.written("decision"), said.context("question"), now=place.ctx.now)
    name = place.node.result
    return Outcome({name: decided.value} if name else {})
