"""Which rows an actor may reach: one rule an entity, given by the package that declares it.

    @access_rule(Ticket)
    def rows(ctx: Context) -> Reach:
        if ctx.actor.is_hub:
            return Q(customer_id__in=own_customer_ids(ctx))
        return ALL

Without a rule, staff and the system reach every row, and hub users none.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

from django.db.models import Q

if TYPE_CHECKING:
    from owj.server.records.context import Context
    from owj.server.records.declare import Entity


class Bound(Enum):
    """The two ends of what a rule may say."""

    ALL = "all"
    NONE = "none"


ALL: Final = Bound.ALL
NONE: Final = Bound.NONE
Reach = Q | Literal[Bound.ALL, Bound.NONE]
Rule = Callable[["Context"], Reach]

_rules: dict[str, Rule] = {}


def access_rule(entity: type[Entity]) -> Callable[[Rule], Rule]:
    """Register the decorated function as the rule of one entity.

    It is asked once per context and entity, with the context of the actor; what it must look up
    to answer it reads through `ctx.as_system()`. The answer narrows every way to a row: rows,
    get, lock, update, delete, links and filters that pass through links. It may use fields,
    links forward and ids; it must not depend on the instant.
    """

    def register(rule: Rule) -> Rule:
        _rules[entity.key] = rule
        return rule

    return register


def reach_of(ctx: Context, entity_key: str) -> Reach:
    """Return what the context's actor may see of one entity."""
    if ctx.actor.is_system:
        return ALL
    rule = _rules.get(entity_key)
    if rule is not None:
        return rule(ctx)
    return ALL if ctx.actor.is_staff else NONE
