"""For whom a person of the hub acts now: asked of the database with every unit of work."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from owj.packages.customers.entity import Membership
from owj.packages.customers.errors import NotAmongYourRights
from owj.packages.customers.rights import Rights, rights_of
from owj.server.records import ALL, NONE, Reach
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's place at one customer."""

    customer_id: int
    customer_name: str
    contact_id: int
    rights: Rights


def standings(ctx: Context) -> tuple[Standing, ...]:
    """Return where a hub user stands, the oldest place first; none for anybody else."""
    return ctx.once("standings", _ask_standings)


def _ask_standings(ctx: Context) -> tuple[Standing, ...]:
    if ctx.actor.kind != "hub" or ctx.actor.user_id is None:
        return ()
    mine = (
        ctx.as_system()
        .rows(Membership)
        .filter(active=True, contact__active=True, contact__user_id=ctx.actor.user_id)
        .select_related("customer")
        .order_by("id")
    )
    return tuple(
        Standing(one.customer_id, one.customer.name, one.contact_id, rights_of(one)) for one in mine
    )


def standing_at(ctx: Context, customer_id: int | None) -> Standing | None:
    """Return where a hub user stands at one customer; without one, at the first.

    None: nowhere there. A customer that one left leads to the first, too.
    """
    places = standings(ctx)
    found = next((one for one in places if one.customer_id == customer_id), None)
    return found or (places[0] if places else None)


def rights_at(ctx: Context, customer_id: int) -> Rights:
    """Return a hub user's rights at one customer, none where they do not stand."""
    for one in standings(ctx):
        if one.customer_id == customer_id:
            return one.rights
    return Rights()


def check_judges(ctx: Context, customer_id: int) -> None:
    """Refuse a person of a customer who may not speak the last word there.

    Raises: NotAmongYourRights.
    """
    if ctx.actor.kind == "hub" and not rights_at(ctx, customer_id).judge:
        raise NotAmongYourRights


def reach_through(ctx: Context, path: str) -> Reach:
    """Return the rows whose customer, found at `path`, is one of the actor's; all for staff."""
    if ctx.actor.kind == "staff":
        return ALL
    ids = [one.customer_id for one in standings(ctx)]
    return Q(**{f"{path}__in": ids}) if ids else NONE


def reach_of_work(ctx: Context, prefix: str = "") -> Reach:
    """Return the rows about tickets that the actor may see; all for staff.

    A person sees the own ones, and the whole customer's with the right to the team's. prefix:
    leads from the row to its ticket ("ticket__").
    """
    if ctx.actor.kind == "staff":
        return ALL
    places = standings(ctx)
    if not places:
        return NONE
    whole = [one.customer_id for one in places if one.rights.team]
    reach = Q(**{f"{prefix}customer_id__in": whole})
    for one in places:
        if not one.rights.team:
            own = {
                f"{prefix}customer_id": one.customer_id,
                f"{prefix}contact_id": one.contact_id,
            }
            reach |= Q(**own)
    return reach
