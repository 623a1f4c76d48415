"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from owj.server.context import Actor
from owj.server.identity.models import User, UserSession
from owj.server.identity.requests import door_of
from owj.ui.navigation import asked_places, commands_of, finder_of, places_of, tab_bar_of
from owj.ui.reading import current_page, language
from owj.ui.toasts import toasts_of

THEMES: dict[str, str] = {
    User.Theme.LIGHT: "owj",
    User.Theme.DARK: "owj-dark",
    User.Theme.AUTO: "auto",
}


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Give templates the actor, the page's instant, and how the reader wants the page."""
    door = door_of(request)
    page = current_page()
    seat: UserSession | None = vars(request).get("seat")
    actor: Actor | None = vars(request).get("actor") if seat else None
    places = SimpleLazyObject(
        lambda: places_of(door, actor) + (asked_places(door, request) if seat else ())
    )
    return {
        "door": door,
        "actor": actor,
        "seeing_as": vars(request).get("seeing_as"),
        "seeing_hub_as": vars(request).get("seeing_hub_as"),
        "trying": vars(request).get("trying"),
        "now": SimpleLazyObject(lambda: page.now),
        "workspace_name": SimpleLazyObject(lambda: page.workspace.name(language())),
        "zone": SimpleLazyObject(lambda: page.workspace.zone),
        "lang": language(),
        "dir": "rtl" if language() == "fa" else "ltr",
        "theme": THEMES[seat.user.theme] if seat else "auto",
        "density": seat.user.density if seat else User.Density.COMFORTABLE,
        "places": places,
        "tab_bar": SimpleLazyObject(lambda: tab_bar_of(places)),
        "commands": commands_of(door),
        "finder": finder_of(door),
        "toasts": SimpleLazyObject(lambda: toasts_of(request)),
    }
