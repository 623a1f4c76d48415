"""A new password: asking for a link, and choosing by it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from owj.kernel.errors import OwjError
from owj.server.identity.one_time import person_of_link
from owj.server.identity.origin import origin_of
from owj.server.identity.people import PasswordTooWeak
from owj.server.identity.rate_limit import TooManyAttempts
from owj.server.identity.requests import door_of
from owj.server.identity.reset import LinkIsDead, request_reset, set_password_by_link
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

ASK = "ui/forgot.html"
CHOOSE = "ui/new_password.html"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgot_view(request: HttpRequest) -> HttpResponse:
    """Ask whose password it is; the answer is the same for everybody."""
    if request.method != "POST":
        return _answer(request, ASK)
    who = request.POST.get("who", "").strip()
    if not who:
        return _answer(request, ASK, words=gettext("Write your user name."), status=422)
    door = door_of(request)
    name = "ui:hub_new_password" if door == "hub" else "ui:new_password"
    address = f"{settings.BASE_URL}{reverse(name, args=['x'])}"[:-1]
    try:
        request_reset(door, who, origin_of(request), address=address)
    except TooManyAttempts as refusal:
        response = _answer(request, ASK, refusal=refusal, status=429)
        response.headers["Retry-After"] = str(refusal.data["retry_after_s"])
        return response
    return _answer(request, ASK, sent=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_password_view(request: HttpRequest, token: str) -> HttpResponse:
    """Let who holds the link choose a password. Looking at the page does not use it up."""
    door = door_of(request)
    person = person_of_link(door, token)
    if person is None:
        return _answer(request, CHOOSE, refusal=LinkIsDead(), dead=True, status=404)
    first = not person.has_usable_password()
    if request.method != "POST":
        return _answer(request, CHOOSE, person=person, first=first)
    new = request.POST.get("new", "")
    try:
        set_password_by_link(door, token, new, origin_of(request))
    except PasswordTooWeak as refusal:
        return _answer(request, CHOOSE, person=person, first=first, refusal=refusal, status=422)
    except LinkIsDead as refusal:
        return _answer(request, CHOOSE, refusal=refusal, dead=True, status=404)
    add_toast(request, gettext("The new password holds. Sign in with it."))
    return HttpResponseRedirect(reverse("ui:hub_sign_in" if door == "hub" else "ui:sign_in"))


def _answer(
    request: HttpRequest,
    template: str,
    *,
    refusal: OwjError | None = None,
    words: str = "",
    status: int = 200,
    **shown: object,
) -> HttpResponse:
    is_hub = door_of(request) == "hub"
    context = {
        "refusal": words_of(refusal) if refusal else words,
        "back": reverse("ui:hub_sign_in" if is_hub else "ui:sign_in"),
        "forgot": reverse("ui:hub_forgot" if is_hub else "ui:forgot"),
        **shown,
    }
    return render(request, template, context, status=status)
