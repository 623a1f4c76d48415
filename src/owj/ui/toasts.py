"""Short news at the edge of the page: «تیکت به سینا کاظمی داده شد. برگردان».

A toast given before a redirect waits in a signed cookie for the next page; in a page it is
drawn with it; in an htmx answer it is added out of band.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from owj.server.identity.doors import COOKIES, door_of_path, is_https
from owj.ui.requests import is_htmx

PENDING = "owj_toasts"
SALT = "owj.ui.toasts"
KEPT_FOR_S = 60
MOST = 3


@dataclass(frozen=True, slots=True)
class Toast:
    """One piece of news.

    tone: "" or "danger"; url: where it leads; undo_url: where the way back is posted.
    """

    text: str
    tone: str = ""
    url: str = ""
    undo_url: str = ""
    undo_fields: Mapping[str, str] = field(default_factory=dict)


def add_toast(
    request: HttpRequest,
    text: str,
    *,
    tone: str = "",
    url: str = "",
    undo_url: str = "",
    undo_fields: Mapping[str, object] | None = None,
) -> None:
    """Tell the reader something after this request, wherever it leads."""
    fields = {name: str(value) for name, value in (undo_fields or {}).items()}
    toasts_of(request).append(Toast(text, tone, url, undo_url, fields))


def toasts_of(request: HttpRequest) -> list[Toast]:
    """Return the toasts to show, those of the request before included."""
    if not hasattr(request, "toasts"):
        vars(request)["toasts"] = _pending(request)
    return cast("list[Toast]", vars(request)["toasts"])


def carry_toasts(request: HttpRequest, response: HttpResponse) -> None:
    """Bring the toasts to the reader with this answer, or keep them for the next page."""
    given = PENDING in request.COOKIES
    path = COOKIES[door_of_path(request.path_info)].path
    if _leads_away(response):
        if toasts := toasts_of(request)[-MOST:]:
            value = signing.dumps([asdict(toast) for toast in toasts], salt=SALT, compress=True)
            response.set_cookie(
                PENDING,
                value,
                max_age=KEPT_FOR_S,
                path=path,
                httponly=True,
                secure=is_https(),
                samesite="Lax",
            )
        return
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    if is_htmx(request) and (toasts := toasts_of(request)[-MOST:]):
        response.content = response.content + _out_of_band(request, toasts)
        if response.has_header("Content-Length"):
            # It was counted before the toasts came.
            response.headers["Content-Length"] = str(len(response.content))
    if given:
        response.delete_cookie(PENDING, path=path, samesite="Lax")


def _leads_away(response: HttpResponse) -> bool:
    return 300 <= response.status_code < 400 or "HX-Redirect" in response.headers


def _out_of_band(request: HttpRequest, toasts: list[Toast]) -> bytes:
    drawn = render_to_string("ui/parts/toasts_oob.html", {"toasts": toasts}, request=request)
    return drawn.encode()


def _pending(request: HttpRequest) -> list[Toast]:
    text = request.COOKIES.get(PENDING)
    if not text:
        return []
    try:
        kept: list[dict[str, Any]] = signing.loads(text, salt=SALT, max_age=KEPT_FOR_S)
        return [Toast(**toast) for toast in kept]
    except (signing.BadSignature, TypeError):
        return []
