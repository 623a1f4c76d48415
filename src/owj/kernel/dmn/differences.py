"""What changed from one decision table to another, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from owj.kernel.dmn.expressions import (
    DecisionTable,
    InputClause,
    LiteralExpression,
    OutputClause,
    Rule,
)

Row = tuple[str, ...]
Kind = Literal["cell", "added", "removed", "moved", "column", "policy"]


@dataclass(frozen=True, slots=True)
class TableChange:
    """Hold one change. rule: its number from 1 in the new table, of a removed one in the old.

    label: of the column. old, new: texts; of a rule its cells, of a moved one its old number.
    """

    kind: Kind
    rule: int = 0
    label: str = ""
    old: str = ""
    new: str = ""


def table_changes(old: DecisionTable, new: DecisionTable) -> list[TableChange]:
    """Return what changed: the policy, the columns, then the rules in their order."""
    found = list(_policy(old, new))
    heads = list(_heads(old, new))
    found += heads
    if labels_of(old) != labels_of(new):
        # Cells of columns that came, went or moved cannot be told beside each other.
        shape = [(len(one.inputs), len(one.outputs)) for one in (old, new)]
        if shape[0] != shape[1]:
            return found
    return found + list(_rules(old, new))


def labels_of(table: DecisionTable) -> tuple[str, ...]:
    """Return what the columns are called, notes included."""
    inputs = (one.label for one in table.inputs)
    outputs = (one.label or one.name or table.output_label for one in table.outputs)
    return (*inputs, *outputs)


def cells_of(rule: Rule) -> Row:
    """Return the texts of a rule: conditions, answers, notes."""
    outputs = (one.text for one in rule.output_entries)
    return (*rule.input_entries, *outputs, *rule.annotations)


def _policy(old: DecisionTable, new: DecisionTable) -> Iterator[TableChange]:
    before, after = _policy_text(old), _policy_text(new)
    if before != after:
        yield TableChange("policy", old=before, new=after)


def _policy_text(table: DecisionTable) -> str:
    aggregation = f" {table.aggregation.value}" if table.aggregation is not None else ""
    return f"{table.hit_policy.value}{aggregation}"


def _head(one: InputClause | OutputClause) -> str:
    if isinstance(one, InputClause):
        parts = [one.label, one.expression, one.type_ref, one.input_values]
    else:
        default = one.default_output
        written = default.text if isinstance(default, LiteralExpression) else ""
        parts = [one.label or one.name, one.name, one.type_ref, one.output_values, written]
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _heads(old: DecisionTable, new: DecisionTable) -> Iterator[TableChange]:
    for before, after in ((old.inputs, new.inputs), (old.outputs, new.outputs)):
        left = [_head(one) for one in before]
        right = [_head(one) for one in after]
        matcher = SequenceMatcher(a=left, b=right, autojunk=False)
        for tag, a1, a2, b1, b2 in matcher.get_opcodes():
            if tag == "equal":
                continue
            for place in range(max(a2 - a1, b2 - b1)):
                was = left[a1 + place] if a1 + place < a2 else ""
                now = right[b1 + place] if b1 + place < b2 else ""
                yield TableChange("column", label=now or was, old=was, new=now)


def _rules(old: DecisionTable, new: DecisionTable) -> Iterator[TableChange]:
    labels = [*labels_of(new)]
    pairs = _paired(old.rules, new.rules)
    told = {before for before, _ in pairs.values()}
    order = [before for _after, (before, _) in sorted(pairs.items())]
    steady = set(_longest_rising(order))
    for number, rule in enumerate(new.rules):
        if number not in pairs:
            yield TableChange("added", number + 1, new=" | ".join(cells_of(rule)))
            continue
        before, was = pairs[number]
        if before not in steady:
            yield TableChange("moved", number + 1, old=str(before + 1), new=str(number + 1))
        yield from _cells(number + 1, labels, cells_of(was), cells_of(rule))
    for number, rule in enumerate(old.rules):
        if number not in told:
            yield TableChange("removed", number + 1, old=" | ".join(cells_of(rule)))


def _cells(number: int, labels: Sequence[str], was: Row, now: Row) -> Iterator[TableChange]:
    for place in range(max(len(was), len(now))):
        before = was[place] if place < len(was) else ""
        after = now[place] if place < len(now) else ""
        if before != after:
            label = labels[place] if place < len(labels) else ""
            yield TableChange("cell", number, label, before, after)


def _paired(old: Sequence[Rule], new: Sequence[Rule]) -> dict[int, tuple[int, Rule]]:
    """Return for rules of the new table those of the old: by id, by cells, then by place."""
    by_id = {rule.id: (number, rule) for number, rule in enumerate(old) if rule.id}
    pairs = {
        number: by_id[rule.id] for number, rule in enumerate(new) if rule.id and rule.id in by_id
    }
    waiting = {before: one for before, one in enumerate(old) if (before, one) not in pairs.values()}
    for number, rule in enumerate(new):
        same = (before for before, one in waiting.items() if cells_of(one) == cells_of(rule))
        before = next(same, None) if number not in pairs else None
        if before is not None:
            pairs[number] = (before, waiting.pop(before))
    for number in range(len(new)):
        stays = waiting.get(number)
        if number not in pairs and stays is not None and not (stays.id and new[number].id):
            pairs[number] = (number, waiting.pop(number))
    return pairs


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """Return the longest part that is in order: those that did not move."""
    best: list[list[int]] = []
    for number in numbers:
        before = max((one for one in best if one[-1] < number), key=len, default=[])
        best.append([*before, number])
    return max(best, key=len, default=[])
