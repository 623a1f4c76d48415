"""Rules of fields and entities: FEEL that is asked of the new values before they are written.

False refuses the write. Null passes: a rule that cannot be answered, because a value is missing,
says nothing against the others; that a value must be there is another setting. For the same
reason the rule of a single field is not asked while the field is empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from owj.kernel.errors import DefinitionError
from owj.kernel.feel import Environment, Expression, FeelContext, FeelSyntaxError
from owj.kernel.feel.types import BOOLEAN
from owj.server.records.computed.programs import compiled
from owj.server.records.computed.reading import LIMITS, Read, SchemaNames, read_expression
from owj.server.records.computed.refusals import FormulaRefused, RuleBroken
from owj.server.records.defs import EntityDef, FieldDef, Label, RuleDef

if TYPE_CHECKING:
    from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule. field: whose rule it is; None: the entity's. fields: shown beside it."""

    key: str
    field: FieldDef | None
    fields: tuple[str, ...]
    message: Label | None
    expression: Expression
    reads: tuple[Read, ...]


Faults = dict[tuple[str, str], DefinitionError]


def compile_rules(
    names: SchemaNames, entity: EntityDef, faults: Faults | None = None
) -> tuple[Rule, ...]:
    """Return the rules of an entity and its fields.

    faults: takes up the rules that do not hold, by entity and key, which are left out then.
    Raises: FormulaRefused, FeelSyntaxError, without `faults`.
    """
    given: list[tuple[str, str, FieldDef | RuleDef]] = [
        (one.key, one.rule, one) for one in entity.by_key.values() if one.rule
    ]
    given += [(rule.key, rule.condition, rule) for rule in entity.rules]
    found: list[Rule] = []
    for key, text, one in given:
        try:
            found.append(_compiled(names, entity, key, text, one))
        except (FormulaRefused, FeelSyntaxError) as refused:
            if faults is None:
                raise
            faults[entity.key, key] = refused
    return tuple(found)


def _compiled(
    names: SchemaNames, entity: EntityDef, key: str, text: str, given: FieldDef | RuleDef
) -> Rule:
    where = f"{entity.key}.{key}"
    field = given if isinstance(given, FieldDef) else None
    fields = given.fields if isinstance(given, RuleDef) else (key,)
    _check_fields(entity, fields, where)
    reading = read_expression(text, entity.key, names, where)
    expression = compiled(reading, BOOLEAN, where)
    return Rule(key, field, fields, given.message, expression, reading.reads)


def _check_fields(entity: EntityDef, fields: Iterable[str], where: str) -> None:
    for name in fields:
        if name not in entity.by_key:
            raise FormulaRefused(where=where, reason=_("The rule names a field that is not there."))


def check_rules(ctx: Context, entity: EntityDef, rules: Iterable[Rule], scope: FeelContext) -> None:
    """Refuse values that break a rule. Raises: RuleBroken, FeelBudgetSpent."""
    environment: Environment | None = None
    for rule in rules:
        if rule.field is not None and scope.get(rule.field.key) in (None, "", ()):
            continue
        environment = environment or environment_of(ctx)
        if rule.expression.evaluate(scope, environment=environment).value is False:
            raise broken(entity, rule)


def environment_of(ctx: Context) -> Environment:
    """Return what `now()` and `today()` ask: the instant of the unit of work, in its zone."""
    return Environment(now=ctx.now.astimezone(ctx.zone), limits=LIMITS)


def broken(entity: EntityDef, rule: Rule) -> RuleBroken:
    """Return the error that names the field and says the rule's own words."""
    name = rule.fields[0] if rule.fields else ""
    label: object = entity.by_key[name].label if name else entity.label
    reason: object = rule.message or _("the value breaks the rule of this field.")
    return RuleBroken(
        entity=entity.key, name=name, names=rule.fields, field=label, rule=rule.key, reason=reason
    )
