"""Doing one thing to many tickets of the inbox, watching it go on, and taking it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from owj.client.desk.assign import name_of, number_of
from owj.client.desk.filters import list_address, read_filter
from owj.kernel.errors import Conflict, InvalidInput
from owj.kernel.sla.agreement import Priority
from owj.packages.desk.bulk import BulkDeed, BulkRun
from owj.packages.desk.queries import InboxFilter, latest_run, selected_ids
from owj.packages.desk.services import begin_bulk, find_run, undo_bulk
from owj.server.records.context import Context
from owj.ui.dates import digits
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of, words_of_kept
from owj.ui.tickets.words import PRIORITY_WORDS
from owj.ui.toasts import add_toast

DONE_WORDS: Mapping[BulkDeed, Any] = {
    BulkDeed.ASSIGN: ngettext_lazy(
        "%(count)s ticket was given to %(name)s.", "%(count)s tickets were given to %(name)s."
    ),
    BulkDeed.PRIORITY: ngettext_lazy(
        "%(count)s ticket has the priority %(name)s.",
        "%(count)s tickets have the priority %(name)s.",
    ),
    BulkDeed.WAIT: ngettext_lazy(
        "%(count)s ticket waits for the customer.", "%(count)s tickets wait for the customer."
    ),
    BulkDeed.RESUME: ngettext_lazy(
        "%(count)s ticket goes on without the customer.",
        "%(count)s tickets go on without the customer.",
    ),
    BulkDeed.RESOLVE: ngettext_lazy(
        "%(count)s ticket is resolved.", "%(count)s tickets are resolved."
    ),
    BulkDeed.FOLLOW: ngettext_lazy("You follow %(count)s ticket.", "You follow %(count)s tickets."),
    BulkDeed.CLOSE: ngettext_lazy("%(count)s ticket is closed.", "%(count)s tickets are closed."),
}


@dataclass(frozen=True, slots=True)
class ToldDeed:
    """A deed of which the customers hear at once, so that it is asked about first."""

    deed: BulkDeed
    icon: str
    label: Promise
    question: Promise


TOLD_DEEDS = (
    ToldDeed(
        BulkDeed.WAIT,
        "pause",
        _("Wait for the customer"),
        _("Let the selected tickets wait for the customer?"),
    ),
    ToldDeed(BulkDeed.RESOLVE, "check", _("Resolve"), _("Resolve the selected tickets?")),
    ToldDeed(BulkDeed.CLOSE, "lock", _("Close"), _("Close the selected tickets?")),
)


@staff_page
@require_POST
def bulk_view(request: DoorRequest) -> HttpResponse:
    """Do what the pressed button says to the selected tickets, or to all of the list."""
    deed, _colon, argument = request.POST.get("do", "").partition(":")
    if deed not in set(BulkDeed):
        raise Http404(deed)
    if deed == BulkDeed.PRIORITY and argument not in set(Priority):
        raise Http404(argument)
    if deed == BulkDeed.ASSIGN and argument and number_of(argument) is None:
        raise Http404(argument)

    def do() -> BulkRun:
        return begin_bulk(request.ctx, BulkDeed(deed), _chosen(request), argument=argument)

    return _answer(request, do)


@staff_page
@require_POST
def bulk_undo_view(request: DoorRequest, run_id: int) -> HttpResponse:
    """Take a deed back."""
    return _answer(request, lambda: undo_bulk(request.ctx, run_id))


@staff_page
@require_GET
def bulk_progress_view(request: DoorRequest, run_id: int) -> HttpResponse:
    """Give how far a deed is; when it is done, the news of it."""
    run = find_run(request.ctx, run_id)
    if not run.is_running:
        _tell(request, run)
    return render(request, "client/desk/bulk_progress.html", {"run": progress_of(run)})


@staff_page
@require_GET
def bulk_page_view(request: DoorRequest, run_id: int) -> HttpResponse:
    """Show a deed ticket by ticket: what refused it, and why."""
    run = find_run(request.ctx, run_id)
    return render(
        request,
        "client/desk/bulk_page.html",
        {
            "nav": "inbox",
            "run": run,
            "words": words_of_run(request.ctx, run),
            "refused": reasons_of(run.refused),
            "kept": reasons_of(run.undo_refused),
            "progress": progress_of(run),
        },
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a deed on many tickets is."""

    id: int
    done: int
    total: int
    back: bool
    running: bool


def progress_of(run: BulkRun) -> Progress:
    """Return how far a deed is, or the taking back of it."""
    back = run.undo_began_at is not None
    return Progress(
        id=run.id,
        done=run.undo_place if back else run.place,
        total=len(run.done) if back else len(run.tickets),
        back=back,
        running=run.is_running,
    )


def running_of(ctx: Context) -> Progress | None:
    """Return the person's deed that still goes on, if there is one."""
    run = latest_run(ctx)
    return progress_of(run) if run is not None and run.is_running else None


def words_of_run(ctx: Context, run: BulkRun) -> str:
    """Return in one sentence what was done to how many tickets."""
    name = ""
    if run.deed is BulkDeed.ASSIGN:
        name = name_of(ctx, number_of(run.argument))
    elif run.deed is BulkDeed.PRIORITY:
        name = str(PRIORITY_WORDS[Priority(run.argument)])
    many = len(run.done)
    return str(DONE_WORDS[run.deed] % many) % {"count": digits(many), "name": name}


def reasons_of(refused: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Return ticket and reason of every refusal, in the reader's language."""
    return [(one["ticket"], words_of_kept(one["message"], one["data"])) for one in refused]


def _answer(request: DoorRequest, do: Callable[[], BulkRun]) -> HttpResponse:
    """Do it, tell what came of it, and go back to the list."""
    try:
        _tell(request, do())
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
    return redirect(reverse("client:inbox") + list_address(_filter_of(request)))


def _tell(request: DoorRequest, run: BulkRun) -> None:
    if run.is_running:
        return
    page = reverse("client:bulk_page", args=[run.id])
    if run.undone_at is not None:
        _tell_undone(request, run, page)
        return
    if run.done:
        add_toast(
            request,
            words_of_run(request.ctx, run),
            undo_url=reverse("client:bulk_undo", args=[run.id]),
            undo_fields={"back": request.POST.get("back", "")},
        )
    elif not run.refused:
        add_toast(request, gettext("The tickets stand so already."))
    if run.refused:
        add_toast(request, _refused_words(len(run.refused)), tone="danger", url=page)


def _tell_undone(request: DoorRequest, run: BulkRun, page: str) -> None:
    back = len(run.done) - len(run.undo_refused)
    if back:
        words = ngettext(
            "%(count)s ticket stands as before.", "%(count)s tickets stand as before.", back
        )
        add_toast(request, words % {"count": digits(back)})
    if run.undo_refused:
        add_toast(request, _refused_words(len(run.undo_refused)), tone="danger", url=page)


def _refused_words(many: int) -> str:
    words = ngettext(
        "%(count)s ticket was left as it is. See why",
        "%(count)s tickets were left as they are. See why",
        many,
    )
    return words % {"count": digits(many)}


def _chosen(request: DoorRequest) -> list[int]:
    """Return the ids of the ticked rows, or of everything that the list's address asks for."""
    if request.POST.get("all") == "1":
        return selected_ids(request.ctx, _filter_of(request))
    found = (number_of(text) for text in request.POST.getlist("ids"))
    return [number for number in found if number is not None]


def _filter_of(request: DoorRequest) -> InboxFilter:
    return read_filter(QueryDict(request.POST.get("back", "").removeprefix("?")))
