"""What a comparison compares: a constant, a column, or a calculation with whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.models import DecimalField, F, Q, Value
from django.db.models.functions import Cast

from owj.kernel.feel import FeelValue
from owj.kernel.feel.syntax import Expr
from owj.kernel.feel.values import NUMBER, kind_of
from owj.server.records.conditions.fields import LINK
from owj.server.records.conditions.truth import both

# FEEL rounds what has more digits; a column is a whole number of 64 bits.
EXACT_BELOW = 10**34
MOST_IN_COLUMN = 2**63 - 1
LEAST_IN_COLUMN = -(2**63)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that no row changes."""

    node: Expr
    value: FeelValue

    @property
    def kind(self) -> str:
        """Give the name of its kind."""
        return kind_of(self.value)


@dataclass(frozen=True, slots=True)
class CurrentUser(Constant):
    """The person who asks; its value is their id, and nobody's 0 is no one's."""

    @property
    def kind(self) -> str:
        """Give what a field that names a person holds."""
        return LINK


@dataclass(frozen=True, slots=True)
class Column:
    """A field, reached by a path of Django's.

    whole: as a number it has no point. of_people: it is a link to a person.
    """

    node: Expr
    path: str
    kind: str
    whole: bool = True
    of_people: bool = False

    @property
    def known(self) -> Q:
        """Give where there is a value."""
        return Q((f"{self.path}__isnull", False))

    @property
    def expression(self) -> Any:
        """Give what stands for it inside a calculation or beside another column."""
        counted = self.kind == NUMBER and self.whole
        return Cast(F(self.path), _whole()) if counted else F(self.path)

    @property
    def bound(self) -> int:
        """Give the size below which its numbers lie."""
        return MOST_IN_COLUMN + 1


@dataclass(frozen=True, slots=True)
class Calculation:
    """A sum, difference or product of whole numbers; null where one of its fields is."""

    node: Expr
    expression: Any
    columns: tuple[Column, ...]
    bound: int

    @property
    def kind(self) -> str:
        """Give the name of its kind."""
        return NUMBER

    @property
    def known(self) -> Q:
        """Give where there is a value."""
        return both([column.known for column in self.columns])


Varying: TypeAlias = Column | Calculation
Operand: TypeAlias = Constant | Varying


def _whole() -> Any:
    return DecimalField(max_digits=38, decimal_places=0)


def number_expression(value: Decimal) -> Any:
    """Return a number as a parameter of the query, with all its digits."""
    return Value(value, output_field=DecimalField())


def calculated(node: Expr, sign: str, left: Operand, right: Operand) -> Calculation | None:
    """Return the calculation; None where the database would not give FEEL's digits."""
    sizes = [_size(left), _size(right)]
    if None in sizes:
        return None
    first, second = (size or 0 for size in sizes)
    bound = first * second if sign == "*" else first + second
    if bound >= EXACT_BELOW:
        return None
    one, other = _part(left), _part(right)
    expression = one * other if sign == "*" else one + other if sign == "+" else one - other
    return Calculation(node, expression, (*_columns(left), *_columns(right)), bound)


def _size(operand: Operand) -> int | None:
    """Return a bound of an operand's size; None if it is no whole number."""
    if isinstance(operand, Column) and not operand.whole:
        return None
    if not isinstance(operand, Constant):
        return operand.bound if operand.kind == NUMBER else None
    value = operand.value
    if not isinstance(value, Decimal) or value.copy_abs() >= EXACT_BELOW:
        return None
    return abs(int(value)) if value == value.to_integral_value() else None


def _part(operand: Operand) -> Any:
    if not isinstance(operand, Constant):
        return operand.expression
    return number_expression(operand.value) if isinstance(operand.value, Decimal) else None


def _columns(operand: Operand) -> tuple[Column, ...]:
    if isinstance(operand, Constant):
        return ()
    return (operand,) if isinstance(operand, Column) else operand.columns
