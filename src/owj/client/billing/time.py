"""The time sheet: a small panel on a ticket, and the form of a visit on the statement."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.desk.assign import number_of
from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.persian.digits import latin_digits
from owj.kernel.promises.prices import PricedService, Site
from owj.packages.billing.entity import WorkCharge, WorkEntry, WorkSource
from owj.packages.billing.queries import work_of_project, work_of_ticket
from owj.packages.billing.services import Worked, drop_work, record_work
from owj.packages.billing.services.work import may_keep_books
from owj.packages.customers.services.who_may import check_staff
from owj.packages.desk.queries import staff_ticket
from owj.packages.pricing.entity import WorkService, WorkSite
from owj.packages.projects.entity import Project
from owj.packages.warranty.queries import today_of
from owj.ui.billing.words import REASON_WORDS
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.toasts import add_toast


@staff_page
@require_GET
def ticket_time_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Show the time that was worked for a ticket."""
    check_staff(request.ctx)
    return _panel(request, tracking_id)


@staff_page
@require_POST
def add_ticket_time_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Write minutes down that were worked for a ticket."""
    check_staff(request.ctx)
    ticket = staff_ticket(request.ctx, tracking_id)
    try:
        record_work(request.ctx, read_worked(request, ticket.customer_id, ticket.id))
    except InvalidInput as error:
        return _panel(request, tracking_id, words=words_of(error), status=422)
    return _panel(request, tracking_id)


@staff_page
@require_POST
def add_time_view(request: DoorRequest, customer_id: int) -> HttpResponse:
    """Write minutes down that were worked for a customer: a visit, a project."""
    check_staff(request.ctx)
    try:
        record_work(request.ctx, read_worked(request, customer_id, None))
    except InvalidInput as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, gettext("The time is written down."))
    return redirect("client:statement", customer_id)


@staff_page
@require_POST
def add_project_time_view(request: DoorRequest, project_id: int) -> HttpResponse:
    """Write minutes down that were worked for a project."""
    check_staff(request.ctx)
    project = request.ctx.get(Project, project_id)
    try:
        record_work(request.ctx, read_worked(request, 0, None, project.id))
    except InvalidInput as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, gettext("The time is written down."))
    return redirect("client:project", project_id)


@staff_page
@require_POST
def drop_time_view(request: DoorRequest, entry_id: int) -> HttpResponse:
    """Take worked time out; the page that asked comes back."""
    check_staff(request.ctx)
    tracking_id = request.POST.get("ticket", "")
    customer_id = number_of(request.POST.get("customer", "")) or 0
    words = ""
    try:
        drop_work(request.ctx, entry_id)
    except (InvalidInput, Conflict) as error:
        words = words_of(error)
    if tracking_id:
        return _panel(request, tracking_id, words=words)
    if words:
        add_toast(request, words, tone="danger")
    project_id = number_of(request.POST.get("project", ""))
    if project_id:
        return redirect("client:project", project_id)
    return redirect("client:statement", customer_id)


def project_time(request: DoorRequest, project_id: int) -> dict[str, object]:
    """Return what a project's page shows of the time that was worked for it."""
    rows = work_of_project(request.ctx, project_id)
    covered = sum(one.minutes for one in rows if one.charge is WorkCharge.COVERED)
    return {
        "worked": _lines(request, rows),
        "worked_billable": sum(one.minutes for one in rows) - covered,
        "worked_covered": covered,
        **time_choices(),
    }


def read_worked(
    request: DoorRequest, customer_id: int, ticket_id: int | None, project_id: int | None = None
) -> Worked:
    """Return what the form says. Raises: MomentUnreadable; the rest is refused by the service."""
    given, today = request.POST, today_of(request.ctx)
    service, site = given.get("service", ""), given.get("site", "")
    source = given.get("source", "")
    day = given.get("day", "").strip()
    return Worked(
        customer_id=customer_id,
        service=next((one for one in PricedService if one == service), PricedService.CONSULTING),
        site=next((one for one in Site if one == site), Site.VENDOR),
        minutes=_minutes(given.get("minutes", "")),
        day=parse_day(day, today=today) if day else today,
        note=given.get("note", ""),
        source=next((one for one in WorkSource if one == source), WorkSource.VISIT),
        reference=given.get("reference", ""),
        ticket_id=ticket_id,
        project_id=project_id,
    )


def time_choices() -> dict[str, object]:
    """Return what the form of worked time offers."""
    return {
        "services": [(one.value, one.label) for one in WorkService],
        "sites": [(one.value, one.label) for one in WorkSite],
    }


def _minutes(text: str) -> int:
    """Return minutes typed as «90» or «1:30»; what is neither becomes none, which is refused."""
    hours, colon, rest = latin_digits(text).strip().partition(":")
    parts = [number_of(one) for one in ((hours, rest) if colon else ("0", hours))]
    if any(one is None for one in parts):
        return 0
    return (parts[0] or 0) * 60 + (parts[1] or 0)


def _panel(
    request: DoorRequest, tracking_id: str, *, words: str = "", status: int = 200
) -> HttpResponse:
    ticket = staff_ticket(request.ctx, tracking_id)
    rows = work_of_ticket(request.ctx, ticket.id)
    context = {
        "ticket": ticket,
        "entries": _lines(request, rows),
        "total": sum(one.minutes for one in rows),
        "words": words,
        "given": request.POST if words else {},
        **time_choices(),
    }
    return render(request, "client/billing/ticket_time.html", context, status=status)


def _lines(request: DoorRequest, rows: list[WorkEntry]) -> list[dict[str, object]]:
    books = may_keep_books(request.ctx)
    return [
        {
            "entry": one,
            "reason": gettext(REASON_WORDS.get(one.reason, "")),
            "covered": one.charge is WorkCharge.COVERED,
            "may_go": one.invoice_id is None and (books or one.by_id == request.actor.user_id),
        }
        for one in rows
    ]
