"""The language before anybody has signed in."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from owj.server.identity.doors import is_https

COOKIE = "owj_language"
A_YEAR_S = 365 * 24 * 3600
LANGUAGES = {code for code, _ in settings.LANGUAGES}


def guess_language(request: HttpRequest) -> str:
    """Return the browser's last choice, else the installation's first language."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else str(settings.LANGUAGE_CODE)


def keep_language(response: HttpResponseBase, code: str) -> None:
    """Let this browser open the doors in this language."""
    if code not in LANGUAGES:
        return
    response.set_cookie(
        COOKIE, code, max_age=A_YEAR_S, httponly=True, secure=is_https(), samesite="Lax"
    )
