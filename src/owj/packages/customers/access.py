"""Who may see customers and their people: staff all, a hub user as far as the own rights reach."""

from __future__ import annotations

from django.db.models import Q

from owj.packages.customers.entity import Contact, Customer, Membership
from owj.packages.customers.queries.standing import Standing, reach_through, standings
from owj.server.records import ALL, NONE, Reach, access_rule
from owj.server.records.access import anchor_hub
from owj.server.records.context import Context

anchor_hub(Customer)


@access_rule(Customer)
def reach_customers(ctx: Context) -> Reach:
    """Return the customers the actor may see."""
    return reach_through(ctx, "id")


@access_rule(Contact)
def reach_contacts(ctx: Context) -> Reach:
    """Return the contacts the actor may see: oneself, and colleagues with a right to them."""
    if ctx.actor.kind == "staff":
        return ALL
    places = standings(ctx)
    if not places:
        return NONE
    theirs = [one.customer_id for one in places if _sees_colleagues(one)]
    acting = ctx.as_system().rows(Membership).filter(customer_id__in=theirs)
    ids = {one.contact_id for one in places} | set(acting.values_list("contact_id", flat=True))
    return Q(id__in=sorted(ids)) | Q(customer_id__in=theirs)


@access_rule(Membership)
def reach_memberships(ctx: Context) -> Reach:
    """Return the memberships the actor may see: the own ones, and colleagues' with the right."""
    if ctx.actor.kind == "staff":
        return ALL
    places = standings(ctx)
    if not places:
        return NONE
    theirs = [one.customer_id for one in places if one.rights.people]
    own = [one.contact_id for one in places]
    return Q(customer_id__in=theirs) | Q(contact_id__in=own)


def _sees_colleagues(place: Standing) -> bool:
    return place.rights.team or place.rights.people
