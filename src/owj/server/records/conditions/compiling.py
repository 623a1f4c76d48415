"""A subset of FEEL to conditions of the database. See docs/subsystems/conditions.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from owj.kernel.feel import (
    EMPTY_ENVIRONMENT,
    Environment,
    Expression,
    FeelContext,
    Limits,
    Range,
    compile_expression,
    expression_of_tree,
)
from owj.kernel.feel.builtins.library import builtins_for
from owj.kernel.feel.compiler.operators import logic_parts
from owj.kernel.feel.syntax import (
    Arithmetic,
    Between,
    Call,
    Comparison,
    Expr,
    In,
    Literal,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    RangeLiteral,
    Tests,
)
from owj.kernel.feel.values import BOOLEAN
from owj.server.context import SYSTEM, Actor
from owj.server.records.conditions import refusals
from owj.server.records.conditions.comparisons import (
    TEXT_FUNCTIONS,
    Incomparable,
    Inexact,
    between,
    equal,
    in_list,
    in_range,
    order,
    text_has,
)
from owj.server.records.conditions.fields import (
    CURRENT_USER,
    NAMES_OF_PEOPLE,
    PEOPLE,
    FieldName,
    Names,
    names_of,
    names_of_lists,
)
from owj.server.records.conditions.operands import (
    Column,
    Constant,
    CurrentUser,
    Operand,
    calculated,
)
from owj.server.records.conditions.scope import FieldPath, scope_of
from owj.server.records.conditions.truth import (
    Truth,
    all_of,
    any_of,
    of_constant,
)
from owj.server.records.declare import Entity
from owj.server.records.snapshot import Snapshot

MOST_PARTS = 200
ZERO = Decimal(0)
_SHOWN = 60
LIMITS = Limits(text=10_000, depth=40, steps=100_000)


@dataclass(frozen=True, slots=True)
class Condition:
    """A FEEL expression as a question to the database. q: keeps the rows for which it is true."""

    q: Q
    expression: Expression
    paths: frozenset[FieldPath]

    def scope(self, record: Any) -> FeelContext:
        """Return what the same expression sees of one record when Python evaluates it."""
        return scope_of(record, self.paths)


def compile_condition(
    given: str | Expression,
    entity: type[Entity] | str,
    snapshot: Snapshot,
    environment: Environment = EMPTY_ENVIRONMENT,
    *,
    actor: Actor = SYSTEM,
) -> Condition:
    """Return the condition that a FEEL text is for the rows of an entity.

    environment: what constant parts such as `today()` may ask. actor: who `current user` is.
    Raises: FeelSyntaxError, ConditionRefused.
    """
    key = entity if isinstance(entity, str) else entity.key
    if isinstance(given, str):
        given = compile_expression(given, _spelled(snapshot), limits=LIMITS)
    walk = ConditionWalk(given, key, snapshot, environment, actor)
    try:
        truth = walk.truth(walk.tree)
    except RecursionError:
        raise walk.refusal(refusals.ConditionTooLarge, walk.tree, limit=MOST_PARTS) from None
    return Condition(truth.true, given, frozenset(walk.paths))


@lru_cache(maxsize=8)
def names_in(snapshot: Snapshot) -> Mapping[str, Names]:
    """Return the names of every entity's fields; those of people under `PEOPLE`."""
    of_entities = {
        key: {**names_of_lists(one), **names_of(one)} for key, one in snapshot.schema.by_key.items()
    }
    return {**of_entities, PEOPLE: NAMES_OF_PEOPLE}


@lru_cache(maxsize=8)
def _spelled(snapshot: Snapshot) -> tuple[str, ...]:
    known = {name for names in names_in(snapshot).values() for name in names}
    return tuple(sorted(known | CURRENT_USER))


def person_of(actor: Actor) -> FeelContext:
    """Return what an expression may ask of the person who asks; nobody has the id 0."""
    return {
        "id": Decimal(actor.user_id or 0),
        "full name": actor.name,
        "kind": actor.kind,
        "roles": tuple(sorted(actor.roles)),
    }


