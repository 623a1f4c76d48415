"""Operators to closures: the usual kinds inline, all others by the tables."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias, cast

from owj.kernel.feel.arithmetic import calculate, negate
from owj.kernel.feel.comparing import compare, equal
from owj.kernel.feel.compiler.scopes import Code, Compiled, Frame, Names, World, folded
from owj.kernel.feel.numbers import CALCULATION, NUMBER_FAILED
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import Arithmetic, Comparison, Expr, If, Logic, Negation
from owj.kernel.feel.types import BOOLEAN, NUMBER
from owj.kernel.feel.values import FeelValue, Months, Position, kind_of

Calculation: TypeAlias = Callable[[Decimal, Decimal], Decimal]
Order: TypeAlias = Callable[[object, object], bool]

_CALCULATIONS: dict[str, Calculation] = {
    "+": CALCULATION.add,
    "-": CALCULATION.subtract,
    "*": CALCULATION.multiply,
    "/": CALCULATION.divide,
}
_ORDERS: dict[str, Order] = {
    "<": cast("Order", operator.lt),
    "<=": cast("Order", operator.le),
    ">": cast("Order", operator.gt),
    ">=": cast("Order", operator.ge),
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
    position = (node.start, node.end)
    numbers = left.type == NUMBER and right.type == NUMBER
    calculation = _CALCULATIONS.get(node.operator)
    if calculation is None:
        code = _tabled(node.operator, left.code, right.code, position)
    elif right.constant and type(right.value) is Decimal:
        code = _with_number(node.operator, calculation, left, right.value, position)
    else:
        code = _of_two(node.operator, calculation, left.code, right.code, position)
    return folded(Compiled(code, NUMBER if numbers else None), left, right)


def _tabled(sign: str, left: Code, right: Code, position: Position) -> Code:
    def run_tabled(frame: Frame, run: Run) -> FeelValue:
        return calculate(sign, left(frame, run), right(frame, run), run, position)

    return run_tabled


def _with_number(
    sign: str, calculation: Calculation, left: Compiled, number: Decimal, position: Position
) -> Code:
    code, slot = left.code, left.slot

    def run_slot(frame: Frame, run: Run) -> FeelValue:
        value = frame[slot]  # type: ignore[index]  # used below only where there is a slot
        if type(value) is Decimal:
            try:
                return calculation(value, number)
            except NUMBER_FAILED:
                pass
        return calculate(sign, value, number, run, position)

    def run_code(frame: Frame, run: Run) -> FeelValue:
        value = code(frame, run)
        if type(value) is Decimal:
            try:
                return calculation(value, number)
            except NUMBER_FAILED:
                pass
        return calculate(sign, value, number, run, position)

    return run_code if slot is None else run_slot


def _of_two(
    sign: str, calculation: Calculation, left: Code, right: Code, position: Position
) -> Code:
    def run_two(frame: Frame, run: Run) -> FeelValue:
        first = left(frame, run)
        second = right(frame, run)
        if type(first) is Decimal and type(second) is Decimal:
            try:
                return calculation(first, second)
            except NUMBER_FAILED:
                pass
        return calculate(sign, first, second, run, position)

    return run_two


def compile_comparison(node: Comparison, names: Names | None, world: World) -> Compiled:
    """Return the code of a comparison."""
    left = world.compile(node.left, names)
    right = world.compile(node.right, names)
    position = (node.start, node.end)
    if node.operator in {"=", "!="}:
        code = _equality(left, right, node.operator == "=", position)
    else:
        code = _order(left, right, node.operator, position)
    return folded(Compiled(code, BOOLEAN), left, right)


def _equality(left: Compiled, right: Compiled, wanted: bool, position: Position) -> Code:
    first, second = left.code, right.code
    slot, bound = left.slot, right.value
    kind = type(bound)

    def run_equality(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        b = second(frame, run)
        if type(a) is type(b) and type(a) in _EQUATED:
            return (a == b) is wanted
        found = equal(a, b, run, position)
        return None if found is None else found is wanted

    def run_bound(frame: Frame, run: Run) -> FeelValue:
        a = frame[slot]  # type: ignore[index]  # used below only where there is a slot
        if type(a) is kind:
            return (a == bound) is wanted
        found = equal(a, bound, run, position)
        return None if found is None else found is wanted

    if slot is not None and right.constant and kind in _EQUATED:
        return run_bound
    return run_equality


def _order(left: Compiled, right: Compiled, sign: str, position: Position) -> Code:
    first, second = left.code, right.code
    bound, kind = right.value, type(right.value)
    order, holds = _ORDERS[sign], _HOLDS[sign]

    def run_order(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        b = second(frame, run)
        if type(a) is type(b) and type(a) in _ORDERED:
            return order(a, b)
        return _ordered(a, b, holds, run, position)

    def run_bound(frame: Frame, run: Run) -> FeelValue:
        a = first(frame, run)
        if type(a) is kind:
            return order(a, bound)
        return _ordered(a, bound, holds, run, position)

    return run_bound if right.constant and kind in _ORDERED else run_order


def _ordered(
    left: FeelValue, right: FeelValue, holds: frozenset[int], run: Run, position: Position
) -> FeelValue:
    found = compare(left, right)
    if found is None:
        run.warn("feel.not_comparable", position, left=kind_of(left), right=kind_of(right))
        return None
    return found in holds


def compile_logic(node: Logic, names: Names | None, world: World) -> Compiled:
    """Return the code of `and` or `or`: it stops at the part that decides."""
    parts: list[Expr] = [node.right]
    rest = node.left
    while isinstance(rest, Logic) and rest.operator == node.operator:
        parts.append(rest.right)
        rest = rest.left
    compiled = [world.compile(part, names) for part in (rest, *reversed(parts))]
    codes = [part.code for part in compiled]
    decisive = node.operator == "or"
    if len(codes) == 2:
        code = _logic_of_two(codes[0], codes[1], decisive, (node.start, node.end))
    else:
        code = _logic_of_many(codes, decisive, (node.start, node.end))
    return folded(Compiled(code, BOOLEAN), *compiled)


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
