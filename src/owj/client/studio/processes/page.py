"""The page on which a process is drawn, and what its script sends: drafts, checks, deploying."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.studio.processes.checking import Checked, check_drawing
from owj.client.studio.processes.choices import attribute_names, panel_choices
from owj.client.studio.processes.drawing_words import drawing_words
from owj.client.studio.processes.laying_out import laid_out
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.kernel.whole import whole
from owj.server.processes.definition_rows import ProcessDefinition, ProcessDraft, ProcessVersion
from owj.server.processes.definitions import MOST_LETTERS
from owj.server.processes.queries import definition_of, draft_of, versions_of
from owj.server.processes.services import deploy, drop_draft, save_draft, set_archived
from owj.server.roles.known import ADMIN
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import status_of
from owj.ui.process_words import say_problem
from owj.ui.toasts import add_toast

REFUSALS = (InvalidInput, Conflict, DefinitionError)


class DrawingFileRefused(InvalidInput):
    """Say that a file is no drawing."""

    code = "process.file_refused"
    message = "Choose a BPMN file: XML in UTF-8, up to %(limit)s characters."


@staff_page
@require_GET
def process_view(request: DoorRequest, key: str) -> HttpResponse:
    """Show the drawing of a process, to be changed."""
    return drawing_page(request, key)


def drawing_page(
    request: DoorRequest, key: str, error: str = "", status: int = 200
) -> HttpResponse:
    """Draw the page of a process. error: why the last deed was refused."""
    ctx = request.ctx
    definition = definition_of(ctx, key)
    draft, versions = draft_of(ctx, key), versions_of(ctx, key)
    xml = shown_xml(draft, versions)
    checked = check_drawing(ctx, definition, xml)
    context = {
        "nav": "processes",
        "definition": definition,
        "draft": draft,
        "newest": versions[0] if versions else None,
        "next_number": versions[0].number + 1 if versions else 1,
        "xml": laid_out(xml),
        "checked": checked,
        "check": checked.to_json(),
        "problems": sum(one.tone == "danger" for one in checked.findings),
        "words": drawing_words(),
        "attributes": attribute_names(),
        "choices": panel_choices(ctx, definition),
        "about": f"process:{definition.entity}:",
        "helps": ctx.actor.has_role(ADMIN),
        "error": error,
    }
    return render(request, "client/studio/processes/page.html", context, status=status)


def shown_xml(draft: ProcessDraft | None, versions: list[ProcessVersion]) -> str:
    """Return what the page shows: the draft, else the newest version."""
    if draft is not None:
        return draft.xml
    return versions[0].xml if versions else ""


@staff_page
@require_POST
def save_view(request: DoorRequest, key: str) -> JsonResponse:
    """Keep a drawing and say what is to be said about it."""
    xml = request.POST.get("xml", "")
    try:
        seen = whole(request.POST.get("revision", ""), 9)
        draft = save_draft(request.ctx, key, xml, revision=seen)
    except REFUSALS as error:
        return JsonResponse({"words": say_problem(error)}, status=status_of(error))
    checked = check_drawing(request.ctx, draft.definition, xml)
    return JsonResponse({"revision": draft.revision} | checked.to_json())


@staff_page
@require_POST
def check_view(request: DoorRequest, key: str) -> JsonResponse:
    """Say what is to be said about a drawing; nothing is kept."""
    definition, xml = definition_of(request.ctx, key), request.POST.get("xml", "")
    return JsonResponse(check_drawing(request.ctx, definition, xml[:MOST_LETTERS]).to_json())


@staff_page
@require_POST
def deploy_view(request: DoorRequest, key: str) -> HttpResponse:
    """Let new cases run by the draft from now on."""
    draft = draft_of(request.ctx, key)
    try:
        if draft is not None:
            _check_deployable(check_drawing(request.ctx, draft.definition, draft.xml))
        version = deploy(request.ctx, key, note=request.POST.get("note", ""))
    except REFUSALS as error:
        return drawing_page(request, key, say_problem(error), status_of(error))
    said = gettext("Version %(number)s is deployed. New cases run by it from now on.")
    add_toast(request, said % {"number": digits(version.number)})
    return redirect("client:process", key)


class DrawingNotReady(DefinitionError):
    """Say that a drawing still has problems."""

    code = "process.not_ready"
    message = "The drawing cannot be deployed yet; problems: %(count)s. The first: %(first)s"


def _check_deployable(checked: Checked) -> None:
    bad = [one for one in checked.findings if one.tone == "danger"]
    if bad:
        raise DrawingNotReady(count=len(bad), first=f"{bad[0].name}: {bad[0].text}")


@staff_page
@require_POST
def drop_view(request: DoorRequest, key: str) -> HttpResponse:
    """Forget what is drawn and not deployed."""
    drop_draft(request.ctx, key)
    add_toast(request, gettext("The draft is dropped; the drawing is as it runs."))
    return redirect("client:process", key)


@staff_page
@require_POST
def archive_view(request: DoorRequest, key: str) -> HttpResponse:
    """Take a process out of use, or back."""
    archived = request.POST.get("archived") == "1"
    set_archived(request.ctx, key, archived=archived)
    if archived:
        add_toast(
            request, gettext("The process is archived: it starts no more, what runs goes on.")
        )
        return redirect("client:processes")
    add_toast(request, gettext("The process is in use again."))
    return redirect("client:process", key)


@staff_page
@require_POST
def upload_view(request: DoorRequest, key: str) -> HttpResponse:
    """Take a drawing from a file as the draft."""
    try:
        save_draft(request.ctx, key, drawing_of_file(request))
    except REFUSALS as error:
        return drawing_page(request, key, say_problem(error), status_of(error))
    add_toast(request, gettext("The drawing of the file is the draft now."))
    return redirect("client:process", key)


def drawing_of_file(request: HttpRequest) -> str:
    """Return the text of the file that was sent. Raises: DrawingFileRefused."""
    file = request.FILES.get("drawing")
    if file is None or (file.size or 0) > 4 * MOST_LETTERS:
        raise DrawingFileRefused(limit=MOST_LETTERS)
    try:
        found: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DrawingFileRefused(limit=MOST_LETTERS) from None
    if "\x00" in found:
        raise DrawingFileRefused(limit=MOST_LETTERS)
    return found


@staff_page
@require_GET
def download_view(request: DoorRequest, key: str) -> HttpResponseBase:
    """Give the drawing that is shown, or an older version, as a file."""
    definition: ProcessDefinition = definition_of(request.ctx, key)
    versions = versions_of(request.ctx, key)
    wanted = request.GET.get("version", "")
    older = next((one for one in versions if str(one.number) == wanted), None)
    xml = older.xml if older is not None else shown_xml(draft_of(request.ctx, key), versions)
    answer = HttpResponse(xml, content_type="application/xml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{definition.key}.bpmn"'
    return answer
