"""One value: what a formula or a lookup comes to for one scope, and why it comes to nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from owj.kernel.feel import Environment, FeelBudgetSpent, FeelContext, FeelValue, FeelWarning
from owj.server.records.computed.needs import needs_of, read_rows
from owj.server.records.computed.programs import Program
from owj.server.records.computed.reading import LIMITS
from owj.server.records.computed.rollups import add_up
from owj.server.records.computed.values import NoValue, blank_of, kept_value

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity

# No clock: what changes with time cannot be kept.
_ENVIRONMENT = Environment(limits=LIMITS)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a computed field comes to now, and what stood in the way of a value."""

    value: Any
    warnings: tuple[FeelWarning, ...] = ()
    reason: object = None


def work_out(program: Program, scope: FeelContext) -> Any:
    """Return a formula's or lookup's value as the column holds it; blank where there is none."""
    try:
        return kept_value(program.field, _result(program, scope))
    except (NoValue, FeelBudgetSpent):
        return blank_of(program.field)


def _result(program: Program, scope: FeelContext) -> FeelValue:
    if program.expression is not None:
        return program.expression.evaluate(scope, environment=_ENVIRONMENT).value
    return _copied(program, scope)


def _copied(program: Program, scope: FeelContext) -> FeelValue:
    if program.source is None:
        raise TypeError(program.node)
    linked = scope[program.source.links[0]]
    return linked[program.source.field] if isinstance(linked, dict) else None


def explain_value(ctx: Context, record: Entity, field_key: str) -> Explanation:
    """Return what a computed field of a record comes to now, with the warnings on the way.

    It shows parts of everything the field reads: for whoever may see all of that.
    """
    graph = ctx.snapshot.computed.graph
    node = (record.key, field_key)
    if node in graph.broken:
        return Explanation(None, reason=graph.broken[node])
    program = graph.programs[node]
    if program.children is not None:
        return Explanation(add_up(ctx, program, [record.id])[record.id])
    row = read_rows(ctx, needs_of(ctx, record.key, program.reads), [record.id])[record.id]
    try:
        if program.expression is None:
            return Explanation(kept_value(program.field, _copied(program, row.scope)))
        found = program.expression.evaluate(row.scope, environment=_ENVIRONMENT)
        warnings = tuple(found.warnings)
        try:
            return Explanation(kept_value(program.field, found.value), warnings)
        except NoValue as unfit:
            return Explanation(blank_of(program.field), warnings, unfit.args[0])
    except FeelBudgetSpent as spent:
        return Explanation(blank_of(program.field), reason=spent)
