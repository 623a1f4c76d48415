"""The processes of a record, on its page: where each stands, who holds it, since when, due when."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.records.addresses import own_page_of, record_address
from owj.server.layouts.access import entity_of
from owj.server.processes.access import sees_record
from owj.server.processes.queries import processes_of, startable
from owj.server.processes.services import start
from owj.server.records import generic
from owj.server.records.defs import EntityDef
from owj.server.records.refusals import RecordNotFound
from owj.server.records.rights import Verb
from owj.server.roles.known import known_roles
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.toasts import add_toast

MOST_ENDED = 3


def ask_panel(_request: DoorRequest, entity: EntityDef, record: Any) -> dict[str, str]:
    """Return where a record's page asks for its processes; they come after the page."""
    url = reverse("client:record_processes", args=[entity.key, record.id])
    return {"url": url, "of": f"{entity.key}:{record.id}"}


@staff_page
@require_GET
def record_processes_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Show the processes of a record, and those that may be started from it."""
    ctx = request.ctx
    if not sees_record(ctx, entity_of(ctx, entity).key, record_id):
        raise RecordNotFound
    found = processes_of(ctx, entity, record_id)
    running = [one for one in found if one.ended_at is None]
    ended = [one for one in found if one.ended_at is not None][:MOST_ENDED]
    may = ctx.may(entity, Verb.UPDATE)
    roles = {one.key: str(one.label) for one in known_roles()}
    context = {
        "entity": entity,
        "record_id": record_id,
        "running": [(one, [_step(step, roles) for step in one.steps]) for one in running],
        "ended": ended,
        "startable": startable(ctx, entity) if may else [],
    }
    return render(request, "client/studio/processes/record_part.html", context)


def _step(step: Any, roles: dict[str, str]) -> dict[str, Any]:
    """Return a step with whom it waits for, in words."""
    named = [roles[one] for one in step.candidates if one in roles]
    return {"step": step, "offered": named}


@staff_page
@require_POST
def start_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponseBase:
    """Start a process from a record and go back to where it was asked for."""
    ctx = request.ctx
    if entity not in ctx.snapshot.models:
        raise RecordNotFound
    record = generic.get(ctx, entity, record_id)
    instance = start(ctx, request.POST.get("process", ""), record=record)
    said = gettext("“%(name)s” is under way.") % {"name": instance.version.definition.name}
    add_toast(request, said, url=reverse("client:process_case", args=[instance.pk]))
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect(own_page_of(record) or record_address(entity, record_id))
