"""Secrets that drawings name: written here, never shown, with who wrote and what uses them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from owj.kernel.errors import InvalidInput, NotFound, OwjError
from owj.server.processes.deeds import deeds_of
from owj.server.processes.definition_rows import ProcessDefinition, ProcessVersion
from owj.server.processes.drawings import drawing_of
from owj.server.processes.task_rows import WorkItem
from owj.server.processes.work.secret_store import (
    KnownSecret,
    known_secrets,
    remove_secret,
    set_secret,
)
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.process_words import say_problem
from owj.ui.toasts import add_toast

# Of so many last calls it is told which secret went along, the last few of each.
LOOKED_AT, SHOWN = 1_000, 5


class SecretNotThere(NotFound):
    """Say that there is no secret of this name."""

    code = "process.secret_not_there"
    message = "There is no secret “%(name)s”."


@dataclass(frozen=True, slots=True)
class Line:
    """A secret with the processes that name it and the cases that used it last."""

    secret: KnownSecret
    processes: list[ProcessDefinition]
    used_by: list[WorkItem]


@staff_page
@require_http_methods(["GET", "POST"])
def secrets_view(request: DoorRequest) -> HttpResponse:
    """List what is known of the secrets; write one."""
    known = known_secrets(request.ctx)
    error, status, typed = "", 200, {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "").strip() for name in ("name", "hosts")}
        hosts = typed["hosts"].replace("،", " ").replace(",", " ").split()
        try:
            set_secret(request.ctx, typed["name"], request.POST.get("value", ""), hosts)
        except InvalidInput as refused:
            error, status = say_problem(refused), status_of(refused)
        else:
            add_toast(request, gettext("The secret is kept. Nobody can read it here."))
            return redirect("client:process_secrets")
    context: dict[str, Any] = {
        "nav": "processes",
        "lines": _lines(known),
        "deeds": deeds_of(request.ctx, "secret"),
        "typed": typed,
        "error": error,
    }
    return render(request, "client/studio/processes/secrets.html", context, status=status)


@staff_page
@require_POST
def secret_remove_view(request: DoorRequest, name: str) -> HttpResponse:
    """Forget a secret."""
    if not remove_secret(request.ctx, name):
        raise SecretNotThere(name=name)
    add_toast(request, gettext("The secret is removed. What names it stops from now on."))
    return redirect("client:process_secrets")


def _lines(known: list[KnownSecret]) -> list[Line]:
    naming, used = _naming(), _used()
    return [Line(one, naming[one.name], used[one.name]) for one in known]


def _naming() -> defaultdict[str, list[ProcessDefinition]]:
    """Return the processes whose newest version names a secret, by its name."""
    found: defaultdict[str, list[ProcessDefinition]] = defaultdict(list)
    newest = ProcessVersion.objects.order_by("definition_id", "-number").distinct("definition_id")
    for version in newest.select_related("definition"):
        try:
            nodes = drawing_of(version.pk).process.nodes.values()
        except OwjError:
            continue
        for name in sorted({node.extensions.get("secret", "") for node in nodes} - {""}):
            found[name].append(version.definition)
    return found


def _used() -> defaultdict[str, list[WorkItem]]:
    """Return the last calls with each secret."""
    found: defaultdict[str, list[WorkItem]] = defaultdict(list)
    calls = WorkItem.objects.filter(kind="http", attempts__gt=0).select_related("instance")
    for item in calls.order_by("-pk")[:LOOKED_AT]:
        name = item.settings.get("secret", "")
        if name and len(found[name]) < SHOWN:
            found[name].append(item)
    return found
