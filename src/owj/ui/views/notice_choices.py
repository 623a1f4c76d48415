"""Choosing which news reaches oneself, and how."""

from __future__ import annotations

from datetime import time

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from owj.kernel.persian.digits import latin_digits
from owj.kernel.phones import mobile_e164
from owj.server.notices.choices import choose_ways, chosen_ways, quiet_hours_of, set_quiet_hours
from owj.server.notices.kinds import Way
from owj.ui.doors import DoorRequest, hub_page, own_matters, staff_page
from owj.ui.toasts import add_toast

WAYS = (Way.APP, Way.EMAIL, Way.SMS)


def choices(request: DoorRequest) -> HttpResponse:
    """Show the choices, or keep them."""
    if request.method == "POST":
        return _keep(request)
    return _page(request)


def _keep(request: DoorRequest) -> HttpResponse:
    person = request.seat.user
    starts = _time_of(request.POST.get("quiet_from", ""))
    ends = _time_of(request.POST.get("quiet_until", ""))
    if starts is None or ends is None:
        return _page(request, refusal=gettext("Write a time such as 22:00."))
    ticked = {
        kind.key: [way for way in request.POST.getlist(kind.key) if way in kind.ways]
        for kind, _ in chosen_ways(person)
    }
    choose_ways(person, ticked)
    set_quiet_hours(person, starts, ends)
    add_toast(request, gettext("Your settings are kept"))
    return HttpResponseRedirect(_own_page(request))


def _page(request: DoorRequest, *, refusal: str = "") -> HttpResponse:
    person = request.seat.user
    is_hub = request.seat.door == "hub"
    quiet = quiet_hours_of([person.pk])[person.pk]
    rows = [
        (kind, gettext(kind.label), [(way, way in ways, way in kind.ways) for way in WAYS])
        for kind, ways in chosen_ways(person)
    ]
    context = {
        "nav": "me",
        "frame": "ui/shell_hub.html" if is_hub else "ui/shell_client.html",
        "rows": rows,
        "person": person,
        "has_mobile": mobile_e164(person.phone) is not None,
        "quiet_from": f"{quiet.starts:%H:%M}",
        "quiet_until": f"{quiet.ends:%H:%M}",
        "refusal": refusal,
        "address": _own_page(request),
        "back": reverse("ui:hub_me" if is_hub else "ui:me"),
    }
    return render(request, "ui/notice_choices.html", context, status=422 if refusal else 200)


def _time_of(text: str) -> time | None:
    try:
        return time.fromisoformat(latin_digits(text.strip())[:5])
    except ValueError:
        return None


def _own_page(request: DoorRequest) -> str:
    return reverse("ui:hub_choices" if request.seat.door == "hub" else "ui:choices")


staff_choices = require_http_methods(["GET", "HEAD", "POST"])(staff_page(own_matters(choices)))
hub_choices = require_http_methods(["GET", "HEAD", "POST"])(hub_page(choices))
