"""A colleague's notices: the bell, the list, and what is new in the frame."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.server.notices.queries import count_unread, notices_of
from owj.server.notices.services import mark_read
from owj.ui.doors import DoorRequest, safe_next, staff_page
from owj.ui.navigation import home_url
from owj.ui.notices import MOST_SHOWN, NEWS_FOR_S, show_notice, show_notices
from owj.ui.reading import page_now
from owj.ui.toasts import add_toast


@require_GET
@staff_page
def notices_view(request: DoorRequest) -> HttpResponse:
    """List the latest notices."""
    shown = show_notices(notices_of(request.actor)[:MOST_SHOWN])
    return render(request, "ui/notices.html", {"nav": "notices", "notices": shown})


@require_GET
@staff_page
def open_notice(request: DoorRequest, notice_id: int) -> HttpResponse:
    """Lead to what a notice is about; it and its repetitions count as read."""
    notice = get_object_or_404(notices_of(request.actor), pk=notice_id)
    same = notices_of(request.actor).filter(kind=notice.kind, url=notice.url, read_at=None)
    mark_read(request.actor, same.values_list("pk", flat=True))
    return HttpResponseRedirect(safe_next(request, notice.url, home_url("staff")))


@require_POST
@staff_page
def read_all(request: DoorRequest) -> HttpResponse:
    """Mark every notice as read."""
    mark_read(request.actor)
    return HttpResponseRedirect(reverse("ui:notices"))


@require_GET
@staff_page
def bell_view(request: DoorRequest) -> HttpResponse:
    """Draw the bell anew, and tell what has just come."""
    newest = notices_of(request.actor).filter(read_at=None).first()
    if newest is not None and page_now() - newest.created_at < timedelta(seconds=NEWS_FOR_S):
        shown = show_notice(newest)
        words = gettext("%(words)s: %(subject)s") % {"words": shown.words, "subject": shown.subject}
        tone = "danger" if shown.is_alarm else ""
        add_toast(request, words, tone=tone, url=reverse("ui:open_notice", args=[newest.pk]))
    return render(request, "ui/parts/bell.html", {"unread": count_unread(request.actor)})


@require_GET
@staff_page
def places_view(request: DoorRequest) -> HttpResponse:
    """Draw the places of the sidebar anew: their counts have changed."""
    return render(request, "ui/parts/places.html", {"nav": request.GET.get("nav", "")})
