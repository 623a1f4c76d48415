"""Writing into a ticket: reply, note, call; an error keeps the text and its files."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from owj.client.desk.compose_form import ComposeForm, Kind
from owj.client.desk.drafts import draft_place
from owj.client.desk.ticket import render_parts, render_ticket
from owj.kernel.errors import Conflict, InvalidInput
from owj.packages.desk.drafts import LoggedCall, Note, Reply
from owj.packages.desk.services import (
    add_note,
    announce_date,
    check_reach,
    log_call,
    reply_publicly,
)
from owj.packages.desk.words import Move, Then
from owj.server.drafts.services import drop_drafts
from owj.server.records.context import Context
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.requests import is_htmx
from owj.ui.toasts import add_toast


def write(ctx: Context, tracking_id: str, form: ComposeForm) -> str:
    """Write what the form holds into the ticket; return the sentence that says it is done."""
    given = form.cleaned_data
    text, files, key = given["text"], form.file_ids, str(given["key"])
    if given["kind"] == Kind.NOTE:
        add_note(ctx, tracking_id, Note(text, files=files, key=key))
        return _("The note is kept; the customer does not see it.")
    if given["kind"] == Kind.CALL:
        log_call(ctx, tracking_id, LoggedCall(text))
        return _("The call is recorded; it counts as an answer.")
    if not text:
        announce_date(ctx, tracking_id, given["announce"])
        return _("The date is announced to the customer.")
    then = Then(given["then"]) if given["then"] else None
    reply = Reply(
        text,
        files=files,
        key=key,
        then=then,
        announced_for=given["announce"],
        read_up_to=given["read_up_to"],
    )
    reply_publicly(ctx, tracking_id, reply)
    return _("The reply is sent.")


@staff_page
@require_POST
def reply_view(request: DoorRequest, tracking_id: str) -> HttpResponse:
    """Write the composer's text into the ticket."""
    ticket_id = check_reach(request.ctx, tracking_id, Move.REPLY)
    form = ComposeForm(request.POST, request.FILES)
    right = form.is_valid()
    form.take_files(request.actor)
    if not right or not form.is_valid():
        return answer_refused(request, tracking_id, form, status=422)
    try:
        done = write(request.ctx, tracking_id, form)
    except InvalidInput as error:
        form.add_error(None, words_of(error))
        return answer_refused(request, tracking_id, form, status=422)
    except Conflict as error:
        form.add_error(None, words_of(error))
        return answer_refused(request, tracking_id, form, status=409)
    drop_drafts(request.actor, [draft_place(ticket_id, Kind(form.cleaned_data["kind"]))])
    add_toast(request, done)
    if is_htmx(request):
        return render_parts(request, tracking_id, sent=True)
    return redirect("client:ticket", tracking_id)


def answer_refused(
    request: DoorRequest, tracking_id: str, form: ComposeForm, *, status: int
) -> HttpResponse:
    """Show the composer again with its text, files and errors."""
    if is_htmx(request):
        return render_parts(request, tracking_id, composer=form, status=status)
    return render_ticket(request, tracking_id, composer=form, status=status)
