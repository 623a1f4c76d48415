"""Find the rules that can match without trying each: by the values their cells name.

Every column keeps, for each value named in it, the rules that name it, as the bits of a number.
The rules that can match are those in all columns' numbers at once; cells that no value tells of
(spans, expressions) are still evaluated, but only for those rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from owj.kernel.dmn.cells import AnyInput, Cell, KnownInputs
from owj.kernel.feel.values import FeelValue

# Kinds whose equality in FEEL is the equality of Python within the same kind.
PLAIN_KINDS = (str, Decimal, bool, type(None))
PlainValue = str | Decimal | bool | None
# A column that names few values gains nothing.
FEWEST_RULES = 4


@dataclass(frozen=True, slots=True)
class ColumnIndex:
    """Hold one column: rules by value; `others` match whatever is looked at, or must be tried.

    by_value: by kind first, since Python holds true and 1 to be equal.
    """

    by_value: dict[type, dict[FeelValue, int]]
    others: int


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Hold the columns that help, by their position, and the bits of all rules."""

    columns: tuple[tuple[int, ColumnIndex], ...]
    all_rules: int

    def candidates(self, inputs: Sequence[FeelValue]) -> int | None:
        """Return the rules that can match; None when some input is of another kind."""
        found = self.all_rules
        for position, column in self.columns:
            value = inputs[position]
            named = column.by_value.get(type(value))
            if named is None:
                return None
            found &= column.others | named.get(value, 0)
        return found


def make_index(rows: Sequence[Sequence[Cell]], column_count: int) -> RuleIndex | None:
    """Return the index of a table; None when no column names enough values."""
    if len(rows) < FEWEST_RULES:
        return None
    columns = tuple(
        (position, column)
        for position in range(column_count)
        if (column := _index_column([row[position] for row in rows])) is not None
    )
    return RuleIndex(columns, (1 << len(rows)) - 1) if columns else None


def names_plain_values(cell: Cell) -> bool:
    """Return whether a cell is wholly told by values that an index can look up."""
    return (
        isinstance(cell, KnownInputs)
        and not cell.negated
        and not cell.spans
        and all(isinstance(value, PLAIN_KINDS) for value in cell.values)
    )


def _index_column(cells: Sequence[Cell]) -> ColumnIndex | None:
    by_value: dict[type, dict[FeelValue, int]] = {kind: {} for kind in PLAIN_KINDS}
    others, named = 0, 0
    for number, cell in enumerate(cells):
        bit = 1 << number
        if not isinstance(cell, KnownInputs) or not names_plain_values(cell):
            others |= bit
            continue
        named += 1
        for value in cell.values:
            same_kind = by_value[type(value)]
            same_kind[value] = same_kind.get(value, 0) | bit
    return ColumnIndex(by_value, others) if named >= FEWEST_RULES else None


def needs_test(cell: Cell, indexed: bool) -> bool:
    """Return whether a candidate's cell must still be evaluated."""
    return not isinstance(cell, AnyInput) and not (indexed and names_plain_values(cell))


def numbers_of(bits: int) -> list[int]:
    """Return the positions of the bits that are set, the lowest first."""
    found: list[int] = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
