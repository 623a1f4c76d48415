"""Pages behind a door: who is signed in, what they may do, how they like the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from owj.server.configuration.models import DraftTrial
from owj.server.configuration.trials import trial_of
from owj.server.context import Actor
from owj.server.identity.doors import Door
from owj.server.identity.models import User, UserSession
from owj.server.identity.requests import door_of, signed_in, staff_session
from owj.server.records.context import Context, open_context
from owj.server.roles.errors import SeeAsReadsOnly
from owj.server.roles.see_as import note_page, person_seen
from owj.ui.draft_trials import AS_PUBLISHED, TRIED, answer_of_draft, in_trials
from owj.ui.reading import current_page, page_now
from owj.ui.requests import is_htmx

P = ParamSpec("P")


class DoorRequest(HttpRequest):
    """A request of somebody who is signed in at this door."""

    actor: Actor
    ctx: Context
    seat: UserSession
    # Through whose eyes an administrator looks, if any.
    seeing_as: User | None
    # As whom the administrator looks at the hub, on pages of staff.
    seeing_hub_as: User | None
    # The draft that the administrator tries, if any.
    trying: DraftTrial | None


View = Callable[Concatenate[DoorRequest, P], HttpResponseBase]
OpenView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_page(view: View[P]) -> OpenView[P]:
    """Let only staff in; others are asked to sign in and come back."""
    return _behind("staff", view)


def own_matters(view: View[P]) -> View[P]:
    """Keep a page (settings, devices) from administrators who look through another's eyes."""
    view.own_matters = True  # type: ignore[attr-defined]  # read in _through_other_eyes
    return view


def own_eyes(view: View[P]) -> View[P]:
    """Answer with the session's own rights, also while it looks through another's eyes."""
    view.own_eyes = True  # type: ignore[attr-defined]  # read in _through_other_eyes
    return view


def hub_page(view: View[P]) -> OpenView[P]:
    """Let only customers in; others are asked to sign in and come back."""
    return _behind("hub", view)


def take_seat(request: HttpRequest) -> UserSession | None:
    """Put the signed-in person on the request: actor, ctx, seat, and their language."""
    seat = signed_in(request)
    seen = person_seen(seat) if seat is not None else None
    at_hub = None
    if door_of(request) == "hub":
        seat, seen = (seat, seen) if seat is not None else _seat_of_looker(request)
    elif seen is not None and seen.kind == User.Kind.HUB:
        # Whoever looks at the hub as a customer stays oneself on pages of staff.
        seen, at_hub = None, seen
    if seat is None:
        return None
    actor = (seen or seat.user).actor
    vars(request).update(
        seat=seat,
        seeing_as=seen,
        seeing_hub_as=at_hub,
        trying=trial_of(seat),
        actor=actor,
        ctx=SimpleLazyObject(lambda: open_context(actor, page_now())),
    )
    current_page().reader = vars(request)["ctx"]
    translation.activate(seat.user.language)
    return seat


def _seat_of_looker(request: HttpRequest) -> tuple[UserSession | None, User | None]:
    """Return the session of an administrator who looks at the hub as one of its people."""
    seat = staff_session(request)
    seen = person_seen(seat) if seat is not None else None
    return (seat, seen) if seen is not None and seen.kind == User.Kind.HUB else (None, None)


def sign_in_url(door: Door, next_path: str = "") -> str:
    """Return the address of a door's sign-in page, coming back to `next_path`."""
    url = reverse("ui:hub_sign_in" if door == "hub" else "ui:sign_in")
    return f"{url}?{urlencode({'next': next_path})}" if next_path else url


def safe_next(request: HttpRequest, wanted: str, otherwise: str) -> str:
    """Return `wanted` when it is an address of ours, else `otherwise`."""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if wanted and is_ours else otherwise


def _behind(door: Door, view: View[P]) -> OpenView[P]:
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if door_of(request) != door:
            raise RuntimeError(f"{request.path} lies outside of the door of {view.__name__}")
        if take_seat(request) is None:
            return _ask_to_sign_in(request, door)
        if vars(request)["trying"] is not None and in_trials(view) != AS_PUBLISHED:
            return _of_draft(view, request, *args, **kwargs)  # type: ignore[arg-type]  # take_seat made it one
        return _answer(view, request, *args, **kwargs)  # type: ignore[arg-type]  # take_seat made it one

    return guarded


def _answer(
    view: View[P], request: DoorRequest, /, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    if request.seeing_as is not None:
        return _through_other_eyes(view, request, *args, **kwargs)
    return view(request, *args, **kwargs)


def _of_draft(
    view: View[P], request: DoorRequest, /, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    """Draw a page as the draft that its reader tries would have it."""
    trial = request.trying
    if trial is None:
        return _answer(view, request, *args, **kwargs)
    if request.seeing_as is not None and request.method in {"GET", "HEAD"}:
        # What is noted while the page is drawn is taken back with it.
        note_page(request.seat, request.path)
    live = open_context(request.seat.user.actor, page_now())
    how = in_trials(view)
    return answer_of_draft(
        trial, request, how, live, lambda: _answer(view, request, *args, **kwargs)
    )


def _through_other_eyes(
    view: View[P], request: DoorRequest, /, *args: P.args, **kwargs: P.kwargs
) -> HttpResponseBase:
    """Draw a page as a colleague sees it; whatever drawing it would write is taken back.

    Raises: SeeAsReadsOnly.
    """
    seen, seat = request.seeing_as, request.seat
    if seen is None or getattr(view, "own_eyes", False):
        actor = seat.user.actor
        ctx = SimpleLazyObject(lambda: open_context(actor, page_now()))
        vars(request).update(actor=actor, ctx=ctx)
        current_page().reader = cast("Context", ctx)
        return view(request, *args, **kwargs)
    reads = request.method in {"GET", "HEAD"} or (request.trying and in_trials(view) == TRIED)
    if not reads or getattr(view, "own_matters", False):
        raise SeeAsReadsOnly(name=seen.full_name)
    if not is_htmx(request):
        note_page(seat, request.path)
    with transaction.atomic():
        response = view(request, *args, **kwargs)
        transaction.set_rollback(True)
    return response


def _ask_to_sign_in(request: HttpRequest, door: Door) -> HttpResponse:
    if is_htmx(request):
        url = sign_in_url(door, _page_path(request.headers.get("HX-Current-URL", "")))
        return HttpResponse(status=401, headers={"HX-Redirect": url})
    if request.method in {"GET", "HEAD"}:
        return HttpResponseRedirect(sign_in_url(door, request.get_full_path()))
    return HttpResponseRedirect(sign_in_url(door, _page_path(request.headers.get("Referer", ""))))


def _page_path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
