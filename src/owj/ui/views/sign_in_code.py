"""Signing in with a code by SMS: the number, then the code, on one address."""

from __future__ import annotations

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from owj.kernel.errors import OwjError
from owj.kernel.phones import masked
from owj.server.identity.access_letters import code_life
from owj.server.identity.code_sign_in import (
    ASK_AGAIN_S,
    CodeRefused,
    NotAMobile,
    codes_open,
    request_code,
    sign_in_by_code,
)
from owj.server.identity.doors import Door
from owj.server.identity.origin import origin_of
from owj.server.identity.rate_limit import TooManyAttempts
from owj.server.identity.requests import door_of
from owj.ui.failures import words_of
from owj.ui.views.sign_in import open_door

PAGES: dict[Door, str] = {"staff": "ui/sign_in_code.html", "hub": "ui/hub_sign_in_code.html"}
SALT = "owj.sign-in-code"
# How long a page with the second step may lie open.
STEP_LIFE_S = 3600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code_view(request: HttpRequest) -> HttpResponse:
    """Ask for the number, send a code, ask for the code, open the door."""
    door = door_of(request)
    if not codes_open(door):
        raise Http404
    if request.method != "POST":
        return _page(request, door)
    if "step" not in request.POST:
        return _send(request, door, request.POST.get("phone", ""))
    number = _number_of(request.POST["step"], door)
    if number is None:
        return _page(request, door)
    if "again" in request.POST:
        return _send(request, door, number)
    return _enter(request, door, number)


def _send(request: HttpRequest, door: Door, text: str) -> HttpResponse:
    try:
        number = request_code(door, text, origin_of(request))
    except NotAMobile as refusal:
        return _page(request, door, phone=text, refusal=refusal, status=422)
    except TooManyAttempts as refusal:
        return _limited(_page(request, door, phone=text, refusal=refusal, status=429), refusal)
    return _page(request, door, number=number)


def _enter(request: HttpRequest, door: Door, number: str) -> HttpResponse:
    remember = "remember" in request.POST
    code = request.POST.get("code", "")
    try:
        started = sign_in_by_code(door, number, code, origin_of(request), remember=remember)
    except CodeRefused as refusal:
        return _page(request, door, number=number, refusal=refusal, status=422)
    except TooManyAttempts as refusal:
        return _limited(_page(request, door, number=number, refusal=refusal, status=429), refusal)
    return open_door(request, started)


def _page(
    request: HttpRequest,
    door: Door,
    *,
    phone: str = "",
    number: str = "",
    refusal: OwjError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "phone": phone,
        # Signed, so that codes are tried for numbers only to which this page has sent one.
        "step": signing.dumps([door, number], salt=SALT) if number else "",
        "shown_number": masked(number) if number else "",
        "life_min": max(1, int(code_life().total_seconds()) // 60),
        "again_s": ASK_AGAIN_S,
        "refusal": words_of(refusal) if refusal else "",
        "remember": "remember" in request.POST,
    }
    return render(request, PAGES[door], context, status=status)


def _number_of(step: str, door: Door) -> str | None:
    try:
        signed_door, number = signing.loads(step, salt=SALT, max_age=STEP_LIFE_S)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(number) if signed_door == door else None


def _limited(response: HttpResponse, refusal: TooManyAttempts) -> HttpResponse:
    response.headers["Retry-After"] = str(refusal.data["retry_after_s"])
    return response
