"""Ask the version in force, and keep why it answered so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from owj.kernel.dmn.decision_model import DecisionModel, compile_model
from owj.kernel.dmn.json_values import JsonValue, json_value
from owj.kernel.dmn.read import read_definitions
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment, FeelValue
from owj.server.decisions.errors import DecisionNotPublished
from owj.server.decisions.models import DecisionVersion
from owj.server.decisions.points import DecisionPoint, Question, decision_point
from owj.server.incidents.services import open_incident

SHIPPED_NUMBER = 1


@dataclass(frozen=True, slots=True)
class Decided:
    """Hold an answer, the version that gave it, and the numbers of the rules behind it."""

    key: str
    value: FeelValue
    version: int
    rules: tuple[int, ...]

    def to_json(self) -> dict[str, JsonValue]:
        """Return what is kept beside the record that was decided about."""
        return {
            "key": self.key,
            "version": self.version,
            "rules": list(self.rules),
            "value": json_value(self.value),
        }


@lru_cache(maxsize=64)
def compiled_model(source: str) -> DecisionModel:
    """Return the compiled model of a source; the same text is compiled once in a process.

    Raises: XmlRefused, ModelRefused.
    """
    return compile_model(read_definitions(source))


def ask_decision(key: str, question: Question, *, now: datetime) -> Decided:
    """Return what the version in force answers.

    Should it give no usable answer after all, the table that comes with Owj answers instead, and
    an incident tells it: no ticket is lost to a table. A decision of the organisation's own has
    no such table: whoever asks it handles what went wrong.
    Raises: UnknownDecision, DecisionNotPublished, and for one's own what a model raises.
    """
    point = decision_point(key)
    row = DecisionVersion.objects.filter(key=key).order_by("number").last()
    if point.own:
        if row is None:
            raise DecisionNotPublished(key=key)
        typed = compiled_model(row.source).typed_inputs(question)
        return _ask(point, row.source, row.number, typed, now)
    if row is None:
        return _ask(point, point.source, SHIPPED_NUMBER, question, now)
    try:
        decided = _ask(point, row.source, row.number, question, now)
    except OwjError as error:
        reason = str(error)
    else:
        if point.accepts(decided.value):
            return decided
        reason = f"expected {point.answers}, got {json_value(decided.value)}"
    open_incident("decision", f"{key}/{row.number}", reason)
    return _ask(point, point.source, SHIPPED_NUMBER, question, now)


def _ask(
    point: DecisionPoint, source: str, number: int, question: Question, now: datetime
) -> Decided:
    model = compiled_model(source)
    result = model.evaluate_decision(point.decision, question, Environment(now=now))
    rules = result.trace[-1].chosen if result.trace else ()
    return Decided(point.key, result.value, number, rules)
