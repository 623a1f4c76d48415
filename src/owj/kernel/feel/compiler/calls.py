"""Literal functions and invocations to closures."""

from __future__ import annotations

from owj.kernel.feel.calling import invoke
from owj.kernel.feel.compiler.scopes import Code, Compiled, Frame, Local, Names, World, folded
from owj.kernel.feel.compiler.type_names import resolve_type
from owj.kernel.feel.running import Run
from owj.kernel.feel.syntax import Call, FunctionLiteral, Name
from owj.kernel.feel.types import FUNCTION
from owj.kernel.feel.values import FeelFunction, FeelValue, Parameter, Position


def compile_function(
    node: FunctionLiteral, names: Names | None, world: World, own: Local | None = None
) -> Compiled:
    """Return the code of a literal function: it keeps the values around it.

    own: where the function itself lies, when it has a name by which it may call itself.
    """
    position = (node.start, node.end)
    if node.body is None:
        return Compiled(_external(position))
    parameters: list[Parameter] = []
    locals_: dict[str, Local] = {}
    for formal in node.parameters:
        kind = resolve_type(formal.type, world) if formal.type else None
        parameters.append(Parameter(formal.name, kind))
        locals_[formal.name] = Local(world.new_slot(), kind)
    compiled = world.compile(node.body, Names(names, locals_))
    code, result = compiled.code, compiled.type
    slots = tuple(local.slot for local in locals_.values())
    declared = tuple(parameters)

    def run_function(frame: Frame, run: Run) -> FeelValue:
        # The frame around may serve the next turn of a loop: keep what it holds now.
        around = frame[:]

        def body(run: Run, /, *arguments: FeelValue) -> FeelValue:
            inside = around[:]
            for slot, value in zip(slots, arguments, strict=True):
                inside[slot] = value
            return code(inside, run)

        function = FeelFunction("function", declared, body, result)
        if own is not None:
            around[own.slot] = function
        return function

    return Compiled(run_function, FUNCTION)


def _external(position: Position) -> Code:
    def run_external(frame: Frame, run: Run) -> FeelValue:
        run.warn("feel.refused", position, function="external", reason="no foreign code runs here")
        return None

    return run_external


def compile_call(node: Call, names: Names | None, world: World) -> Compiled:
    """Return the code of an invocation; a built-in that nothing hides is looked up now."""
    position = (node.start, node.end)
    arguments = [world.compile(argument, names) for argument in node.arguments]
    codes = tuple(argument.code for argument in arguments)
    function = world.compile(node.function, names)
    given = node.names
    builtin = None
    if isinstance(node.function, Name):
        builtin = world.builtins.get(node.function.name)
    if builtin is not None and function.constant:
        compiled = builtin.compiled(codes, given, position)
        return folded(compiled, *arguments) if builtin.pure else compiled
    target = function.code

    def run_call(frame: Frame, run: Run) -> FeelValue:
        called = target(frame, run)
        if builtin is not None and type(called) is not FeelFunction:
            # A field called `date` or `count` does not take the function of that name away.
            called = builtin.value
        return invoke(called, tuple([code(frame, run) for code in codes]), given, run, position)

    return Compiled(run_call)
