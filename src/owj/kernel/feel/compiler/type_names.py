"""Written types to types."""

from __future__ import annotations

from owj.kernel.feel.compiler.scopes import World
from owj.kernel.feel.syntax import ContextOf, FunctionOf, ListOf, RangeOf, TypeExpr
from owj.kernel.feel.types import (
    TYPE_NAMES,
    ContextType,
    FeelType,
    FunctionType,
    ListType,
    RangeType,
)


def resolve_type(node: TypeExpr, world: World) -> FeelType | None:
    """Return the type that a tree writes; None for a name nobody defined."""
    if isinstance(node, ListOf | RangeOf):
        item = resolve_type(node.item, world)
        if item is None:
            return None
        return ListType(item) if isinstance(node, ListOf) else RangeType(item)
    if isinstance(node, ContextOf):
        entries = [(name, resolve_type(kind, world)) for name, kind in node.entries]
        known = tuple((name, kind) for name, kind in entries if kind is not None)
        return ContextType(known) if len(known) == len(entries) else None
    if isinstance(node, FunctionOf):
        parameters = [resolve_type(kind, world) for kind in node.parameters]
        result = resolve_type(node.result, world)
        given = tuple(kind for kind in parameters if kind is not None)
        if result is None or len(given) != len(parameters):
            return None
        return FunctionType(given, result)
    return world.named_types.get(node.name) or TYPE_NAMES.get(node.name)
