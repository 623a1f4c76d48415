"""What a link may lead to, found while somebody types: records by title, people by name."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from owj.client.records.rows import title_of
from owj.server.identity.models import User
from owj.server.layouts.access import entities_of, entity_of
from owj.server.layouts.listing import Listing, page_of
from owj.server.records.context import Context
from owj.server.records.defs import FieldDef, Kind
from owj.server.records.refusals import RecordNotFound
from owj.ui.doors import DoorRequest, staff_page

OFFERED = 20
WORDS_LENGTH = 100


def choices_address(ctx: Context, field: FieldDef) -> str:
    """Return where what a link may lead to is searched for; empty for other fields."""
    if field.kind is Kind.USER:
        return reverse("client:people_choices")
    if field.kind in (Kind.LINK, Kind.LINKS) and field.target and ctx.may(field.target, "read"):
        return reverse("client:record_choices", args=[field.target])
    return ""


@staff_page
@require_GET
def record_choices_view(request: DoorRequest, entity: str) -> HttpResponse:
    """Give the records whose title holds the words, as options."""
    definition = entity_of(request.ctx, entity)
    asked = Listing(definition, words=_words(request))
    page = page_of(request.ctx, asked, limit=OFFERED)
    options: list[tuple[int, str, str]] = [(one.id, title_of(one), "") for one in page.rows]
    return _options(request, options)


@staff_page
@require_GET
def people_choices_view(request: DoorRequest) -> HttpResponse:
    """Give the colleagues whose name holds the words, as options."""
    if not entities_of(request.ctx):
        raise RecordNotFound(entity=User.__name__, id="")
    words = _words(request)
    people = User.objects.filter(kind=User.Kind.STAFF, is_active=True)
    if words:
        people = people.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    found = people.order_by("full_name", "id")[:OFFERED]
    return _options(request, [(one.pk, one.full_name, one.username) for one in found])


def _words(request: DoorRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:WORDS_LENGTH]


def _options(request: DoorRequest, options: list[tuple[int, str, str]]) -> HttpResponse:
    context: dict[str, Any] = {"options": options}
    return render(request, "ui/records/options.html", context)
