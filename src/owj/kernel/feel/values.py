"""The values FEEL knows: a closed union, and which kind each one is.

Python's own date, datetime and timedelta stand for what they can hold; the wide forms hold the
years outside 1–9999 and the nanoseconds that FEEL allows beyond them. Values are never changed:
lists are tuples, and whoever gets a context must not write into it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from owj.kernel.feel.running import Run
    from owj.kernel.feel.types import FeelType

NANOS_PER_SECOND = 1_000_000_000
NANOS_PER_DAY = 86_400 * NANOS_PER_SECOND


@dataclass(frozen=True, slots=True)
class WideDate:
    """Hold a date of a year that Python's date cannot hold, to ±999,999,999."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Time:
    """Hold a time of day. zone: None for local time, a fixed offset, or a named zone."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """Hold a date and time with a wide year or nanoseconds."""

    day: date | WideDate
    time: Time


@dataclass(frozen=True, slots=True)
class WideDuration:
    """Hold a duration of days and time that Python's timedelta cannot hold."""

    nanoseconds: int


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """Hold a duration of years and months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """Hold an interval, or a unary test such as `< 10` taken as a value.

    operator: empty for an interval written with two ends, else < <= > >= = or !=.
    """

    start: FeelValue
    end: FeelValue
    start_included: bool
    end_included: bool
    operator: str = ""


class Body(Protocol):
    """Compute the result of a function from arguments that fit its parameters."""

    def __call__(self, run: Run, /, *arguments: FeelValue) -> FeelValue:
        """Return the result."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """Name a parameter of a function. type: what an argument is coerced to; None for anything."""

    name: str
    type: FeelType | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """Hold a function value: a literal one, a built-in, a knowledge model, a decision service.

    body: gets coerced arguments in the order of `parameters`. choose: for built-ins that pick
    the form by the arguments; it then does all checks itself. shapes: for built-ins, the
    parameters of each form that takes so many arguments.
    """

    name: str
    parameters: tuple[Parameter, ...]
    body: Body = field(repr=False)
    result: FeelType | None = None
    choose: Choose | None = field(default=None, repr=False)
    shapes: Shapes | None = field(default=None, repr=False, compare=False)


class Choose(Protocol):
    """Call a function whose form depends on how it is called."""

    def __call__(
        self, run: Run, values: tuple[FeelValue, ...], names: tuple[str, ...], at: Position, /
    ) -> FeelValue:
        """Return the result. names: of the arguments, empty when they are positional."""


Position: TypeAlias = tuple[int, int]
Shapes: TypeAlias = "Callable[[int], list[tuple[Parameter, ...]]]"
DateValue: TypeAlias = date | WideDate
DateTimeValue: TypeAlias = datetime | WideDateTime
DayTimeDuration: TypeAlias = timedelta | WideDuration
FeelContext: TypeAlias = "dict[str, FeelValue]"
FeelList: TypeAlias = "tuple[FeelValue, ...]"
FeelValue: TypeAlias = (
    "bool | Decimal | str | date | WideDate | Time | datetime | WideDateTime"
    " | timedelta | WideDuration | Months | Range | FeelFunction | FeelList | FeelContext | None"
)

NULL, BOOLEAN, NUMBER, STRING = "Null", "boolean", "number", "string"
DATE, TIME, DATE_TIME = "date", "time", "date and time"
DAY_TIME, YEAR_MONTH = "days and time duration", "years and months duration"
LIST, CONTEXT, RANGE, FUNCTION, ANY = "list", "context", "range", "function", "Any"

KIND_OF: dict[type, str] = {
    type(None): NULL,
    bool: BOOLEAN,
    Decimal: NUMBER,
    str: STRING,
    date: DATE,
    WideDate: DATE,
    Time: TIME,
    datetime: DATE_TIME,
    WideDateTime: DATE_TIME,
    timedelta: DAY_TIME,
    WideDuration: DAY_TIME,
    Months: YEAR_MONTH,
    tuple: LIST,
    dict: CONTEXT,
    Range: RANGE,
    FeelFunction: FUNCTION,
}


def kind_of(value: FeelValue) -> str:
    """Return the name of the value's kind, as `instance of` spells it."""
    return KIND_OF.get(type(value), "an unknown value")
