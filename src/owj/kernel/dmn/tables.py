"""Evaluate decision tables: look at the inputs once, find the rules that match, choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from owj.kernel.dmn.boxes import NOWHERE, Evaluate, Scope
from owj.kernel.dmn.cells import Cell
from owj.kernel.dmn.expressions import Aggregation, HitPolicy
from owj.kernel.dmn.feel_texts import INPUT, Test
from owj.kernel.dmn.hit_policies import Hit, Output, Policy
from owj.kernel.dmn.rule_index import RuleIndex, numbers_of
from owj.kernel.dmn.run import DecisionRun, Location, MatchedRules
from owj.kernel.feel.values import FeelValue, kind_of

ColumnTests = tuple[tuple[int, Test], ...]


@dataclass(frozen=True, slots=True)
class TableInput:
    """Hold a column of conditions. allowed: None when every value is; `cell` says the same."""

    label: str
    evaluate: Evaluate
    allowed: Test | None
    cell: Cell
    location: Location


@dataclass(frozen=True, slots=True)
class TableRule:
    """Hold a row. tests: by column, all of them; candidate_tests: those an index leaves open."""

    tests: ColumnTests
    candidate_tests: ColumnTests
    outputs: tuple[Evaluate, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class CompiledTable:
    """Hold a table that is ready to be asked.

    index_decides: whether no test is left to run for the rules that the index finds.
    cells: what each rule's tests say by their text.
    """

    inputs: tuple[TableInput, ...]
    defaults: tuple[Evaluate | None, ...]
    rules: tuple[TableRule, ...]
    policy: Policy
    index: RuleIndex | None
    location: Location
    labels: tuple[str, ...]
    checks_inputs: bool
    index_decides: bool
    cells: tuple[tuple[Cell, ...], ...]

    def __call__(self, scope: Scope, run: DecisionRun) -> FeelValue:
        """Return the table's answer; null with a warning where DMN says so."""
        values = [column.evaluate(scope, run) for column in self.inputs]
        if self.checks_inputs and not self._inputs_allowed(values, scope, run):
            return None
        matched = self.matching_rules(values, scope, run)
        run.charge(1 + len(matched))
        if not matched:
            run.note_rules(MatchedRules(self.location, self.labels, tuple(values), (), ()))
            return self._default(scope, run)
        value, chosen = self._answer(matched, scope, run)
        numbers = tuple([number + 1 for number in matched])
        run.note_rules(
            MatchedRules(
                self.location,
                self.labels,
                tuple(values),
                numbers,
                numbers if chosen is None else tuple([hit.rule + 1 for hit in chosen]),
            )
        )
        return value

    def _answer(
        self, matched: Sequence[int], scope: Scope, run: DecisionRun
    ) -> tuple[FeelValue, Sequence[Hit] | None]:
        """Return the answer, and the hits that make it; None for all of them."""
        if len(matched) == 1 and self.policy.one_is_answer:
            return self.policy.value_of(self._output(matched[0], scope, run)), None
        hits = [Hit(number, self._output(number, scope, run)) for number in matched]
        run.location = self.location
        answer = self.policy.answer(hits, run)
        return answer.value, answer.chosen

    def matching_rules(
        self, values: Sequence[FeelValue], scope: Scope, run: DecisionRun
    ) -> list[int]:
        """Return the rules that match, found by the index where there is one."""
        bits = self.index.candidates(values) if self.index is not None else None
        if bits is None:
            return self.scan_rules(values, scope, run)
        numbers = numbers_of(bits)
        if self.index_decides:
            return numbers
        tried = [(number, self.rules[number].candidate_tests) for number in numbers]
        return self._passing(tried, values, scope, run)

    def scan_rules(self, values: Sequence[FeelValue], scope: Scope, run: DecisionRun) -> list[int]:
        """Return the rules that match, found by trying all: what the index must equal."""
        tried = [(number, rule.tests) for number, rule in enumerate(self.rules)]
        return self._passing(tried, values, scope, run)

    def _passing(
        self,
        tried: Iterable[tuple[int, ColumnTests]],
        values: Sequence[FeelValue],
        scope: Scope,
        run: DecisionRun,
    ) -> list[int]:
        """Return the rules whose tests all hold; under First no more than one."""
        scopes: list[Scope] = []
        found: list[int] = []
        for number, tests in tried:
            if tests:
                run.location = self.rules[number].location
                scopes = scopes or [{**scope, INPUT: value} for value in values]
            for column, test in tests:
                if not test(scopes[column], run):
                    break
            else:
                found.append(number)
                if self.policy.hit_policy is HitPolicy.FIRST:
                    break
        return found

    def _inputs_allowed(self, values: Sequence[FeelValue], scope: Scope, run: DecisionRun) -> bool:
        for column, value in zip(self.inputs, values, strict=True):
            if column.allowed is None or is_allowed(column.allowed, value, scope, run):
                continue
            run.location = column.location
            run.warn("dmn.input_not_allowed", NOWHERE, input=column.label, got=kind_of(value))
            return False
        return True

    def _output(self, number: int, scope: Scope, run: DecisionRun) -> Output:
        return tuple([evaluate(scope, run) for evaluate in self.rules[number].outputs])

    def _default(self, scope: Scope, run: DecisionRun) -> FeelValue:
        """Return the answer when no rule matches."""
        collects = self.policy.hit_policy.gives_list and self.policy.aggregation is None
        if not any(self.defaults):
            if self.policy.aggregation is Aggregation.COUNT:
                return Decimal(0)
            return () if collects else None
        values = tuple(
            default(scope, run) if default is not None else None for default in self.defaults
        )
        value = self.policy.value_of(values)
        return (value,) if collects and not isinstance(value, tuple) else value


def is_allowed(allowed: Test, value: FeelValue, scope: Scope, run: DecisionRun) -> bool:
    """Return whether a value, or every one of a list of values, is allowed."""
    if allowed({**scope, INPUT: value}, run):
        return True
    if not isinstance(value, tuple):
        return False
    return all(allowed({**scope, INPUT: item}, run) for item in value)


def allowed_output(evaluate: Evaluate, allowed: Test, label: str, location: Location) -> Evaluate:
    """Make a closure whose value is among those the column may have, else null."""

    def evaluate_allowed(scope: Scope, run: DecisionRun) -> FeelValue:
        value = evaluate(scope, run)
        if value is None or is_allowed(allowed, value, scope, run):
            return value
        run.location = location
        run.warn("dmn.output_not_allowed", NOWHERE, output=label, got=kind_of(value))
        return None

    return evaluate_allowed
