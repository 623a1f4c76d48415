"""Writing into an installation's account; a refused form keeps what it held."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.installations.page import render_installation
from owj.client.page_forms import Verb, answer_form, verb_of
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.installations.entity import Installation
from owj.packages.installations.services import Declared, declare_state, make_key
from owj.packages.warranty.services import RemoteWish, begin_remote, end_remote
from owj.packages.warranty.services.remote import judged_by
from owj.ui.doors import DoorRequest, staff_page


@staff_page
@require_POST
def installation_write_view(request: DoorRequest, installation_id: int, verb: str) -> HttpResponse:
    """Do what one of the page's forms asks for."""
    check_agent(request.ctx)
    if verb == "key":
        # The only answer that holds the key: it is not kept where a page could show it again.
        made = make_key(request.ctx, installation_id)
        return render_installation(request, installation_id, made=made)
    do = verb_of(VERBS, verb)
    return answer_form(
        request,
        lambda: do(request, installation_id),
        verb,
        done=lambda: redirect("client:installation", installation_id),
        again=lambda no: render_installation(
            request, installation_id, wrong=no.wrong, words=no.words, status=no.status
        ),
    )


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
