"""One run of an expression: what it may use up, what it may ask, what it warned of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from owj.kernel.calendars.business import BusinessCalendar
from owj.kernel.errors import DefinitionError, InvalidInput
from owj.kernel.feel.values import FeelValue, Position


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound what an expression may use.

    text: characters. depth: of nesting, both written and called. steps: turns of loops, calls
    of functions and the sizes of what they take and give, which bounds time and memory.
    """

    text: int = 100_000
    depth: int = 100
    steps: int = 1_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Environment:
    """Give a run what it may ask of the world.

    now: aware; without it `now()` and `today()` are null. calendars: by name, for working time.
    """

    now: datetime | None = None
    calendars: Mapping[str, BusinessCalendar] = field(default_factory=lambda: MappingProxyType({}))
    limits: Limits = DEFAULT_LIMITS


EMPTY_ENVIRONMENT = Environment()


class FeelSyntaxError(DefinitionError):
    """Say where a text stops being FEEL. data: position (start, end), expected, got."""

    code = "feel.syntax"
    message = "Character %(at)s: expected %(expected)s, got %(got)s."

    @property
    def position(self) -> Position:
        """Give start and end of what was wrong, in characters from 0."""
        start, end = self.data["start"], self.data["end"]
        return (start, end) if isinstance(start, int) and isinstance(end, int) else (0, 0)


class FeelBudgetSpent(InvalidInput):
    """Say that an expression would take too long or make too much."""

    code = "feel.budget_spent"
    message = "The expression needs more than %(limit)s %(what)s, which is the most allowed."


class FeelWarning(NamedTuple):
    """Tell why something is null. data: what was expected and what came, for the message."""

    code: str
    data: Mapping[str, str]
    position: Position

    @property
    def text(self) -> str:
        """Give the warning as an English sentence."""
        return WARNINGS[self.code] % self.data


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation."""
    return message


WARNINGS = {
    "feel.wrong_operand": gettext_noop("Expected %(expected)s, got %(got)s."),
    "feel.wrong_argument": gettext_noop(
        "%(function)s, %(parameter)s: expected %(expected)s, got %(got)s."
    ),
    "feel.wrong_arguments": gettext_noop("%(function)s: expected %(expected)s, got %(got)s."),
    "feel.unknown_name": gettext_noop("Nothing is called %(name)s here."),
    "feel.unknown_function": gettext_noop("There is no function %(name)s."),
    "feel.unknown_type": gettext_noop("There is no type %(name)s."),
    "feel.unknown_property": gettext_noop("%(kind)s has no property %(name)s."),
    "feel.not_a_function": gettext_noop("Expected a function, got %(got)s."),
    "feel.not_a_type": gettext_noop("Expected a value of type %(expected)s, got %(got)s."),
    "feel.not_comparable": gettext_noop("%(left)s and %(right)s cannot be compared."),
    "feel.number_failed": gettext_noop(
        "The result is no number that FEEL can hold: %(operation)s."
    ),
    "feel.out_of_range": gettext_noop(
        "The result lies outside of what FEEL can hold: %(operation)s."
    ),
    "feel.not_a_literal": gettext_noop("%(text)s is no date, time or duration."),
    "feel.same_key_twice": gettext_noop("The context has two entries called %(name)s."),
    "feel.bad_pattern": gettext_noop("The regular expression cannot be used: %(reason)s."),
    "feel.not_given": gettext_noop("This is not given here: %(name)s."),
    "feel.refused": gettext_noop("%(function)s: %(reason)s."),
}
MOST_WARNINGS = 100


class Run:
    """Hold one run: its result, the warnings met on the way to it, and what it used up.

    Made for every evaluation, so it costs nothing but what differs from a run that just began.
    """

    value: FeelValue = None
    environment: Environment = EMPTY_ENVIRONMENT
    steps: int = 0
    depth: int = 0
    warnings: tuple[FeelWarning, ...] = ()

    def warn(self, code: str, position: Position, **data: str) -> None:
        """Add a warning; beyond a hundred they tell nothing new."""
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings = (*self.warnings, FeelWarning(code, data, position))

    def charge(self, steps: int) -> None:
        """Count work done. Raises: FeelBudgetSpent."""
        self.steps += steps
        if self.steps > self.environment.limits.steps:
            raise FeelBudgetSpent(
                field="expression", what="steps", limit=self.environment.limits.steps
            )

    def enter(self) -> None:
        """Count one call into the other. Raises: FeelBudgetSpent."""
        self.depth += 1
        if self.depth > self.environment.limits.depth:
            raise FeelBudgetSpent(
                field="expression",
                what="calls inside one another",
                limit=self.environment.limits.depth,
            )

    def leave(self) -> None:
        """Count a call as returned."""
        self.depth -= 1


Evaluation: TypeAlias = Run


def start_run(environment: Environment = EMPTY_ENVIRONMENT) -> Run:
    """Return a fresh run, to share among the expressions of one decision."""
    run = Run()
    if environment is not EMPTY_ENVIRONMENT:
        run.environment = environment
    return run
