"""Keeping canned replies: those of the whole desk, and one's own."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from owj.kernel.errors import InvalidInput, NotAllowed
from owj.packages.desk.entity import CannedReply
from owj.packages.desk.placeholders import PERSIAN_NAMES, Placeholder, unknown_placeholders
from owj.packages.desk.queries import canned_replies, canned_reply
from owj.packages.desk.services import (
    ReplyDraft,
    add_reply,
    change_reply,
    may_keep_shared,
    move_reply,
    remove_reply,
    restore_reply,
)
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.reading import language
from owj.ui.toasts import add_toast

PLACEHOLDER_WORDS = {
    Placeholder.CUSTOMER: _("the customer's name"),
    Placeholder.CONTACT: _("who wrote the ticket"),
    Placeholder.AGENT: _("your own name"),
    Placeholder.TICKET: _("the tracking id"),
    Placeholder.SUBJECT: _("the subject"),
    Placeholder.PRIORITY: _("the priority"),
    Placeholder.DUE: _("the current deadline"),
    Placeholder.TODAY: _("today's date"),
    Placeholder.ORGANISATION: _("the name of your organisation"),
}


class ReplyForm(forms.Form):
    """Reads a canned reply."""

    title = forms.CharField(max_length=120, error_messages={"required": _("Give it a title.")})
    shortcut = forms.CharField(max_length=30, required=False)
    body = forms.CharField(
        max_length=20_000, error_messages={"required": _("Write the text that will be sent.")}
    )
    shared = forms.BooleanField(required=False)

    def draft(self) -> ReplyDraft:
        """Return what the form holds as the desk takes it."""
        given = self.cleaned_data
        return ReplyDraft(given["title"], given["body"], given["shortcut"], shared=given["shared"])


def placeholder_list() -> list[tuple[str, object]]:
    """Return every placeholder as its reader would type it, with what it stands for."""
    persian = language() == "fa"
    return [
        (f"{{{PERSIAN_NAMES[one][0] if persian else one.value}}}", words)
        for one, words in PLACEHOLDER_WORDS.items()
    ]


def render_replies(
    request: DoorRequest,
    form: ReplyForm,
    *,
    editing: CannedReply | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the lists and the form beside them; editing: the reply that the form changes."""
    replies = canned_replies(request.ctx)
    body = str(form["body"].value() or "")
    context = {
        "nav": "replies",
        "form": form,
        "editing": editing,
        "may_share": may_keep_shared(request.actor),
        "shared": [one for one in replies if one.owner_id is None],
        "own": [one for one in replies if one.owner_id is not None],
        "placeholders": placeholder_list(),
        "unknown": unknown_placeholders(body),
    }
    return render(request, "client/desk/replies.html", context, status=status)


def save(request: DoorRequest, form: ReplyForm, do: Callable[[ReplyDraft], CannedReply]) -> bool:
    """Write what the form holds; False leaves the reason on the form."""
    if not form.is_valid():
        return False
    try:
        reply = do(form.draft())
    except (InvalidInput, NotAllowed) as error:
        form.add_error(None, words_of(error))
        return False
    add_toast(request, gettext("The reply is kept."))
    if unknown := unknown_placeholders(reply.body):
        words = gettext("Nothing will be put in for %(names)s: it is no known placeholder.")
        names = gettext(", ").join(unknown)
        add_toast(request, words % {"names": names}, tone="danger")
    return True


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def replies_view(request: DoorRequest) -> HttpResponse:
    """Show the replies, or add one."""
    if request.method != "POST":
        body = request.GET.get("body", "")
        return render_replies(request, ReplyForm(initial={"body": body}))
    form = ReplyForm(request.POST)
    if not save(request, form, lambda draft: add_reply(request.ctx, draft)):
        return render_replies(request, form, status=422)
    return redirect("client:replies")


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def reply_edit_view(request: DoorRequest, reply_id: int) -> HttpResponse:
    """Show one reply in the form, or change it."""
    reply = canned_reply(request.ctx, reply_id)
    if request.method != "POST":
        initial = {
            "title": reply.title,
            "shortcut": reply.shortcut,
            "body": reply.body,
            "shared": reply.owner_id is None,
        }
        return render_replies(request, ReplyForm(initial=initial), editing=reply)
    form = ReplyForm(request.POST)
    if not save(request, form, lambda draft: change_reply(request.ctx, reply_id, draft)):
        return render_replies(request, form, editing=reply, status=422)
    return redirect("client:replies")


@staff_page
@require_POST
def reply_move_view(request: DoorRequest, reply_id: int) -> HttpResponse:
    """Let a reply change places with its neighbour."""
    move_reply(request.ctx, reply_id, up=request.POST.get("to") == "up")
    return redirect("client:replies")


@staff_page
@require_POST
def reply_remove_view(request: DoorRequest, reply_id: int) -> HttpResponse:
    """Take a reply out of the lists."""
    reply = remove_reply(request.ctx, reply_id)
    add_toast(
        request,
        gettext("“%(title)s” was removed.") % {"title": reply.title},
        undo_url=reverse("client:reply_restore", args=[reply_id]),
    )
    return redirect("client:replies")


@staff_page
@require_POST
def reply_restore_view(request: DoorRequest, reply_id: int) -> HttpResponse:
    """Put a removed reply back."""
    restore_reply(request.ctx, reply_id)
    return redirect("client:replies")
