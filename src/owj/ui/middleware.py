"""What every answer goes through: language, the page's instant, failures, toasts, the CSP."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation

from owj.server.agreements.queries import reading_once
from owj.server.failpoints import failpoint
from owj.ui.failures import answer_failure, sorry
from owj.ui.language import guess_language
from owj.ui.reading import Page, open_page
from owj.ui.toasts import carry_toasts

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def is_utf8(request: HttpRequest) -> bool:
    """Return whether the client speaks UTF-8, as every form of ours does.

    Django would read by any codec that the client names: some give half letters, some no text.
    """
    return request.encoding is None or codecs.lookup(request.encoding).name == "utf-8"


class PageMiddleware:
    """Draw every answer in the reader's language, at one instant, under the strict CSP."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        open_page(Page())
        translation.activate(guess_language(request))
        try:
            # A page that only shows asks once which calendars and agreements there are.
            with reading_once() if request.method in ("GET", "HEAD") else nullcontext():
                response = self.get_response(request) if is_utf8(request) else sorry(request, 400)
            if isinstance(response, HttpResponse):
                carry_toasts(request, response)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        finally:
            open_page(None)
            translation.deactivate()
        response.headers.setdefault("Content-Security-Policy", CSP)
        if request.method == "POST":
            failpoint("web.before_answer")
        # Error pages are drawn for a person too.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def process_exception(
        self, request: HttpRequest, failure: Exception
    ) -> HttpResponseBase | None:
        return answer_failure(request, failure)
