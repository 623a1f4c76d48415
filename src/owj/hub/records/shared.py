"""Which entities the hub has pages of, for whom they are shown, and where."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from owj.packages.customers.queries import Standing
from owj.packages.desk.queries import own_place
from owj.server.layouts.access import entities_of, entity_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.records.refusals import RecordNotFound
from owj.server.roles.sharing import hub_way, is_shared
from owj.ui.doors import DoorRequest
from owj.ui.navigation import Place
from owj.ui.records.faces import Address
from owj.ui.standing import chosen_customer

# A phone's bar has room for one more place; home leads to all of them.
IN_THE_BAR = 1


def shared_entity(ctx: Context, key: str) -> EntityDef:
    """Return an entity that the hub has pages of. Raises: RecordNotFound."""
    entity = entity_of(ctx, key)
    if not is_shared(ctx, entity):
        raise RecordNotFound(entity=key, id="")
    return entity


def shared_entities(ctx: Context) -> list[EntityDef]:
    """Return the entities that the hub has pages of, in their order."""
    return [entity for entity in entities_of(ctx) if is_shared(ctx, entity)]


def place_of(request: DoorRequest) -> Standing:
    """Return for whom the person acts now. Raises: CustomerNotFound."""
    return own_place(request.ctx, chosen_customer(request))


def of_customer(ctx: Context, entity: EntityDef, customer_id: int) -> Q:
    """Return the condition of one customer's records, by the links that lead to it."""
    way = hub_way(ctx, entity)
    if not way:
        return Q(pk__in=())
    path = "__".join([*(one.key for one in way[:-1]), way[-1].attname])
    return Q(**{path: customer_id})


def own_link(ctx: Context, entity: EntityDef) -> str:
    """Return the link that says the customer itself; empty when another record lies between.

    Nobody chooses it on the hub: a record is made for whom the person acts.
    """
    way = hub_way(ctx, entity)
    return way[0].key if len(way) == 1 else ""


def addresses_for(ctx: Context) -> Address:
    """Return where the records of each entity are shown on the hub."""
    shown = {entity.key for entity in shared_entities(ctx)}

    def address(entity_key: str, record_id: int) -> str | None:
        if entity_key in shown:
            return reverse("hub:record", args=[entity_key, record_id])
        return None

    return address


def shared_places(request: HttpRequest) -> Iterable[Place]:
    """Return the places of shared entities, for the hub's frame."""
    ctx: Context = vars(request)["ctx"]
    return [
        Place(
            f"records-{entity.key}",
            str(entity.plural),
            entity.icon or "layers",
            "hub:records",
            args=(entity.key,),
            phone=number < IN_THE_BAR,
        )
        for number, entity in enumerate(shared_entities(ctx))
    ]
