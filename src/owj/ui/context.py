"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from owj.server.identity.doors import COOKIES, door_of_path
from owj.ui.navigation import places_of
from owj.ui.reading import language, page_now

THEMES = {"light": "owj", "dark": "owj-dark", "auto": "auto"}


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Give templates the actor, the page's instant, and how the reader wants the page."""
    door = door_of_path(request.path_info)
    wishes = getattr(request, "wishes", None)
    return {
        "request": request,
        "door": door,
        "actor": getattr(request, "actor", None),
        "now": SimpleLazyObject(page_now),
        "lang": language(),
        "dir": "rtl" if language() == "fa" else "ltr",
        "theme": THEMES[wishes.theme if wishes else "auto"],
        "density": wishes.density if wishes else "comfortable",
        "places": places_of(door),
        "door_cookies": COOKIES[door],
    }
