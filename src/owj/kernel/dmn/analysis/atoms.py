"""Cut the values of a column into atoms: parts that every cell covers wholly or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

    covers: None for a cell that only evaluating tells.
    """

    label: str
    atoms: tuple[Atom, ...]
    covers: tuple[int | None, ...]

    @property
    def whole(self) -> int:
        """Return the bits of all atoms."""
        return (1 << len(self.atoms)) - 1


def cut_column(label: str, cells: Sequence[Cell], allowed: Cell) -> Column:
    """Return a column in atoms. allowed: which values it may have at all."""
    known = [cell for cell in (*cells, allowed) if isinstance(cell, KnownInputs)]
    values = [value for cell in known for value in cell.values]
    spans = [span for cell in known for span in cell.spans]
    atoms = tuple(atom for atom in _atoms(values, spans) if _covers(allowed, atom))
    return Column(label, atoms, tuple(_bits(cell, atoms) for cell in cells))


def _bits(cell: Cell, atoms: Iterable[Atom]) -> int | None:
    if isinstance(cell, Unknown):
        return None
    return sum(1 << number for number, atom in enumerate(atoms) if _covers(cell, atom))


def _covers(cell: Cell, atom: Atom) -> bool:
    """Return whether a cell covers an atom; an unknown cell is taken to cover it."""
    if not isinstance(cell, KnownInputs):
        return True
    named = any(_is_value(value, atom) for value in cell.values)
    return (named or any(_in_span(span, atom) for span in cell.spans)) is not cell.negated


def _is_value(value: FeelValue, atom: Atom) -> bool:
    return isinstance(atom, ValueAtom) and type(atom.value) is type(value) and atom.value == value


def _in_span(span: Span, atom: Atom) -> bool:
    match atom:
        case ValueAtom():
            return _above(atom.value, span) and _below(atom.value, span)
        case SpanAtom():
            # Atoms are cut at the ends of every span, so that an atom is inside or outside.
            return _starts_before(span, atom) and _ends_after(span, atom)
        case OtherAtom():
            return False


def _above(value: FeelValue, span: Span) -> bool:
    if span.low is None:
        return kind_of(value) == kind_of(span.high)
    order = compare(value, span.low)
    return order is not None and (order > 0 or (order == 0 and span.low_included))


def _below(value: FeelValue, span: Span) -> bool:
    if span.high is None:
        return kind_of(value) == kind_of(span.low)
    order = compare(value, span.high)
    return order is not None and (order < 0 or (order == 0 and span.high_included))


def _starts_before(span: Span, atom: SpanAtom) -> bool:
    if span.low is None:
        return True
    order = compare(span.low, atom.low) if atom.low is not None else None
    return order is not None and order <= 0


def _ends_after(span: Span, atom: SpanAtom) -> bool:
    if span.high is None:
        return True
    order = compare(atom.high, span.high) if atom.high is not None else None
    return order is not None and order <= 0


def _atoms(values: Sequence[FeelValue], spans: Sequence[Span]) -> Iterator[Atom]:
    ends = [end for span in spans for end in (span.low, span.high) if end is not None]
    points = _distinct([*values, *ends])
    ordered = [point for point in points if kind_of(point) in ORDERED_KINDS]
    kinds = {kind_of(point) for point in ordered}
    if len(kinds) == 1:
        yield from _line(sorted(ordered, key=cmp_to_key(_order)))
        loose = [point for point in points if kind_of(point) not in ORDERED_KINDS]
        yield from (ValueAtom(point) for point in loose)
        return
    yield from (ValueAtom(point) for point in points)
    if all(isinstance(point, bool) for point in points) and points:
        yield from (ValueAtom(value) for value in (True, False) if value not in points)
        return
    yield OTHER


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


def _distinct(values: Iterable[FeelValue]) -> list[FeelValue]:
    found: list[FeelValue] = []
    for value in values:
        if not any(type(value) is type(other) and value == other for other in found):
            found.append(value)
    return found
