"""Look at a decision before it is published: texts, answers, test cases, gaps and overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.dmn.analysis import TableAnalysis, analyse_table
from owj.kernel.dmn.compile_boxes import ModelProblem
from owj.kernel.dmn.json_values import JsonValue, feel_from_json, json_value
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment
from owj.server.decisions.evaluation import compiled_model
from owj.server.decisions.points import DecisionPoint, Question


@dataclass(frozen=True, slots=True)
class StoredCase:
    """Hold what is asked and what must come, as JSON writes it."""

    name: str
    inputs: dict[str, JsonValue]
    expected: JsonValue


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """Hold how a test case came out. rules: those of the table that decided."""

    case: StoredCase
    got: JsonValue
    rules: tuple[int, ...]
    failure: str

    @property
    def passed(self) -> bool:
        """Return whether what was expected came."""
        return not self.failure and self.got == self.case.expected


@dataclass(frozen=True, slots=True)
class Findings:
    """Hold what is to be said about a model.

    refusal: why it cannot be read at all. unanswered: inputs that get no usable answer.
    covered: rules that some case reaches. analysis: None where there is no table.
    """

    refusal: str
    problems: tuple[ModelProblem, ...]
    unanswered: tuple[Question, ...]
    outcomes: tuple[CaseOutcome, ...]
    covered: frozenset[int]
    analysis: TableAnalysis | None

    @property
    def is_ready(self) -> bool:
        """Return whether nothing stands against publishing."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return what stands against publishing, a sentence each."""
        if self.refusal:
            return (self.refusal,)
        said = [str(problem) for problem in self.problems]
        said += [f"no usable answer for {_shown(question)}" for question in self.unanswered]
        said += [
            f"case “{outcome.case.name}”: "
            + (outcome.failure or f"expected {outcome.case.expected}, got {outcome.got}")
            for outcome in self.outcomes
            if not outcome.passed
        ]
        return tuple(said)


def check_source(
    point: DecisionPoint, source: str, cases: Iterable[StoredCase], *, now: datetime
) -> Findings:
    """Return what is to be said about a model that is to answer a decision."""
    try:
        model = compiled_model(source)
        drawn = {decision.name: decision for decision in model.definitions.decisions}
        environment = Environment(now=now)
        unanswered = tuple(
            question
            for question in point.questions
            if not point.accepts(
                model.evaluate_decision(point.decision, question, environment).value
            )
        )
    except OwjError as error:
        return Findings(str(error), (), (), (), frozenset(), None)
    outcomes = tuple(_run_case(point, source, case, now) for case in cases)
    table = drawn[point.decision].decision_table
    return Findings(
        refusal="",
        problems=model.problems,
        unanswered=unanswered,
        outcomes=outcomes,
        covered=frozenset(rule for outcome in outcomes for rule in outcome.rules),
        analysis=analyse_table(table) if table is not None else None,
    )


def _run_case(point: DecisionPoint, source: str, case: StoredCase, now: datetime) -> CaseOutcome:
    model = compiled_model(source)
    inputs = model.typed_inputs(
        {name: feel_from_json(value) for name, value in case.inputs.items()}
    )
    try:
        result = model.evaluate_decision(point.decision, inputs, Environment(now=now))
    except OwjError as error:
        return CaseOutcome(case, None, (), str(error))
    rules = result.trace[-1].chosen if result.trace else ()
    return CaseOutcome(case, json_value(result.value), rules, "")


def _shown(question: Question) -> str:
    return ", ".join(f"{name}: {json_value(value)}" for name, value in question.items())
