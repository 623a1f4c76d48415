"""Who may write customers and their people."""

from __future__ import annotations

from owj.packages.customers.errors import NotAmongYourRights, OnlyDeskStaff
from owj.packages.customers.queries.standing import rights_at
from owj.packages.customers.rights import Rights
from owj.server.records.context import Context


def check_staff(ctx: Context) -> None:
    """Refuse everybody but colleagues with a role. Raises: OnlyDeskStaff."""
    if not (ctx.actor.is_system or (ctx.actor.is_staff and ctx.actor.roles)):
        raise OnlyDeskStaff


def check_manages(ctx: Context, customer_id: int) -> Rights:
    """Return the most that the actor may give others at a customer.

    Staff give every right; a person of the customer who manages colleagues gives what they hold.
    Raises: OnlyDeskStaff, NotAmongYourRights.
    """
    if ctx.actor.kind != "hub":
        check_staff(ctx)
        return Rights(team=True, numbers=True, people=True, judge=True)
    own = rights_at(ctx, customer_id)
    if not own.people:
        raise NotAmongYourRights
    return own
