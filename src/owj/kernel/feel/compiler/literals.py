"""Literals, contexts, ranges, types and membership to closures."""

from __future__ import annotations

from owj.kernel.feel.comparing import compare
from owj.kernel.feel.compiler.calls import compile_function
from owj.kernel.feel.compiler.scopes import (
    Code,
    Compiled,
    Frame,
    Local,
    Names,
    World,
    constant,
    folded,
)
from owj.kernel.feel.compiler.type_names import resolve_type
from owj.kernel.feel.membership import in_range, passes, range_of
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import (
    AtLiteral,
    Between,
    ContextLiteral,
    FunctionLiteral,
    In,
    InstanceOf,
    ListLiteral,
    Literal,
    RangeLiteral,
    UnaryTest,
)
from owj.kernel.feel.types import (
    BOOLEAN,
    LIST,
    RANGE,
    ContextType,
    FeelType,
    ListType,
    is_instance,
)
from owj.kernel.feel.values import FeelValue, Position, Range, kind_of


def compile_literal(node: Literal, names: Names | None, world: World) -> Compiled:
    """Return the code of a value as it is written."""
    return constant(node.value)


def compile_at_literal(node: AtLiteral, names: Names | None, world: World) -> Compiled:
    """Return the code of an @ literal that spells nothing: null."""
    position, text = (node.start, node.end), node.text

    def run_nothing(frame: Frame, run: Run) -> FeelValue:
        run.warn("feel.not_a_literal", position, text=f'@"{text}"')
        return None

    return Compiled(run_nothing)


def compile_list(node: ListLiteral, names: Names | None, world: World) -> Compiled:
    """Return the code of a list."""
    items = [world.compile(item, names) for item in node.items]
    codes = tuple(item.code for item in items)

    def run_list(frame: Frame, run: Run) -> FeelValue:
        return tuple([code(frame, run) for code in codes])

    types = {item.type for item in items}
    kind = types.pop() if len(types) == 1 else None
    return folded(Compiled(run_list, ListType(kind) if kind else LIST), *items)


def compile_context(node: ContextLiteral, names: Names | None, world: World) -> Compiled:
    """Return the code of a context: each entry sees those before it."""
    position = (node.start, node.end)
    entries: list[tuple[str, int, Code]] = []
    types: list[tuple[str, FeelType]] = []
    seen: set[str] = set()
    for name, tree in node.entries:
        if name in seen:
            return _same_key_twice(name, position)
        seen.add(name)
        local = Local(world.new_slot())
        if isinstance(tree, FunctionLiteral):
            value = compile_function(tree, Names(names, {name: local}), world, local)
        else:
            value = world.compile(tree, names)
        names = Names(names, {name: Local(local.slot, value.type)})
        entries.append((name, local.slot, value.code))
        if value.type is not None:
            types.append((name, value.type))

    def run_context(frame: Frame, run: Run) -> FeelValue:
        made: dict[str, FeelValue] = {}
        for name, slot, code in entries:
            made[name] = frame[slot] = code(frame, run)
        return made

    return Compiled(run_context, ContextType(tuple(types)))


def _same_key_twice(name: str, position: Position) -> Compiled:
    def run_nothing(frame: Frame, run: Run) -> FeelValue:
        run.warn("feel.same_key_twice", position, name=name)
        return None

    return Compiled(run_nothing)


def compile_range(node: RangeLiteral, names: Names | None, world: World) -> Compiled:
    """Return the code of a range; ends that cannot be ordered give null."""
    low, high = world.compile(node.low, names), world.compile(node.high, names)
    first, last, position = low.code, high.code, (node.start, node.end)
    low_included, high_included = node.low_included, node.high_included

    def run_range(frame: Frame, run: Run) -> FeelValue:
        start, end = first(frame, run), last(frame, run)
        if compare(start, end) is None:
            run.warn("feel.not_comparable", position, left=kind_of(start), right=kind_of(end))
            return None
        return Range(start, end, low_included, high_included)

    return folded(Compiled(run_range, RANGE), low, high)


def compile_unary_test(node: UnaryTest, names: Names | None, world: World) -> Compiled:
    """Return the code of `< bound` as a value: a range."""
    bound = world.compile(node.bound, names)
    code, operator = bound.code, node.operator
    position = (node.start, node.end)

    def run_test(frame: Frame, run: Run) -> FeelValue:
        value = code(frame, run)
        if operator not in {"=", "!="} and compare(value, value) is None:
            run.warn(
                "feel.wrong_operand", position, expected="a value with an order", got=kind_of(value)
            )
            return None
        return range_of(operator, value)

    return folded(Compiled(run_test, RANGE), bound)


def compile_between(node: Between, names: Names | None, world: World) -> Compiled:
    """Return the code of `value between low and high`."""
    parts = [world.compile(part, names) for part in (node.value, node.low, node.high)]
    value, low, high = (part.code for part in parts)
    position = (node.start, node.end)

    def run_between(frame: Frame, run: Run) -> FeelValue:
        bounds = Range(low(frame, run), high(frame, run), True, True)
        return in_range(value(frame, run), bounds, run, position)

    return folded(Compiled(run_between, BOOLEAN), *parts)


def compile_in(node: In, names: Names | None, world: World) -> Compiled:
    """Return the code of `value in (tests)`."""
    value = world.compile(node.value, names)
    tests = [world.compile(test, names) for test in node.tests]
    subject = value.code
    codes = tuple(
        (test.code, isinstance(tree, RangeLiteral))
        for test, tree in zip(tests, node.tests, strict=True)
    )
    position = (node.start, node.end)

    def run_in(frame: Frame, run: Run) -> FeelValue:
        left = subject(frame, run)
        result: FeelValue = False
        for code, is_range in codes:
            test = code(frame, run)
            # A range that is none, as (null..10], cannot be told from; null itself can be equal.
            found = None if test is None and is_range else passes(left, test, run, position)
            if found is True:
                return True
            if found is None:
                result = None
        return result

    return folded(Compiled(run_in, BOOLEAN), value, *tests)


def compile_instance_of(node: InstanceOf, names: Names | None, world: World) -> Compiled:
    """Return the code of `value instance of type`."""
    value = world.compile(node.value, names)
    code, position = value.code, (node.type.start, node.type.end)
    kind = resolve_type(node.type, world)
    shown = getattr(node.type, "name", "that")

    def run_instance(frame: Frame, run: Run) -> FeelValue:
        subject = code(frame, run)
        if kind is None:
            run.warn("feel.unknown_type", position, name=str(shown))
            return None
        return is_instance(subject, kind)

    return folded(Compiled(run_instance, BOOLEAN), value)
