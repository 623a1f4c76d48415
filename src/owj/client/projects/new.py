"""A project of a contract is begun."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from owj.kernel.errors import Conflict, InvalidInput
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.projects.services import NewProject, open_project
from owj.packages.projects.services.work import check_project_keeper
from owj.packages.projects.words import ProjectKind
from owj.packages.warranty.queries import today_of
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.toasts import add_toast


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def new_project_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """Begin a project of a contract."""
    check_project_keeper(request.ctx)
    contract = request.ctx.get(Contract, contract_id)
    words = ""
    if request.method == "POST":
        try:
            project_id = _begin(request, contract)
        except (InvalidInput, Conflict) as error:
            words = words_of(error)
        else:
            add_toast(request, gettext("The project is begun; promise its first phase."))
            return redirect("client:project", project_id)
    context = {
        "nav": "projects",
        "contract": contract,
        "customer": request.ctx.get(Customer, contract.customer_id),
        "kinds": [(one.value, str(one.label)) for one in ProjectKind],
        "given": request.POST,
        "words": words,
    }
    return render(request, "client/projects/new.html", context, status=422 if words else 200)


def _begin(request: DoorRequest, contract: Contract) -> int:
    given = request.POST
    draft = NewProject(
        contract_id=contract.id,
        title=given.get("title", "").strip(),
        kind=kind_of(given.get("kind", "")) or ProjectKind.INSTALLATION,
        starts_on=parse_day(given.get("day", ""), today=today_of(request.ctx)),
        lead_id=request.actor.user_id,
        agreed_price=bool(given.get("agreed_price")),
    )
    return open_project(request.ctx, draft).id


def kind_of(text: str) -> ProjectKind | None:
    """Return the kind that a form names, if there is one."""
    return next((one for one in ProjectKind if one.value == text), None)
