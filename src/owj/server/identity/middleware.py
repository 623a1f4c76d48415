"""The middleware of the doors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

from owj.server.identity.doors import COOKIES, drop_session_cookie
from owj.server.identity.requests import ASKED, door_of


class DoorMiddleware(MiddlewareMixin):
    """Take a dead token from the browser that still carries it."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        door = door_of(request)
        name = COOKIES[door].session
        asked_in_vain = getattr(request, ASKED, "not asked") is None
        if asked_in_vain and name in request.COOKIES and name not in response.cookies:
            drop_session_cookie(response, door)
        return response
