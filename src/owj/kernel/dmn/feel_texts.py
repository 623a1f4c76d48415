"""The one place where decision models meet FEEL: texts to closures, calls, sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from owj.kernel.dmn.boxes import NOWHERE, Evaluate, Scope
from owj.kernel.dmn.cells import listed_values
from owj.kernel.dmn.expressions import Aggregation
from owj.kernel.dmn.item_types import Allowed
from owj.kernel.dmn.run import DecisionRun, Location
from owj.kernel.feel import (
    FeelFunction,
    FeelValue,
    compile_expression,
    compile_unary_tests,
    invoke,
    start_run,
)
from owj.kernel.feel.syntax import Literal, Name, Tests
from owj.kernel.feel.types import ANY, ContextType, FeelType

INPUT = "?"
# FEEL learns names with spaces from types: this one holds those that may follow a dot.
MEMBERS = "members of this model"
Names = frozenset[str]
# A test of a cell: the scope holds the input under `?`.
Test = Callable[[Scope, DecisionRun], bool]
Aggregate = Callable[[tuple[FeelValue, ...], DecisionRun], FeelValue]


class FeelTexts:
    """Compile the texts of one model, which share names that follow a dot, and named types."""

    def __init__(self, members: Names, types: Mapping[str, FeelType]) -> None:
        """Take what is the same for all texts of a model."""
        self.members = members
        entries = tuple((name, ANY) for name in sorted(members))
        self._types = {**types, MEMBERS: ContextType(entries)}
        self._sorted: dict[Names, tuple[str, ...]] = {}

    def expression(self, text: str, names: Names, location: Location) -> Evaluate:
        """Return the closure of an expression. Raises: FeelSyntaxError."""
        compiled = compile_expression(text, self._known(names), named_types=self._types)
        if isinstance(compiled.tree, Literal):
            return constant_of(compiled.tree.value)
        if isinstance(compiled.tree, Name) and compiled.tree.name in names:
            return value_named(compiled.tree.name)
        run_compiled = compiled.run

        def evaluate_text(scope: Scope, run: DecisionRun) -> FeelValue:
            run.location = location
            return run_compiled(scope, run)

        return evaluate_text

    def unary_tests(self, text: str, names: Names) -> tuple[Test, Tests]:
        """Return the test of a cell, and its syntax tree. Raises: FeelSyntaxError."""
        compiled = compile_unary_tests(text, self._known(names), named_types=self._types)
        run_compiled = compiled.run

        def test(scope: Scope, run: DecisionRun) -> bool:
            return run_compiled(scope, run) is True

        if not isinstance(compiled.tree, Tests):
            raise TypeError(text)
        return test, compiled.tree

    def allowed(self, text: str) -> Allowed:
        """Return the test of the values of a type. Raises: FeelSyntaxError."""
        compiled = compile_unary_tests(text, named_types=self._types)

        def allows(value: FeelValue) -> bool:
            return compiled.run({INPUT: value}, start_run()) is True

        listed = listed_values(compiled.tree) if isinstance(compiled.tree, Tests) else ()
        return Allowed(allows, listed)

    def _known(self, names: Names) -> tuple[str, ...]:
        """Return the names of a text in one order, for which FEEL keeps what it compiled."""
        known = self._sorted.get(names)
        if known is None:
            known = self._sorted[names] = tuple(sorted(names))
        return known


def constant_of(value: FeelValue) -> Evaluate:
    """Make a closure that always gives the same value."""

    def give_constant(_scope: Scope, _run: DecisionRun) -> FeelValue:
        return value

    return give_constant


def value_named(name: str) -> Evaluate:
    """Make a closure that gives the value of a name in scope."""

    def give_value(scope: Scope, _run: DecisionRun) -> FeelValue:
        return scope.get(name)

    return give_value


def call_by_name(
    function: FeelFunction,
    arguments: tuple[FeelValue, ...],
    names: tuple[str, ...],
    run: DecisionRun,
) -> FeelValue:
    """Return what a function gives for arguments by name."""
    return invoke(function, arguments, names, run, NOWHERE)


def aggregate_by(aggregation: Aggregation | None) -> Aggregate:
    """Return how a table makes one value of many: by the functions FEEL has for it."""
    if aggregation is None or aggregation is Aggregation.COUNT:
        return _keep_list
    compiled = compile_expression(f"{aggregation.value.lower()}(values)", ("values",))

    def aggregate(values: tuple[FeelValue, ...], run: DecisionRun) -> FeelValue:
        return compiled.run({"values": values}, run)

    return aggregate


def _keep_list(values: tuple[FeelValue, ...], _run: DecisionRun) -> FeelValue:
    return values
