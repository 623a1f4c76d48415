"""One question to a model: what is used up, what is warned of, which rules matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from owj.kernel.feel.running import WARNINGS, Environment, Run
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


@dataclass(frozen=True, slots=True)
class MatchedRules:
    """Tell which rules of a table matched, by their numbers from 1, and what was looked at.

    chosen: those of them whose output is part of the answer.
    """

    location: Location
    inputs: tuple[tuple[str, FeelValue], ...]
    matched: tuple[int, ...]
    chosen: tuple[int, ...]


def _(message: str) -> str:
    """Mark a sentence for translation."""
    return message


DMN_WARNINGS = {
    "dmn.not_fitting": _("Expected a value of type %(expected)s, got %(got)s."),
    "dmn.no_expression": _("Nothing is drawn here that could be evaluated."),
    "dmn.not_feel": _("Only FEEL can be evaluated here, not %(language)s."),
    "dmn.not_readable": _("The expression cannot be read: %(reason)s"),
    "dmn.input_not_allowed": _("%(input)s: %(got)s is not among the values that are allowed."),
    "dmn.output_not_allowed": _("%(output)s: %(got)s is not among the values that are allowed."),
    "dmn.several_rules": _("Expected one matching rule, got %(rules)s."),
    "dmn.different_outputs": _("Expected the same output of all rules, got several: %(rules)s."),
    "dmn.not_aggregated": _("The outputs cannot be made one value: %(got)s."),
    "dmn.not_a_list": _("Expected a list, got %(got)s."),
    "dmn.not_a_boolean": _("Expected true or false, got %(got)s."),
    "dmn.not_a_function": _("Expected a function, got %(got)s."),
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
