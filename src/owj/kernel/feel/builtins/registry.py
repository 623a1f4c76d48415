"""How a built-in function is declared, chosen by its arguments, checked and called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar, cast

from owj.kernel.feel import types
from owj.kernel.feel.compiler.scopes import Code, Compiled, Frame
from owj.kernel.feel.numbers import NUMBER_FAILED
from owj.kernel.feel.running import Run
from owj.kernel.feel.values import (
    KIND_OF,
    Body,
    FeelFunction,
    FeelValue,
    Parameter,
    Position,
    kind_of,
)

F = TypeVar("F")


class Refused(Exception):
    """Say why a function has no result for arguments of the right kinds."""


class Accept(NamedTuple):
    """Say what a parameter takes. wraps: whether a single value becomes a list of one."""

    name: str
    kinds: tuple[str, ...]
    types: frozenset[type]
    anything: bool
    nullable: bool
    wraps: bool
    optional: bool

    @property
    def expected(self) -> str:
        """Give the kinds in words."""
        return " or ".join(self.kinds)


class Misfit:
    """Stand for a value that a parameter does not take."""


MISFIT = Misfit()


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one way to call a function. rest: what any further arguments must be.

    only_named: whether arguments in order do not choose this form.
    """

    accepts: tuple[Accept, ...]
    rest: Accept | None
    body: Body
    only_named: bool = False

    def arrange(self, count: int, names: tuple[str, ...]) -> tuple[int | None, ...] | None:
        """Return which argument goes to which parameter; None when the form does not fit."""
        required = sum(not accept.optional for accept in self.accepts)
        if not names:
            if (
                self.only_named
                or count < required
                or (count > len(self.accepts) and self.rest is None)
            ):
                return None
            return tuple(range(count)) if count or not self.rest else None
        known = [accept.name for accept in self.accepts]
        if self.rest is not None or len(set(names)) < len(names) or not set(names) <= set(known):
            return None
        if any(not accept.optional and accept.name not in names for accept in self.accepts):
            return None
        placed = [names.index(name) if name in names else None for name in known]
        while placed and placed[-1] is None:
            placed.pop()
        return tuple(placed)

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names of the parameters in their order."""
        return tuple(accept.name for accept in self.accepts)

    def accept_of(self, place: int) -> Accept:
        """Return what the parameter at a place takes."""
        if place < len(self.accepts):
            return self.accepts[place]
        if self.rest is None:
            raise IndexError(place)
        return self.rest


def adapt(accept: Accept, value: FeelValue) -> FeelValue | Misfit:
    """Return the value as a parameter takes it: itself, or out of or into a list of one."""
    if type(value) in accept.types:
        return value
    if value is None:
        return None if accept.nullable else MISFIT
    if accept.anything:
        return value
    if accept.wraps:
        return (value,)
    if type(value) is tuple and len(value) == 1 and type(value[0]) in accept.types:
        return value[0]
    return MISFIT


_SIZED: frozenset[type] = frozenset({tuple, str, dict})
# What runs over many elements in Python counts each itself; copying them is so much cheaper.
_COPIED_IN_A_STEP = 16


def charge_size(value: FeelValue, run: Run) -> None:
    """Count the size of what a function takes or gives."""
    if isinstance(value, tuple | str | dict) and len(value) >= _COPIED_IN_A_STEP:
        run.charge(len(value) // _COPIED_IN_A_STEP)


@dataclass(slots=True)
class Builtin:
    """Hold a built-in function. pure: whether the arguments alone decide."""

    name: str
    pure: bool = True
    forms: list[Form] = field(default_factory=list)

    @property
    def value(self) -> FeelFunction:
        """Give the function as a value."""
        parameters = tuple(
            Parameter(accept.name, _type_of(accept)) for accept in self.forms[0].accepts
        )
        return FeelFunction(
            self.name, parameters, self.forms[0].body, choose=self.call, shapes=self.shapes
        )

    def shapes(self, count: int) -> list[tuple[Parameter, ...]]:
        """Return the parameters of each form that takes so many arguments."""
        accepted = (
            [form.accept_of(place) for place in range(count)]
            for form in self.forms
            if form.arrange(count, ()) is not None
        )
        return [tuple(Parameter(one.name, _type_of(one)) for one in row) for row in accepted]

    def call(
        self, run: Run, values: tuple[FeelValue, ...], names: tuple[str, ...], position: Position, /
    ) -> FeelValue:
        """Return the result of the first form that takes the arguments; null if none does."""
        forms = self.fitting(len(values), names)
        misfit: tuple[Accept, FeelValue] | None = None
        for form, places in forms:
            arguments = _adapted(form, places, values)
            if isinstance(arguments, list):
                return self.run_body(form.body, arguments, run, position)
            misfit = misfit or arguments
        self.warn_of_misfit(misfit, len(values), names, run, position)
        return None

    def fitting(
        self, count: int, names: tuple[str, ...]
    ) -> list[tuple[Form, tuple[int | None, ...]]]:
        """Return the forms that take so many arguments, or these names."""
        arranged = [(form, form.arrange(count, names)) for form in self.forms]
        fitting = [(form, places) for form, places in arranged if places is not None]
        # Forms of one set of names, as (point, range) and (range, point), go by their order.
        return sorted(fitting, key=lambda pair: pair[0].names != names) if names else fitting

    def run_body(
        self, body: Body, arguments: Sequence[FeelValue], run: Run, position: Position
    ) -> FeelValue:
        """Return what the body gives; null with a warning where it refuses."""
        for argument in arguments:
            if type(argument) in _SIZED:
                charge_size(argument, run)
        try:
            result = body(run, *arguments)
        except Refused as refused:
            run.warn("feel.refused", position, function=self.name, reason=str(refused))
        except NUMBER_FAILED:
            run.warn("feel.number_failed", position, operation=self.name)
        except (OverflowError, MemoryError):
            run.warn("feel.out_of_range", position, operation=self.name)
        else:
            if type(result) in _SIZED:
                charge_size(result, run)
            return result
        return None

    def warn_of_misfit(
        self,
        misfit: tuple[Accept, FeelValue] | None,
        count: int,
        names: tuple[str, ...],
        run: Run,
        position: Position,
    ) -> None:
        """Warn of the argument that did not fit, or of their number or names."""
        if misfit is not None:
            accept, value = misfit
            run.warn(
                "feel.wrong_argument",
                position,
                function=self.name,
                parameter=accept.name,
                expected=accept.expected,
                got=kind_of(value),
            )
            return
        run.warn(
            "feel.wrong_arguments",
            position,
            function=self.name,
            expected=" or ".join(self.signatures()),
            got=", ".join(names) if names else f"{count} arguments",
        )

    def signatures(self) -> list[str]:
        """Return each form's parameters as a text, for people."""
        return [f"({', '.join(_shown(form))})" for form in self.forms if not form.only_named]

    def compiled(
        self, codes: tuple[Code, ...], names: tuple[str, ...], position: Position
    ) -> Compiled:
        """Return the code of an invocation."""
        forms = self.fitting(len(codes), names)
        if len(forms) == 1 and not names and len(codes) == 1:
            return Compiled(self._of_one(forms[0][0], codes[0], position))
        if len(forms) == 1 and not names and len(codes) == 2:
            return Compiled(self._of_two(forms[0][0], codes[0], codes[1], position))
        call = self.call

        def run_builtin(frame: Frame, run: Run) -> FeelValue:
            return call(run, tuple([code(frame, run) for code in codes]), names, position)

        return Compiled(run_builtin)

    def _of_one(self, form: Form, code: Code, position: Position) -> Code:
        accept, body, run_body, call = form.accept_of(0), form.body, self.run_body, self.call
        usual = accept.types

        def run_builtin(frame: Frame, run: Run) -> FeelValue:
            value = code(frame, run)
            if type(value) in usual:
                return run_body(body, (value,), run, position)
            return call(run, (value,), (), position)

        return run_builtin

    def _of_two(self, form: Form, first: Code, second: Code, position: Position) -> Code:
        body, run_body, call = form.body, self.run_body, self.call
        usual, other = form.accept_of(0).types, form.accept_of(1).types

        def run_builtin(frame: Frame, run: Run) -> FeelValue:
            a = first(frame, run)
            b = second(frame, run)
            if type(a) in usual and type(b) in other:
                return run_body(body, (a, b), run, position)
            return call(run, (a, b), (), position)

        return run_builtin


