"""What an expression reads of a record: its tree under the fields' own keys, and every path.

A field is called by its key, its key with spaces or its label, as in conditions. Here all of them
become the key, so that one scope of a record serves every expression over its entity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from owj.kernel.feel import Expression, Limits, compile_expression
from owj.kernel.feel.builtins.library import builtins_for
from owj.kernel.feel.syntax import (
    Call,
    ContextLiteral,
    Expr,
    Filter,
    For,
    FunctionLiteral,
    InstanceOf,
    Literal,
    Name,
    Path,
    Quantified,
)
from owj.server.records.computed.refusals import FormulaRefused
from owj.server.records.conditions.fields import NAMES_OF_PEOPLE, PEOPLE, FieldName, Names, names_of
from owj.server.records.defs import SchemaDef

LIMITS = Limits(text=10_000, depth=40, steps=100_000)
# Their answers change although nothing is written: time passes, and calendars are revised.
VOLATILE = frozenset(
    {
        "now",
        "today",
        "working minutes between",
        "add working time",
        "is working time",
        "jalali days",
        "jalali moments",
    }
)
_BUILTINS = frozenset(builtins_for(strict=False))
_NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Read:
    """One field that an expression reads. links: the way to it from the record itself."""

    links: tuple[str, ...]
    field: str
    kind: str
    # The entity at the end of the way; "" for people.
    entity: str

    @property
    def text(self) -> str:
        """Give the path as FEEL writes it."""
        return ".".join((*self.links, self.field))


@dataclass(frozen=True, slots=True)
class Reading:
    """An expression that was read: its text, its tree with keys for names, what it reads."""

    text: str
    tree: Expr
    reads: tuple[Read, ...]
    # Built-in functions it calls whose answers change by themselves.
    volatile: tuple[str, ...]


@dataclass(slots=True)
class SchemaNames:
    """The names under which expressions know the fields of each entity of a schema."""

    schema: SchemaDef
    _known: dict[str, Names] = field(default_factory=dict)
    _spelled: tuple[str, ...] = ()

    def of(self, entity_key: str) -> Names:
        """Return the names of one entity, or of people."""
        if entity_key == PEOPLE:
            return NAMES_OF_PEOPLE
        known = self._known.get(entity_key)
        if known is None:
            known = self._known[entity_key] = names_of(self.schema.by_key[entity_key])
        return known

    @property
    def spelled(self) -> tuple[str, ...]:
        """Return every name of every entity, as the parser must know them."""
        if not self._spelled:
            keys = (*self.schema.by_key, PEOPLE)
            self._spelled = tuple(sorted({name for key in keys for name in self.of(key)}))
        return self._spelled


def read_expression(text: str, entity_key: str, names: SchemaNames, where: str) -> Reading:
    """Return what a text over the records of an entity reads.

    where: names the definition in errors. Raises: FeelSyntaxError, FormulaRefused.
    """
    parsed: Expression = compile_expression(text, names.spelled, limits=LIMITS)
    walk = _Walk(entity_key, names, where)
    tree = walk.rewritten(cast("Expr", parsed.tree), _NOBODY)
    return Reading(text, tree, tuple(walk.reads), tuple(walk.volatile))


class _Walk:
    """One walk over a tree, which knows what names are bound at each place."""

    def __init__(self, entity_key: str, names: SchemaNames, where: str) -> None:
        self.entity_key, self.names, self.where = entity_key, names, where
        self.reads: dict[Read, None] = {}
        self.volatile: dict[str, None] = {}
        # Inside a filter a name may also be an entry of the element.
        self.filters = 0

    def rewritten(self, node: Any, bound: frozenset[str]) -> Any:
        """Return a part with keys for the names of fields. Raises: FormulaRefused."""
        visit = _VISITS.get(type(node), _Walk.parts)
        return visit(self, node, bound)

    def loop(self, node: For, bound: frozenset[str]) -> For:
        iterators, inner = self.iterators(node.iterators, bound)
        body = self.rewritten(node.body, inner | {"partial"})
        return node._replace(iterators=iterators, body=body)

    def quantified(self, node: Quantified, bound: frozenset[str]) -> Quantified:
        iterators, inner = self.iterators(node.iterators, bound)
        condition = self.rewritten(node.condition, inner)
        return node._replace(iterators=iterators, condition=condition)

    def function(self, node: FunctionLiteral, bound: frozenset[str]) -> FunctionLiteral:
        inner = bound | {parameter.name for parameter in node.parameters}
        return node._replace(body=node.body and self.rewritten(node.body, inner))

    def instance(self, node: InstanceOf, bound: frozenset[str]) -> InstanceOf:
        return node._replace(value=self.rewritten(node.value, bound))

    def literal(self, node: Literal, _bound: frozenset[str]) -> Literal:
        return node

    def parts(self, node: Any, bound: frozenset[str]) -> Any:
        changed = {
            name: self.part(getattr(node, name), bound)
            for name in node._fields
            if name not in {"start", "end"}
        }
        return node._replace(**changed)

    def part(self, part: Any, bound: frozenset[str]) -> Any:
        if hasattr(part, "_fields"):
            return self.rewritten(part, bound)
        if isinstance(part, tuple):
            return tuple(self.part(one, bound) for one in part)
        return part

    def iterators(self, given: Any, bound: frozenset[str]) -> tuple[Any, frozenset[str]]:
        done = []
        for one in given:
            source = self.rewritten(one.source, bound)
            to = one.to and self.rewritten(one.to, bound)
            done.append(one._replace(source=source, to=to))
            bound = bound | {one.name}
        return tuple(done), bound

    def context(self, node: ContextLiteral, bound: frozenset[str]) -> ContextLiteral:
        entries = []
        for name, value in node.entries:
            entries.append((name, self.rewritten(value, bound)))
            bound = bound | {name}
        return node._replace(entries=tuple(entries))

    def filter(self, node: Filter, bound: frozenset[str]) -> Filter:
        source = self.rewritten(node.source, bound)
        self.filters += 1
        condition = self.rewritten(node.condition, bound | {"item"})
        self.filters -= 1
        return node._replace(source=source, condition=condition)

    def call(self, node: Call, bound: frozenset[str]) -> Call:
        function = node.function
        if isinstance(function, Name) and function.name in _BUILTINS - bound:
            if function.name in VOLATILE:
                self.volatile[function.name] = None
        else:
            function = self.rewritten(function, bound)
        arguments = tuple(self.rewritten(one, bound) for one in node.arguments)
        return node._replace(function=function, arguments=arguments)

    def name(self, node: Name, bound: frozenset[str]) -> Name:
        if node.name in bound:
            return node
        found = self.field(self.entity_key, node.name)
        if found is None:
            return node
        return self.taken(node, (), found, bound)

    def taken(
        self, node: Name, links: tuple[str, ...], found: FieldName, bound: frozenset[str]
    ) -> Name:
        if found.key in bound:
            reason = format_lazy(_("“{name}” is given two meanings."), name=found.key)
            raise FormulaRefused(where=self.where, reason=reason)
        if found.key == "id" and not links:
            raise FormulaRefused(
                where=self.where, reason=_("A record does not know its own id before it is made.")
            )
        self.note(links, found, self.entity_key)
        return node._replace(name=found.key)

    def path(self, node: Path, bound: frozenset[str]) -> Any:
        steps: list[Path] = []
        root: Any = node
        while isinstance(root, Path):
            steps.append(root)
            root = root.source
        if not isinstance(root, Name) or root.name in bound:
            return self.properties(self.rewritten(root, bound), steps)
        found = self.field(self.entity_key, root.name)
        if found is None:
            return self.properties(root, steps)
        tree: Any = root._replace(name=found.key)
        links: tuple[str, ...] = ()
        at = self.entity_key
        if found.target is None or not steps:
            self.taken(root, links, found, bound)
        while steps and found.target is not None:
            links, at = (*links, found.key), found.target
            step = steps.pop()
            following = self.field(at, step.name)
            if following is None:
                raise self.unknown(step.name)
            found = following
            tree = step._replace(source=tree, name=found.key)
        if links:
            self.note(links, found, at)
        return self.properties(tree, steps)

    def properties(self, tree: Any, steps: list[Path]) -> Any:
        """Return the rest of a path, whose names belong to FEEL."""
        for step in reversed(steps):
            tree = step._replace(source=tree)
        return tree

    def note(self, links: tuple[str, ...], found: FieldName, entity: str) -> None:
        self.reads[Read(links, found.key, found.kind, entity)] = None

    def field(self, entity_key: str, name: str) -> FieldName | None:
        """Return the field that a name means; None for what is no field but has a meaning."""
        found = self.names.of(entity_key).get(name, ())
        if len(found) == 1:
            return found[0]
        if not found:
            if self.filters or (entity_key == self.entity_key and name in _BUILTINS):
                return None
            raise self.unknown(name)
        keys = ", ".join(one.key for one in found)
        reason = format_lazy(_("“{name}” may mean several fields: {keys}."), name=name, keys=keys)
        raise FormulaRefused(where=self.where, reason=reason)

    def unknown(self, name: str) -> FormulaRefused:
        reason = format_lazy(_("There is no field called “{name}”."), name=name)
        return FormulaRefused(where=self.where, reason=reason)


_VISITS: Mapping[type, Callable[[_Walk, Any, frozenset[str]], Any]] = {
    Name: _Walk.name,
    Path: _Walk.path,
    Call: _Walk.call,
    For: _Walk.loop,
    Quantified: _Walk.quantified,
    FunctionLiteral: _Walk.function,
    ContextLiteral: _Walk.context,
    Filter: _Walk.filter,
    InstanceOf: _Walk.instance,
    Literal: _Walk.literal,
}
