"""Running cases: their tokens on the drawing, one case with what stopped it, and help for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.records.addresses import record_address
from owj.client.studio.processes.drawing_words import kind_name
from owj.client.studio.processes.trying import (
    evaluated_context,
    say_detail,
    shown,
    trial_environment,
)
from owj.kernel.bpmn.elements import Process
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.kernel.persian.durations import duration_words
from owj.server.identity.models import User
from owj.server.processes.drawings import drawing_of
from owj.server.processes.history_rows import ProcessHistory
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.queries import (
    ProcessAt,
    definition_of,
    described,
    history_of,
    open_incidents,
    process_at,
    versions_of,
    visible_instance,
)
from owj.server.processes.services import (
    cancel_instance,
    move_token,
    retry_incident,
    set_variables,
    skip_incident,
)
from owj.server.processes.state_rows import ProcessVariable
from owj.server.processes.value_texts import feel_of
from owj.server.records.context import Context
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.process_words import say_problem
from owj.ui.reading import language
from owj.ui.toasts import add_toast

MOST_CASES = 200
MOST_HISTORY = 20_000
HEATS = 3
REFUSALS = (InvalidInput, Conflict, DefinitionError)


@staff_page
@require_GET
def running_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show the cases of a process on its drawing: where they stand, how long they stood where."""
    ctx = request.ctx
    definition, versions = definition_of(ctx, key), versions_of(ctx, key)
    wanted = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == wanted), None)
    version = version or (versions[0] if versions else None)
    cases = _cases(key, version.pk if version else 0)
    stays = _stays(version.pk if version else 0)
    context = {
        "nav": "processes",
        "definition": definition,
        "versions": versions,
        "version": version,
        "cases": cases,
        "most": MOST_CASES,
        "busiest": _busiest(version.pk, stays) if version else [],
        "drawn": {"xml": version.xml if version else "", "marks": [*_tokens(cases), *_heat(stays)]},
    }
    return render(request, "client/studio/processes/running.html", context)


def _cases(key: str, version: int) -> tuple[ProcessAt, ...]:
    rows = ProcessInstance.objects.filter(version_id=version, status=ProcessInstance.Status.ACTIVE)
    named = rows.select_related("version__definition", "started_by").order_by("-pk")
    return described(named[:MOST_CASES])


def _tokens(cases: Sequence[ProcessAt]) -> list[dict[str, str]]:
    counts: Counter[str] = Counter()
    stopped: Counter[str] = Counter()
    for case in cases:
        for step in case.steps:
            (stopped if step.stopped else counts)[step.node] += 1
    marks = [{"node": node, "kind": "token", "text": digits(n)} for node, n in counts.items()]
    return marks + [
        {"node": node, "kind": "stopped", "text": f"! {digits(n)}"} for node, n in stopped.items()
    ]


@dataclass(frozen=True, slots=True)
class Stay:
    """How long cases stood at a node. usual: the median."""

    node: str
    count: int
    usual: timedelta


