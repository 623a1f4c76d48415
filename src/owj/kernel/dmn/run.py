"""One question to a model: what is used up, what is warned of, which rules matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from owj.kernel.feel.running import WARNINGS, Environment, Run, gettext_noop
from owj.kernel.feel.values import FeelValue, Position

MOST_WARNINGS = 200
MOST_TRACED = 1_000


@dataclass(frozen=True, slots=True)
class Location:
    """Point at an expression: the element, the part of it, the line of the file."""

    element: str
    part: str
    line: int

    def __str__(self) -> str:
        where = f"{self.element}, {self.part}" if self.part else self.element
        return f"{where} (line {self.line})"


@dataclass(frozen=True, slots=True)
class DecisionWarning:
    """Tell why something is null or was left out.

    position: letters from the begin of the expression at `location`.
    """

    code: str
    data: Mapping[str, str]
    location: Location
    position: Position

    @property
    def message(self) -> str:
        """Return the msgid of the sentence, whose places `data` fills."""
        return DMN_WARNINGS.get(self.code) or WARNINGS[self.code]

    def __str__(self) -> str:
        return f"{self.location}: {self.message % self.data}"


class MatchedRules(NamedTuple):
    """Tell which rules of a table matched, by their numbers from 1, and what was looked at.

    labels, values: of the inputs. chosen: the rules whose output is part of the answer.
    """

    location: Location
    labels: tuple[str, ...]
    values: tuple[FeelValue, ...]
    matched: tuple[int, ...]
    chosen: tuple[int, ...]


DMN_WARNINGS = {
    "dmn.not_fitting": gettext_noop("Expected a value of type %(expected)s, got %(got)s."),
    "dmn.no_expression": gettext_noop("Nothing is drawn here that could be evaluated."),
    "dmn.not_feel": gettext_noop("Only FEEL can be evaluated here, not %(language)s."),
    "dmn.not_readable": gettext_noop("The expression cannot be read: %(reason)s"),
    "dmn.input_not_allowed": gettext_noop(
        "%(input)s: %(got)s is not among the values that are allowed."
    ),
    "dmn.output_not_allowed": gettext_noop(
        "%(output)s: %(got)s is not among the values that are allowed."
    ),
    "dmn.several_rules": gettext_noop("Expected one matching rule, got %(rules)s."),
    "dmn.different_outputs": gettext_noop(
        "Expected the same output of all rules, got several: %(rules)s."
    ),
    "dmn.not_aggregated": gettext_noop("The outputs cannot be made one value: %(got)s."),
    "dmn.not_a_list": gettext_noop("Expected a list, got %(got)s."),
    "dmn.not_a_boolean": gettext_noop("Expected true or false, got %(got)s."),
    "dmn.not_a_function": gettext_noop("Expected a function, got %(got)s."),
}


class DecisionRun(Run):
    """Collect the warnings of all expressions of one question, each with its place."""

    def __init__(self, environment: Environment) -> None:
        """Start with nothing used up."""
        self.environment = environment
        self.location = Location("", "", 0)
        self.decision_warnings: list[DecisionWarning] = []
        self.trace: list[MatchedRules] = []

    def warn(self, code: str, position: Position, **data: str) -> None:
        """Add a warning at the expression that is being evaluated."""
        if len(self.decision_warnings) < MOST_WARNINGS:
            warning = DecisionWarning(code, data, self.location, position)
            self.decision_warnings.append(warning)

    def note_rules(self, rules: MatchedRules) -> None:
        """Add what a table matched."""
        if len(self.trace) < MOST_TRACED:
            self.trace.append(rules)
