"""Evaluate decision tables: look at the inputs once, find the rules that match, choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from owj.kernel.dmn.boxes import NOWHERE, Evaluate, Scope
from owj.kernel.dmn.expressions import Aggregation, HitPolicy
from owj.kernel.dmn.feel_texts import INPUT, Test
from owj.kernel.dmn.hit_policies import Hit, Output, Policy
from owj.kernel.dmn.rule_index import RuleIndex, numbers_of
from owj.kernel.dmn.run import DecisionRun, Location, MatchedRules
from owj.kernel.feel.values import FeelValue, kind_of

ColumnTests = tuple[tuple[int, Test], ...]


@dataclass(frozen=True, slots=True)
class TableInput:
    """Hold a column of conditions. allowed: None when every value is."""

    label: str
    evaluate: Evaluate
    allowed: Test | None
    location: Location


@dataclass(frozen=True, slots=True)
class TableOutput:
    """Hold a column of answers. default: None when there is none."""

    label: str
    allowed: Test | None
    default: Evaluate | None
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
    """Hold a table that is ready to be asked."""

    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[TableRule, ...]
    policy: Policy
    index: RuleIndex | None
    location: Location

    def __call__(self, scope: Scope, run: DecisionRun) -> FeelValue:
        """Return the table's answer; null with a warning where DMN says so."""
        values = tuple(column.evaluate(scope, run) for column in self.inputs)
        if not self._inputs_allowed(values, scope, run):
            return None
        matched = self.matching_rules(values, scope, run)
        run.charge(1 + len(matched))
        if not matched:
            self._note(values, (), (), run)
            return self._default(scope, run)
        hits = [Hit(number, self._output(number, scope, run)) for number in matched]
        run.location = self.location
        answer = self.policy.answer(hits, run)
        self._note(values, matched, tuple(hit.rule for hit in answer.chosen), run)
        return answer.value

    def matching_rules(
        self, values: Sequence[FeelValue], scope: Scope, run: DecisionRun
    ) -> tuple[int, ...]:
        """Return the rules that match, found by the index where there is one."""
        bits = self.index.candidates(values) if self.index is not None else None
        if bits is None:
            return self.scan_rules(values, scope, run)
        tried = ((number, self.rules[number].candidate_tests) for number in numbers_of(bits))
        return self._passing(tried, values, scope, run)

    def scan_rules(
        self, values: Sequence[FeelValue], scope: Scope, run: DecisionRun
    ) -> tuple[int, ...]:
        """Return the rules that match, found by trying all: what the index must equal."""
        tried = ((number, rule.tests) for number, rule in enumerate(self.rules))
        return self._passing(tried, values, scope, run)

    def _passing(
        self,
        tried: Iterable[tuple[int, ColumnTests]],
        values: Sequence[FeelValue],
        scope: Scope,
        run: DecisionRun,
    ) -> tuple[int, ...]:
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
        return tuple(found)

    def _inputs_allowed(self, values: Sequence[FeelValue], scope: Scope, run: DecisionRun) -> bool:
        for column, value in zip(self.inputs, values, strict=True):
            if column.allowed is None or _is_allowed(column.allowed, value, scope, run):
                continue
            run.location = column.location
            run.warn("dmn.input_not_allowed", NOWHERE, input=column.label, got=kind_of(value))
            return False
        return True

    def _output(self, number: int, scope: Scope, run: DecisionRun) -> Output:
        evaluates = self.rules[number].outputs
        return tuple(
            self._allowed_output(column, evaluate(scope, run), scope, run)
            for column, evaluate in zip(self.outputs, evaluates, strict=True)
        )

    def _allowed_output(
        self, column: TableOutput, value: FeelValue, scope: Scope, run: DecisionRun
    ) -> FeelValue:
        if value is None or column.allowed is None:
            return value
        if _is_allowed(column.allowed, value, scope, run):
            return value
        run.warn("dmn.output_not_allowed", NOWHERE, output=column.label, got=kind_of(value))
        return None

    def _default(self, scope: Scope, run: DecisionRun) -> FeelValue:
        """Return the answer when no rule matches."""
        collects = self.policy.hit_policy.gives_list and self.policy.aggregation is None
        if all(column.default is None for column in self.outputs):
            if self.policy.aggregation is Aggregation.COUNT:
                return Decimal(0)
            return () if collects else None
        values = tuple(
            column.default(scope, run) if column.default is not None else None
            for column in self.outputs
        )
        value = self.policy.value_of(values)
        return (value,) if collects and not isinstance(value, tuple) else value

    def _note(
        self,
        values: Sequence[FeelValue],
        matched: tuple[int, ...],
        chosen: tuple[int, ...],
        run: DecisionRun,
    ) -> None:
        labels = (column.label for column in self.inputs)
        run.note_rules(
            MatchedRules(
                self.location,
                tuple(zip(labels, values, strict=True)),
                tuple(number + 1 for number in matched),
                tuple(number + 1 for number in chosen),
            )
        )


def _is_allowed(allowed: Test, value: FeelValue, scope: Scope, run: DecisionRun) -> bool:
    """Return whether a value, or every one of a list of values, is allowed."""
    if allowed({**scope, INPUT: value}, run):
        return True
    if not isinstance(value, tuple):
        return False
    return all(allowed({**scope, INPUT: item}, run) for item in value)
