"""`for`, `some` and `every` to closures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from owj.kernel.feel.civil import date_of_days, days_of_date
from owj.kernel.feel.compiler.filters import as_list
from owj.kernel.feel.compiler.scopes import Code, Compiled, Frame, Local, Names, World
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import For, Iterator, Quantified
from owj.kernel.feel.types import BOOLEAN, FeelType, ListType
from owj.kernel.feel.values import FeelValue, Position, Range, WideDate, kind_of

Items = Callable[[Frame, Run], "tuple[FeelValue, ...] | None"]


def compile_for(node: For, names: Names | None, world: World) -> Compiled:
    """Return the code of `for … return …`; `partial` is the list made so far."""
    iterators, inner = _compile_iterators(node.iterators, names, world)
    partial = Local(world.new_slot())
    used_outside, world.uses_partial = world.uses_partial, False
    body = world.compile(node.body, Names(inner, {"partial": partial}))
    keeps_partial, world.uses_partial = world.uses_partial, used_outside
    code, slot = body.code, partial.slot
    step = _with_partial(code, slot) if keeps_partial else None

    def run_for(frame: Frame, run: Run) -> FeelValue:
        made: list[FeelValue] = []

        def visit() -> bool:
            if step is not None:
                step(frame, run, made)
            else:
                made.append(code(frame, run))
            return True

        return tuple(made) if _turn(iterators, 0, frame, run, visit) else None

    if len(iterators) == 1 and step is None:
        return Compiled(_single(iterators[0], code), ListType(body.type) if body.type else None)
    return Compiled(run_for)


def _with_partial(code: Code, slot: int) -> Callable[[Frame, Run, list[FeelValue]], None]:
    def step(frame: Frame, run: Run, made: list[FeelValue]) -> None:
        run.charge(len(made))
        frame[slot] = tuple(made)
        made.append(code(frame, run))

    return step


def _single(iterator: tuple[int, Items], code: Code) -> Code:
    slot, source = iterator

    def run_single(frame: Frame, run: Run) -> FeelValue:
        items = source(frame, run)
        if items is None:
            return None
        run.charge(len(items) + 1)
        made: list[FeelValue] = []
        for item in items:
            frame[slot] = item
            made.append(code(frame, run))
        return tuple(made)

    return run_single


def _turn(
    iterators: list[tuple[int, Items]],
    depth: int,
    frame: Frame,
    run: Run,
    visit: Callable[[], bool],
) -> bool:
    """Visit every combination until a visit says no. False: it did, or a list was null."""
    slot, source = iterators[depth]
    items = source(frame, run)
    if items is None:
        return False
    run.charge(len(items) + 1)
    last = depth + 1 == len(iterators)
    for item in items:
        frame[slot] = item
        if not (visit() if last else _turn(iterators, depth + 1, frame, run, visit)):
            return False
    return True


def compile_quantified(node: Quantified, names: Names | None, world: World) -> Compiled:
    """Return the code of `some` or `every`."""
    iterators, inner = _compile_iterators(node.iterators, names, world)
    test = world.compile(node.condition, inner).code
    decisive = node.quantifier == "some"
    position = (node.condition.start, node.condition.end)

    def run_quantified(frame: Frame, run: Run) -> FeelValue:
        undecided: list[FeelValue] = []
        decided: list[FeelValue] = []

        def visit() -> bool:
            value = test(frame, run)
            if value is decisive:
                decided.append(value)
                return False
            if type(value) is not bool:
                undecided.append(value)
            return True

        went_through = _turn(iterators, 0, frame, run, visit)
        if decided:
            return decisive
        if undecided and went_through:
            got = kind_of(undecided[0])
            run.warn("feel.wrong_operand", position, expected="true or false", got=got)
        return not decisive if went_through and not undecided else None

    return Compiled(run_quantified, BOOLEAN)


def _compile_iterators(
    iterators: Iterable[Iterator], names: Names | None, world: World
) -> tuple[list[tuple[int, Items]], Names | None]:
    """Return slot and source of each iterator, and the names that the inside sees."""
    compiled: list[tuple[int, Items]] = []
    for iterator in iterators:
        source = world.compile(iterator.source, names)
        position = (iterator.source.start, iterator.source.end)
        item: FeelType | None = None
        if iterator.to is not None:
            items = _from_to(source.code, world.compile(iterator.to, names).code, position)
        else:
            items = _of_list(source.code, position)
            item = source.type.item if isinstance(source.type, ListType) else None
        local = Local(world.new_slot(), item)
        compiled.append((local.slot, items))
        names = Names(names, {iterator.name: local})
    return compiled, names


def _of_list(code: Code, position: Position) -> Items:
    def items(frame: Frame, run: Run) -> tuple[FeelValue, ...] | None:
        value = code(frame, run)
        if type(value) is tuple:
            return value
        if type(value) is Range:
            return items_of_range(value, run, position)
        if value is None:
            run.warn("feel.wrong_operand", position, expected="a list", got=kind_of(value))
            return None
        return as_list(value)

    return items


def _from_to(low: Code, high: Code, position: Position) -> Items:
    def items(frame: Frame, run: Run) -> tuple[FeelValue, ...] | None:
        return items_between(low(frame, run), high(frame, run), run, position)

    return items


def items_of_range(value: Range, run: Run, position: Position) -> tuple[FeelValue, ...] | None:
    """Return the whole numbers or days of a range whose ends are known."""
    first, last = value.start, value.end
    if value.operator or _number_of(first) is None or _number_of(last) is None:
        _warn(first, last, run, position)
        return None
    items = items_between(first, last, run, position)
    if items is None or (_number_of(first) or 0) > (_number_of(last) or 0):
        return None
    start = 0 if value.start_included else 1
    return items[start : len(items) - (0 if value.end_included else 1)]


def items_between(
    low: FeelValue, high: FeelValue, run: Run, position: Position
) -> tuple[FeelValue, ...] | None:
    """Return the whole numbers or days from one to the other, downwards where high is less."""
    first, last = _number_of(low), _number_of(high)
    if first is None or last is None or kind_of(low) != kind_of(high):
        _warn(low, high, run, position)
        return None
    run.charge(abs(last - first) + 1)
    turn = 1 if last >= first else -1
    numbers = range(first, last + turn, turn)
    if type(low) is Decimal:
        return tuple([Decimal(number) for number in numbers])
    return tuple([date_of_days(number) for number in numbers])


def _number_of(value: FeelValue) -> int | None:
    if type(value) is Decimal and value == value.to_integral_value() and value.adjusted() < 18:
        return int(value)
    if isinstance(value, date | WideDate) and kind_of(value) == "date":
        return days_of_date(value)
    return None


def _warn(low: FeelValue, high: FeelValue, run: Run, position: Position) -> None:
    run.warn(
        "feel.wrong_operand",
        position,
        expected="two whole numbers or two dates",
        got=f"{kind_of(low)} and {kind_of(high)}",
    )