def _stays(version: int) -> list[Stay]:
    """Return how long the last visits of each node took, of a version's cases."""
    rows = ProcessHistory.objects.filter(
        instance__version_id=version, kind__in=("entered", "completed")
    )
    latest = rows.order_by("-pk").values_list("instance_id", "visit", "node", "kind", "at")
    entered: dict[tuple[int, int], datetime] = {}
    left: dict[tuple[int, int], tuple[str, datetime]] = {}
    for instance, visit, node, kind, at in latest[:MOST_HISTORY]:
        if kind == "entered":
            entered[instance, visit] = at
        else:
            left[instance, visit] = (node, at)
    spans: dict[str, list[timedelta]] = defaultdict(list)
    for place, (node, at) in left.items():
        if place in entered:
            spans[node].append(at - entered[place])
    return sorted(
        (Stay(node, len(found), sorted(found)[len(found) // 2]) for node, found in spans.items()),
        key=lambda one: one.usual,
        reverse=True,
    )


def _heat(stays: Sequence[Stay]) -> list[dict[str, str]]:
    """Return marks: the longer cases usually stand, the warmer the shape."""
    longest = max((one.usual for one in stays), default=timedelta())
    marks: list[dict[str, str]] = []
    for one in stays:
        if one.usual < timedelta(minutes=1) or not longest:
            continue
        heat = max(1, min(HEATS, 1 + int(one.usual / longest * (HEATS - 0.001))))
        title = gettext("%(count)s times, usually %(span)s") % {
            "count": digits(one.count),
            "span": duration_words(int(one.usual.total_seconds()), language()),
        }
        marks.append(
            {
                "node": one.node,
                "kind": "heat",
                "marker": f"o-heat{heat}",
                "text": "",
                "title": title,
            }
        )
    return marks


def _busiest(version: int, stays: Sequence[Stay]) -> list[dict[str, Any]]:
    """Return where cases stand longest."""
    process = drawing_of(version).process
    return [
        {
            "node": one.node,
            "name": called(process, one.node),
            "count": one.count,
            "usual": int(one.usual.total_seconds()),
        }
        for one in stays[:6]
        if one.usual >= timedelta(minutes=1)
    ]


def called(process: Process, node: str) -> str:
    """Return what a node is called."""
    found = process.nodes.get(node)
    return (found.name or kind_name(found.kind)) if found else node


@staff_page
@require_GET
def instance_view(request: DoorRequest, instance_id: int) -> HttpResponse:
    """Show one case: its tokens on the drawing, what happened, what stopped it."""
    return _instance_page(request, instance_id)


def _instance_page(
    request: DoorRequest, instance_id: int, error: str = "", status: int = 200
) -> HttpResponse:
    ctx = request.ctx
    row, case = visible_instance(ctx, instance_id), process_at(ctx, instance_id)
    process = drawing_of(row.version_id).process
    history = history_of(ctx, instance_id)
    helps = ctx.actor.has_role("admin")
    context = {
        "nav": "processes",
        "case": case,
        "row": row,
        "record_url": record_address(row.entity, row.record_id) if row.record_id else "",
        "stopped": [
            {
                "number": one.number,
                "name": called(process, one.node),
                "detail": say_detail(one.detail),
            }
            for one in open_incidents(ctx, instance_id)
        ],
        "helps": helps,
        "variables": _variables(row) if helps else [],
        "nodes": [
            (node.id, node.name or kind_name(node.kind))
            for node in process.nodes.values()
            if node.container == process.main and not node.attached_to
        ],
        "history": _told(ctx, process, history),
        "drawn": {"xml": row.version.xml, "marks": _case_marks(case, history)},
        "error": error,
    }
    return render(request, "client/studio/processes/instance.html", context, status=status)


def _case_marks(case: ProcessAt, history: Sequence[ProcessHistory]) -> list[dict[str, str]]:
    done = {one.node for one in history if one.kind == "completed"}
    marks = [{"node": node, "kind": "went", "marker": "o-went", "text": ""} for node in done]
    return marks + _tokens([case])


def _variables(row: ProcessInstance) -> list[tuple[str, str]]:
    rows = ProcessVariable.objects.filter(instance=row, scope=row.root).order_by("name")
    return [(one.name, shown(feel_of(one.value))) for one in rows if one.name != "record"]


def _told(
    ctx: Context, process: Process, history: Sequence[ProcessHistory]
) -> list[dict[str, Any]]:
    people = dict(
        User.objects.filter(pk__in={one.by for one in history if one.by}).values_list(
            "pk", "full_name"
        )
    )
    return [
        {
            "at": one.at,
            "kind": one.kind,
            "name": called(process, one.node) if one.node else "",
            "by": people.get(one.by or 0, ""),
        }
        for one in reversed(history)
        if one.kind != "entered" or process.nodes[one.node].is_activity
    ]


def _deed(
    request: DoorRequest, instance_id: int, act: Callable[[], object], said: str
) -> HttpResponse:
    """Do something for a case and show it again; a refusal stands on its page."""
    try:
        act()
    except REFUSALS as error:
        return _instance_page(request, instance_id, say_problem(error), status_of(error))
    add_toast(request, said)
    return redirect("client:process_case", instance_id)


@staff_page
@require_POST
def retry_view(request: DoorRequest, instance_id: int, number: int) -> HttpResponse:
    """Let a stopped token try again."""
    return _deed(
        request,
        instance_id,
        lambda: retry_incident(request.ctx, instance_id, number),
        gettext("It tries again."),
    )


@staff_page
@require_POST
def skip_view(request: DoorRequest, instance_id: int, number: int) -> HttpResponse:
    """Let a stopped token go on as if its work were done."""
    return _deed(
        request,
        instance_id,
        lambda: skip_incident(request.ctx, instance_id, number),
        gettext("The step is skipped."),
    )


@staff_page
@require_POST
def set_view(request: DoorRequest, instance_id: int) -> HttpResponse:
    """Correct variables of a case: a FEEL context."""

    def act() -> None:
        environment = trial_environment(request.ctx)
        values = evaluated_context(request.POST.get("values", ""), environment)
        set_variables(request.ctx, instance_id, values)

    return _deed(request, instance_id, act, gettext("The variables are set."))


@staff_page
@require_POST
def move_view(request: DoorRequest, instance_id: int, token: int) -> HttpResponse:
    """Take a token to another node."""
    node = request.POST.get("node", "")
    return _deed(
        request,
        instance_id,
        lambda: move_token(request.ctx, instance_id, token, node),
        gettext("The case stands elsewhere now."),
    )


@staff_page
@require_POST
def cancel_view(request: DoorRequest, instance_id: int) -> HttpResponse:
    """End a case."""
    reason = request.POST.get("reason", "").replace("\x00", "")
    return _deed(
        request,
        instance_id,
        lambda: cancel_instance(request.ctx, instance_id, reason),
        gettext("The case is ended."),
    )
