"""The list of processes, and a new one."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from html import escape

from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from owj.client.studio.processes.page import REFUSALS, drawing_of_file
from owj.kernel.errors import InvalidInput
from owj.server.processes.access import may_design
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.errors import OnlyProcessDesigners
from owj.server.processes.services import save_draft
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.process_words import say_problem

NAME_LIMIT = 200
# A start event and nothing else; coordinates leave room at the left.
FIRST_DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" \
xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" \
xmlns:owj="http://owj.example/bpmn/1.0" id="definitions" \
targetNamespace="http://owj.example/processes">
  <bpmn:process id="{key}" name="{name}" isExecutable="true">
    <bpmn:startEvent id="start" name="{start}" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="{key}">
      <bpmndi:BPMNShape id="start_di" bpmnElement="start">
        <dc:Bounds x="180" y="160" width="36" height="36" />
        <bpmndi:BPMNLabel><dc:Bounds x="178" y="203" width="40" height="18" /></bpmndi:BPMNLabel>
      </bpmndi:BPMNShape>
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
"""


class ProcessNameMissing(InvalidInput):
    """Say that a process needs a name."""

    code = "process.name_missing"
    message = "Give the process a name of 1 to %(limit)s characters."


@dataclass(frozen=True, slots=True)
class Line:
    """A process in the list."""

    definition: ProcessDefinition
    entity: str
    version: int | None
    has_draft: bool
    running: int


def entity_name(ctx: Context, key: str) -> str:
    """Return what the records are called that a process is about; "" for none."""
    return str(ctx.snapshot.entity(key).label) if key in ctx.snapshot.models else key


@staff_page
@require_GET
def processes_view(request: DoorRequest) -> HttpResponse:
    """List the processes that the person may draw."""
    ctx = request.ctx
    lines = _lines(ctx)
    if not lines and not may_design(ctx):
        raise OnlyProcessDesigners
    context = {
        "nav": "processes",
        "lines": [one for one in lines if not one.definition.archived],
        "archived": [one for one in lines if one.definition.archived],
        "may_add": may_design(ctx),
    }
    return render(request, "client/studio/processes/list.html", context)


def _lines(ctx: Context) -> list[Line]:
    active = Q(versions__instances__status="active")
    rows = ProcessDefinition.objects.annotate(
        newest=Max("versions__number"),
        running=Count("versions__instances", filter=active, distinct=True),
    )
    return [
        Line(
            row,
            entity_name(ctx, row.entity),
            vars(row)["newest"],
            getattr(row, "draft", None) is not None,
            vars(row)["running"],
        )
        for row in rows.select_related("draft").order_by("name")
        if may_design(ctx, row.entity)
    ]


@staff_page
@require_http_methods(["GET", "POST"])
def new_process_view(request: DoorRequest) -> HttpResponse:
    """Begin a process: empty, or with the drawing of a file."""
    ctx = request.ctx
    if not may_design(ctx):
        raise OnlyProcessDesigners
    entities = [
        (key, str(ctx.snapshot.entity(key).label))
        for key in sorted(ctx.snapshot.models)
        if may_design(ctx, key)
    ]
    error, status = "", 200
    if request.method == "POST":
        try:
            return redirect("client:process", _begin(request, dict(entities)))
        except REFUSALS as refused:
            error, status = say_problem(refused), status_of(refused)
    given = request.POST.dict()
    context = {"nav": "processes", "entities": entities, "given": given, "error": error}
    return render(request, "client/studio/processes/new.html", context, status=status)


def _begin(request: DoorRequest, entities: dict[str, str]) -> str:
    """Keep the first draft of a process and return its key. Raises: ProcessNameMissing."""
    name = " ".join(request.POST.get("name", "").replace("\x00", "").split())
    if not name or len(name) > NAME_LIMIT:
        raise ProcessNameMissing(limit=NAME_LIMIT)
    key = f"p-{secrets.token_hex(4)}"
    entity = request.POST.get("entity", "")
    if request.FILES.get("drawing"):
        xml = drawing_of_file(request)
    else:
        start = gettext("Start")
        xml = FIRST_DRAWING.format(key=f"process_{key[2:]}", name=escape(name), start=escape(start))
    known = entity if entity in entities else ""
    save_draft(request.ctx, key, xml, name=name, entity=known, revision=0)
    return key
