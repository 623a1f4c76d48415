"""What names stand for while a tree is compiled, and where their values lie while it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from owj.kernel.feel.running import Environment, FeelBudgetSpent, Limits, Run, start_run
from owj.kernel.feel.types import (
    ANY,
    CONTEXT,
    FUNCTION,
    LIST,
    RANGE,
    TYPE_NAMES,
    ContextType,
    FeelType,
)
from owj.kernel.feel.values import FeelValue, kind_of

if TYPE_CHECKING:
    from owj.kernel.feel.builtins.registry import Builtin
    from owj.kernel.feel.syntax import Expr

Frame: TypeAlias = "list[FeelValue]"
Code: TypeAlias = Callable[[Frame, Run], FeelValue]


# Compiling must stay cheap: what needs more than this is worked out when it is asked for.
_FOLDING = Environment(limits=Limits(steps=1_000))


class Probe(NamedTuple):
    """Tell that code compares an entry with what does not change from element to element.

    slot: where the element lies. name: of the entry. other: where the second side lies, or None
    when it is `bound`.
    """

    slot: int
    name: str
    quick: Callable[[FeelValue, FeelValue], FeelValue]
    other: int | None
    bound: FeelValue


class Compiled(NamedTuple):
    """Hold the code of a tree, and what is known before it runs.

    type: that every result has, null aside; None when unknown. constant: whether `value` is it.
    slot: where the value lies when the code does nothing but look there. entry: the place of a
    context and the name of its entry, when the code only takes it. probe: see there.
    """

    code: Code
    type: FeelType | None = None
    constant: bool = False
    value: FeelValue = None
    slot: int | None = None
    entry: tuple[int, str] | None = None
    probe: Probe | None = None


class Local(NamedTuple):
    """Say where a name's value lies."""

    slot: int
    type: FeelType | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Hold one step of the chain of inner names.

    element: where a filter's element lies, whose entries are names too.
    """

    outer: Names | None
    locals: Mapping[str, Local]
    element: Local | None = None


@dataclass(slots=True)
class World:
    """Hold what compiling needs to know around a tree, and what it found out.

    Outer names take places 0, 1, …; inner ones -1, -2, … from the frame's end.
    """

    compile: Callable[[Expr, Names | None], Compiled]
    builtins: Mapping[str, Builtin]
    types: Mapping[str, FeelType]
    named_types: Mapping[str, FeelType]
    declared: frozenset[str]
    free: dict[str, int] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    locals: int = 0
    uses_partial: bool = False

    def new_slot(self) -> int:
        """Return a place for an inner name."""
        self.locals += 1
        return -self.locals

    def outer_slot(self, name: str) -> int:
        """Return the place of an outer name."""
        return self.free.setdefault(name, len(self.free))


def constant(value: FeelValue) -> Compiled:
    """Return the code of a value that never changes."""

    def run_constant(frame: Frame, run: Run) -> FeelValue:
        return value

    return Compiled(run_constant, type_of(value), constant=True, value=value)


def folded(compiled: Compiled, *parts: Compiled) -> Compiled:
    """Return a constant where all parts are constants and working it out warns of nothing."""
    if not all(part.constant for part in parts):
        return compiled
    run = start_run(_FOLDING)
    try:
        value = compiled.code([], run)
    except FeelBudgetSpent:
        return compiled
    return compiled if run.warnings or type(value) is dict else constant(value)


def type_of(value: FeelValue) -> FeelType | None:
    """Return the type of a value as far as compiling uses it."""
    if value is None:
        return None
    kind = kind_of(value)
    broad = {"list": LIST, "context": CONTEXT, "range": RANGE, "function": FUNCTION}
    return broad.get(kind) or TYPE_NAMES.get(kind, ANY)


def entry_type(kind: FeelType | None, name: str) -> FeelType | None:
    """Return the type of an entry of a context type, if it says."""
    return kind.entry(name) if isinstance(kind, ContextType) else None
