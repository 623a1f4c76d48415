"""Looking at the draft before it becomes the next version, publishing it, and going back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.studio.beside_words import beside_lines, beside_summary
from owj.client.studio.change_words import (
    lines_of,
    problems_elsewhere,
    summary_of,
    told_differences,
)
from owj.client.studio.door import designer_page
from owj.client.studio.drafted import drafted_of
from owj.client.studio.entities import studio_context
from owj.client.studio.reading import Refusals
from owj.client.studio.step_words import step_lines
from owj.kernel.errors import OwjError
from owj.server.configuration.drafted import drop_item, published_beside
from owj.server.configuration.trials import begin_trial
from owj.server.records.apply import SchemaOutdated
from owj.server.records.models import SchemaStep, SchemaVersion
from owj.server.schema.queries import Version, versions
from owj.server.schema.services import (
    NOTE_LENGTH,
    drop_change,
    drop_draft,
    publish,
    review,
    review_roll_back,
    roll_back,
)
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest
from owj.ui.failures import status_of, words_of
from owj.ui.toasts import add_toast


@designer_page
@require_GET
def changes_view(request: DoorRequest) -> HttpResponse:
    """Show what publishing would do: changes, steps, problems beside what they are about."""
    return _review_page(request)


def _review_page(request: DoorRequest, error: str = "", status: int = 200) -> HttpResponse:
    drafted = drafted_of(request.ctx)
    context = studio_context(drafted) | {"error": error, "note": request.POST.get("note", "")}
    if drafted.draft is not None and drafted.count:
        outdated = drafted.draft.is_outdated
        found = review(request.ctx, drafted.draft)
        context |= {
            "changed": lines_of(found, drafted.live),
            "elsewhere": problems_elsewhere(found),
            "review": found,
            "beside": beside_lines(found.beside),
            "steps": step_lines(found.plan.steps if found.plan else ()),
            "outdated": outdated,
        }
    return render(request, "client/studio/changes.html", context, status=status)


@designer_page
@require_POST
def drop_view(request: DoorRequest, change_id: int) -> HttpResponse:
    """Take one change out of the draft."""
    drafted = drafted_of(request.ctx)
    if drafted.draft is not None:
        drop_change(request.ctx, drafted.draft, change_id)
        add_toast(request, gettext("The change is dropped."))
    return redirect("client:studio_changes")


@designer_page
@require_POST
def drop_item_view(request: DoorRequest, item_id: int) -> HttpResponse:
    """Take a form, view, role, decision or process out of the draft."""
    drop_item(request.ctx, item_id)
    add_toast(request, gettext("The change is dropped."))
    return redirect("client:studio_changes")


@designer_page
@require_POST
def drop_all_view(request: DoorRequest) -> HttpResponse:
    """Forget the draft."""
    drafted = drafted_of(request.ctx)
    if drafted.draft is not None:
        drop_draft(request.ctx, drafted.draft)
        add_toast(request, gettext("The draft is dropped; everything is as published."))
    return redirect("client:studio")


@designer_page
@require_POST
def try_view(request: DoorRequest) -> HttpResponse:
    """Draw this session's pages from now on as if the draft were published."""
    begin_trial(request.ctx, request.seat)
    add_toast(request, gettext("You try your draft now. Go anywhere; nothing is written."))
    return redirect("client:records_home")


@designer_page
@require_POST
def publish_view(request: DoorRequest) -> HttpResponse:
    """Make the draft the next version; what stands in the way is said on the same page."""
    drafted = drafted_of(request.ctx)
    if drafted.draft is None:
        return redirect("client:studio_changes")
    note = Refusals().line(request.POST.get("note", ""), "note", NOTE_LENGTH)
    try:
        done = publish(request.ctx, drafted.draft, note=note)
    except OwjError as error:
        if status_of(error) >= 500:
            raise
        return _review_page(request, _why(error), status_of(error))
    words = gettext("Version %(number)s is published.")
    add_toast(request, words % {"number": digits(done.number)})
    return redirect("client:studio_versions")


def _why(error: OwjError) -> str:
    if isinstance(error, SchemaOutdated):
        return words_of(error)
    return gettext("It was not published; nothing was changed.") + " " + words_of(error)


@designer_page
@require_GET
def progress_view(request: DoorRequest) -> JsonResponse:
    """Tell a waiting page how many steps of the publishing are done."""
    steps = SchemaStep.objects.filter(version__state=SchemaVersion.State.APPLYING)
    done = steps.filter(state=SchemaStep.State.DONE).count()
    total = steps.count()
    words = gettext("step %(done)s of %(total)s")
    said = words % {"done": digits(done), "total": digits(total)} if total else ""
    return JsonResponse({"done": done, "total": total, "words": said})


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One published version with its changes in words."""

    version: Version
    summary: list[tuple[str, str, str]]


@designer_page
@require_GET
def versions_view(request: DoorRequest) -> HttpResponse:
    """Show what was published, by whom and when."""
    shown = versions(request.ctx)
    schema = request.ctx.snapshot.schema
    beside = published_beside(request.ctx, [one.number for one in shown])
    found = [
        VersionCard(one, [*summary_of(one, schema), *beside_summary(beside.get(one.number, ()))])
        for one in shown
    ]
    context = studio_context(drafted_of(request.ctx)) | {"versions": found}
    return render(request, "client/studio/versions.html", context)


@designer_page
@require_http_methods(["GET", "HEAD", "POST"])
def roll_back_view(request: DoorRequest, number: int) -> HttpResponse:
    """Show what going back to a version would do, and do it as a new version."""
    error, status = "", 200
    if request.method == "POST":
        try:
            done = roll_back(request.ctx, number)
        except OwjError as refused:
            if status_of(refused) in {404, 500}:
                raise
            error, status = _why(refused), status_of(refused)
        else:
            words = gettext("Version %(number)s is published; it is as version %(old)s was.")
            add_toast(request, words % {"number": digits(done.number), "old": digits(number)})
            return redirect("client:studio_versions")
    found = review_roll_back(request.ctx, number)
    context = studio_context(drafted_of(request.ctx)) | {
        "number": number,
        "changed": told_differences(found.differences, found.drawing.schema),
        "steps": step_lines(found.plan.steps if found.plan else ()),
        "beside": beside_lines(found.beside),
        "problems": found.problems,
        "may_publish": found.may_publish,
        "error": error,
    }
    return render(request, "client/studio/roll_back.html", context, status=status)
