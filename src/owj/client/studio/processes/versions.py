"""The versions of a process: who deployed what, and what changed between any two."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.studio.processes.differences import Change, differences
from owj.client.studio.processes.drawing_words import kind_name
from owj.client.studio.processes.laying_out import laid_out
from owj.kernel.errors import NotFound, OwjError
from owj.server.processes.definition_rows import ProcessDraft, ProcessVersion
from owj.server.processes.queries import definition_of, draft_of, versions_of
from owj.server.processes.services import save_draft
from owj.server.processes.work.kinds import kinds
from owj.server.records.context import Context
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.process_words import say_part
from owj.ui.toasts import add_toast

MARKS = {"added": "+", "removed": "−", "changed": "~"}
DRAFT = "draft"
MOST_SHOWN = 160


class VersionUnknown(NotFound):
    """Say that a process has no such version."""

    code = "process.version_unknown"
    message = "This process has no version %(number)s."


@dataclass(frozen=True, slots=True)
class Side:
    """One of two drawings that are compared. key: number of a version, or "draft"."""

    key: str
    label: str
    xml: str


@staff_page
@require_GET
def versions_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show every version, and the differences between two of them."""
    definition = definition_of(request.ctx, key)
    versions, draft = versions_of(request.ctx, key), draft_of(request.ctx, key)
    sides = _sides(versions, draft)
    after = chosen_side(sides, request.GET.get("to", ""), 0)
    before = chosen_side(sides, request.GET.get("from", ""), sides.index(after) + 1 if after else 1)
    changes = _changes(before, after)
    context = {
        "nav": "processes",
        "definition": definition,
        "versions": versions,
        "draft": draft,
        "sides": sides,
        "before": before,
        "after": after,
        "changes": [_words(one) for one in changes],
        "drawn": _drawn(before, after, changes),
    }
    return render(request, "client/studio/processes/versions.html", context)


def sides_of(ctx: Context, key: str) -> list[Side]:
    """Return the draft, if there is one, and every version, the newest first."""
    return _sides(versions_of(ctx, key), draft_of(ctx, key))


def _sides(versions: list[ProcessVersion], draft: ProcessDraft | None) -> list[Side]:
    sides = [Side(str(one.number), _label(one), one.xml) for one in versions]
    return [Side(DRAFT, gettext("the draft"), draft.xml), *sides] if draft else sides


def _label(version: ProcessVersion) -> str:
    return gettext("version %(number)s") % {"number": digits(version.number)}


def chosen_side(sides: list[Side], key: str, otherwise: int) -> Side | None:
    """Return the side that a person chose, else the one at a place; None where there is none."""
    found = next((one for one in sides if one.key == key), None)
    return found or (sides[otherwise] if otherwise < len(sides) else None)


def _changes(before: Side | None, after: Side | None) -> list[Change]:
    if before is None or after is None:
        return []
    try:
        return differences(before.xml, after.xml)
    except OwjError:
        return []


def _drawn(before: Side | None, after: Side | None, changes: list[Change]) -> dict[str, object]:
    """Return both drawings with their marks: what is gone stands in the older one."""
    marks = [
        {
            "node": one.node,
            "kind": one.what,
            "marker": f"o-{one.what}",
            "text": "" if one.kind == "sequenceFlow" else MARKS[one.what],
        }
        for one in changes
    ]
    return {
        "after": {
            "xml": laid_out(after.xml) if after else "",
            "marks": [one for one in marks if one["kind"] != "removed"],
        },
        "before": {
            "xml": laid_out(before.xml) if before else "",
            "marks": [one for one in marks if one["kind"] != "added"],
        },
    }


def _words(change: Change) -> dict[str, object]:
    name = change.name or gettext("without a name")
    parts = [
        {
            "name": _part_words(part.name),
            "before": _cut(kind_name(part.before) if part.name == "kind" else part.before),
            "after": _cut(kind_name(part.after) if part.name == "kind" else part.after),
        }
        for part in change.parts
    ]
    return {
        "what": change.what,
        "node": change.node,
        "name": name,
        "kind": kind_name(change.kind),
        "parts": parts,
    }


def _part_words(name: str) -> str:
    """Return what a part of a shape is called: of BPMN's own, or told to some kind of work."""
    told = (kind.by_name.get(name.removeprefix("owj:")) for kind in kinds())
    said = next((str(one.label) for one in told if one), "")
    return said if said and say_part(name) == name else say_part(name)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


@staff_page
@require_POST
def restore_view(request: DoorRequest, key: str, number: int) -> HttpResponse:
    """Take an older version as the draft."""
    found = next((one for one in versions_of(request.ctx, key) if one.number == number), None)
    if found is None:
        raise VersionUnknown(number=number)
    save_draft(request.ctx, key, found.xml)
    said = gettext("The draft is version %(number)s again. Look at it, then deploy.")
    add_toast(request, said % {"number": digits(number)})
    return redirect("client:process", key)
