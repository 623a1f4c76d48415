"""Make closures out of decision tables, and the index of their rules."""

from __future__ import annotations

from collections.abc import Sequence

from owj.kernel.dmn.boxes import NOWHERE, Evaluate, Scope, fitted
from owj.kernel.dmn.cells import ANY_INPUT, UNKNOWN, Cell, cell_of, listed_values
from owj.kernel.dmn.compile_boxes import BoxCompiler, Names
from owj.kernel.dmn.expressions import (
    DecisionTable,
    Expression,
    HitPolicy,
    InputClause,
    LiteralExpression,
    OutputClause,
    Place,
    Rule,
)
from owj.kernel.dmn.feel_texts import Test, aggregate_by
from owj.kernel.dmn.hit_policies import Policy
from owj.kernel.dmn.item_types import ConstrainedType
from owj.kernel.dmn.rule_index import RuleIndex, make_index, needs_test
from owj.kernel.dmn.run import DecisionRun, Location
from owj.kernel.dmn.tables import CompiledTable, TableInput, TableRule, allowed_output
from owj.kernel.feel.running import FeelSyntaxError
from owj.kernel.feel.values import FeelValue

IRRELEVANT = {"", "-"}


def compile_table(
    compiler: BoxCompiler, table: DecisionTable, names: Names, part: str
) -> CompiledTable:
    """Return the table, ready to be asked."""
    return _TableCompiler(compiler, table, names, part).compile()


class _TableCompiler:
    """Compile one table; a cell that cannot be read matches nothing, and is noted."""

    def __init__(
        self, compiler: BoxCompiler, table: DecisionTable, names: Names, part: str
    ) -> None:
        self._compiler = compiler
        self._table = table
        self._names = names
        self._part = part

    def compile(self) -> CompiledTable:
        table = self._table
        tests, cells = self._read_cells(table.rules)
        index = make_index(cells, len(table.inputs))
        inputs = tuple(self._input(column) for column in table.inputs)
        rules = tuple(
            self._rule(number, rule, tests[number], cells[number], index)
            for number, rule in enumerate(table.rules)
        )
        return CompiledTable(
            inputs=inputs,
            defaults=tuple(self._default(column) for column in table.outputs),
            rules=rules,
            policy=self._policy(),
            index=index,
            location=self._location("", table.place),
            labels=tuple(column.label for column in inputs),
            checks_inputs=any(column.allowed is not None for column in inputs),
            index_decides=table.hit_policy is not HitPolicy.FIRST
            and not any(rule.candidate_tests for rule in rules),
            cells=cells,
        )

    def _location(self, part: str, place: Place) -> Location:
        both = f"{self._part}, {part}" if self._part and part else self._part or part
        return self._compiler.location(both, place)

    def _input(self, column: InputClause) -> TableInput:
        location = self._location(f"input {column.label}", column.place)
        literal = LiteralExpression(column.expression, "", column.type_ref, column.place)
        evaluate = self._compiler.compile(literal, self._names, location.part)
        if column.input_values in IRRELEVANT:
            return TableInput(column.label, evaluate, None, ANY_INPUT, location)
        allowed, cell = self._test(column.input_values, location)
        return TableInput(column.label, evaluate, allowed, cell, location)

    def _default(self, column: OutputClause) -> Evaluate | None:
        if column.default_output is None:
            return None
        return self._output(column.default_output, column, f"output {self._label(column)}")

    def _label(self, column: OutputClause) -> str:
        return column.name or column.label or self._table.output_label

    def _output(self, expression: Expression, column: OutputClause, part: str) -> Evaluate:
        """Return the closure of an answer, which is of its column's type and values."""
        location = self._location(part, expression.place)
        evaluate = self._compiler.compile(expression, self._names, location.part)
        kind = self._compiler.type_of(column.type_ref)
        if kind is not None:
            evaluate = fitted(evaluate, kind, location)
        allowed = self._allowed(column.output_values, location)
        if allowed is not None:
            evaluate = allowed_output(evaluate, allowed, self._label(column), location)
        return evaluate

    def _allowed(self, text: str, location: Location) -> Test | None:
        """Return the test of the values that a column may have; None for no limit."""
        return None if text in IRRELEVANT else self._test(text, location)[0]

    def _test(self, text: str, location: Location) -> tuple[Test, Cell]:
        """Return the test of a cell, and what it says without being evaluated."""
        try:
            test, tests = self._compiler.texts.unary_tests(text, self._names)
        except FeelSyntaxError as error:
            reason = self._compiler.problem(location, text, error)
            return _never(reason), UNKNOWN
        return test, cell_of(tests)

    def _read_cells(
        self, rules: Sequence[Rule]
    ) -> tuple[list[list[Test | None]], tuple[tuple[Cell, ...], ...]]:
        read = [
            [
                (None, ANY_INPUT)
                if text in IRRELEVANT
                else self._test(text, self._location(f"rule {number}", rule.place))
                for text in rule.input_entries
            ]
            for number, rule in enumerate(rules, start=1)
        ]
        tests = [[test for test, _ in row] for row in read]
        return tests, tuple(tuple(cell for _, cell in row) for row in read)

    def _rule(
        self,
        number: int,
        rule: Rule,
        tests: Sequence[Test | None],
        cells: Sequence[Cell],
        index: RuleIndex | None,
    ) -> TableRule:
        indexed = {position for position, _ in index.columns} if index is not None else set()
        needed = tuple((column, test) for column, test in enumerate(tests) if test is not None)
        location = self._location(f"rule {number + 1}", rule.place)
        return TableRule(
            tests=needed,
            candidate_tests=tuple(
                (column, test)
                for column, test in needed
                if needs_test(cells[column], column in indexed)
            ),
            outputs=tuple(
                self._output(entry, column, f"rule {number + 1}")
                for entry, column in zip(rule.output_entries, self._table.outputs, strict=True)
            ),
            location=location,
        )

    def _policy(self) -> Policy:
        aggregation = self._table.aggregation
        return Policy(
            hit_policy=self._table.hit_policy,
            aggregation=aggregation,
            names=tuple(
                column.name or column.label or f"output {number}"
                for number, column in enumerate(self._table.outputs, start=1)
            ),
            priorities=tuple(self._priorities(column) for column in self._table.outputs),
            aggregate=aggregate_by(aggregation),
        )

    def _priorities(self, column: OutputClause) -> tuple[FeelValue, ...]:
        """Return the values of a column in their order, the most important first.

        A column without such values takes them from its type.
        """
        if column.output_values not in IRRELEVANT:
            return self._values_in(column.output_values)
        kind = self._compiler.type_of(column.type_ref or self._table.type_ref)
        return kind.listed_values if isinstance(kind, ConstrainedType) else ()

    def _values_in(self, text: str) -> tuple[FeelValue, ...]:
        try:
            _, tests = self._compiler.texts.unary_tests(text, self._names)
        except FeelSyntaxError:
            return ()
        return listed_values(tests)


def _never(reason: str) -> Test:
    """Return the test of a cell that cannot be read: nothing matches."""

    def match_nothing(_scope: Scope, run: DecisionRun) -> bool:
        run.warn("dmn.not_readable", NOWHERE, reason=reason)
        return False

    return match_nothing
