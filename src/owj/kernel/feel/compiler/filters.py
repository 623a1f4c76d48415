"""Filters to closures: one element by its number, or those for which a condition is true."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from owj.kernel.feel.compiler.operators import join_logic, logic_parts
from owj.kernel.feel.compiler.pairs import NO_ENTRY
from owj.kernel.feel.compiler.scopes import (
    Code,
    Compiled,
    Frame,
    Local,
    Names,
    Probe,
    World,
    folded,
)
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import Expr, Filter, Logic
from owj.kernel.feel.types import BOOLEAN, NUMBER, FeelType, ListType
from owj.kernel.feel.values import FeelValue, Position, kind_of


def compile_filter(node: Filter, names: Names | None, world: World) -> Compiled:
    """Return the code of `source[condition]`: one element by its number, or those that fit."""
    source = world.compile(node.source, names)
    item = source.type.item if isinstance(source.type, ListType) else None
    element = Local(world.new_slot(), item)
    inside = Names(names, {"item": element}, element)
    position = (node.condition.start, node.condition.end)
    parts = [world.compile(part, inside) for part in _conditions(node)]
    if all(part.type == BOOLEAN for part in parts):
        return Compiled(_by_truth(source.code, parts, element.slot, position), source.type)
    condition = parts[0] if len(parts) == 1 else join_logic(parts, "and", position)
    if condition.constant and type(condition.value) is Decimal:
        return folded(_by_number(source, condition.value, item, position), source)
    if condition.type == NUMBER:
        return Compiled(_by_either(source.code, condition.code, element.slot, position), item)
    return Compiled(_by_either(source.code, condition.code, element.slot, position))


def _by_number(
    source: Compiled, number: Decimal, item: FeelType | None, position: Position
) -> Compiled:
    code = source.code

    def run_number(frame: Frame, run: Run) -> FeelValue:
        return element_at(as_list(code(frame, run)), number, run, position)

    return Compiled(run_number, item)


def _conditions(node: Filter) -> Sequence[Expr]:
    """Return what must all be true."""
    if isinstance(node.condition, Logic) and node.condition.operator == "and":
        return logic_parts(node.condition)
    return [node.condition]


def _by_truth(source: Code, parts: Sequence[Compiled], slot: int, position: Position) -> Code:
    """Return code for conditions that are true, false or null."""
    probe = parts[0].probe
    if probe is not None and probe.slot == slot and probe.other != slot:
        rest = parts[1:]
        if not rest:
            return _by_probe(source, probe, parts[0].code, None)
        joined = rest[0] if len(rest) == 1 else join_logic(rest, "and", position)
        return _by_probe(source, probe, parts[0].code, joined.code)
    condition = parts[0] if len(parts) == 1 else join_logic(parts, "and", position)
    test = condition.code

    def run_truth(frame: Frame, run: Run) -> FeelValue:
        items = as_list(source(frame, run))
        run.charge(len(items) + 1)
        kept: list[FeelValue] = []
        for item in items:
            frame[slot] = item
            if test(frame, run) is True:
                kept.append(item)
        return tuple(kept)

    return run_truth


def _by_probe(source: Code, probe: Probe, test: Code, rest: Code | None) -> Code:
    """Return code that compares an entry of each element itself, and asks the rest of few."""
    slot, name, quick, other, bound = probe

    def run_probe(frame: Frame, run: Run) -> FeelValue:
        items = as_list(source(frame, run))
        run.charge(len(items) + 1)
        against = bound if other is None else frame[other]
        kept: list[FeelValue] = []
        for item in items:
            try:
                found = quick(item[name], against)  # type: ignore[index,call-overload]  # or below
            except NO_ENTRY:
                frame[slot] = item
                found = test(frame, run)
            if found is True:
                if rest is not None:
                    frame[slot] = item
                    if rest(frame, run) is not True:
                        continue
                kept.append(item)
        return tuple(kept)

    return run_probe


def _by_either(source: Code, condition: Code, slot: int, position: Position) -> Code:
    """Return code for a condition that may turn out to be a number: the first element tells."""

    def run_either(frame: Frame, run: Run) -> FeelValue:
        items = as_list(source(frame, run))
        run.charge(len(items) + 1)
        kept: list[FeelValue] = []
        frame[slot] = items[0] if items else None
        first = condition(frame, run)
        if type(first) is Decimal:
            return element_at(items, first, run, position)
        if first is True and items:
            kept.append(items[0])
        for item in items[1:]:
            frame[slot] = item
            if condition(frame, run) is True:
                kept.append(item)
        return tuple(kept)

    return run_either


def as_list(value: FeelValue) -> tuple[FeelValue, ...]:
    """Return a list as it is, nothing for null, a list of one for all others."""
    if type(value) is tuple:
        return value
    return () if value is None else (value,)


def element_at(
    items: tuple[FeelValue, ...], number: Decimal, run: Run, position: Position
) -> FeelValue:
    """Return the element of a number, counted from 1, or from the end by -1; else null."""
    count = len(items)
    index = int(number) if -count - 1 < number < count + 1 else 0
    if 1 <= index <= count:
        return items[index - 1]
    if -count <= index <= -1:
        return items[index]
    run.warn(
        "feel.wrong_operand",
        position,
        expected=f"a place from 1 to {count}" if count else "no place in an empty list",
        got=f"{kind_of(number)} {number}",
    )
    return None