def _adapted(
    form: Form, places: tuple[int | None, ...], given: tuple[FeelValue, ...]
) -> list[FeelValue] | tuple[Accept, FeelValue]:
    """Return the arguments as the form takes them, or the first that it does not take."""
    arguments: list[FeelValue] = []
    for index, place in enumerate(places):
        if place is None:
            arguments.append(None)
            continue
        accept = form.accept_of(index)
        value = adapt(accept, given[place])
        if isinstance(value, Misfit):
            return accept, given[place]
        arguments.append(value)
    return arguments


def _shown(form: Form) -> list[str]:
    names = [f"[{accept.name}]" if accept.optional else accept.name for accept in form.accepts]
    return [*names, f"{form.rest.name}, …"] if form.rest else names


def _type_of(accept: Accept) -> types.FeelType:
    return types.TYPE_NAMES.get(accept.kinds[0], types.ANY)


def read_parameter(text: str) -> Accept:
    """Return what a text such as `[length: number?]` declares."""
    optional = text.startswith("[")
    name, _colon, kinds = text.strip("[]").partition(": ")
    nullable = kinds.endswith("?")
    wanted = tuple(kinds.rstrip("?").split("|"))
    found = frozenset(python_type for python_type, kind in KIND_OF.items() if kind in wanted)
    anything = "Any" in wanted
    return Accept(
        name=name,
        kinds=wanted,
        types=frozenset(KIND_OF) if anything else found,
        anything=anything,
        nullable=nullable or anything,
        wraps="list" in wanted and not anything,
        optional=optional,
    )


def read_form(signature: str, body: Body, only_named: bool = False) -> Form:
    """Return the form that a signature such as `string: string, [length: number]` declares."""
    accepts: list[Accept] = []
    rest: Accept | None = None
    for part in filter(None, signature.split(", ")):
        if part.startswith("*"):
            rest = read_parameter(part[1:])
        else:
            accepts.append(read_parameter(part))
    return Form(tuple(accepts), rest, body, only_named)


STANDARD: dict[str, Builtin] = {}
ADDITIONS: dict[str, Builtin] = {}


def feel_function(
    name: str,
    signature: str,
    *,
    pure: bool = True,
    into: dict[str, Builtin] = STANDARD,
    only_named: bool = False,
) -> Callable[[F], F]:
    """Register what is below as a form of a built-in function."""

    def register(function: F) -> F:
        builtin = into.setdefault(name, Builtin(name, pure))
        builtin.forms.append(read_form(signature, cast("Body", function), only_named))
        return function

    return register
