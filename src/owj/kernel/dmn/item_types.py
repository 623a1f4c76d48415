"""The types that a model names itself, and what a value must be to stand for one.

Source: DMN 1.5, 7.3.3 and 10.3.2.9.4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from owj.kernel.dmn.model import Definitions, FunctionItem, ItemDefinition, UnaryTests
from owj.kernel.feel.types import (
    ANY,
    TYPE_NAMES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    NotCoercible,
    coerce,
)
from owj.kernel.feel.values import FeelValue


@dataclass(frozen=True, slots=True)
class Allowed:
    """Hold a test of values, and the values it lists when it lists any, in their order."""

    allows: Callable[[FeelValue], bool]
    listed: tuple[FeelValue, ...] = ()


CompileTests = Callable[[UnaryTests, str], Allowed]


class ConstrainedType(FeelType):
    """Hold the values of another type that also pass tests, or a type that refers to itself.

    The type within is set once, after all types of the model are known.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.within: FeelType = ANY
        self._allowed: Allowed | None = None

    def become(self, within: FeelType, allowed: Allowed | None = None) -> None:
        """Set what the type is made of."""
        self.within = within
        self._allowed = allowed

    @property
    def listed_values(self) -> tuple[FeelValue, ...]:
        """Return the values that the type lists, in the order of the list."""
        return self._allowed.listed if self._allowed is not None else ()

    @property
    def name(self) -> str:
        """Give the name that the model gives it."""
        return self._name

    @property
    def unconstrained(self) -> FeelType:
        """Give the type that the allowed values narrow."""
        return self.within.unconstrained

    def contains(self, value: FeelValue) -> bool:
        """Return whether a value that is not null belongs to the type."""
        if not self.within.contains(value):
            return False
        return self._allowed is None or self._allowed.allows(value)

    def conforms_to(self, other: FeelType) -> bool:
        """Return whether every value of this type belongs to the other."""
        if self is other:
            return True
        return not isinstance(other, ConstrainedType) and self.within.conforms_to(other)


class ItemTypes:
    """Make the types of one model out of its item definitions."""

    def __init__(
        self,
        model: Definitions,
        imported: Mapping[str, Mapping[str, FeelType]],
        compile_tests: CompileTests,
    ) -> None:
        """Read the definitions. imported: types of other models, by the name of the import."""
        self._definitions = {item.name: item for item in model.item_definitions}
        self._compile_tests = compile_tests
        self._under_way: dict[str, ConstrainedType] = {}
        self.unknown: list[str] = []
        self.types: dict[str, FeelType] = {
            f"{prefix}.{name}" if prefix else name: kind
            for prefix, kinds in imported.items()
            for name, kind in kinds.items()
        }
        for name in self._definitions:
            self._named(name)

    def type_of(self, type_ref: str) -> FeelType:
        """Return the type of a reference; Any for none, and for an unknown one (noted)."""
        if not type_ref:
            return ANY
        found = self._named(type_ref) or simple_type(type_ref)
        if found is None:
            self.unknown.append(type_ref)
        return found or ANY

    def _named(self, name: str) -> FeelType | None:
        made = self.types.get(name)
        if made is not None or name not in self._definitions:
            return made
        if name in self._under_way:
            return self._under_way[name]
        itself = self._under_way[name] = ConstrainedType(name)
        kind = self._make(self._definitions[name])
        itself.become(kind)
        self.types[name] = kind
        del self._under_way[name]
        return kind

    def _make(self, item: ItemDefinition) -> FeelType:
        kind = self._constrained(item.name, self._content(item), item.allowed_values)
        if item.is_collection:
            kind = ListType(kind)
        return self._constrained(item.name, kind, item.type_constraint)

    def _content(self, item: ItemDefinition) -> FeelType:
        if item.components:
            return ContextType(tuple((part.name, self._make(part)) for part in item.components))
        if item.function_item is not None:
            return self._function(item.function_item)
        return self.type_of(item.type_ref)

    def _function(self, item: FunctionItem) -> FunctionType:
        parameters = tuple(self.type_of(parameter.type_ref) for parameter in item.parameters)
        return FunctionType(parameters, self.type_of(item.output_type))

    def _constrained(self, name: str, kind: FeelType, tests: UnaryTests | None) -> FeelType:
        if tests is None:
            return kind
        constrained = ConstrainedType(name)
        constrained.become(kind, self._compile_tests(tests, name))
        return constrained


def no_types() -> ItemTypes:
    """Return the types of a model that names none."""
    model = Definitions("", "", "", (), (), ())
    return ItemTypes(model, {}, lambda _tests, _name: Allowed(lambda _value: True))


def simple_type(name: str) -> FeelType | None:
    """Return a type that FEEL itself names; older models write some of them differently."""
    return TYPE_NAMES.get(name) or OLDER_NAMES.get(name)


OLDER_NAMES = {
    "dateTime": TYPE_NAMES["date and time"],
    "datetime": TYPE_NAMES["date and time"],
    "dayTimeDuration": TYPE_NAMES["days and time duration"],
    "yearMonthDuration": TYPE_NAMES["years and months duration"],
}


def fit(value: FeelValue, kind: FeelType) -> FeelValue:
    """Return the value as the type asks. Raises: NotCoercible."""
    try:
        return coerce(value, kind)
    except NotCoercible:
        if not isinstance(kind, ConstrainedType):
            raise
    fitting = fit(value, kind.within)
    if not kind.contains(fitting):
        raise NotCoercible
    return fitting
