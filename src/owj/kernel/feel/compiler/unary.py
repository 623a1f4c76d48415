"""The unary tests of a decision table's cell to one closure. Source: DMN 1.5, 10.3.2.8."""

from __future__ import annotations

from owj.kernel.feel.compiler.scopes import Code, Compiled, Frame, World
from owj.kernel.feel.membership import passes
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import AnyValue, Expr, Literal, Name, Tests
from owj.kernel.feel.types import BOOLEAN
from owj.kernel.feel.values import FeelValue, Position

INPUT = "?"


def compile_tests(tree: Tests, world: World) -> Compiled:
    """Return the code that says whether the input, `?`, passes."""
    subject = world.compile(Name(0, 0, INPUT), None).code
    codes = [_compile_test(test, subject, world) for test in tree.tests]
    negated = tree.negated

    def run_tests(frame: Frame, run: Run) -> FeelValue:
        result: FeelValue = False
        for code in codes:
            found = code(frame, run)
            if found is True:
                return not negated
            if found is None:
                result = None
        return True if negated and result is False else result

    return Compiled(codes[0] if len(codes) == 1 and not negated else run_tests, BOOLEAN)


def _compile_test(test: Expr | AnyValue, subject: Code, world: World) -> Code:
    if isinstance(test, AnyValue):
        return lambda frame, run: True
    code = world.compile(test, None).code
    position: Position = (test.start, test.end)
    asks = mentions_input(test)
    stated = isinstance(test, Literal)

    def run_test(frame: Frame, run: Run) -> FeelValue:
        value = code(frame, run)
        if asks and (value is None or type(value) is bool):
            return value
        given = subject(frame, run)
        if type(value) is bool and type(given) is not bool and not stated:
            # A condition that does not look at the input decides by itself; `true` as such is
            # no condition but a value to be equal to.
            return value
        return passes(given, value, run, position)

    return run_test


def mentions_input(tree: object) -> bool:
    """Return whether `?` occurs in a tree."""
    if isinstance(tree, Name):
        return tree.name == INPUT
    return isinstance(tree, tuple) and any(mentions_input(part) for part in tree)
