"""What the palette finds on the server while somebody types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from owj.client.desk.filters import list_address
from owj.client.desk.views import filter_of
from owj.packages.desk.queries import find_anything
from owj.packages.desk.queries.search import WORDS_LIMIT
from owj.ui.doors import DoorRequest, staff_page


@staff_page
@require_GET
def find_view(request: DoorRequest) -> HttpResponse:
    """Give what the typed words may mean, as options of the palette."""
    words = request.GET.get("q", "").strip()[:WORDS_LIMIT]
    finds = find_anything(request.ctx, words)
    views = [
        (view, reverse("client:inbox") + list_address(filter_of(view))) for view in finds.views
    ]
    return render(
        request, "client/palette_finds.html", {"words": words, "finds": finds, "views": views}
    )
