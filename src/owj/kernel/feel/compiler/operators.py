"""Operators to closures: the usual kinds inline, all others by the tables."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import cast

from owj.kernel.feel.arithmetic import calculate, negate
from owj.kernel.feel.comparing import compare, equal
from owj.kernel.feel.compiler.pairs import Quick, Slow, of_two, trusting, with_constant
from owj.kernel.feel.compiler.scopes import Code, Compiled, Frame, Names, Probe, World, folded
from owj.kernel.feel.numbers import CALCULATION
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import Arithmetic, Comparison, Expr, If, Logic, Negation
from owj.kernel.feel.types import (
    BOOLEAN,
    DATE,
    DATE_TIME,
    DAY_TIME,
    NUMBER,
    STRING,
    TIME,
    YEAR_MONTH,
    FeelType,
)
from owj.kernel.feel.values import FeelValue, Months, Position, kind_of

_CALCULATIONS: dict[str, Quick] = {
    "+": cast("Quick", CALCULATION.add),
    "-": cast("Quick", CALCULATION.subtract),
    "*": cast("Quick", CALCULATION.multiply),
    "/": cast("Quick", CALCULATION.divide),
}
_ORDERS: dict[str, Quick] = {
    "<": cast("Quick", operator.lt),
    "<=": cast("Quick", operator.le),
    ">": cast("Quick", operator.gt),
    ">=": cast("Quick", operator.ge),
}
_HOLDS: dict[str, frozenset[int]] = {
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({0, 1}),
}
# Python orders and compares two values of one of these types as FEEL does.
_ORDERED = frozenset({Decimal, str, date, timedelta, Months})
_EQUATED = frozenset({Decimal, str, bool, type(None), date, timedelta, Months})
_NUMBERS: frozenset[type] = frozenset({Decimal})
_ORDERED_TYPES = frozenset({NUMBER, STRING, DATE, YEAR_MONTH})
_EQUATED_TYPES = frozenset({*_ORDERED_TYPES, BOOLEAN})
LONG_CHAIN = 8


def compile_negation(node: Negation, names: Names | None, world: World) -> Compiled:
    """Return the code of `-value`."""
    value = world.compile(node.value, names)
    code, position = value.code, (node.start, node.end)

    def run_negation(frame: Frame, run: Run) -> FeelValue:
        return negate(code(frame, run), run, position)

    return folded(Compiled(run_negation, value.type), value)


def compile_arithmetic(node: Arithmetic, names: Names | None, world: World) -> Compiled:
    """Return the code of a calculation; a long sum runs as a loop, not as a pile of calls."""
    links = _chain(node)
    if len(links) <= LONG_CHAIN:
        left = world.compile(node.left, names)
        return _arithmetic(node, left, world.compile(node.right, names))
    first = world.compile(links[0].left, names).code
    steps = [
        (link.operator, world.compile(link.right, names).code, (link.start, link.end))
        for link in links
    ]

    def run_chain(frame: Frame, run: Run) -> FeelValue:
        value = first(frame, run)
        for sign, code, position in steps:
            value = calculate(sign, value, code(frame, run), run, position)
        return value

    return Compiled(run_chain)


def _chain(node: Arithmetic) -> list[Arithmetic]:
    """Return the calculations that hang together on the left, the innermost first."""
    links = [node]
    while isinstance(links[-1].left, Arithmetic):
        links.append(links[-1].left)
    return links[::-1]


def _arithmetic(node: Arithmetic, left: Compiled, right: Compiled) -> Compiled:
    sign, position = node.operator, (node.start, node.end)

    def slow(a: FeelValue, b: FeelValue, run: Run) -> FeelValue:
        return calculate(sign, a, b, run, position)

    numbers = left.type == NUMBER and right.type == NUMBER
    quick = _CALCULATIONS.get(sign)
    if quick is None:
        code = _tabled(left.code, right.code, slow)
    elif numbers:
        code = trusting(left, right, quick, slow)
    elif right.constant and type(right.value) is Decimal:
        code = with_constant(left, right.value, Decimal, quick, slow)
    elif right.constant and type(right.value) is timedelta and sign == "+":
        code = with_constant(left, right.value, date, cast("Quick", operator.add), slow)
    else:
        code = of_two(left, right, _NUMBERS, quick, slow)
    return folded(
        Compiled(code, NUMBER if numbers else _result_type(sign, left, right)), left, right
    )


def _tabled(left: Code, right: Code, slow: Slow) -> Code:
    def run_tabled(frame: Frame, run: Run) -> FeelValue:
        return slow(left(frame, run), right(frame, run), run)

    return run_tabled


def _result_type(sign: str, left: Compiled, right: Compiled) -> FeelType | None:
    """Return the type of a date or time moved by a duration; None where it is not sure."""
    moved = left.type in {DATE, TIME, DATE_TIME} and right.type in {DAY_TIME, YEAR_MONTH}
    return left.type if moved and sign in {"+", "-"} else None


def compile_comparison(node: Comparison, names: Names | None, world: World) -> Compiled:
    """Return the code of a comparison."""
    left = world.compile(node.left, names)
    right = world.compile(node.right, names)
    position = (node.start, node.end)
    if node.operator in {"=", "!="}:
        compiled = _equality(left, right, node.operator == "=", position)
    else:
        compiled = _order(left, right, node.operator, position)
    return folded(compiled, left, right)


def _equality(left: Compiled, right: Compiled, wanted: bool, position: Position) -> Compiled:
    def slow(a: FeelValue, b: FeelValue, run: Run) -> FeelValue:
        found = equal(a, b, run, position)
        return None if found is None else found is wanted

    quick = cast("Quick", operator.eq if wanted else operator.ne)
    if left.type == right.type and left.type in _EQUATED_TYPES:
        return Compiled(
            trusting(left, right, quick, slow), BOOLEAN, probe=_probe(left, right, quick)
        )
    if right.constant and type(right.value) in _EQUATED:
        code = with_constant(left, right.value, type(right.value), quick, slow)
        return Compiled(code, BOOLEAN)
    return Compiled(of_two(left, right, _EQUATED, quick, slow), BOOLEAN)


def _order(left: Compiled, right: Compiled, sign: str, position: Position) -> Compiled:
    holds = _HOLDS[sign]

    def slow(a: FeelValue, b: FeelValue, run: Run) -> FeelValue:
        found = compare(a, b)
        if found is None:
            run.warn("feel.not_comparable", position, left=kind_of(a), right=kind_of(b))
            return None
        return found in holds

    quick = _ORDERS[sign]
    if left.type == right.type and left.type in _ORDERED_TYPES:
        return Compiled(
            trusting(left, right, quick, slow), BOOLEAN, probe=_probe(left, right, quick)
        )
    if right.constant and type(right.value) in _ORDERED:
        code = with_constant(left, right.value, type(right.value), quick, slow)
        return Compiled(code, BOOLEAN)
    return Compiled(of_two(left, right, _ORDERED, quick, slow), BOOLEAN)


def _probe(left: Compiled, right: Compiled, quick: Quick) -> Probe | None:
    """Return what a filter may do itself, where the left side is an entry of its element."""
    if left.entry is None or not (right.constant or right.slot is not None):
        return None
    return Probe(*left.entry, quick, right.slot, right.value)


def compile_logic(node: Logic, names: Names | None, world: World) -> Compiled:
    """Return the code of `and` or `or`: it stops at the part that decides."""
    compiled = [world.compile(part, names) for part in logic_parts(node)]
    return join_logic(compiled, node.operator, (node.start, node.end))


def logic_parts(node: Logic) -> list[Expr]:
    """Return what hangs together by one operator, from the left."""
    parts: list[Expr] = [node.right]
    rest = node.left
    while isinstance(rest, Logic) and rest.operator == node.operator:
        parts.append(rest.right)
        rest = rest.left
    return [rest, *reversed(parts)]


def join_logic(parts: Sequence[Compiled], sign: str, position: Position) -> Compiled:
    """Return the code of parts joined by `and` or `or`."""
    codes = [part.code for part in parts]
    decisive = sign == "or"
    if len(codes) == 2:
        code = _logic_of_two(codes[0], codes[1], decisive, position)
    else:
        code = _logic_of_many(codes, decisive, position)
    return folded(Compiled(code, BOOLEAN), *parts)


def _logic_of_two(first: Code, second: Code, decisive: bool, position: Position) -> Code:
    other = not decisive

    def run_logic(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        if a is decisive:
            return decisive
        b = second(frame, run)
        if b is decisive:
            return decisive
        if a is other and b is other:
            return other
        _warn_of_no_boolean((a, b), run, position)
        return None

    return run_logic


def _logic_of_many(codes: list[Code], decisive: bool, position: Position) -> Code:
    other = not decisive

    def run_logic(frame: Frame, run: Run) -> FeelValue:
        undecided: list[FeelValue] = []
        for code in codes:
            value = code(frame, run)
            if value is decisive:
                return decisive
            if value is not other:
                undecided.append(value)
        if not undecided:
            return other
        _warn_of_no_boolean(tuple(undecided), run, position)
        return None

    return run_logic


def _warn_of_no_boolean(values: tuple[FeelValue, ...], run: Run, position: Position) -> None:
    for value in values:
        if type(value) is not bool and value is not None:
            run.warn("feel.wrong_operand", position, expected="true or false", got=kind_of(value))


def compile_if(node: If, names: Names | None, world: World) -> Compiled:
    """Return the code of `if`: whatever is not true takes the other way."""
    condition = world.compile(node.condition, names)
    chosen, other = world.compile(node.chosen, names), world.compile(node.other, names)
    test, yes, no = condition.code, chosen.code, other.code
    position = (node.condition.start, node.condition.end)

    def run_if(frame: Frame, run: Run) -> FeelValue:
        value = test(frame, run)
        if value is True:
            return yes(frame, run)
        if value is not False:
            run.warn("feel.wrong_operand", position, expected="true or false", got=kind_of(value))
        return no(frame, run)

    kind = chosen.type if chosen.type == other.type else None
    return folded(Compiled(run_if, kind), condition, chosen, other)
