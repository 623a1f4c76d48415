"""The syntax tree: one tuple a construct, with the position of its text."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from owj.kernel.feel.values import FeelValue


class Literal(NamedTuple):
    """Hold a number, a string, true, false, null, or what an @ literal spells."""

    start: int
    end: int
    value: FeelValue


class AtLiteral(NamedTuple):
    """Hold an @ literal whose text spells nothing temporal."""

    start: int
    end: int
    text: str


class Name(NamedTuple):
    """Refer to something in scope."""

    start: int
    end: int
    name: str


class Path(NamedTuple):
    """Take an entry or a property: `source.name`."""

    start: int
    end: int
    source: Expr
    name: str


class Filter(NamedTuple):
    """Take elements: `source[condition]`."""

    start: int
    end: int
    source: Expr
    condition: Expr


class Call(NamedTuple):
    """Invoke a function. names: of the arguments, empty when they are positional."""

    start: int
    end: int
    function: Expr
    arguments: tuple[Expr, ...]
    names: tuple[str, ...]


class Negation(NamedTuple):
    """Take the negative: `-value`."""

    start: int
    end: int
    value: Expr


class Arithmetic(NamedTuple):
    """Calculate: `left + right` and so on."""

    start: int
    end: int
    operator: str
    left: Expr
    right: Expr


class Comparison(NamedTuple):
    """Compare: `left < right` and so on."""

    start: int
    end: int
    operator: str
    left: Expr
    right: Expr


class Logic(NamedTuple):
    """Join by `and` or `or`."""

    start: int
    end: int
    operator: str
    left: Expr
    right: Expr


class Between(NamedTuple):
    """Ask whether `value between low and high`."""

    start: int
    end: int
    value: Expr
    low: Expr
    high: Expr


class In(NamedTuple):
    """Ask whether `value in (tests)`."""

    start: int
    end: int
    value: Expr
    tests: tuple[Expr, ...]


class InstanceOf(NamedTuple):
    """Ask whether `value instance of type`."""

    start: int
    end: int
    value: Expr
    type: TypeExpr


class If(NamedTuple):
    """Choose: `if condition then chosen else other`."""

    start: int
    end: int
    condition: Expr
    chosen: Expr
    other: Expr


class Iterator(NamedTuple):
    """Let a name run over a list, or from one number or date to another."""

    name: str
    source: Expr
    to: Expr | None


class For(NamedTuple):
    """Map: `for x in xs return body`."""

    start: int
    end: int
    iterators: tuple[Iterator, ...]
    body: Expr


class Quantified(NamedTuple):
    """Ask `some` or `every`: `some x in xs satisfies condition`."""

    start: int
    end: int
    quantifier: str
    iterators: tuple[Iterator, ...]
    condition: Expr


class FormalParameter(NamedTuple):
    """Name a parameter of a literal function."""

    name: str
    type: TypeExpr | None


class FunctionLiteral(NamedTuple):
    """Make a function: `function(a, b: number) body`. body is None for an external one."""

    start: int
    end: int
    parameters: tuple[FormalParameter, ...]
    body: Expr | None


class ListLiteral(NamedTuple):
    """Make a list."""

    start: int
    end: int
    items: tuple[Expr, ...]


class ContextLiteral(NamedTuple):
    """Make a context; later entries see earlier ones."""

    start: int
    end: int
    entries: tuple[tuple[str, Expr], ...]


class RangeLiteral(NamedTuple):
    """Make a range: `[low..high)`."""

    start: int
    end: int
    low: Expr
    high: Expr
    low_included: bool
    high_included: bool


class UnaryTest(NamedTuple):
    """Test the value at hand: `< bound`; elsewhere a range."""

    start: int
    end: int
    operator: str
    bound: Expr


class AnyValue(NamedTuple):
    """Hold for every input: `-`."""

    start: int
    end: int


class Tests(NamedTuple):
    """Hold for an input if one of the tests does, or, negated, if none does."""

    start: int
    end: int
    tests: tuple[Expr | AnyValue, ...]
    negated: bool


class TypeName(NamedTuple):
    """Name a type, built-in or defined."""

    start: int
    end: int
    name: str


class ListOf(NamedTuple):
    """Write list<item>."""

    start: int
    end: int
    item: TypeExpr


class RangeOf(NamedTuple):
    """Write range<item>."""

    start: int
    end: int
    item: TypeExpr


class ContextOf(NamedTuple):
    """Write context<name: type, …>."""

    start: int
    end: int
    entries: tuple[tuple[str, TypeExpr], ...]


class FunctionOf(NamedTuple):
    """Write function<type, …> -> type."""

    start: int
    end: int
    parameters: tuple[TypeExpr, ...]
    result: TypeExpr


TypeExpr: TypeAlias = TypeName | ListOf | RangeOf | ContextOf | FunctionOf
Expr: TypeAlias = (
    Literal
    | AtLiteral
    | Name
    | Path
    | Filter
    | Call
    | Negation
    | Arithmetic
    | Comparison
    | Logic
    | Between
    | In
    | InstanceOf
    | If
    | For
    | Quantified
    | FunctionLiteral
    | ListLiteral
    | ContextLiteral
    | RangeLiteral
    | UnaryTest
)
