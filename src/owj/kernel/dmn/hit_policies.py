"""What a table answers when its rules have been tried (DMN 1.5, 8.2.10 to 8.2.12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from owj.kernel.dmn.boxes import NOWHERE
from owj.kernel.dmn.expressions import Aggregation, HitPolicy
from owj.kernel.dmn.feel_texts import Aggregate
from owj.kernel.dmn.run import DecisionRun
from owj.kernel.feel.comparing import same
from owj.kernel.feel.values import FeelValue

Output = tuple[FeelValue, ...]


SINGLE = frozenset((HitPolicy.UNIQUE, HitPolicy.ANY, HitPolicy.PRIORITY, HitPolicy.FIRST))


class Hit(NamedTuple):
    """Hold a matching rule, by its number from 0, and what it puts out, a value a column."""

    rule: int
    output: Output


class Answer(NamedTuple):
    """Hold what comes of the hits, and those of them that are part of it."""

    value: FeelValue
    chosen: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Hold how a table chooses.

    names: of its columns; a single column needs none. priorities: for each column its values, the
    most important first. aggregate: for SUM, MIN and MAX.
    """

    hit_policy: HitPolicy
    aggregation: Aggregation | None
    names: tuple[str, ...]
    priorities: tuple[tuple[FeelValue, ...], ...]
    aggregate: Aggregate

    @property
    def one_is_answer(self) -> bool:
        """Return whether the output of a rule that matches alone is the answer."""
        return self.hit_policy in SINGLE

    def answer(self, hits: Sequence[Hit], run: DecisionRun) -> Answer:
        """Return what the table answers to at least one hit."""
        return CHOICES[self.hit_policy](self, hits, run)

    def value_of(self, output: Output) -> FeelValue:
        """Return an output as one value: a context when the table has several columns."""
        if len(output) == 1:
            return output[0]
        return dict(zip(self.names, output, strict=True))

    def by_rank(self, hits: Sequence[Hit], run: DecisionRun) -> list[Hit]:
        """Return the hits, the most important first, column by column."""

        def rank(hit: Hit) -> tuple[int, ...]:
            return tuple(
                _position(value, order, run)
                for value, order in zip(hit.output, self.priorities, strict=True)
            )

        return sorted(hits, key=rank)

    def _single(self, hit: Hit) -> Answer:
        return Answer(self.value_of(hit.output), (hit,))

    def unique(self, hits: Sequence[Hit], run: DecisionRun) -> Answer:
        if len(hits) > 1:
            run.warn("dmn.several_rules", NOWHERE, rules=_numbers(hits))
            return Answer(None, ())
        return self._single(hits[0])

    def any(self, hits: Sequence[Hit], run: DecisionRun) -> Answer:
        first = self.value_of(hits[0].output)
        if not all(same(first, self.value_of(hit.output), run) for hit in hits[1:]):
            run.warn("dmn.different_outputs", NOWHERE, rules=_numbers(hits))
            return Answer(None, ())
        return Answer(first, tuple(hits))

    def first(self, hits: Sequence[Hit], _run: DecisionRun) -> Answer:
        return self._single(hits[0])

    def priority(self, hits: Sequence[Hit], run: DecisionRun) -> Answer:
        return self._single(self.by_rank(hits, run)[0])

    def rule_order(self, hits: Sequence[Hit], _run: DecisionRun) -> Answer:
        return self._list(hits)

    def output_order(self, hits: Sequence[Hit], run: DecisionRun) -> Answer:
        return self._list(self.by_rank(hits, run))

    def collect(self, hits: Sequence[Hit], run: DecisionRun) -> Answer:
        if self.aggregation is None:
            return self._list(hits)
        if self.aggregation is Aggregation.COUNT:
            return Answer(Decimal(len(hits)), tuple(hits))
        if len(self.names) > 1:
            run.warn("dmn.not_aggregated", NOWHERE, got="several columns")
            return Answer(None, ())
        values = tuple(hit.output[0] for hit in hits)
        return Answer(self.aggregate(values, run), tuple(hits))

    def _list(self, hits: Sequence[Hit]) -> Answer:
        return Answer(tuple(self.value_of(hit.output) for hit in hits), tuple(hits))


CHOICES: dict[HitPolicy, Callable[[Policy, Sequence[Hit], DecisionRun], Answer]] = {
    HitPolicy.UNIQUE: Policy.unique,
    HitPolicy.ANY: Policy.any,
    HitPolicy.PRIORITY: Policy.priority,
    HitPolicy.FIRST: Policy.first,
    HitPolicy.RULE_ORDER: Policy.rule_order,
    HitPolicy.OUTPUT_ORDER: Policy.output_order,
    HitPolicy.COLLECT: Policy.collect,
}


def _position(value: FeelValue, order: tuple[FeelValue, ...], run: DecisionRun) -> int:
    for position, candidate in enumerate(order):
        if same(value, candidate, run):
            return position
    return len(order)


def _numbers(hits: Sequence[Hit]) -> str:
    return ", ".join(str(hit.rule + 1) for hit in hits)
