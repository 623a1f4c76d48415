"""Trying a decision: inputs typed or taken from a real question, the answer and its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from owj.client.studio.decisions.grid import EVERYTHING
from owj.client.studio.decisions.labels import NO_NAMES, Names, show, value_words
from owj.client.studio.decisions.words import input_labels, table_of
from owj.kernel.dmn.cells import listed_values
from owj.kernel.dmn.decision_model import DecisionModel
from owj.kernel.dmn.model import InputData
from owj.kernel.errors import InvalidInput, OwjError
from owj.kernel.feel import (
    Environment,
    FeelContext,
    FeelSyntaxError,
    FeelValue,
    compile_expression,
    compile_unary_tests,
)
from owj.kernel.feel.syntax import Tests
from owj.server.decisions.points import DecisionPoint, Question, Sample
from owj.server.records.context import Context
from owj.ui.feel_words import say_error, say_warning

MOST_SAMPLES = 20
MOST_COUNTED = 200


class ValueNotConstant(InvalidInput):
    """Say that a typed input or answer is no value of FEEL."""

    code = "decision.value_not_constant"
    message = '%(label)s: write a value, such as 12, true or "text".'


@dataclass(frozen=True, slots=True)
class TryField:
    """Hold one input to be typed. options: values as FEEL writes them, with their words."""

    name: str
    label: str
    text: str
    options: tuple[tuple[str, str], ...]

    @property
    def id(self) -> str:
        """Return the id of its field in a page."""
        return "try-" + "-".join(self.name.split())

    @property
    def field(self) -> str:
        """Return the name of its field in a form."""
        return f"in-{self.name}"


@dataclass(frozen=True, slots=True)
class Tried:
    """Hold an answer: in words and as FEEL, the rules behind it, and warnings."""

    answer: str
    written: str
    rules: tuple[int, ...]
    warnings: tuple[str, ...]
    failure: str = ""


def try_fields(
    model: DecisionModel, point: DecisionPoint, given: Mapping[str, str], names: Names = NO_NAMES
) -> list[TryField]:
    """Return the inputs of a model. given: what was typed, by field name."""
    labels = input_labels(model, point.decision)
    options = _options(model, point, names)
    drawn = [one for one in model.definitions.elements if isinstance(one, InputData)]
    first = point.questions[0] if point.questions else {}
    fields: list[TryField] = []
    for one in drawn:
        begin = show(first.get(one.name))
        text = given.get(f"in-{one.name}", begin)
        fields.append(
            TryField(one.name, labels.get(one.name, one.name), text, options.get(one.name, ()))
        )
    return fields


def _options(
    model: DecisionModel, point: DecisionPoint, names: Names
) -> dict[str, tuple[tuple[str, str], ...]]:
    table = table_of(model, point.decision)
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for column in table.inputs if table is not None else ():
        if column.input_values.strip() in EVERYTHING:
            continue
        try:
            tree = compile_unary_tests(column.input_values).tree
        except FeelSyntaxError:
            continue
        values = listed_values(tree) if isinstance(tree, Tests) else ()
        called = names.at(column.expression, column.label)
        found[column.expression] = tuple((show(one), value_words(one, called)) for one in values)
    return found


def question_of(fields: list[TryField]) -> FeelContext:
    """Return what was typed as a question. Raises: ValueNotConstant."""
    return {one.name: constant(one.text, one.label) for one in fields}


def constant(text: str, label: str) -> FeelValue:
    """Return the value a text spells. Raises: ValueNotConstant."""
    if not text.strip():
        return None
    try:
        read = compile_expression(text)
        found = read.evaluate({}) if not read.free else None
    except OwjError:
        found = None
    if found is None or found.warnings:
        raise ValueNotConstant(label=label)
    return found.value


def try_it(
    model: DecisionModel,
    point: DecisionPoint,
    question: Question,
    now: datetime,
    names: Names = NO_NAMES,
) -> Tried:
    """Return what a model answers to a question."""
    try:
        result = model.evaluate_decision(
            point.decision, model.typed_inputs(question), Environment(now=now)
        )
    except OwjError as error:
        return Tried("", "", (), (), say_error(error))
    rules = result.trace[-1].chosen if result.trace else ()
    warnings = tuple(say_warning(one) for one in result.warnings)
    return Tried(value_words(result.value, names), show(result.value), rules, warnings)


def recent_samples(ctx: Context, point: DecisionPoint, count: int = MOST_SAMPLES) -> list[Sample]:
    """Return the last real questions that the person may see."""
    return list(point.recent(ctx, count)) if point.recent is not None else []


def count_hits(
    ctx: Context, model: DecisionModel, point: DecisionPoint, rules: int
) -> tuple[list[int], int] | None:
    """Return how often each rule decides the last real questions, and how many they were."""
    samples = recent_samples(ctx, point, MOST_COUNTED)
    if not samples:
        return None
    hits = [0] * rules
    for sample in samples:
        for number in try_rules(model, point, sample.question, ctx.now):
            hits[number - 1] += 1
    return hits, len(samples)


def try_rules(
    model: DecisionModel, point: DecisionPoint, question: Question, now: datetime
) -> tuple[int, ...]:
    """Return the rules that decide a question; none where it cannot be decided."""
    try:
        result = model.evaluate_decision(point.decision, question, Environment(now=now))
    except OwjError:
        return ()
    return result.trace[-1].chosen if result.trace else ()
