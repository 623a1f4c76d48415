"""Invoking functions: arguments to parameters, coerced, within the budget."""

from __future__ import annotations

from owj.kernel.feel.running import Run
from owj.kernel.feel.types import NotCoercible, coerce
from owj.kernel.feel.values import FeelFunction, FeelValue, Parameter, Position, kind_of


def invoke(
    function: FeelValue,
    values: tuple[FeelValue, ...],
    names: tuple[str, ...],
    run: Run,
    position: Position,
) -> FeelValue:
    """Return what a function gives for arguments; null with a warning where it cannot be called.

    names: of the arguments, empty when they are positional.
    """
    if type(function) is not FeelFunction:
        run.warn("feel.not_a_function", position, got=kind_of(function))
        return None
    if function.choose is not None:
        return function.choose(run, values, names, position)
    arguments = _in_order(function, values, names, run, position)
    if arguments is None:
        return None
    coerced: list[FeelValue] = []
    for parameter, value in zip(function.parameters, arguments, strict=True):
        fitting = _coerced(function, parameter, value, run, position)
        if fitting is None and value is not None:
            return None
        coerced.append(fitting)
    run.charge(1)
    run.enter()
    result = function.body(run, *coerced)
    run.leave()
    if function.result is None:
        return result
    return _coerced(function, Parameter("result", function.result), result, run, position)


def _in_order(
    function: FeelFunction,
    values: tuple[FeelValue, ...],
    names: tuple[str, ...],
    run: Run,
    position: Position,
) -> tuple[FeelValue, ...] | None:
    wanted = [parameter.name for parameter in function.parameters]
    if names:
        if len(names) == len(set(names)) and sorted(names) == sorted(wanted):
            given = dict(zip(names, values, strict=True))
            return tuple(given[name] for name in wanted)
    elif len(values) == len(wanted):
        return values
    run.warn(
        "feel.wrong_arguments",
        position,
        function=function.name,
        expected=f"{len(wanted)} arguments ({', '.join(wanted)})",
        got=f"{len(values)} ({', '.join(names)})" if names else str(len(values)),
    )
    return None


def _coerced(
    function: FeelFunction, parameter: Parameter, value: FeelValue, run: Run, position: Position
) -> FeelValue:
    if parameter.type is None or value is None:
        return value
    try:
        return coerce(value, parameter.type)
    except NotCoercible:
        run.warn(
            "feel.wrong_argument",
            position,
            function=function.name,
            parameter=parameter.name,
            expected=parameter.type.name,
            got=kind_of(value),
        )
        return None
