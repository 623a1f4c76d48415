"""What a condition may ask of links to many: `some`, `every` and `count`.

    some one in drivers satisfies one.city = "تهران"
    every one in drivers satisfies one.licence != null
    count(drivers) >= 2

The inner condition is about the linked record alone, under the name it was given; no field of the
outer record may stand in it. Linked rows that the actor may not see are as if there were none.
"""

from __future__ import annotations

from django.db.models import F, Q

from owj.kernel.feel.syntax import Call, Expr, Name, Path, Quantified
from owj.server.records.conditions import refusals
from owj.server.records.conditions.compiling import ConditionWalk, names_within, steps_of
from owj.server.records.conditions.fields import LINKS, FieldName
from owj.server.records.conditions.operands import Calculation, Column
from owj.server.records.conditions.truth import Truth, both
from owj.server.records.linked import CountOfLinks, LinkedRows


class _ElementWalk(ConditionWalk):
    """A walk over the condition upon one record of a list. local: how the condition calls it."""

    def __init__(self, around: ConditionWalk, local: str, target: str) -> None:
        super().__init__(
            around.expression, target, around.snapshot, around.environment, around.actor
        )
        self.local, self.outer = local, around.names[around.entity]
        self.parts = around.parts

    def is_constant(self, node: Expr) -> bool:
        """Return whether nothing in a part names a field of either record."""
        found = {name.name for name in names_within(node)}
        return self.local not in found and found.isdisjoint(self.outer)

    def steps(self, node: Name | Path) -> list[Name | Path | None]:
        """Return the names behind that of the record. Raises: ConditionRefused."""
        first, *rest = steps_of(node)
        if first is None or first.name != self.local or not rest:
            raise self.refusal(refusals.ConditionRefused, node)
        return rest


def quantified(walk: ConditionWalk, node: Quantified) -> Truth:
    """Return `some` or `every` over one list of links. Raises: ConditionRefused."""
    [iterator, *further] = node.iterators
    if further or iterator.to is not None:
        raise walk.refusal(refusals.ConditionRefused, node)
    path, target = list_of(walk, iterator.source)
    inner = _ElementWalk(walk, iterator.name, target)
    truth = inner.truth(node.condition)
    walk.parts = inner.parts

    def leads_to(q: Q) -> Q:
        return Q((f"{path}__overlap", LinkedRows(target, q)))

    if node.quantifier == "some":
        # Null, where nothing is true and something is null, is neither.
        return Truth(leads_to(truth.true), both([~leads_to(~truth.false)]))
    return Truth(both([~leads_to(~truth.true)]), leads_to(truth.false))


def counted(walk: ConditionWalk, node: Call) -> Calculation:
    """Return how many records a list leads to. Raises: ConditionRefused."""
    path, target = list_of(walk, node.arguments[0])
    count = CountOfLinks(F(path))
    count.target = target
    column = Column(node, path, LINKS)
    return Calculation(node, count, (column,), bound=10_000)


def list_of(walk: ConditionWalk, node: Expr) -> tuple[str, str]:
    """Return the path of a list of links and the entity of its records."""
    steps = walk.steps(node) if isinstance(node, Name | Path) else [None]
    at, path = walk.entity, list[str]()
    field: FieldName | None = None
    for step in steps:
        if step is None or (path and at is None):
            raise walk.refusal(refusals.ConditionRefused, node)
        field = walk.field(at, step)
        path.append(field.key)
        at = field.target or ""
    if field is None or field.elements is None:
        raise walk.refusal(refusals.ConditionRefused, node)
    return "__".join(path), field.elements
