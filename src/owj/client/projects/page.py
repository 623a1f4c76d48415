"""The projects, one project, one paper of minutes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from owj.client.billing.time import project_time
from owj.kernel.errors import NotFound
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.projects.entity import ProjectMinutes
from owj.packages.projects.queries import (
    ProjectView,
    all_projects,
    project_of,
    projects_of_contract,
)
from owj.packages.projects.words import MinutesState
from owj.packages.warranty.services.work import may_keep
from owj.ui.dates import digits, show_date
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.projects.cards import project_card


@staff_page
@require_GET
def projects_view(request: DoorRequest) -> HttpResponse:
    """Show the projects: those that run, the latest promise first, then those that came."""
    check_agent(request.ctx)
    found = all_projects(request.ctx)
    names = _customer_names(request, found)
    lines = [
        {"card": project_card(one), "customer": names.get(one.contract.customer_id, "")}
        for one in found
    ]
    open_lines = [line for line, one in zip(lines, found, strict=True) if not one.is_done]
    done_lines = [line for line, one in zip(lines, found, strict=True) if one.is_done]
    context = {"nav": "projects", "groups": _groups(open_lines, done_lines), "any": bool(lines)}
    return render(request, "client/projects/list.html", context)


@staff_page
@require_GET
def project_view(request: DoorRequest, project_id: int) -> HttpResponse:
    """Show one project."""
    check_agent(request.ctx)
    return render_project(request, project_id)


@staff_page
@require_GET
def paper_view(request: DoorRequest, project_id: int, minutes_id: int) -> HttpResponse:
    """Show one paper of minutes; a draft may be changed."""
    check_agent(request.ctx)
    return render_minutes(request, project_id, minutes_id)


@staff_page
@require_GET
def new_minutes_view(request: DoorRequest, project_id: int) -> HttpResponse:
    """Show the form of new minutes."""
    check_agent(request.ctx)
    return render_minutes(request, project_id, 0)


def render_project(
    request: DoorRequest, project_id: int, *, wrong: str = "", words: str = "", status: int = 200
) -> HttpResponse:
    """Draw a project. wrong, words: the form that was refused and keeps what it held, and why."""
    view = project_of(request.ctx, project_id)
    context = {
        "nav": "projects",
        "card": project_card(view),
        "files_at": "client:file",
        "customer": request.ctx.as_system().get(Customer, view.contract.customer_id),
        "keeps": may_keep(request.ctx),
        **project_time(request, project_id),
        "wrong": wrong,
        "words": words,
        "given": request.POST,
    }
    return render(request, "client/projects/page.html", context, status=status)


def render_minutes(
    request: DoorRequest, project_id: int, minutes_id: int, *, words: str = "", status: int = 200
) -> HttpResponse:
    """Draw minutes. minutes_id: 0 for new ones."""
    view = project_of(request.ctx, project_id)
    card = project_card(view)
    paper = next((one for one in card.minutes if one.view.minutes.id == minutes_id), None)
    if paper is None and minutes_id:
        raise NotFound
    draft = paper is None or paper.view.minutes.state is MinutesState.DRAFT
    context = {
        "nav": "projects",
        "card": card,
        "files_at": "client:file",
        "paper": paper,
        "draft": draft,
        "known": _known(request, paper.view.minutes if paper else None),
        "keeps": may_keep(request.ctx),
        "words": words,
    }
    return render(request, "client/projects/minutes.html", context, status=status)


def _known(request: DoorRequest, minutes: ProjectMinutes | None) -> dict[str, object]:
    """Return what the form of minutes holds: what was typed, else what is kept."""
    if request.method == "POST":
        return {key: request.POST.get(key, "") for key in ("title", "text", "day", "phase")} | {
            "delivers": bool(request.POST.get("delivers"))
        }
    if minutes is None:
        phase = request.GET.get("phase", "")[:12]
        return {"title": "", "text": "", "day": gettext("today"), "phase": phase}
    return {
        "title": minutes.title,
        "text": minutes.text,
        "day": show_date(minutes.held_on),
        "phase": str(minutes.phase_id or ""),
        "delivers": minutes.delivers,
    }


def _customer_names(request: DoorRequest, found: tuple[ProjectView, ...]) -> dict[int, str]:
    ids = {one.contract.customer_id for one in found}
    rows = request.ctx.rows(Customer).filter(id__in=ids).values_list("id", "name")
    return dict(rows)


def _groups(
    open_lines: list[dict[str, object]], done_lines: list[dict[str, object]]
) -> list[tuple[str, list[dict[str, object]]]]:
    groups = (
        (gettext("Running, %(n)s") % {"n": digits(len(open_lines))}, open_lines),
        (gettext("Delivered, %(n)s") % {"n": digits(len(done_lines))}, done_lines),
    )
    return [(name, lines) for name, lines in groups if lines]


def contract_projects(request: DoorRequest, contract: Contract) -> dict[str, object]:
    """Return what the contract's page shows of its projects."""
    found = projects_of_contract(request.ctx, contract.id)
    return {"projects": [project_card(one) for one in found]}
