"""A person's notices at both doors: the bell, the list, and what is new in the frame."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.server.identity.doors import Door
from owj.server.notices.queries import count_unread, notices_of
from owj.server.notices.services import mark_read
from owj.ui.doors import DoorRequest, hub_page, safe_next, staff_page
from owj.ui.navigation import home_url
from owj.ui.notices import MOST_SHOWN, NEWS_FOR_S, show_notice, show_notices
from owj.ui.reading import page_now
from owj.ui.toasts import add_toast


def show_list(request: DoorRequest) -> HttpResponse:
    """List the latest notices."""
    is_hub = request.seat.door == "hub"
    context = {
        "nav": "notices",
        "notices": show_notices(notices_of(request.actor)[:MOST_SHOWN]),
        "frame": "ui/shell_hub.html" if is_hub else "ui/shell_client.html",
    }
    return render(request, "ui/notices.html", context)


def lead_to(request: DoorRequest, notice_id: int) -> HttpResponse:
    """Lead to what a notice is about; it and its repetitions count as read."""
    notice = get_object_or_404(notices_of(request.actor), pk=notice_id)
    same = notices_of(request.actor).filter(kind=notice.kind, url=notice.url, read_at=None)
    mark_read(request.actor, same.values_list("pk", flat=True))
    door: Door = "hub" if request.seat.door == "hub" else "staff"
    return HttpResponseRedirect(safe_next(request, notice.url, home_url(door)))


def mark_all(request: DoorRequest) -> HttpResponse:
    """Mark every notice as read."""
    mark_read(request.actor)
    is_hub = request.seat.door == "hub"
    return HttpResponseRedirect(reverse("ui:hub_notices" if is_hub else "ui:notices"))


def draw_bell(request: DoorRequest) -> HttpResponse:
    """Draw the bell anew, and tell what has just come."""
    is_hub = request.seat.door == "hub"
    newest = notices_of(request.actor).filter(read_at=None).first()
    if newest is not None and page_now() - newest.created_at < timedelta(seconds=NEWS_FOR_S):
        shown = show_notice(newest)
        words = gettext("%(words)s: %(subject)s") % {"words": shown.words, "subject": shown.subject}
        tone = "danger" if shown.is_alarm else ""
        address = "ui:hub_open_notice" if is_hub else "ui:open_notice"
        add_toast(request, words, tone=tone, url=reverse(address, args=[newest.pk]))
    template = "ui/parts/hub_bell.html" if is_hub else "ui/parts/bell.html"
    return render(request, template, {"unread": count_unread(request.actor)})


notices_view = require_GET(staff_page(show_list))
open_notice = require_GET(staff_page(lead_to))
read_all = require_POST(staff_page(mark_all))
bell_view = require_GET(staff_page(draw_bell))
hub_notices_view = require_GET(hub_page(show_list))
hub_open_notice = require_GET(hub_page(lead_to))
hub_read_all = require_POST(hub_page(mark_all))
hub_bell_view = require_GET(hub_page(draw_bell))


@require_GET
@staff_page
def places_view(request: DoorRequest) -> HttpResponse:
    """Draw the places of the sidebar anew: their counts have changed."""
    return render(request, "ui/parts/places.html", {"nav": request.GET.get("nav", "")})
