"""What the palette finds on the server while somebody types."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from owj.client.desk.filters import list_address
from owj.client.desk.views import filter_of
from owj.client.records.addresses import record_address
from owj.kernel.persian.folding import fold
from owj.packages.desk.queries import find_anything
from owj.packages.desk.queries.search import WORDS_LIMIT
from owj.server.layouts.access import entities_of
from owj.server.records.context import Context
from owj.server.records.defs import EntityDef
from owj.server.search.queries import Find, find_records
from owj.ui.doors import DoorRequest, staff_page

# What the desk looks at itself, in its own order.
FOUND_BY_THE_DESK = {
    "ticket": ("subject", "tracking_id"),
    "customer": ("name",),
    "contact": ("name",),
}
PER_ENTITY = 4


@staff_page
@require_GET
def find_view(request: DoorRequest) -> HttpResponse:
    """Give what the typed words may mean, as options of the palette."""
    words = request.GET.get("q", "").strip()[:WORDS_LIMIT]
    finds = find_anything(request.ctx, words)
    views = [
        (view, reverse("client:inbox") + list_address(filter_of(view))) for view in finds.views
    ]
    # What comes close stands beside nothing that is written as asked.
    forgiving = not finds or finds.nearly
    groups = _others(request.ctx, words, forgiving=forgiving)
    context = {
        "words": words,
        "finds": finds,
        "views": views,
        "groups": groups,
        "places": _entities(request.ctx, words),
    }
    return render(request, "client/palette_finds.html", context)


def _entities(ctx: Context, words: str) -> list[EntityDef]:
    """Return the entities that the words name; their lists are places to go to."""
    wanted = fold(words).split()
    named = [(one, fold(f"{one.label} {one.plural}")) for one in entities_of(ctx) if wanted]
    return [one for one, name in named if all(word in name for word in wanted)][:PER_ENTITY]


def _others(
    ctx: Context, words: str, *, forgiving: bool
) -> list[tuple[EntityDef, list[tuple[Find, str]], str]]:
    """Return what was found of other entities, each with its address, and where there is more."""
    found = find_records(
        ctx, words, besides=FOUND_BY_THE_DESK, limit=PER_ENTITY, forgiving=forgiving
    )
    return [
        (
            group.entity,
            [(one, record_address(group.entity.key, one.record.id)) for one in group.finds],
            f"{reverse('client:records', args=[group.entity.key])}?{urlencode({'q': words})}"
            if group.more
            else "",
        )
        for group in found.groups
    ]
