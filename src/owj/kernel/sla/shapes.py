"""The shapes an agreement's settings may have: reading and writing them as plain JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, Protocol, TypeAlias, TypeVar

from owj.kernel.errors import DefinitionError
from owj.kernel.sla.events import Priority

JsonValue: TypeAlias = (
    "bool | int | float | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"
)

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
K = TypeVar("K", bound=StrEnum)


class SettingRejected(DefinitionError):
    """Say which setting of an agreement is wrong, what it takes and what came."""

    code = "agreement.setting_rejected"
    message = "Setting %(where)s of the agreement: expected %(expected)s, got %(got)s."


class Shape(Protocol[T]):
    """Read one kind of value from JSON, refusing others, and write it back."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The values to choose from; empty where any in range will do."""

    @property
    def unit(self) -> str:
        """The unit of a number; empty for others."""

    def read(self, where: str, value: JsonValue) -> T:
        """Return the value. Raises: SettingRejected."""

    def write(self, value: T) -> JsonValue:
        """Return what `read` reads back."""


@dataclass(frozen=True, slots=True)
class ByPriority(Generic[T]):
    """Hold one value for each priority."""

    critical: T
    high: T
    medium: T
    low: T

    def __getitem__(self, priority: Priority) -> T:
        return (self.critical, self.high, self.medium, self.low)[_RANK[priority]]


_RANK = {priority: rank for rank, priority in enumerate(Priority)}


def refuse(where: str, expected: str, value: object) -> SettingRejected:
    """Return the error for a value of a wrong shape, shown as JSON shows it."""
    got = json.dumps(value, ensure_ascii=False, default=str)
    return SettingRejected(where=where, expected=expected, got=got)


@dataclass(frozen=True, slots=True)
class WholeNumber:
    """Take whole numbers from `minimum` to `maximum`, both included."""

    minimum: int
    maximum: int
    unit: str
    choices: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """Say what is taken."""
        return f"a whole number of {self.unit} from {self.minimum} to {self.maximum}"

    def read(self, where: str, value: JsonValue) -> int:
        """Return the number; true and 1.0 are none."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise refuse(where, self.expected, value)
        if not self.minimum <= value <= self.maximum:
            raise refuse(where, self.expected, value)
        return value

    def write(self, value: int) -> JsonValue:
        """Return the number."""
        return value


@dataclass(frozen=True, slots=True)
class NumberOrNone:
    """Take what `number` takes, or null for no limit."""

    number: WholeNumber
    choices: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The number's unit."""
        return self.number.unit

    def read(self, where: str, value: JsonValue) -> int | None:
        """Return the number or None."""
        return None if value is None else self.number.read(where, value)

    def write(self, value: int | None) -> JsonValue:
        """Return the number or null."""
        return value


@dataclass(frozen=True, slots=True)
class YesNo:
    """Take true or false."""

    choices: tuple[str, ...] = ()
    unit: str = ""

    def read(self, where: str, value: JsonValue) -> bool:
        """Return the flag."""
        if not isinstance(value, bool):
            raise refuse(where, "true or false", value)
        return value

    def write(self, value: bool) -> JsonValue:
        """Return the flag."""
        return value


@dataclass(frozen=True, slots=True)
class OneOf(Generic[E]):
    """Take one of some named values."""

    allowed: tuple[E, ...]
    unit: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """The names."""
        return tuple(member.value for member in self.allowed)

    def read(self, where: str, value: JsonValue) -> E:
        """Return the member of that name."""
        for member in self.allowed:
            if member.value == value:
                return member
        raise refuse(where, f"one of {', '.join(self.choices)}", value)

    def write(self, value: E) -> JsonValue:
        """Return the name."""
        return value.value


