"""One's own settings: look, language, password, and the devices one is signed in on."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.kernel.errors import OwjError
from owj.server.identity.models import User
from owj.server.identity.origin import origin_of
from owj.server.identity.people import PasswordTooWeak, PasswordWrong, change_password
from owj.server.identity.preferences import set_preferences
from owj.server.identity.sessions import list_sessions, revoke_session
from owj.ui.doors import DoorRequest, hub_page, own_matters, safe_next, staff_page
from owj.ui.failures import words_of
from owj.ui.language import keep_language
from owj.ui.toasts import add_toast

PREFERENCES = ("language", "theme", "density")


def show_settings(request: DoorRequest, *, errors: dict[str, str] | None = None) -> HttpResponse:
    """Show the page."""
    is_hub = request.seat.door == "hub"
    context = {
        "nav": "me",
        "frame": "ui/shell_hub.html" if is_hub else "ui/shell_client.html",
        "person": request.seat.user,
        "seat": request.seat,
        "sessions": list_sessions(request.seat.user.pk),
        "themes": User.Theme,
        "densities": User.Density,
        "errors": errors or {},
        "address": "ui:hub_me" if is_hub else "ui:me",
    }
    return render(request, "ui/settings.html", context, status=422 if errors else 200)


def save_preferences(request: DoorRequest) -> HttpResponse:
    """Keep what was chosen; each choice saves by itself."""
    chosen = {name: request.POST[name] for name in PREFERENCES if name in request.POST}
    set_preferences(request.seat.user, **chosen)
    if "language" in chosen:
        translation.activate(chosen["language"])
    add_toast(request, gettext("Your settings are kept"))
    response = HttpResponseRedirect(
        safe_next(request, request.POST.get("back", ""), _own_page(request))
    )
    keep_language(response, request.seat.user.language)
    return response


def save_password(request: DoorRequest) -> HttpResponse:
    """Set a new password and end the other sessions."""
    try:
        change_password(
            request.seat.user,
            present=request.POST.get("present", ""),
            new=request.POST.get("new", ""),
            origin=origin_of(request),
            keep=request.seat,
        )
    except PasswordWrong as error:
        return show_settings(request, errors={"present": words_of(error)})
    except PasswordTooWeak as error:
        return show_settings(request, errors={"new": words_of(error)})
    add_toast(request, gettext("The new password holds; your other devices were signed out"))
    return HttpResponseRedirect(_own_page(request))


def end_device(request: DoorRequest, session_id: int) -> HttpResponse:
    """Sign one device out."""
    try:
        revoke_session(session_id, request.actor)
    except OwjError:
        # Somebody, or the clock, ended it already: that is what was wanted.
        add_toast(request, gettext("That device was signed out already"))
    else:
        add_toast(request, gettext("The device was signed out"))
    return HttpResponseRedirect(_own_page(request))


def _own_page(request: DoorRequest) -> str:
    return reverse("ui:hub_me" if request.seat.door == "hub" else "ui:me")


staff_settings = require_GET(staff_page(own_matters(show_settings)))
staff_preferences = require_POST(staff_page(own_matters(save_preferences)))
staff_password = require_POST(staff_page(own_matters(save_password)))
staff_device = require_POST(staff_page(own_matters(end_device)))
hub_settings = require_GET(hub_page(show_settings))
hub_preferences = require_POST(hub_page(save_preferences))
hub_password = require_POST(hub_page(save_password))
hub_device = require_POST(hub_page(end_device))
