"""Running cases: their tokens on the drawing, one case with what stopped it, and help for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.records.addresses import record_address
from owj.client.studio.processes.drawing_words import kind_name
from owj.client.studio.processes.laying_out import laid_out
from owj.client.studio.processes.trying import (
    evaluated_context,
    trial_environment,
)
from owj.client.studio.processes.value_words import value_words
from owj.kernel.bpmn.elements import Process
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.kernel.persian.durations import duration_words
from owj.server.identity.models import User
from owj.server.processes.definition_rows import ProcessVersion
from owj.server.processes.drawings import drawing_of
from owj.server.processes.figures import Stay, stays_of
from owj.server.processes.history_rows import ProcessHistory
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.naming import name_of
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
from owj.server.roles.known import ADMIN
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.incident_words import say_incident
from owj.ui.process_words import say_problem
from owj.ui.reading import language
from owj.ui.toasts import add_toast

MOST_CASES = 200
HEATS = 3
REFUSALS = (InvalidInput, Conflict, DefinitionError)


@staff_page
@require_GET
def running_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show the cases of a process on its drawing: where they stand, how long they stood where."""
    definition, versions = definition_of(request.ctx, key), versions_of(request.ctx, key)
    version = _chosen_version(request, versions)
    stays = stays_of(version.pk) if version else []
    context = {
        "nav": "processes",
        "definition": definition,
        "versions": versions,
        "version": version,
        "busiest": _busiest(version.pk, stays) if version else [],
        "drawn": {"xml": laid_out(version.xml) if version else "", "marks": _heat(stays)},
        "helps": request.ctx.actor.has_role(ADMIN),
        **_running(key, version),
    }
    return render(request, "client/studio/processes/running.html", context)


@staff_page
@require_GET
def running_live_view(request: DoorRequest, key: str) -> HttpResponse:
    """Give the cases and their tokens as they are now."""
    version = _chosen_version(request, versions_of(request.ctx, key))
    return render(request, "client/studio/processes/running_live.html", _running(key, version))


def _chosen_version(request: DoorRequest, versions: list[ProcessVersion]) -> ProcessVersion | None:
    wanted = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == wanted), None)
    return version or (versions[0] if versions else None)


def _running(key: str, version: ProcessVersion | None) -> dict[str, Any]:
    cases = _cases(key, version.pk if version else 0)
    return {"cases": cases, "most": MOST_CASES, "marks": json.dumps(_tokens(cases))}


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


def _heat(stays: Sequence[Stay]) -> list[dict[str, str]]:
    """Return marks: the longer cases usually stand, the warmer the shape."""
    longest = max((one.usual for one in stays), default=timedelta())
    marks: list[dict[str, str]] = []
    for one in stays:
        if one.usual < timedelta(minutes=1) or not longest:
            continue
        heat = max(1, min(HEATS, 1 + int(one.usual / longest * (HEATS - 0.001))))
        title = gettext("%(count)s times, usually %(span)s, every tenth over %(long)s") % {
            "count": digits(one.count),
            "span": duration_words(int(one.usual.total_seconds()), language()),
            "long": duration_words(int(one.long.total_seconds()), language()),
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
            "long": int(one.long.total_seconds()),
        }
        for one in stays[:6]
        if one.usual >= timedelta(minutes=1)
    ]


def called(process: Process, node: str) -> str:
    """Return what a node is called."""
    found = process.nodes.get(node)
    if found is None:
        return node
    return name_of(found) if found.name else kind_name(found.kind)


@staff_page
@require_GET
def instance_view(request: DoorRequest, instance_id: int) -> HttpResponse:
    """Show one case: its tokens on the drawing, what happened, what stopped it."""
    return _instance_page(request, instance_id)


def _instance_page(
    request: DoorRequest, instance_id: int, error: str = "", status: int = 200
) -> HttpResponse:
    shown_case = _shown_case(request.ctx, instance_id)
    row, helps = shown_case["row"], shown_case["helps"]
    process = drawing_of(row.version_id).process
    context = {
        "nav": "processes",
        "record_url": record_address(row.entity, row.record_id) if row.record_id else "",
        "variables": _variables(row) if helps else [],
        "nodes": [
            (node.id, called(process, node.id))
            for node in process.nodes.values()
            if node.container == process.main and not node.attached_to
        ],
        "drawn": {"xml": laid_out(row.version.xml), "marks": []},
        "error": error,
        **shown_case,
    }
    return render(request, "client/studio/processes/instance.html", context, status=status)


@staff_page
@require_GET
def instance_live_view(request: DoorRequest, instance_id: int) -> HttpResponse:
    """Give the tokens of a case, what stopped it and what happened, as they are now."""
    context = _shown_case(request.ctx, instance_id) | {"fresh": True}
    return render(request, "client/studio/processes/instance_live.html", context)


def _shown_case(ctx: Context, instance_id: int) -> dict[str, Any]:
    """Return what changes on a case's page while it runs."""
    row, case = visible_instance(ctx, instance_id), process_at(ctx, instance_id)
    process = drawing_of(row.version_id).process
    history = history_of(ctx, instance_id)
    return {
        "case": case,
        "row": row,
        "helps": ctx.actor.has_role(ADMIN),
        "stopped": [
            {
                "number": one.number,
                "name": called(process, one.node),
                "detail": say_incident(one.detail),
            }
            for one in open_incidents(ctx, instance_id)
        ],
        "history": _told(ctx, process, history),
        "marks": json.dumps(_case_marks(case, history)),
    }


def _case_marks(case: ProcessAt, history: Sequence[ProcessHistory]) -> list[dict[str, str]]:
    done = {one.node for one in history if one.kind == "completed"}
    marks = [{"node": node, "kind": "went", "marker": "o-went", "text": ""} for node in done]
    return marks + _tokens([case])


def _variables(row: ProcessInstance) -> list[tuple[str, str]]:
    rows = ProcessVariable.objects.filter(instance=row, scope=row.root).order_by("name")
    return [(one.name, value_words(feel_of(one.value))) for one in rows if one.name != "record"]


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
        if one.kind != "entered" or _is_activity(process, one.node)
    ]


def _is_activity(process: Process, node: str) -> bool:
    """Tell activities; a case that was migrated may tell of shapes that its drawing has not."""
    found = process.nodes.get(node)
    return found is not None and found.is_activity


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
