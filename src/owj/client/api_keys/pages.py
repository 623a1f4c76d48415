"""The pages of keys: made, shown once, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise as Words
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.kernel.errors import InvalidInput, NotAllowed
from owj.server.clock import real_now
from owj.server.identity.api_keys import (
    MadeKey,
    NewKey,
    every_key,
    keys_of,
    make_key,
    revoke_any_key,
    revoke_key,
)
from owj.server.layouts.access import entities_of
from owj.ui.doors import DoorRequest, own_matters, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

LIVES: Mapping[str, tuple[Words, int | None]] = {
    "30": (_("30 days"), 30),
    "90": (_("90 days"), 90),
    "365": (_("one year"), 365),
    "never": (_("never"), None),
}
USUAL_LIFE = "90"
DEEDS: Mapping[str, Words] = {"read": _("read"), "write": _("read and write")}
KEYS_SHOWN = 500


@staff_page
@own_matters
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys_view(request: DoorRequest) -> HttpResponse:
    """List one's own keys and make a new one, whose token is shown here and never again."""
    if request.method != "POST":
        return _page(request)
    try:
        made = make_key(request.seat.user, _new(request), by=request.actor)
    except InvalidInput as refused:
        return _page(request, error=words_of(refused), status=422)
    return _page(request, made=made)


@staff_page
@own_matters
@require_POST
def revoke_api_key_view(request: DoorRequest, key_id: int) -> HttpResponse:
    """End one of one's own keys. Raises: KeyUnknown."""
    revoke_key(request.seat.user.pk, key_id)
    add_toast(request, gettext("The key opens nothing any more"))
    return redirect("client:api_keys")


@staff_page
@require_GET
def every_api_key_view(request: DoorRequest) -> HttpResponse:
    """List everybody's keys. Raises: NotAllowed."""
    _check_admin(request)
    context = {"nav": "me", "keys": every_key()[:KEYS_SHOWN], "now": real_now()}
    return render(request, "client/api_keys/everybody.html", context)


@staff_page
@require_POST
def revoke_every_api_key_view(request: DoorRequest, key_id: int) -> HttpResponse:
    """End anybody's key. Raises: NotAllowed, KeyUnknown."""
    _check_admin(request)
    revoke_any_key(key_id)
    add_toast(request, gettext("The key opens nothing any more"))
    return redirect("client:every_api_key")


def _check_admin(request: DoorRequest) -> None:
    if not request.actor.has_role("admin"):
        raise NotAllowed


def _new(request: DoorRequest) -> NewKey:
    given = request.POST
    deed = given.get("deed", "")
    entities = [one for one in given.getlist("entity") if one]
    scopes = [f"{deed}:{one}" for one in entities] if entities else [deed]
    _words, days = LIVES.get(given.get("life", ""), LIVES[USUAL_LIFE])
    ends = None if days is None else real_now() + timedelta(days=days)
    return NewKey(given.get("name", ""), scopes, ends)


def _page(
    request: DoorRequest, *, made: MadeKey | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    given = request.POST if error else {}
    context: dict[str, Any] = {
        "nav": "me",
        "keys": keys_of(request.seat.user.pk),
        "made": made,
        "error": error,
        "now": real_now(),
        "name": given.get("name", ""),
        "deeds": [
            (value, words, value == given.get("deed", "read")) for value, words in DEEDS.items()
        ],
        "lives": [
            (value, words, value == given.get("life", USUAL_LIFE))
            for value, (words, _days) in LIVES.items()
        ],
        "entities": entities_of(request.ctx),
        "is_admin": request.actor.has_role("admin"),
    }
    return render(request, "client/api_keys/page.html", context, status=status)
