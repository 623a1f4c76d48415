"""What a request tells about how its answer will be used."""

from __future__ import annotations

from django.http import HttpRequest


def is_htmx(request: HttpRequest) -> bool:
    """Return whether htmx asks and will put the answer into a page that is already there."""
    return request.headers.get("HX-Request") == "true" and not is_boosted(request)


def is_boosted(request: HttpRequest) -> bool:
    """Return whether the answer replaces the whole page."""
    return request.headers.get("HX-Boosted") == "true"
