"""The records of one customer, page by page, as the shared view orders them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from owj.hub.records.shared import addresses_for, of_customer, own_link, place_of, shared_entity
from owj.kernel.errors import NotFound
from owj.server.layouts.definitions import ViewDefinition
from owj.server.layouts.listing import COUNT_LIMIT, Listing, count_of, page_of
from owj.server.layouts.views import default_view, find_view
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef, FieldDef, Kind
from owj.server.roles.sharing import share_of
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.records.faces import Address, Face, face_of
from owj.ui.records.linked import read_titles
from owj.ui.requests import is_htmx

PAGE_ROWS = 30
WORDS_LENGTH = 200
FACTS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One record: what it is called, its state as a chip, and a few of its fields."""

    url: str
    title: str
    state: Face | None
    facts: Sequence[tuple[str, Face]]


@hub_page
@require_GET
def records_view(request: DoorRequest, entity: str) -> HttpResponse:
    """List the records of the customer for whom the person acts."""
    ctx = request.ctx
    definition = shared_entity(ctx, entity)
    place = place_of(request)
    view = shown_view(ctx, definition)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:WORDS_LENGTH]
    asked = Listing(
        definition,
        where=view.where,
        words=words,
        sort=view.sort,
        columns=view.columns,
        within=of_customer(ctx, definition, place.customer_id),
    )
    cursor = request.GET.get("place", "")
    page = page_of(ctx, asked, limit=PAGE_ROWS, place=cursor or None)
    more = urlencode([("q", words)] * bool(words) + [("place", page.next)]) if page.next else ""
    context = {
        "nav": f"records-{entity}",
        "definition": definition,
        "rows": rows_of(ctx, definition, view, page.rows),
        "words": words,
        "more": f"{reverse('hub:records', args=[entity])}?{more}" if more else "",
        "may_create": ctx.may(entity, "create"),
    }
    if is_htmx(request):
        return render(request, "hub/records/rows.html", context)
    context |= {"count": count_of(ctx, asked), "count_limit": COUNT_LIMIT}
    return render(request, "hub/records/list.html", context)


def shown_view(ctx: Context, entity: EntityDef) -> ViewDefinition:
    """Return the view that the hub shows: the chosen one while it is shared, else the usual."""
    share = share_of(ctx, entity)
    usual = default_view(ctx, entity.key)
    if share is None or share.view_id is None:
        return usual
    try:
        view = find_view(ctx, share.view_id)
    except NotFound:
        return usual
    if view.entity_key != entity.key or not view.shared or not view.definition.columns:
        return usual
    return view.definition


def rows_of(
    ctx: Context, entity: EntityDef, view: ViewDefinition, records: Sequence[Any]
) -> list[Row]:
    """Return records as rows, without the link that says the customer whose list this is."""
    address = addresses_for(ctx)
    skipped = {entity.title, own_link(ctx, entity)}
    fields = [
        entity.by_key[key] for key in view.columns if key in entity.by_key and key not in skipped
    ]
    state = next((one for one in fields if one.kind is Kind.CHOICE), None)
    rest = [one for one in fields if one is not state][:FACTS_SHOWN]
    read_titles(ctx, rest, records)
    return [_row(ctx, entity, record, (state, rest), address) for record in records]


def _row(
    ctx: Context,
    entity: EntityDef,
    record: Any,
    fields: tuple[FieldDef | None, Sequence[FieldDef]],
    address: Address,
) -> Row:
    state, rest = fields
    faces = [(str(one.label), face_of(ctx, one, record, address)) for one in rest]
    return Row(
        reverse("hub:record", args=[entity.key, record.id]),
        str(record).strip() or str(entity.label),
        face_of(ctx, state, record, address) if state else None,
        [(label, face) for label, face in faces if face.look not in ("empty", "hidden")],
    )
