"""Writing into an installation's account; a refused form keeps what it held."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.installations.page import render_installation
from owj.kernel.errors import Conflict, InvalidInput
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.installations.entity import Installation
from owj.packages.installations.services import Declared, declare_state, make_key
from owj.packages.warranty.services import RemoteWish, begin_remote, end_remote
from owj.packages.warranty.services.remote import judged_by
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast

Verb = Callable[[DoorRequest, int], str]


@staff_page
@require_POST
def installation_write_view(request: DoorRequest, installation_id: int, verb: str) -> HttpResponse:
    """Do what one of the page's forms asks for."""
    check_agent(request.ctx)
    if verb == "key":
        # The only answer that holds the key: it is not kept where a page could show it again.
        made = make_key(request.ctx, installation_id)
        return render_installation(request, installation_id, made=made)
    do = VERBS.get(verb)
    if do is None:
        raise Http404
    try:
        said = do(request, installation_id)
    except (InvalidInput, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return render_installation(
            request, installation_id, wrong=verb, words=words_of(error), status=status
        )
    add_toast(request, said)
    return redirect("client:installation", installation_id)


def _declare(request: DoorRequest, installation_id: int) -> str:
    given = request.POST
    installation = request.ctx.get(Installation, installation_id)
    agreement = judged_by(request.ctx, installation)[1]
    running = given.get("state") != "inactive"
    told = Declared(running, given.get("document", ""), given.get("author", ""))
    declare_state(request.ctx, installation_id, told, agreement)
    return gettext("The state is written down.")


def _remote(request: DoorRequest, installation_id: int) -> str:
    wish = RemoteWish(request.POST.get("purpose", ""), request.POST.get("ticket", "").strip())
    begin_remote(request.ctx, installation_id, wish)
    return gettext("The remote access is written down; the customer sees it.")


def _remote_end(request: DoorRequest, installation_id: int) -> str:
    end_remote(request.ctx, installation_id, request.POST.get("note", ""))
    return gettext("The remote access has ended.")


VERBS: Mapping[str, Verb] = {
    "declare": _declare,
    "remote": _remote,
    "remote-end": _remote_end,
}
