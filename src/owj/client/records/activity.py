"""What people do around a record on its page: comment, lay files there, follow it, keep it."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.client.records.addresses import record_address
from owj.client.records.record import find_record
from owj.client.records.timeline import pieces_of, timeline_of
from owj.kernel.errors import InvalidInput
from owj.server.activity.comments import (
    add_comment,
    change_comment,
    find_comment,
    remove_comment,
    restore_comment,
)
from owj.server.activity.files import (
    add_files,
    open_record_file,
    remove_file,
    restore_file,
)
from owj.server.activity.following import follow, star
from owj.server.activity.people import colleagues
from owj.server.files.serving import file_response
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.uploads import FilesForm
from owj.ui.toasts import add_toast


@staff_page
@require_GET
def timeline_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Give a stretch of what happened to a record: all of it, or one kind."""
    definition, record = find_record(request.ctx, entity, record_id)
    kind, before = request.GET.get("what", "all"), _instant(request.GET.get("before", ""))
    timeline = timeline_of(request.ctx, record, kind=kind, before=before)
    context = {"definition": definition, "record": record, "timeline": timeline}
    part = "timeline_rows" if before else "timeline_list" if "part" in request.GET else "timeline"
    return render(request, f"client/records/{part}.html", context)


def _instant(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else None


@staff_page
@require_POST
def comment_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Keep a comment, with the files that came with it; or files alone."""
    ctx = request.ctx
    find_record(ctx, entity, record_id)
    form = FilesForm(request.POST, request.FILES)
    form.is_valid()
    form.take_files(ctx.actor)
    text = request.POST.get("text", "")
    if form.errors:
        return _answer(request, entity, record_id, refused=str(next(iter(form.errors.values()))[0]))
    try:
        if text.strip() or not form.file_ids:
            said = add_comment(ctx, entity, record_id, text, form.file_ids)
            _tell_unseen(request, said.unseen)
        else:
            add_files(ctx, entity, record_id, form.file_ids)
    except InvalidInput as error:
        return _answer(request, entity, record_id, refused=words_of(error))
    return _answer(request, entity, record_id)


def _tell_unseen(request: DoorRequest, names: object) -> None:
    listed = gettext(", ").join(str(one) for one in names) if isinstance(names, list) else ""
    if listed:
        words = gettext("%(names)s cannot see this record, and will not hear of it.")
        add_toast(request, words % {"names": listed}, tone="danger")


def _answer(
    request: DoorRequest, entity: str, record_id: int, *, refused: str = ""
) -> HttpResponse:
    if refused:
        add_toast(request, refused, tone="danger")
    if not request.headers.get("HX-Request"):
        return redirect(record_address(entity, record_id) + "#timeline")
    if refused:
        return HttpResponse("", status=422, headers={"HX-Reswap": "none"})
    definition, record = find_record(request.ctx, entity, record_id)
    timeline = timeline_of(request.ctx, record)
    context = {"definition": definition, "record": record, "timeline": timeline}
    return render(request, "client/records/timeline.html", context)


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def change_comment_view(request: DoorRequest, comment_id: int) -> HttpResponse:
    """Give the form of a comment, or keep what was written in it and give it as it reads now."""
    ctx = request.ctx
    if request.method != "POST":
        comment, _spot, _record = find_comment(ctx, comment_id)
        part = "client/records/comment_text.html"
        if "face" not in request.GET and comment.author_id == ctx.actor.user_id:
            part = "client/records/comment_form.html"
    else:
        try:
            comment = change_comment(ctx, comment_id, request.POST.get("text", ""))
        except InvalidInput as error:
            add_toast(request, words_of(error), tone="danger")
            return HttpResponse("", status=422, headers={"HX-Reswap": "none"})
        part = "client/records/comment_text.html"
    pieces = pieces_of(comment.text, colleagues())
    return render(request, part, {"comment": comment, "pieces": pieces})


@staff_page
@require_POST
def remove_comment_view(request: DoorRequest, comment_id: int) -> HttpResponse:
    """Take a comment away; the toast has the way back."""
    comment = remove_comment(request.ctx, comment_id)
    add_toast(
        request,
        gettext("The comment is gone"),
        undo_url=reverse("client:restore_comment", args=[comment_id]),
    )
    return _back(request, comment.entity_id, comment.record_id)


@staff_page
@require_POST
def restore_comment_view(request: DoorRequest, comment_id: int) -> HttpResponse:
    """Bring a comment back."""
    comment = restore_comment(request.ctx, comment_id)
    return _back(request, comment.entity_id, comment.record_id)


@staff_page
@require_POST
def remove_file_view(request: DoorRequest, row_id: int) -> HttpResponse:
    """Take a file away from its record; the toast has the way back."""
    row = remove_file(request.ctx, row_id)
    add_toast(
        request,
        gettext("The file is gone from here"),
        undo_url=reverse("client:restore_record_file", args=[row_id]),
    )
    return _back(request, row.entity_id, row.record_id)


@staff_page
@require_POST
def restore_file_view(request: DoorRequest, row_id: int) -> HttpResponse:
    """Bring a file back."""
    row = restore_file(request.ctx, row_id)
    return _back(request, row.entity_id, row.record_id)


def _back(request: DoorRequest, entity_id: str, record_id: int) -> HttpResponse:
    key = request.ctx.snapshot.schema.by_id[entity_id].key
    return _answer(request, key, record_id)


@staff_page
@require_GET
def record_file_view(
    request: DoorRequest, entity: str, record_id: int, file_id: UUID
) -> FileResponse:
    """Send a file of a record that this person may read."""
    opened = open_record_file(request.ctx, entity, record_id, file_id)
    return file_response(opened, in_place="show" in request.GET)


@staff_page
@require_POST
def follow_record_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Follow a record, or follow it no more."""
    wanted = request.POST.get("wanted") == "yes"
    follow(request.ctx, entity, record_id, wanted=wanted)
    words = (
        gettext("You follow it; you will hear of comments and changes.")
        if wanted
        else gettext("You do not follow it any more.")
    )
    add_toast(request, words)
    return redirect(_page(request, entity, record_id))


@staff_page
@require_POST
def star_record_view(request: DoorRequest, entity: str, record_id: int) -> HttpResponse:
    """Keep a record at hand, or keep it no more."""
    star(request.ctx, entity, record_id, wanted=request.POST.get("wanted") == "yes")
    return redirect(_page(request, entity, record_id))


def _page(request: DoorRequest, entity: str, record_id: int) -> str:
    """Return the record's page as it was: with the list it was opened from."""
    return record_address(entity, record_id) + (
        f"?{request.GET.urlencode()}" if request.GET else ""
    )
