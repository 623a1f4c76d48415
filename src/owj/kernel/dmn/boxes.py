"""What boxed expressions do when they are asked: each function here makes one closure.

A closure takes the scope (names and their values) and the run, and returns a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from owj.kernel.dmn.expressions import Quantifier
from owj.kernel.dmn.item_types import fit
from owj.kernel.dmn.run import DecisionRun, Location
from owj.kernel.feel.compiler.loops import items_of_range
from owj.kernel.feel.running import Run
from owj.kernel.feel.types import FeelType, NotCoercible
from owj.kernel.feel.values import FeelFunction, FeelValue, Parameter, Position, Range, kind_of

Scope = dict[str, FeelValue]
Evaluate = Callable[[Scope, DecisionRun], FeelValue]
CallFunction = Callable[
    [FeelFunction, tuple[FeelValue, ...], tuple[str, ...], DecisionRun], FeelValue
]
NOWHERE: Position = (0, 0)
ITEM, PARTIAL = "item", "partial"


def always_null(location: Location, code: str, **data: str) -> Evaluate:
    """Make a closure that gives null and says why."""

    def give_null(_scope: Scope, run: DecisionRun) -> FeelValue:
        run.location = location
        run.warn(code, NOWHERE, **data)
        return None

    return give_null


def fitted(evaluate: Evaluate, kind: FeelType, location: Location) -> Evaluate:
    """Make a closure whose value is of the type, else null."""

    def evaluate_fitting(scope: Scope, run: DecisionRun) -> FeelValue:
        return fit_or_warn(evaluate(scope, run), kind, location, run)

    return evaluate_fitting


def fit_or_warn(
    value: FeelValue, kind: FeelType, location: Location, run: DecisionRun
) -> FeelValue:
    """Return the value as the type asks; null and a warning when it cannot be."""
    if value is None:
        return None
    try:
        return fit(value, kind)
    except NotCoercible:
        run.location = location
        run.warn("dmn.not_fitting", NOWHERE, expected=kind.name, got=kind_of(value))
        return None


def context_box(entries: tuple[tuple[str, Evaluate], ...], result: Evaluate | None) -> Evaluate:
    """Make a closure for lines that see those before them."""

    def evaluate_context(scope: Scope, run: DecisionRun) -> FeelValue:
        inner = dict(scope)
        context: dict[str, FeelValue] = {}
        for name, evaluate in entries:
            inner[name] = context[name] = evaluate(inner, run)
        return context if result is None else result(inner, run)

    return evaluate_context


def list_box(items: tuple[Evaluate, ...]) -> Evaluate:
    """Make a closure for a list."""

    def evaluate_list(scope: Scope, run: DecisionRun) -> FeelValue:
        return tuple(evaluate(scope, run) for evaluate in items)

    return evaluate_list


def relation_box(columns: tuple[str, ...], rows: tuple[tuple[Evaluate, ...], ...]) -> Evaluate:
    """Make a closure for a list of contexts with the same names."""

    def evaluate_relation(scope: Scope, run: DecisionRun) -> FeelValue:
        return tuple(
            {name: evaluate(scope, run) for name, evaluate in zip(columns, row, strict=False)}
            for row in rows
        )

    return evaluate_relation


def function_box(
    name: str,
    parameters: tuple[Parameter, ...],
    body: Evaluate,
    result: FeelType | None,
) -> Evaluate:
    """Make a closure that gives a function, which sees the scope it is drawn in."""

    def give_function(scope: Scope, _run: DecisionRun) -> FeelValue:
        return make_function(name, parameters, body, result, scope)

    return give_function


def make_function(
    name: str,
    parameters: tuple[Parameter, ...],
    body: Evaluate,
    result: FeelType | None,
    scope: Scope,
) -> FeelFunction:
    """Return a function value with a drawn body."""
    names = tuple(parameter.name for parameter in parameters)

    def call_body(run: Run, /, *arguments: FeelValue) -> FeelValue:
        if not isinstance(run, DecisionRun):
            return None
        caller = run.location
        value = body({**scope, **dict(zip(names, arguments, strict=False))}, run)
        run.location = caller
        return value

    return FeelFunction(name, parameters, call_body, result)


def invocation_box(
    function: Evaluate,
    bindings: tuple[tuple[str, Evaluate], ...],
    call: CallFunction,
    location: Location,
) -> Evaluate:
    """Make a closure that calls a function with arguments by name."""
    names = tuple(name for name, _ in bindings)

    def evaluate_invocation(scope: Scope, run: DecisionRun) -> FeelValue:
        called = function(scope, run)
        if not isinstance(called, FeelFunction):
            run.location = location
            run.warn("dmn.not_a_function", NOWHERE, got=kind_of(called))
            return None
        arguments = tuple(evaluate(scope, run) for _, evaluate in bindings)
        run.location = location
        return call(called, arguments, names, run)

    return evaluate_invocation


def conditional_box(
    condition: Evaluate, then: Evaluate, otherwise: Evaluate, location: Location
) -> Evaluate:
    """Make a closure for if, then, else: whatever is not true takes the else."""

    def evaluate_conditional(scope: Scope, run: DecisionRun) -> FeelValue:
        met = condition(scope, run)
        if met is True:
            return then(scope, run)
        if met is not False:
            run.location = location
            run.warn("dmn.not_a_boolean", NOWHERE, got=kind_of(met))
        return otherwise(scope, run)

    return evaluate_conditional


def filter_box(collection: Evaluate, match: Evaluate, location: Location) -> Evaluate:
    """Make a closure that keeps the items which meet a condition.

    Null when the condition gives something else than true or false.
    """

    def evaluate_filter(scope: Scope, run: DecisionRun) -> FeelValue:
        items = _items(collection(scope, run), location, run)
        if items is None:
            return None
        kept: list[FeelValue] = []
        for item in items:
            run.charge(1)
            entries = item if isinstance(item, dict) else {}
            met = match({**scope, **entries, ITEM: item}, run)
            if met is True:
                kept.append(item)
            elif met is not False and met is not None:
                run.location = location
                run.warn("dmn.not_a_boolean", NOWHERE, got=kind_of(met))
                return None
        return tuple(kept)

    return evaluate_filter


def for_box(
    variable: str,
    collection: Evaluate,
    body: Evaluate,
    asks_partial: bool,
    location: Location,
) -> Evaluate:
    """Make a closure that makes one value of each item.

    asks_partial: whether the body looks at `partial`, the values made so far.
    """

    def evaluate_for(scope: Scope, run: DecisionRun) -> FeelValue:
        items = _items(collection(scope, run), location, run)
        if items is None:
            return None
        results: list[FeelValue] = []
        for item in items:
            run.charge(1 + len(results) if asks_partial else 1)
            # A new scope each time: a function made inside keeps the item it saw.
            inner = {**scope, variable: item}
            if asks_partial:
                inner[PARTIAL] = tuple(results)
            results.append(body(inner, run))
        return tuple(results)

    return evaluate_for


def quantified_box(
    quantifier: Quantifier,
    variable: str,
    collection: Evaluate,
    satisfies: Evaluate,
    location: Location,
) -> Evaluate:
    """Make a closure that says whether some or every item meets a condition."""

    def evaluate_quantified(scope: Scope, run: DecisionRun) -> FeelValue:
        items = _items(collection(scope, run), location, run)
        if items is None:
            return None
        answers = _answers(items, variable, satisfies, scope, run)
        return _quantify(quantifier, answers, location, run)

    return evaluate_quantified


def _answers(
    items: Iterable[FeelValue], variable: str, satisfies: Evaluate, scope: Scope, run: DecisionRun
) -> Iterator[FeelValue]:
    for item in items:
        run.charge(1)
        yield satisfies({**scope, variable: item}, run)


def _quantify(
    quantifier: Quantifier, answers: Iterator[FeelValue], location: Location, run: DecisionRun
) -> FeelValue:
    """Return the answer as `or`, respectively `and`, over all answers.

    Null as soon as one of them is neither true, false nor null.
    """
    decisive = quantifier is Quantifier.SOME
    open_question = False
    for answer in answers:
        if answer is decisive:
            return decisive
        if answer is None:
            open_question = True
        elif not isinstance(answer, bool):
            run.location = location
            run.warn("dmn.not_a_boolean", NOWHERE, got=kind_of(answer))
            return None
    return None if open_question else not decisive


def _items(value: FeelValue, location: Location, run: DecisionRun) -> tuple[FeelValue, ...] | None:
    """Return the items of a list or of a range of whole numbers or days.

    A single value counts as a list of one, null as none at all.
    """
    if isinstance(value, tuple):
        return value
    if isinstance(value, Range):
        run.location = location
        return items_of_range(value, run, NOWHERE)
    if value is not None:
        return (value,)
    run.location = location
    run.warn("dmn.not_a_list", NOWHERE, got=kind_of(value))
    return None
