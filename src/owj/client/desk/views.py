"""Lists kept under a name: beside the inbox, saved from it, and put in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from owj.client.desk.filters import address_of, list_address, read_filter
from owj.kernel.errors import InvalidInput
from owj.packages.desk.queries import InboxFilter, default_view, saved_views
from owj.packages.desk.saved_views import SavedView
from owj.packages.desk.services import (
    change_view,
    may_share,
    move_view,
    remove_view,
    restore_view,
    save_view,
    set_default_view,
)
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

ROLE_WORDS: Mapping[str, Promise] = {
    "agent": _("Agents"),
    "project_manager": _("Project managers"),
    "admin": _("Administrators"),
}


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A kept list as a page offers it; count: None where it is not counted."""

    view: SavedView
    address: str
    current: bool
    mine: bool
    count: int | None = None
    roles: Sequence[Promise] = ()


def filter_of(view: SavedView) -> InboxFilter:
    """Return what a kept list asks for."""
    return read_filter(QueryDict(view.address))


def view_links(
    views: Sequence[SavedView], counts: Mapping[int, int], asked: InboxFilter, actor_id: int | None
) -> list[ViewLink]:
    """Return the kept lists with their addresses; the one that is shown is the current one."""
    here = address_of(asked, cursor=None)
    return [
        ViewLink(
            view,
            reverse("client:inbox") + list_address(filter_of(view)),
            current=address_of(filter_of(view)) == here,
            mine=view.owner_id == actor_id,
            count=counts.get(view.id),
            roles=[ROLE_WORDS[role] for role in view.roles if role in ROLE_WORDS],
        )
        for view in views
    ]


@staff_page
@require_POST
def save_view_view(request: DoorRequest) -> HttpResponse:
    """Keep the list that the form's address names."""
    asked = read_filter(QueryDict(request.POST.get("address", "").removeprefix("?")))

    def do() -> None:
        view = save_view(
            request.ctx,
            name=request.POST.get("name", ""),
            address=address_of(asked, cursor=None).removeprefix("?"),
            roles=request.POST.getlist("roles"),
        )
        if request.POST.get("default"):
            set_default_view(request.ctx, view.id)
        add_toast(request, gettext("The view is kept: %(name)s") % {"name": view.name})

    return _answer(request, do, reverse("client:inbox") + list_address(asked))


@staff_page
@require_GET
def views_view(request: DoorRequest) -> HttpResponse:
    """Show the kept lists to be renamed, shared, ordered and taken away."""
    chosen = default_view(request.ctx)
    views = saved_views(request.ctx)
    links = view_links(views, {}, InboxFilter(), request.actor.user_id)
    return render(
        request,
        "client/desk/views.html",
        {
            "nav": "inbox",
            "links": links,
            "chosen": chosen,
            "roles": ROLE_WORDS.items(),
            "may_share": may_share(request.actor),
        },
    )


@staff_page
@require_POST
def change_view_view(request: DoorRequest, view_id: int) -> HttpResponse:
    """Rename a list, and where the person may, show it to roles."""
    roles = request.POST.getlist("roles") if may_share(request.actor) else None

    def do() -> None:
        change_view(request.ctx, view_id, name=request.POST.get("name", ""), roles=roles)
        add_toast(request, gettext("The view is changed."))

    return _answer(request, do)


@staff_page
@require_POST
def move_view_view(request: DoorRequest, view_id: int) -> HttpResponse:
    """Let a list change places with its neighbour."""
    return _answer(
        request, lambda: move_view(request.ctx, view_id, up=request.POST.get("way") == "up")
    )


@staff_page
@require_POST
def default_view_view(request: DoorRequest) -> HttpResponse:
    """Let the inbox open with a list, or with all open tickets."""
    given = request.POST.get("view", "")
    chosen = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None

    def do() -> None:
        set_default_view(request.ctx, chosen)
        add_toast(request, gettext("The service desk opens with this from now on."))

    return _answer(request, do)


@staff_page
@require_POST
def remove_view_view(request: DoorRequest, view_id: int) -> HttpResponse:
    """Take a list away; it can be brought back at once."""

    def do() -> None:
        view = remove_view(request.ctx, view_id)
        add_toast(
            request,
            gettext("The view is gone: %(name)s") % {"name": view.name},
            undo_url=reverse("client:restore_view", args=[view_id]),
        )

    return _answer(request, do)


@staff_page
@require_POST
def restore_view_view(request: DoorRequest, view_id: int) -> HttpResponse:
    """Bring a list back."""

    def do() -> None:
        view = restore_view(request.ctx, view_id)
        add_toast(request, gettext("The view is back: %(name)s") % {"name": view.name})

    return _answer(request, do)


def _answer(request: DoorRequest, do: Callable[[], None], back: str = "") -> HttpResponse:
    try:
        do()
    except InvalidInput as error:
        add_toast(request, words_of(error), tone="danger")
    return redirect(back or reverse("client:views"))
