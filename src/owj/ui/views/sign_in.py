"""Signing in and out, at both doors."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.kernel.errors import OwjError
from owj.kernel.persian.digits import latin_digits
from owj.server.identity.code_sign_in import codes_open
from owj.server.identity.doors import Door, drop_session_cookie, set_session_cookie
from owj.server.identity.origin import origin_of
from owj.server.identity.rate_limit import TooManyAttempts
from owj.server.identity.requests import door_of, signed_in
from owj.server.identity.sessions import StartedSession
from owj.server.identity.sign_in import Credentials, SignInRefused, sign_in, sign_out
from owj.ui.doors import safe_next
from owj.ui.failures import words_of
from owj.ui.language import keep_language
from owj.ui.navigation import home_url
from owj.ui.speech import has_persian_letters

PAGES: dict[Door, str] = {"staff": "ui/sign_in.html", "hub": "ui/hub_sign_in.html"}


class SignInForm(forms.Form):
    """What is asked at a door."""

    username = forms.CharField(
        max_length=150, error_messages={"required": _("Write your user name.")}
    )
    password = forms.CharField(
        max_length=1000, strip=False, error_messages={"required": _("Write your password.")}
    )
    remember = forms.BooleanField(required=False)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_view(request: HttpRequest) -> HttpResponse:
    """Show the door's sign-in page, or open the door."""
    door = door_of(request)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method != "POST":
        if signed_in(request) is not None:
            return HttpResponseRedirect(safe_next(request, wanted, home_url(door)))
        return _page(request, door, SignInForm(), status=200)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, door, form, status=422)
    given = Credentials(
        form.cleaned_data["username"],
        form.cleaned_data["password"],
        form.cleaned_data["remember"],
    )
    try:
        started = sign_in(door, given, origin_of(request))
    except (SignInRefused, TooManyAttempts) as refusal:
        return _refused(request, door, form, refusal)
    return open_door(request, started)


def open_door(request: HttpRequest, started: StartedSession) -> HttpResponse:
    """Let in who has just proved to be somebody; the session that this one replaces ends."""
    door = door_of(request)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    before = signed_in(request)
    if before is not None:
        # Its cookie is about to be overwritten; nobody could end it any more.
        sign_out(before)
    response = HttpResponseRedirect(safe_next(request, wanted, home_url(door)))
    rotate_token(request)
    set_session_cookie(response, door, started.token, max_age_s=started.max_age_s)
    keep_language(response, started.session.user.language)
    return response


@require_POST
def sign_out_view(request: HttpRequest) -> HttpResponse:
    """Close the door behind the person and show it from outside."""
    door = door_of(request)
    seat = signed_in(request)
    if seat is not None:
        sign_out(seat)
    response = HttpResponseRedirect(reverse("ui:hub_sign_in" if door == "hub" else "ui:sign_in"))
    drop_session_cookie(response, door)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@require_GET
def switch_language(request: HttpRequest, code: str) -> HttpResponse:
    """Show the door in another language before sign-in."""
    door = door_of(request)
    url = reverse("ui:hub_sign_in" if door == "hub" else "ui:sign_in")
    response = HttpResponseRedirect(safe_next(request, request.GET.get("next", ""), url))
    keep_language(response, code)
    return response


def _refused(request: HttpRequest, door: Door, form: SignInForm, refusal: OwjError) -> HttpResponse:
    limited = isinstance(refusal, TooManyAttempts)
    words = [words_of(refusal)]
    if not limited and has_persian_letters(form.cleaned_data["password"]):
        words.append(gettext("Your keyboard is set to Persian."))
    form.add_error("password", " ".join(words))
    response = _page(request, door, form, status=429 if limited else 422)
    if limited:
        response.headers["Retry-After"] = str(refusal.data["retry_after_s"])
    return response


def _page(request: HttpRequest, door: Door, form: SignInForm, *, status: int) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    username = latin_digits(cast("str", form["username"].value() or ""))
    context = {"form": form, "next": wanted, "username": username, "codes": codes_open(door)}
    return render(request, PAGES[door], context, status=status)
