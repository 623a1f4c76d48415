"""The types of FEEL: which values conform, and what an argument is coerced to.

Source: DMN 1.5, 10.3.2.9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from owj.kernel.feel import values
from owj.kernel.feel.civil import make_datetime
from owj.kernel.feel.temporal_text import fixed_zone
from owj.kernel.feel.values import (
    KIND_OF,
    DateValue,
    FeelFunction,
    FeelValue,
    Range,
    Time,
)


class FeelType:
    """Say which values belong. Definitions of items may subclass it to add allowed values."""

    @property
    def name(self) -> str:
        """Give the type as FEEL writes it."""
        raise NotImplementedError

    @property
    def unconstrained(self) -> FeelType:
        """Give the type without its list of allowed values, which `instance of` does not ask."""
        return self

    def contains(self, value: FeelValue) -> bool:
        """Return whether a value that is not null belongs to the type."""
        raise NotImplementedError

    def conforms_to(self, other: FeelType) -> bool:
        """Return whether every value of this type belongs to the other."""
        return isinstance(other, AnyType) or self == other


@dataclass(frozen=True, slots=True)
class AnyType(FeelType):
    """Hold every value."""

    @property
    def name(self) -> str:
        """Give the type as FEEL writes it."""
        return values.ANY

    def contains(self, value: FeelValue) -> bool:
        """Return True."""
        return True


@dataclass(frozen=True, slots=True)
class KindType(FeelType):
    """Hold the values of one kind: number, string, date and so on."""

    kind: str

    @property
    def name(self) -> str:
        """Give the type as FEEL writes it."""
        return self.kind

    def contains(self, value: FeelValue) -> bool:
        """Return whether the value is of the kind."""
        return KIND_OF.get(type(value)) == self.kind

    def conforms_to(self, other: FeelType) -> bool:
        """Return whether the other is the same kind, or Any; Null conforms to all."""
        return isinstance(other, AnyType) or self == other or self.kind == values.NULL


@dataclass(frozen=True, slots=True)
class ListType(FeelType):
    """Hold lists whose elements all belong to one type."""

    item: FeelType

    @property
    def name(self) -> str:
        """Give the type as FEEL writes it."""
        return f"list<{self.item.name}>"

    def contains(self, value: FeelValue) -> bool:
        """Return whether the value is a list of such elements; null elements belong."""
        return type(value) is tuple and all(conforms(item, self.item) for item in value)

    def conforms_to(self, other: FeelType) -> bool:
        """Return whether the other is a list of a type that the elements conform to."""
        if isinstance(other, ListType):
            return self.item.conforms_to(other.item)
        return isinstance(other, AnyType)


@dataclass(frozen=True, slots=True)
class ContextType(FeelType):
    """Hold contexts that have these entries, and possibly more."""

    entries: tuple[tuple[str, FeelType], ...]

    @property
    def name(self) -> str:
        """Give the type as FEEL writes it."""
        return f"context<{', '.join(f'{name}: {kind.name}' for name, kind in self.entries)}>"

    def entry(self, name: str) -> FeelType | None:
        """Return the type of an entry; None when the type does not name it."""
        return next((kind for given, kind in self.entries if given == name), None)

    def contains(self, value: FeelValue) -> bool:
        """Return whether the value is a context with such entries."""
        return type(value) is dict and all(
            name in value and conforms(value[name], kind) for name, kind in self.entries
        )

    def conforms_to(self, other: FeelType) -> bool:
        """Return whether every entry of the other is there and conforms."""
        if isinstance(other, ContextType):
            mine = dict(self.entries)
            return all(
                name in mine and mine[name].conforms_to(kind) for name, kind in other.entries
            )
        return isinstance(other, AnyType)


@dataclass(frozen=True, slots=True)
class RangeType(FeelType):
    """Hold ranges between ends of one type."""

    item: FeelType

    @property
    def name(self) -> str:
        """Give the type as FEEL writes it."""
        return f"range<{self.item.name}>"

    def contains(self, value: FeelValue) -> bool:
        """Return whether the value is a range with such ends."""
        if type(value) is not Range:
            return False
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(self.item.contains(end) for end in ends)

    def conforms_to(self, other: FeelType) -> bool:
        """Return whether the other is a range of a type that the ends conform to."""
        if isinstance(other, RangeType):
            return self.item.conforms_to(other.item)
        return isinstance(other, AnyType)


@dataclass(frozen=True, slots=True)
class FunctionType(FeelType):
    """Hold functions that can be called with such arguments and give such a result."""

    parameters: tuple[FeelType, ...]
    result: FeelType

    @property
    def name(self) -> str:
        """Give the type as FEEL writes it."""
        return f"function<{', '.join(p.name for p in self.parameters)}> -> {self.result.name}"

    def contains(self, value: FeelValue) -> bool:
        """Return whether the value is a function of such a shape."""
        if type(value) is not FeelFunction:
            return False
        return any(one.conforms_to(self) for one in function_types(value, len(self.parameters)))

    def conforms_to(self, other: FeelType) -> bool:
        """Return whether the function can stand where the other is asked for."""
        if isinstance(other, FunctionType):
            return (
                len(self.parameters) == len(other.parameters)
                and all(
                    theirs.conforms_to(mine)
                    for mine, theirs in zip(self.parameters, other.parameters, strict=True)
                )
                # A function that does not say what it gives may give what is asked.
                and (isinstance(self.result, AnyType) or self.result.conforms_to(other.result))
            )
        return isinstance(other, AnyType)


ANY: Final = AnyType()
NULL, BOOLEAN, NUMBER, STRING, DATE, TIME, DATE_TIME, DAY_TIME, YEAR_MONTH, CONTEXT, FUNCTION = (
    KindType(kind)
    for kind in (
        values.NULL,
        values.BOOLEAN,
        values.NUMBER,
        values.STRING,
        values.DATE,
        values.TIME,
        values.DATE_TIME,
        values.DAY_TIME,
        values.YEAR_MONTH,
        values.CONTEXT,
        values.FUNCTION,
    )
)
LIST: Final = ListType(ANY)
RANGE: Final = RangeType(ANY)
TYPE_NAMES: Mapping[str, FeelType] = {
    **{
        kind.name: kind
        for kind in (NULL, BOOLEAN, NUMBER, STRING, DATE, TIME, DATE_TIME, DAY_TIME, YEAR_MONTH)
    },
    "Any": ANY,
    "list": LIST,
    "context": CONTEXT,
    "range": RANGE,
    "function": FUNCTION,
}


def function_type(function: FeelFunction) -> FunctionType:
    """Return the type of a function value; what it does not say is Any."""
    return FunctionType(
        tuple(parameter.type or ANY for parameter in function.parameters), function.result or ANY
    )


def function_types(function: FeelFunction, count: int) -> list[FunctionType]:
    """Return the types of a function value called with so many arguments: of each form it has."""
    if function.shapes is None:
        return [function_type(function)]
    return [
        FunctionType(tuple(one.type or ANY for one in row), function.result or ANY)
        for row in function.shapes(count)
    ]


def conforms(value: FeelValue, kind: FeelType) -> bool:
    """Return whether a value may stand where the type is asked for; null always may."""
    return value is None or kind.contains(value)


def is_instance(value: FeelValue, kind: FeelType) -> bool:
    """Return what `instance of` says: null is an instance of no type but its own."""
    if value is None:
        return kind == NULL
    return _belongs(value, kind.unconstrained)


def _belongs(value: FeelValue, kind: FeelType) -> bool:
    """Return whether a value is of a type, whatever values the types inside it allow."""
    if isinstance(kind, ListType):
        item = kind.item.unconstrained
        return type(value) is tuple and all(part is None or _belongs(part, item) for part in value)
    if isinstance(kind, ContextType):
        return type(value) is dict and all(
            name in value and (value[name] is None or _belongs(value[name], entry.unconstrained))
            for name, entry in kind.entries
        )
    return kind.contains(value)


class NotCoercible(Exception):
    """Say that a value cannot stand for the type."""


def coerce(value: FeelValue, kind: FeelType) -> FeelValue:
    """Return the value as the type asks: itself, out of or into a list of one, date as instant.

    Raises: NotCoercible. Source: DMN 1.5, 10.3.2.9.4.
    """
    if value is None or kind.contains(value):
        return value
    if type(value) is tuple and len(value) == 1 and conforms(value[0], kind):
        return value[0]
    if isinstance(kind, ListType) and conforms(value, kind.item):
        return (value,)
    if kind == DATE_TIME and isinstance(value, DateValue):
        return make_datetime(value, Time(0, 0, 0, 0, fixed_zone(0)))
    raise NotCoercible
