"""Any tree to its closure, by the kind of its root."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from owj.kernel.feel import syntax
from owj.kernel.feel.builtins.registry import Builtin
from owj.kernel.feel.compiler import calls, filters, literals, loops, operators, references
from owj.kernel.feel.compiler.scopes import Compiled, Names, World
from owj.kernel.feel.types import FeelType

Compile = Callable[[syntax.Expr, Names | None, World], Compiled]

COMPILERS: dict[type, Compile] = {
    kind: cast("Compile", function)
    for kind, function in (
        (syntax.Literal, literals.compile_literal),
        (syntax.AtLiteral, literals.compile_at_literal),
        (syntax.ListLiteral, literals.compile_list),
        (syntax.ContextLiteral, literals.compile_context),
        (syntax.RangeLiteral, literals.compile_range),
        (syntax.UnaryTest, literals.compile_unary_test),
        (syntax.Between, literals.compile_between),
        (syntax.In, literals.compile_in),
        (syntax.InstanceOf, literals.compile_instance_of),
        (syntax.Name, references.compile_name),
        (syntax.Path, references.compile_path),
        (syntax.Filter, filters.compile_filter),
        (syntax.Negation, operators.compile_negation),
        (syntax.Arithmetic, operators.compile_arithmetic),
        (syntax.Comparison, operators.compile_comparison),
        (syntax.Logic, operators.compile_logic),
        (syntax.If, operators.compile_if),
        (syntax.For, loops.compile_for),
        (syntax.Quantified, loops.compile_quantified),
        (syntax.FunctionLiteral, calls.compile_function),
        (syntax.Call, calls.compile_call),
    )
}


def new_world(
    builtins: Mapping[str, Builtin],
    declared: frozenset[str],
    types: Mapping[str, FeelType],
    named_types: Mapping[str, FeelType],
) -> World:
    """Return a world in which a tree can be compiled."""
    world: World

    def compile_tree(node: syntax.Expr, names: Names | None) -> Compiled:
        return COMPILERS[type(node)](node, names, world)

    world = World(
        compile=compile_tree,
        builtins=builtins,
        types=types,
        named_types=named_types,
        declared=declared,
    )
    return world