@dataclass(frozen=True, slots=True)
class SomeOf(Generic[E]):
    """Take a list of at least one of some named values, each once."""

    allowed: tuple[E, ...]
    unit: str = ""

    @property
    def choices(self) -> tuple[str, ...]:
        """The names."""
        return tuple(member.value for member in self.allowed)

    def read(self, where: str, value: JsonValue) -> frozenset[E]:
        """Return the members."""
        expected = f"a list of at least one of {', '.join(self.choices)}, each once"
        if isinstance(value, str) or not isinstance(value, Sequence) or not value:
            raise refuse(where, expected, value)
        if len(set(map(repr, value))) != len(value):
            raise refuse(where, expected, list(value))
        one = OneOf(self.allowed)
        return frozenset(one.read(f"{where}[{at}]", entry) for at, entry in enumerate(value))

    def write(self, value: frozenset[E]) -> JsonValue:
        """Return the names, in the order of `allowed`."""
        return [member.value for member in self.allowed if member in value]


@dataclass(frozen=True, slots=True)
class Key:
    """Take the key of something defined elsewhere, such as a calendar."""

    choices: tuple[str, ...] = ()
    unit: str = ""

    def read(self, where: str, value: JsonValue) -> str:
        """Return the key."""
        if not isinstance(value, str) or not value.replace("-", "_").isidentifier():
            raise refuse(where, "a key of letters, digits, - and _", value)
        return value

    def write(self, value: str) -> JsonValue:
        """Return the key."""
        return value


@dataclass(frozen=True, slots=True)
class EachPriority(Generic[T]):
    """Take an object with one value of a shape for each priority."""

    shape: Shape[T]

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices of each value."""
        return self.shape.choices

    @property
    def unit(self) -> str:
        """The unit of each value."""
        return self.shape.unit

    def read(self, where: str, value: JsonValue) -> ByPriority[T]:
        """Return the four values."""
        names = [priority.value for priority in Priority]
        if not isinstance(value, Mapping) or set(value) != set(names):
            raise refuse(where, f"an object with exactly {', '.join(names)}", value)
        return ByPriority(*(self.shape.read(f"{where}.{name}", value[name]) for name in names))

    def write(self, value: ByPriority[T]) -> JsonValue:
        """Return the object."""
        return {priority.value: self.shape.write(value[priority]) for priority in Priority}


@dataclass(frozen=True, slots=True)
class SomeNumbers:
    """Take a list of at least one number, each once, kept from the largest to the smallest."""

    number: WholeNumber
    choices: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """The numbers' unit."""
        return self.number.unit

    def read(self, where: str, value: JsonValue) -> tuple[int, ...]:
        """Return the numbers."""
        expected = f"a list of at least one, each once, of {self.number.expected}"
        if isinstance(value, str) or not isinstance(value, Sequence) or not value:
            raise refuse(where, expected, value)
        found = [self.number.read(f"{where}[{at}]", entry) for at, entry in enumerate(value)]
        if len(set(found)) != len(found):
            raise refuse(where, expected, list(value))
        return tuple(sorted(found, reverse=True))

    def write(self, value: tuple[int, ...]) -> JsonValue:
        """Return the numbers as a list."""
        return list(value)


@dataclass(frozen=True, slots=True)
class Keyed(Generic[K, T]):
    """Hold one value for each of some named keys."""

    pairs: tuple[tuple[K, T], ...]

    def __getitem__(self, key: K) -> T:
        for known, value in self.pairs:
            if known is key:
                return value
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class EachKey(Generic[K, T]):
    """Take an object with one value of a shape for each of some keys."""

    keys: tuple[K, ...]
    shape: Shape[T]

    @property
    def choices(self) -> tuple[str, ...]:
        """The choices of each value."""
        return self.shape.choices

    @property
    def unit(self) -> str:
        """The unit of each value."""
        return self.shape.unit

    def read(self, where: str, value: JsonValue) -> Keyed[K, T]:
        """Return the values."""
        names = [key.value for key in self.keys]
        if not isinstance(value, Mapping) or set(value) != set(names):
            raise refuse(where, f"an object with exactly {', '.join(names)}", value)
        return Keyed(
            tuple((key, self.shape.read(f"{where}.{key}", value[key.value])) for key in self.keys)
        )

    def write(self, value: Keyed[K, T]) -> JsonValue:
        """Return the object."""
        return {key.value: self.shape.write(value[key]) for key in self.keys}
