"""One deed on many running cases: try again, end, take over to another version; part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_POST

from owj.kernel.errors import InvalidInput
from owj.server.processes.access import check_administer
from owj.server.processes.definition_rows import ProcessDefinition
from owj.server.processes.instance_rows import ProcessInstance
from owj.server.processes.queries import definition_of, versions_of
from owj.server.processes.services import cancel_many, migrate, retry_many
from owj.server.processes.state_rows import ProcessIncident
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.process_words import say_problem

AT_ONCE = 25
RETRY, CANCEL, LOOK, MIGRATE = "retry", "cancel", "look", "migrate"
DEEDS = (
    (RETRY, _("Let what stopped try again")),
    (LOOK, _("Look which could go over to a version")),
    (MIGRATE, _("Take over to a version")),
    (CANCEL, _("End them")),
)


class DeedUnknown(InvalidInput):
    """Say that there is no such deed on many cases."""

    code = "process.deed_unknown"
    message = "Choose what is to be done with the cases."


class EndingUnexplained(InvalidInput):
    """Say that nobody ends many cases without a word."""

    code = "process.ending_unexplained"
    message = "Say why the cases are ended."


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. to: a version's number; 0 for none. after: the last case that was done."""

    do: str
    to: int
    reason: str
    after: int
    total: int
    done: int
    refused: int


@staff_page
@require_GET
def together_view(request: DoorRequest, key: str) -> HttpResponse:
    """Let an administrator choose what is done with all running cases of a process."""
    check_administer(request.ctx)
    definition, versions = definition_of(request.ctx, key), versions_of(request.ctx, key)
    context = {
        "nav": "processes",
        "definition": definition,
        "versions": versions,
        "deeds": DEEDS,
        "running": _chosen(definition, CANCEL, 0).count(),
        "stopped": _chosen(definition, RETRY, 0).count(),
    }
    return render(request, "client/studio/processes/together.html", context)


@staff_page
@require_POST
def together_part_view(request: DoorRequest, key: str) -> HttpResponse:
    """Do the deed on some more cases and say how it went so far."""
    check_administer(request.ctx)
    definition = definition_of(request.ctx, key)
    asked = _asked(request)
    rows = _chosen(definition, asked.do, asked.to)
    total = asked.total or rows.count()
    ids = list(
        rows.filter(pk__gt=asked.after).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    )
    refused = _do(request.ctx, key, asked, ids)
    context = {
        "definition": definition,
        "asked": asked,
        "total": total,
        "done": asked.done + len(ids) - len(refused),
        "refused": asked.refused + len(refused),
        "seen": asked.done + asked.refused + len(ids),
        "problems": _told(refused),
        "after": ids[-1] if len(ids) == AT_ONCE else 0,
    }
    return render(request, "client/studio/processes/together_part.html", context)


def _asked(request: DoorRequest) -> Asked:
    posted = request.POST
    do = posted.get("do", "")
    if do not in {one for one, _words in DEEDS}:
        raise DeedUnknown
    numbers = [_whole(posted.get(name, "")) for name in ("to", "after", "total", "done", "refused")]
    to, after, total, done, refused = numbers
    reason = posted.get("reason", "").replace("\x00", "")[:500]
    if do == CANCEL and not reason.strip():
        raise EndingUnexplained
    return Asked(do, to, reason, after, total, done, refused)


def _chosen(definition: ProcessDefinition, do: str, to: int) -> QuerySet[ProcessInstance]:
    rows = ProcessInstance.objects.filter(
        version__definition=definition, status=ProcessInstance.Status.ACTIVE
    )
    if do == RETRY:
        stopped = ProcessIncident.objects.filter(instance_id=OuterRef("pk"), resolved_at=None)
        return rows.filter(Exists(stopped))
    return rows.exclude(version__number=to) if do in {LOOK, MIGRATE} else rows


def _do(ctx: Context, key: str, asked: Asked, ids: list[int]) -> dict[int, str]:
    """Do it and return why some were left, by number."""
    if asked.do in {LOOK, MIGRATE}:
        report = migrate(ctx, key, to=asked.to, ids=ids, dry_run=asked.do == LOOK)
        return {one.id: " ".join(one.problems) for one in report.instances if one.problems}
    done = retry_many(ctx, ids) if asked.do == RETRY else cancel_many(ctx, ids, asked.reason)
    return {number: say_problem(error) for number, error in done.refused.items()}


def _told(refused: dict[int, str]) -> list[dict[str, Any]]:
    titles = dict(ProcessInstance.objects.filter(pk__in=refused).values_list("pk", "title"))
    return [
        {"id": number, "title": titles.get(number, ""), "why": why}
        for number, why in refused.items()
    ]


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
