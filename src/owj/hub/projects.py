"""The customer's projects: clocks, delays explained, claims for them, minutes to sign."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.packages.customers.entity import Contact
from owj.packages.customers.errors import NotAmongYourRights
from owj.packages.customers.queries import Standing
from owj.packages.desk.queries import own_place
from owj.packages.projects.queries import project_of, projects_of_customer
from owj.packages.projects.services import (
    Signing,
    refuse_minutes,
    sign_minutes,
)
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.projects.cards import ProjectCard, project_card
from owj.ui.standing import chosen_customer
from owj.ui.toasts import add_toast


@hub_page
@require_GET
def projects_view(request: DoorRequest) -> HttpResponse:
    """Show the customer's projects."""
    place = own_place(request.ctx, chosen_customer(request))
    found = projects_of_customer(request.ctx, place.customer_id)
    cards = [project_card(one) for one in found]
    context = {"nav": "projects", "place": place, "cards": cards}
    return render(request, "hub/projects/list.html", context)


@hub_page
@require_GET
def project_view(request: DoorRequest, project_id: int) -> HttpResponse:
    """Show one project."""
    place, card = _place_and_card(request, project_id)
    files = place.rights.judge and place.rights.numbers
    context = {
        "nav": "projects",
        "place": place,
        "card": card,
        "files": files,
        "files_at": "hub:file",
    }
    return render(request, "hub/projects/page.html", context)


@hub_page
@require_GET
def minutes_view(request: DoorRequest, project_id: int, minutes_id: int) -> HttpResponse:
    """Show minutes, to be read and signed."""
    return _paper(request, project_id, minutes_id)


@hub_page
@require_POST
def minutes_answer_view(
    request: DoorRequest, project_id: int, minutes_id: int, verb: str
) -> HttpResponse:
    """Sign minutes, or refuse to."""
    place, _ = _place_and_card(request, project_id)
    if verb not in {"sign", "refuse"}:
        raise Http404
    if not place.rights.judge:
        raise NotAmongYourRights
    given = request.POST
    try:
        if verb == "sign":
            signing = Signing(
                name=given.get("name", ""),
                seen=given.get("seen", ""),
                path=given.get("path", ""),
                typed=bool(given.get("typed")),
                agreed=bool(given.get("agreed")),
            )
            sign_minutes(request.ctx, project_id, minutes_id, signing)
            add_toast(request, gettext("The minutes are signed."))
        else:
            refuse_minutes(request.ctx, project_id, minutes_id, given.get("reason", ""))
            add_toast(request, gettext("Your refusal is written down."))
    except (InvalidInput, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        return _paper(request, project_id, minutes_id, words=words_of(error), status=status)
    return redirect("hub:minutes", project_id, minutes_id)


def _paper(
    request: DoorRequest, project_id: int, minutes_id: int, *, words: str = "", status: int = 200
) -> HttpResponse:
    place, card = _place_and_card(request, project_id)
    paper = next((one for one in card.minutes if one.view.minutes.id == minutes_id), None)
    if paper is None:
        raise NotFound
    verb = request.resolver_match.kwargs.get("verb", "") if request.resolver_match else ""
    context = {
        "nav": "projects",
        "card": card,
        "paper": paper,
        "signs": place.rights.judge,
        "name": request.POST.get("name")
        or request.ctx.as_system().get(Contact, place.contact_id).name,
        "given": request.POST,
        "verb": verb,
        "words": words,
    }
    return render(request, "hub/projects/minutes.html", context, status=status)


def _place_and_card(request: DoorRequest, project_id: int) -> tuple[Standing, ProjectCard]:
    """Return where the person stands, and a project of that customer. Raises: NotFound."""
    place = own_place(request.ctx, chosen_customer(request))
    view = project_of(request.ctx, project_id)
    if view.contract.customer_id != place.customer_id:
        raise NotFound
    return place, project_card(view)
