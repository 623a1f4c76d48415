"""Conditions about the records that a link to many leads to, before it is known who asks.

A compiled condition is one for everybody; whose rows count is decided when it is asked: `paths.py`
puts the rows that the actor may see in place of `LinkedRows`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Func, IntegerField, Q

if TYPE_CHECKING:
    from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class LinkedRows:
    """The ids of an entity's rows for which a condition holds, as far as the actor sees them."""

    target: str
    q: Q

    def seen_by(self, ctx: Context) -> Any:
        """Return them as a query for one actor."""
        from owj.server.records.queryset import rows_of

        return rows_of(ctx, self.target).filter(self.q).order_by().values("pk")


class CountOfLinks(Func):
    """How many records a list leads to; only for who sees every record of its target."""

    function = "cardinality"
    output_field = IntegerField()
    target: str = ""


def for_actor(ctx: Context, given: Q) -> Q:
    """Return a condition in which every `LinkedRows` is the query of one actor."""
    made = Q(_connector=given.connector, _negated=given.negated)
    for child in given.children:
        if isinstance(child, Q):
            made.children.append(for_actor(ctx, child))
        elif isinstance(child, tuple) and isinstance(child[1], LinkedRows):
            made.children.append((child[0], child[1].seen_by(ctx)))
        else:
            made.children.append(child)
    return made
