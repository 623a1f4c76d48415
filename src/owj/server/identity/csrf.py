"""CSRF protection with a cookie for each door, so that signing in at one leaves the other alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

from owj.server.identity.doors import COOKIES, door_of_path, is_https


class DoorCsrfMiddleware(CsrfViewMiddleware):
    """Show Django the secret of the request's door under the one name it knows."""

    def process_request(self, request: HttpRequest) -> None:
        secret = request.COOKIES.get(COOKIES[door_of_path(request.path_info)].csrf)
        request.COOKIES.pop(settings.CSRF_COOKIE_NAME, None)
        if secret is not None:
            request.COOKIES[settings.CSRF_COOKIE_NAME] = secret
        super().process_request(request)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response = super().process_response(request, response)
        given = response.cookies.pop(settings.CSRF_COOKIE_NAME, None)
        if given is not None:
            cookie = COOKIES[door_of_path(request.path_info)]
            response.set_cookie(
                cookie.csrf,
                given.value,
                max_age=settings.CSRF_COOKIE_AGE,
                path=cookie.path,
                httponly=True,
                secure=is_https(),
                samesite="Lax",
            )
        return response
