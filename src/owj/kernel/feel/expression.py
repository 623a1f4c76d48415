"""Texts to expressions and unary tests that can be evaluated many times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple, TypeVar, cast

from owj.kernel.feel.builtins.library import builtins_for
from owj.kernel.feel.compiler.scopes import Code, Frame, World
from owj.kernel.feel.compiler.tree import new_world
from owj.kernel.feel.compiler.unary import compile_tests
from owj.kernel.feel.lexer import syntax_error
from owj.kernel.feel.naming import Known, known_names
from owj.kernel.feel.parser import Parser
from owj.kernel.feel.properties import NAMES_WITH_SPACES
from owj.kernel.feel.running import (
    DEFAULT_LIMITS,
    EMPTY_ENVIRONMENT,
    Environment,
    Evaluation,
    FeelBudgetSpent,
    Limits,
    Run,
    start_run,
)
from owj.kernel.feel.syntax import Expr, Tests
from owj.kernel.feel.types import TYPE_NAMES, ContextType, FeelType
from owj.kernel.feel.values import FeelValue

Types = Mapping[str, FeelType]
NO_TYPES: Types = MappingProxyType({})
INPUT = "?"


Fetch = Callable[[Mapping[str, FeelValue]], Frame]


class Program:
    """Hold compiled text: where its outer names go and what to run.

    free: the outer names it uses. unknown: those of them that nobody declared.
    """

    __slots__ = ("blanks", "code", "fetch", "free", "text", "tree", "unknown")

    def __init__(self, text: str, tree: Expr | Tests, code: Code, world: World) -> None:
        self.text = text
        self.tree = tree
        self.code = code
        self.free = tuple(world.free)
        self.unknown = frozenset(world.unknown)
        self.fetch = _fetch_for(self.free)
        self.blanks: Frame = [None] * world.locals

    def run(self, scope: Mapping[str, FeelValue], run: Run) -> FeelValue:
        """Return the result in a scope, warnings going to `run`. Raises: FeelBudgetSpent."""
        try:
            frame = self.fetch(scope)
        except KeyError:
            frame = [scope.get(name) for name in self.free]
        if self.blanks:
            frame = [*frame, *self.blanks]
        try:
            return self.code(frame, run)
        except RecursionError:
            raise too_deep(run) from None

    def evaluate(
        self, scope: Mapping[str, FeelValue], *, environment: Environment = EMPTY_ENVIRONMENT
    ) -> Evaluation:
        """Return the result in a scope, with its warnings. Raises: FeelBudgetSpent."""
        # The same as `run`, without the cost of a call.
        run = Run()
        if environment is not EMPTY_ENVIRONMENT:
            run.environment = environment
        try:
            frame = self.fetch(scope)
        except KeyError:
            frame = [scope.get(name) for name in self.free]
        if self.blanks:
            frame = [*frame, *self.blanks]
        try:
            run.value = self.code(frame, run)
        except RecursionError:
            raise too_deep(run) from None
        return run


def _fetch_for(names: tuple[str, ...]) -> Fetch:
    """Return what takes the values of names out of a scope, in order; KeyError if one lacks."""
    if not names:
        return lambda scope: []
    # Two names at least, since a getter of one does not make a tuple.
    return cast("Fetch", itemgetter(*names, *names[:1]))


class Expression(Program):
    """Hold an expression."""

    __slots__ = ()


class UnaryTests(Program):
    """Hold the tests of a cell of a decision table."""

    __slots__ = ()

    def matches(
        self,
        value: FeelValue,
        scope: Mapping[str, FeelValue],
        *,
        environment: Environment = EMPTY_ENVIRONMENT,
    ) -> Evaluation:
        """Return whether an input passes, null where it cannot be told. Raises: FeelBudgetSpent."""
        run = start_run(environment)
        run.value = self.test(value, scope, run)
        return run

    def test(self, value: FeelValue, scope: Mapping[str, FeelValue], run: Run) -> bool | None:
        """Return whether an input passes, warnings going to `run`. Raises: FeelBudgetSpent."""
        found = self.run({**scope, INPUT: value}, run)
        return found if isinstance(found, bool) else None


def too_deep(run: Run) -> FeelBudgetSpent:
    """Return the error for calls that lie too deep in one another."""
    return FeelBudgetSpent(
        field="expression",
        what="calls inside one another",
        limit=run.environment.limits.depth,
    )


class Dialect(NamedTuple):
    """Hold all that decides what a text means, to find it again."""

    names: tuple[str, ...]
    types: tuple[tuple[str, FeelType], ...]
    named_types: tuple[tuple[str, FeelType], ...]
    strict: bool
    limits: Limits

    def parser(self, text: str) -> Parser:
        """Return a parser that knows the names of scope, types and built-ins."""
        return Parser(text, _known(self), self.limits)

    def world(self) -> World:
        """Return a world to compile a tree in."""
        return new_world(
            builtins_for(strict=self.strict),
            frozenset(self.names),
            dict(self.types),
            dict(self.named_types),
        )


def dialect(
    names: Iterable[str] = (),
    *,
    types: Types | None = None,
    named_types: Types | None = None,
    strict: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Dialect:
    """Return what decides what a text means."""
    return Dialect(tuple(names), _pairs(types), _pairs(named_types), strict, limits)


def compile_expression(
    text: str,
    names: Iterable[str] = (),
    *,
    types: Types | None = None,
    named_types: Types | None = None,
    strict: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> Expression:
    """Return the expression a text spells; the same text and names give the same one.

    names: what the scope may hold. types: of some of them. named_types: what `instance of` and
    parameters may name. strict: whether the standard's functions are the only ones.
    Raises: FeelSyntaxError.
    """
    given = dialect(names, types=types, named_types=named_types, strict=strict, limits=limits)
    return _compiled_expression(text, given)


def compile_unary_tests(
    text: str,
    names: Iterable[str] = (),
    *,
    types: Types | None = None,
    named_types: Types | None = None,
    strict: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> UnaryTests:
    """Return the tests a text spells; `?` is the input. Raises: FeelSyntaxError."""
    given = dialect(names, types=types, named_types=named_types, strict=strict, limits=limits)
    return _compiled_tests(text, given)


def _pairs(types: Types | None) -> tuple[tuple[str, FeelType], ...]:
    return tuple(sorted(types.items(), key=lambda pair: pair[0])) if types else ()


@lru_cache(maxsize=4096)
def _compiled_expression(text: str, given: Dialect) -> Expression:
    return compiled_anew(text, given)


def compiled_anew(text: str, given: Dialect) -> Expression:
    """Return the expression a text spells, past the memory of texts. Raises: FeelSyntaxError."""
    tree = _guarded(lambda: given.parser(text).parse_whole(), given.limits)
    world = given.world()
    compiled = _guarded(lambda: world.compile(tree, None), given.limits)
    return Expression(text, tree, compiled.code, world)


def expression_of_tree(tree: Expr, text: str = "") -> Expression:
    """Return the expression of part of a tree, which knows the built-in functions only.

    For whoever turns a tree into something else and meets parts that are constant.
    """
    world = dialect().world()
    compiled = _guarded(lambda: world.compile(tree, None), DEFAULT_LIMITS)
    return Expression(text, tree, compiled.code, world)


@lru_cache(maxsize=4096)
def _compiled_tests(text: str, given: Dialect) -> UnaryTests:
    tree = _guarded(lambda: given.parser(text).parse_tests(), given.limits)
    world = given._replace(names=(*given.names, INPUT)).world()
    compiled = _guarded(lambda: compile_tests(tree, world), given.limits)
    return UnaryTests(text, tree, compiled.code, world)


T = TypeVar("T")


def _guarded(work: Callable[[], T], limits: Limits) -> T:
    """Return what the work gives; running out of Python's stack is nesting too deep."""
    try:
        return work()
    except RecursionError:
        raise syntax_error(0, 1, f"at most {limits.depth} levels of nesting", "more") from None


@lru_cache(maxsize=512)
def _known(given: Dialect) -> Known:
    builtins = builtins_for(strict=given.strict)
    known = {*given.names, *TYPE_NAMES, *NAMES_WITH_SPACES, *builtins}
    for name, kind in (*given.types, *given.named_types):
        known.add(name)
        known.update(_entry_names(kind))
    return known_names(known)


def _entry_names(kind: FeelType) -> Iterator[str]:
    """Yield the names of a type's entries, at any depth."""
    item = getattr(kind, "item", None)
    if isinstance(item, FeelType):
        yield from _entry_names(item)
    if isinstance(kind, ContextType):
        for name, entry in kind.entries:
            yield name
            yield from _entry_names(entry)
