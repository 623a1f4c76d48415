"""What is missing from a decision table, or said twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from owj.kernel.dmn.analysis.atoms import Atom, Column, cut_column
from owj.kernel.dmn.analysis.boxes import Box, TooManyBoxes, Work, crossing, left_over
from owj.kernel.dmn.compile_boxes import BoxCompiler
from owj.kernel.dmn.compile_tables import compile_table
from owj.kernel.dmn.expressions import DecisionTable, HitPolicy
from owj.kernel.dmn.feel_texts import FeelTexts
from owj.kernel.dmn.item_types import no_types

# About a second of work.
MOST_BOXES = 300_000
MOST_SHOWN = 50
# Policies under which two rules that match the same input are no mistake by themselves.
MEANT_TO_OVERLAP = frozenset(
    (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER, HitPolicy.PRIORITY)
)


@dataclass(frozen=True, slots=True)
class Region:
    """Hold inputs: for each column the atoms, or None for all of them."""

    columns: tuple[tuple[Atom, ...] | None, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Hold two rules, by number from 1, that match the same inputs."""

    first: int
    second: int
    region: Region


@dataclass(frozen=True, slots=True)
class TableAnalysis:
    """Hold what was found.

    gaps: inputs that no rule matches. overlaps: rules that match the same input where the policy
    does not mean them to. unreachable: rules that never decide, each with the reason.
    unread: rules with cells that only evaluating tells; they count as matching nothing.
    complete: False when the table was too large to look at wholly.
    """

    labels: tuple[str, ...]
    gaps: tuple[Region, ...]
    overlaps: tuple[Overlap, ...]
    unreachable: tuple[int, ...]
    unread: tuple[int, ...]
    missing_default: bool
    complete: bool

    @property
    def is_sound(self) -> bool:
        """Return whether nothing was found that an author should look at."""
        return not (self.gaps or self.overlaps or self.unreachable) and self.complete


def analyse_table(table: DecisionTable, most_boxes: int = MOST_BOXES) -> TableAnalysis:
    """Return what a table lacks. most_boxes: how many may be looked at for each question."""
    compiler = BoxCompiler("table", FeelTexts(frozenset(), {}), no_types())
    compiled = compile_table(compiler, table, frozenset(), "")
    columns = tuple(
        cut_column(column.label, [row[position] for row in compiled.cells], column.cell)
        for position, column in enumerate(compiled.inputs)
    )
    boxes = [_box(columns, number) for number in range(len(table.rules))]
    known = [(number, box) for number, box in enumerate(boxes) if box is not None]
    complete = True
    try:
        gaps = left_over(
            tuple(column.whole for column in columns),
            (box for _, box in known),
            Work(most_boxes),
        )
    except TooManyBoxes:
        gaps, complete = [], False
    has_default = any(output.default_output is not None for output in table.outputs)
    return TableAnalysis(
        labels=tuple(column.label for column in columns),
        gaps=tuple(_region(columns, box) for box in gaps[:MOST_SHOWN]),
        overlaps=_overlaps(table, columns, known, Work(most_boxes)),
        unreachable=_unreachable(table, known, Work(most_boxes)),
        unread=tuple(number + 1 for number, box in enumerate(boxes) if box is None),
        missing_default=bool(gaps) and not has_default and not table.hit_policy.gives_list,
        complete=complete and len(gaps) <= MOST_SHOWN,
    )


def _box(columns: Sequence[Column], number: int) -> Box | None:
    """Return the box of a rule; None when one of its cells cannot be told."""
    covers = [column.covers[number] for column in columns]
    known = tuple(bits for bits in covers if bits is not None)
    return known if len(known) == len(covers) else None


def _region(columns: Sequence[Column], box: Box) -> Region:
    return Region(
        tuple(
            None
            if bits == column.whole
            else tuple(atom for number, atom in enumerate(column.atoms) if bits >> number & 1)
            for column, bits in zip(columns, box, strict=True)
        )
    )


def _overlaps(
    table: DecisionTable, columns: Sequence[Column], known: Sequence[tuple[int, Box]], work: Work
) -> tuple[Overlap, ...]:
    """Return the overlaps, as many as are shown and found within the work."""
    if table.hit_policy in MEANT_TO_OVERLAP or table.hit_policy is HitPolicy.FIRST:
        return ()
    found: list[Overlap] = []
    for position, (first, box) in enumerate(known):
        try:
            work.spend(len(known) - position)
        except TooManyBoxes:
            break
        for second, other in known[position + 1 :]:
            both = crossing(box, other)
            if both is None or _may_overlap(table, first, second):
                continue
            found.append(Overlap(first + 1, second + 1, _region(columns, both)))
            if len(found) >= MOST_SHOWN:
                return tuple(found)
    return tuple(found)


def _may_overlap(table: DecisionTable, first: int, second: int) -> bool:
    """Return whether two rules of an Any table say the same, word for word."""
    if table.hit_policy is not HitPolicy.ANY:
        return False
    texts = [
        [entry.text for entry in table.rules[number].output_entries] for number in (first, second)
    ]
    return texts[0] == texts[1]


def _unreachable(
    table: DecisionTable, known: Sequence[tuple[int, Box]], work: Work
) -> tuple[int, ...]:
    """Return the rules that no input reaches; under First, also those behind earlier ones."""
    found: list[int] = []
    earlier: list[Box] = []
    for number, box in known:
        before = earlier if table.hit_policy is HitPolicy.FIRST else []
        try:
            if not left_over(box, before, work):
                found.append(number + 1)
        except TooManyBoxes:
            break
        earlier.append(box)
    return tuple(found)
