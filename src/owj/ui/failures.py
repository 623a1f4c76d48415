"""What people see when something did not work: what happened, that nothing is lost, what to do."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.calendars.jalali import format_month
from owj.kernel.errors import (
    Conflict,
    DefinitionError,
    InvalidInput,
    NotAllowed,
    NotFound,
    OutsideFailure,
    OwjError,
)
from owj.server.files.storage import DiskFull
from owj.server.identity.requests import door_of
from owj.server.records.refusals import OnlyTried
from owj.ui.dates import digits
from owj.ui.doors import take_seat
from owj.ui.feel_words import PHRASED, spoken, words_of_data
from owj.ui.navigation import home_url
from owj.ui.reading import language
from owj.ui.records.opened import Unkept, unsaved_in
from owj.ui.requests import is_htmx
from owj.ui.toasts import add_toast

logger = logging.getLogger(__name__)

# The first class that fits decides.
STATUSES: tuple[tuple[type[OwjError], int], ...] = (
    (DiskFull, 507),
    (InvalidInput, 422),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (OnlyTried, 409),
    (DefinitionError, 422),
    (OutsideFailure, 503),
)
# A Jalali month as rules write it.
_MONTH = re.compile(r"1[34]\d\d-(0[1-9]|1[0-2])")
UNREACHABLE = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Sorry:
    """A page about a failure: what happened and what to do, as msgids.

    leads: to where the page leads first: "again" or "home".
    """

    title: str
    advice: str
    icon: str = "circle-alert"
    leads: str = "again"


SORRIES: dict[int, Sorry] = {
    400: Sorry(
        _("This request could not be understood"),
        _("Go back and try again. If it happens again, tell the administrator."),
    ),
    403: Sorry(
        _("This is not open to you"),
        _("Your role does not include this page. Ask your administrator if you need it."),
        "lock",
        "home",
    ),
    404: Sorry(
        _("This page was not found"),
        _("It may have moved, or it is not yours to see. The address may have a slip."),
        "search",
        "home",
    ),
    409: Sorry(
        _("Someone else was faster"),
        _("Go back, load the page again and repeat your change. What you wrote is still there."),
        "users",
    ),
    422: Sorry(_("This could not be taken"), _("Go back and change what is named above.")),
    500: Sorry(
        _("Something broke on our side"),
        _(
            "Nothing you saved is lost. Try again; if it happens again, give this code to the"
            " administrator."
        ),
    ),
    503: Sorry(
        _("Owj is out of reach for a moment"),
        _("Nothing you saved is lost. Try again in a few seconds."),
        "wifi-off",
    ),
    507: Sorry(
        _("The disk of the server is full"),
        _("Nothing was stored. Tell the administrator; what you wrote is still in the form."),
    ),
}


def status_of(error: OwjError) -> int:
    """Return the HTTP status of an error of ours."""
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 500)


def words_of(error: OwjError) -> str:
    """Return the error's sentence in the reader's language."""
    return words_of_kept(error.message, error.data)


def words_of_kept(message: str, data: Mapping[str, object]) -> str:
    """Return the sentence of an error that was kept as its msgid and what fills it in."""
    wording = gettext(message)
    said = {name: _said(name, value) for name, value in words_of_data(data).items()}
    try:
        return str(wording % said)
    except (KeyError, ValueError):
        return str(wording)


def _said(name: str, value: object) -> str:
    """Return what fills a place of a sentence: «آذر ۱۴۰۵» for the month "1405-09"."""
    if name == "month" and isinstance(value, str) and _MONTH.fullmatch(value):
        return format_month(value, language())
    return spoken(value) if name in PHRASED else digits(value)


@contextmanager
def told_if_only_tried(request: HttpRequest) -> Iterator[None]:
    """Tell on the form's own page that it would be saved, where a draft is tried."""
    try:
        yield
    except OnlyTried as tried:
        if is_htmx(request):
            raise
        add_toast(request, words_of(tried))


def answer_failure(request: HttpRequest, failure: Exception) -> HttpResponseBase | None:
    """Return the answer to a failure of a view, or None when it is Django's to answer."""
    if isinstance(failure, OwjError):
        return answer_error(request, failure)
    if isinstance(failure, UNREACHABLE):
        logger.warning("database out of reach: %s", failure)
        return sorry(request, 503)
    return None


def answer_error(request: HttpRequest, error: OwjError) -> HttpResponse:
    """Return the answer to an error of ours: a toast for htmx, a page otherwise."""
    status = status_of(error)
    if isinstance(error, OnlyTried) and is_htmx(request):
        add_toast(request, words_of(error))
        return HttpResponse(status=status, headers={"HX-Reswap": "none"})
    if status >= 500:
        logger.error("%s", error, exc_info=error)
    retry_after_s = error.data.get("retry_after_s")
    if not isinstance(retry_after_s, int):
        return sorry(request, status, title=words_of(error), unsaved=unsaved_in(request))
    response = sorry(request, 429, title=words_of(error), unsaved=unsaved_in(request))
    response.headers["Retry-After"] = str(retry_after_s)
    return response


def with_unsaved(words: str, unsaved: Sequence[Unkept]) -> str:
    """Return a sentence with what was written and is not kept."""
    if not unsaved:
        return words
    told = gettext("; ").join(f"{one.label}: \u2068{one.text}\u2069" for one in unsaved)
    return gettext("%(why)s What was written: %(told)s.") % {"why": words, "told": told}


def sorry(
    request: HttpRequest,
    status: int,
    *,
    title: str = "",
    code: str = "",
    unsaved: Sequence[Unkept] = (),
) -> HttpResponse:
    """Return what a person sees at this status.

    title: what happened, when it is known. unsaved: what was written and is not kept.
    """
    known = SORRIES.get(status) or SORRIES[409 if status == 429 else 500]
    words = title or gettext(known.title)
    if is_htmx(request):
        add_toast(request, with_unsaved(words, unsaved), tone="danger")
        return HttpResponse(status=status, headers={"HX-Reswap": "none"})
    context = {
        "frame": _frame(request, status),
        "title": words,
        "advice": gettext(known.advice) if status != 429 else "",
        "icon_name": known.icon,
        "leads": known.leads,
        "home": home_url(door_of(request)),
        "code": code,
        "unsaved": unsaved,
        "status": status,
    }
    return render(request, "ui/sorry.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return sorry(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return sorry(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return sorry(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a code that stands in the log as well."""
    code = f"OWJ-500 · {secrets.token_hex(2)}-{secrets.token_hex(2)}"
    logger.error("%s at %s", code, request.path)
    return sorry(request, 500, code=code)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was sent without the page's secret: an old page, or blocked cookies."""
    logger.warning("csrf: %s at %s", reason, request.path)
    title = gettext("This page had grown old; load it again and send once more.")
    return sorry(request, 403, title=title)


def _frame(request: HttpRequest, status: int) -> str:
    """Return the shell to draw in: the door's own for who is signed in, else a bare one."""
    bare = "ui/shell_bare.html"
    if status >= 500:
        # The shells ask the database, which may be what failed.
        return bare
    try:
        seat = take_seat(request)
    except UNREACHABLE:
        return bare
    if seat is None:
        return bare
    return "ui/shell_hub.html" if seat.door == "hub" else "ui/shell_client.html"