class ConditionWalk:
    """One walk over the tree of one expression."""

    def __init__(
        self,
        expression: Expression,
        entity: str,
        snapshot: Snapshot,
        environment: Environment,
        actor: Actor,
    ) -> None:
        self.expression, self.text = expression, expression.text
        self.tree: Any = expression.tree
        self.entity, self.snapshot, self.names = entity, snapshot, names_in(snapshot)
        self.environment, self.actor = environment, actor
        self.paths: set[FieldPath] = set()
        self.parts = 0

    def refusal(
        self, kind: type[refusals.ConditionRefused], node: Expr, **data: object
    ) -> refusals.ConditionRefused:
        part = self.text[node.start : node.end]
        shown = part if len(part) <= _SHOWN else f"{part[:_SHOWN]}…"
        return kind(
            where=self.entity,
            at=node.start + 1,
            start=node.start,
            end=node.end,
            part=shown,
            **data,
        )

    def truth(self, node: Expr) -> Truth:
        """Return when a part is true and when it is false. Raises: ConditionRefused."""
        self.count(node)
        if self.is_constant(node):
            return self.constant_truth(node)
        if isinstance(node, Logic):
            parts = [self.truth(part) for part in logic_parts(node)]
            return all_of(parts) if node.operator == "and" else any_of(parts)
        if isinstance(node, Name | Path):
            return self.flag(node)
        if isinstance(node, Quantified):
            from owj.server.records.conditions.lists import quantified

            return quantified(self, node)
        if isinstance(node, Call):
            return self.call(node)
        try:
            return self.comparison(node)
        except Inexact:
            raise self.refusal(refusals.NotExact, node) from None
        except Incomparable as kinds:
            left, right = kinds.args
            raise self.refusal(refusals.KindsDiffer, node, left=left, right=right) from None

    def count(self, node: Expr, parts: int = 1) -> None:
        self.parts += parts
        if self.parts > MOST_PARTS:
            raise self.refusal(refusals.ConditionTooLarge, node, limit=MOST_PARTS)

    def flag(self, node: Name | Path) -> Truth:
        """Return a field that is itself true or false."""
        column = self.column(node)
        if column.kind != BOOLEAN:
            raise self.refusal(refusals.NotACondition, node)
        return Truth(Q((column.path, True)), Q((column.path, False)))

    def comparison(self, node: Expr) -> Truth:
        if isinstance(node, Comparison):
            left, right = self.operand(node.left), self.operand(node.right)
            if node.operator == "=":
                return equal(left, right)
            if node.operator == "!=":
                return equal(left, right).opposite
            return order(node.operator, left, right)
        if isinstance(node, Between):
            value, low, high = (self.operand(one) for one in (node.value, node.low, node.high))
            return all_of([order(">=", value, low), order("<=", value, high)])
        if isinstance(node, In):
            value = self.operand(node.value)
            return any_of([self.membership(value, test) for test in node.tests])
        if isinstance(node, Arithmetic | Negation):
            raise self.refusal(refusals.NotACondition, node)
        raise self.refusal(refusals.ConditionRefused, node)

    def membership(self, value: Operand, test: Expr) -> Truth:
        """Return whether a value passes one of the tests after `in`."""
        if isinstance(test, RangeLiteral) and not self.is_constant(test):
            low, high = self.operand(test.low), self.operand(test.high)
            return between(value, low, high, ends=(test.low_included, test.high_included))
        right = self.operand(test)
        if isinstance(right, Constant) and not isinstance(value, Constant):
            if isinstance(right.value, Range):
                return in_range(value, right.value)
            if isinstance(right.value, tuple):
                self.count(test, len(right.value))
                return in_list(value, right.value)
        return equal(value, right)

    def call(self, node: Call) -> Truth:
        name = node.function.name if isinstance(node.function, Name) else ""
        if name == "not" and len(node.arguments) == 1 and not node.names:
            return self.truth(node.arguments[0]).opposite
        if name in TEXT_FUNCTIONS and len(node.arguments) == 2 and not node.names:
            text, part = (self.operand(argument) for argument in node.arguments)
            try:
                return text_has(name, text, part)
            except Inexact:
                raise self.refusal(refusals.NotExact, node) from None
            except Incomparable as kinds:
                left, right = kinds.args
                raise self.refusal(refusals.KindsDiffer, node, left=left, right=right) from None
        raise self.refusal(refusals.ConditionRefused, node)

    def operand(self, node: Expr) -> Operand:
        """Return one side of a comparison. Raises: ConditionRefused."""
        self.count(node)
        if isinstance(node, Name) and self.is_current_user(node):
            return CurrentUser(node, Decimal(self.actor.user_id or 0))
        if self.is_constant(node):
            return self.constant(node)
        if isinstance(node, Name | Path):
            return self.column(node)
        if isinstance(node, Negation):
            return self.calculation(node, "-", Constant(node, ZERO), self.operand(node.value))
        if isinstance(node, Call) and _is_count(node):
            from owj.server.records.conditions.lists import counted

            return counted(self, node)
        if isinstance(node, Arithmetic):
            left, right = self.operand(node.left), self.operand(node.right)
            return self.calculation(node, node.operator, left, right)
        raise self.refusal(refusals.ConditionRefused, node)

    def calculation(self, node: Expr, sign: str, left: Operand, right: Operand) -> Operand:
        found = calculated(node, sign, left, right) if sign in {"+", "-", "*"} else None
        if found is None:
            raise self.refusal(refusals.NotExact, node)
        return found

    def is_constant(self, node: Expr) -> bool:
        """Return whether nothing in a part names a field."""
        known = self.names[self.entity]
        return all(name.name not in known for name in names_within(node))

    def is_current_user(self, name: Name) -> bool:
        """Return whether a name means the person who asks; a field of that name goes before."""
        return name.name in CURRENT_USER and name.name not in self.names[self.entity]

    def constant(self, node: Expr) -> Constant:
        """Return the value of a part without fields. Raises: ConditionRefused."""
        expression = expression_of_tree(node)
        for name in names_within(node, functions=True):
            if name.name in expression.unknown and not self.is_current_user(name):
                label = self.snapshot.entity(self.entity).label
                raise self.refusal(refusals.FieldUnknown, name, entity=str(label))
        scope: FeelContext = dict.fromkeys(CURRENT_USER, person_of(self.actor))
        found = expression.evaluate(scope, environment=self.environment)
        if found.warnings:
            raise self.refusal(refusals.NoValue, node, reason=found.warnings[0].text)
        return Constant(node, found.value)

    def constant_truth(self, node: Expr) -> Truth:
        value = self.constant(node).value
        if value is not None and not isinstance(value, bool):
            raise self.refusal(refusals.NotACondition, node)
        return of_constant(value)

    def column(self, node: Name | Path) -> Column:
        """Return the field at the end of a path of links. Raises: ConditionRefused."""
        at, steps = self.entity, list[tuple[str, FieldName]]()
        for step in self.steps(node):
            if step is None:
                raise self.refusal(refusals.ConditionRefused, node)
            if steps:
                target = steps[-1][1].target
                if target is None:
                    raise self.refusal(refusals.ConditionRefused, step)
                at = target
            steps.append((step.name, self.field(at, step)))
        self.paths.add(tuple(steps))
        last = steps[-1][1]
        path = "__".join(field.key for _, field in steps)
        return Column(node, path, last.kind, last.whole, of_people=last.target == PEOPLE)

    def steps(self, node: Name | Path) -> list[Name | Path | None]:
        """Return the names of a path from its beginning."""
        return steps_of(node)

    def field(self, entity: str, step: Name | Path) -> FieldName:
        found = self.names[entity].get(step.name, ())
        if not found:
            label = str(self.snapshot.entity(entity).label) if entity else gettext("A person")
            raise self.refusal(refusals.FieldUnknown, step, entity=label)
        if len(found) > 1:
            fields = ", ".join(one.key for one in found)
            raise self.refusal(refusals.FieldAmbiguous, step, fields=fields)
        return found[0]


def _is_count(node: Call) -> bool:
    name = node.function.name if isinstance(node.function, Name) else ""
    return name == "count" and len(node.arguments) == 1 and not node.names


def names_within(node: Expr | Tests, *, functions: bool = False) -> list[Name]:
    """Return every name in a part. functions: also those that only call a built-in."""
    found: list[Name] = []
    left: list[Any] = [node]
    while left:
        part = left.pop()
        if isinstance(part, Name):
            found.append(part)
        elif isinstance(part, Call) and isinstance(part.function, Name) and not functions:
            called = [] if part.function.name in builtins_for(strict=False) else [part.function]
            left += [*called, *part.arguments]
        elif isinstance(part, Literal):
            continue
        elif isinstance(part, tuple):
            left += part
    return found


def steps_of(node: Expr) -> list[Name | Path | None]:
    """Return the names of a path from its beginning; None for what is no name."""
    steps: list[Name | Path | None] = []
    while isinstance(node, Path):
        steps.append(node)
        node = node.source
    steps.append(node if isinstance(node, Name) else None)
    return steps[::-1]
