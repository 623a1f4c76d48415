"""Cut the values of a column into atoms: parts that every cell covers wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cmp_to_key

from owj.kernel.dmn.cells import Cell, KnownInputs, Span, Unknown
from owj.kernel.feel.comparing import compare
from owj.kernel.feel.values import (
    DATE,
    DATE_TIME,
    DAY_TIME,
    NUMBER,
    TIME,
    YEAR_MONTH,
    FeelValue,
    kind_of,
)

# Kinds whose values lie on a line, so that a column of them can have gaps between spans.
ORDERED_KINDS = frozenset((NUMBER, DATE, TIME, DATE_TIME, DAY_TIME, YEAR_MONTH))


@dataclass(frozen=True, slots=True)
class ValueAtom:
    """Hold one single value."""

    value: FeelValue


@dataclass(frozen=True, slots=True)
class SpanAtom:
    """Hold all values strictly between two; None is no end."""

    low: FeelValue
    high: FeelValue


@dataclass(frozen=True, slots=True)
class OtherAtom:
    """Hold all values that no cell of the column names."""


Atom = ValueAtom | SpanAtom | OtherAtom
OTHER = OtherAtom()


@dataclass(frozen=True, slots=True)
class Column:
    """Hold the atoms of a column, and which of them each rule covers, as bits.

    whole: the atoms that may come at all. covers: None for a cell that only evaluating tells.
    """

    label: str
    atoms: tuple[Atom, ...]
    whole: int
    covers: tuple[int | None, ...]


def cut_column(label: str, cells: Sequence[Cell], allowed: Cell) -> Column:
    """Return a column in atoms. allowed: which values it may have at all."""
    known = [cell for cell in (*cells, allowed) if isinstance(cell, KnownInputs)]
    values = [value for cell in known for value in cell.values]
    spans = [span for cell in known for span in cell.spans]
    cut = _cut(values, spans)
    may_come = cut.bits(allowed)
    whole = cut.all_bits if may_come is None else may_come
    covers = (cut.bits(cell) for cell in cells)
    kept = tuple(None if bits is None else bits & whole for bits in covers)
    return Column(label, cut.atoms, whole, kept)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Hold atoms: first those of a line of ordered values (`line` many), then all others.

    positions: of the single values, by kind and value.
    """

    atoms: tuple[Atom, ...]
    line: int
    positions: dict[tuple[type, FeelValue], int]

    @property
    def all_bits(self) -> int:
        """Return the bits of all atoms."""
        return (1 << len(self.atoms)) - 1

    def bits(self, cell: Cell) -> int | None:
        """Return which atoms a cell covers; None where only evaluating tells."""
        if isinstance(cell, Unknown) or (not self.line and _has_spans(cell)):
            return None
        if not isinstance(cell, KnownInputs):
            return self.all_bits
        found = 0
        for value in cell.values:
            found |= 1 << self.positions[type(value), value]
        for span in cell.spans:
            found |= self._span_bits(span)
        return self.all_bits & ~found if cell.negated else found

    def _span_bits(self, span: Span) -> int:
        """Return the bits of a span, whose ends are atoms of the line."""
        first, last = 0, self.line - 1
        if span.low is not None:
            first = self.positions[type(span.low), span.low] + (not span.low_included)
        if span.high is not None:
            last = self.positions[type(span.high), span.high] - (not span.high_included)
        return ((1 << (last - first + 1)) - 1) << first if first <= last else 0


def _has_spans(cell: Cell) -> bool:
    return isinstance(cell, KnownInputs) and bool(cell.spans)


def _cut(values: Sequence[FeelValue], spans: Sequence[Span]) -> _Cut:
    ends = [end for span in spans for end in (span.low, span.high) if end is not None]
    points = [value for _, value in dict.fromkeys((type(one), one) for one in [*values, *ends])]
    ordered = [point for point in points if kind_of(point) in ORDERED_KINDS]
    atoms: list[Atom] = []
    if len({kind_of(point) for point in ordered}) == 1:
        atoms = list(_line(sorted(ordered, key=cmp_to_key(_order))))
        points = [point for point in points if kind_of(point) not in ORDERED_KINDS]
    line = len(atoms)
    atoms += [ValueAtom(point) for point in points]
    if not line:
        atoms += _others(points)
    positions = {
        (type(atom.value), atom.value): number
        for number, atom in enumerate(atoms)
        if isinstance(atom, ValueAtom)
    }
    return _Cut(tuple(atoms), line, positions)


def _others(points: Sequence[FeelValue]) -> list[Atom]:
    """Return what no cell names: of booleans the other one, else all other values."""
    if points and all(isinstance(point, bool) for point in points):
        return [ValueAtom(value) for value in (True, False) if value not in points]
    return [OTHER]


def _line(points: Sequence[FeelValue]) -> Iterator[Atom]:
    """Yield the points of a line and what lies between and around them."""
    before: FeelValue = None
    for point in points:
        yield SpanAtom(before, point)
        yield ValueAtom(point)
        before = point
    yield SpanAtom(before, None)


def _order(left: FeelValue, right: FeelValue) -> int:
    return compare(left, right) or 0
