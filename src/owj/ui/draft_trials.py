"""Pages of an administrator who tries a draft: drawn as if it were published, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.translation import gettext

from owj.server.configuration.models import DraftTrial
from owj.server.configuration.trials import (
    TrialWritesNothing,
    draft_in_force,
    keep_tried,
    note_tried_page,
)
from owj.server.records.context import Context
from owj.ui.requests import is_htmx
from owj.ui.toasts import add_toast, toasts_of

AS_PUBLISHED, TRIED, DRAFTED = "as published", "tried", "drafted"
F = TypeVar("F", bound=Callable[..., object])
_SAFE = frozenset({"GET", "HEAD"})


def as_published(view: F) -> F:
    """Draw a page as it is published, also while its reader tries a draft."""
    vars(view).setdefault("in_trials", AS_PUBLISHED)
    return view


def may_be_tried(view: F) -> F:
    """Let a page be filled in while a draft is tried; its record is checked, and not written."""
    vars(view)["in_trials"] = TRIED
    return view


def goes_into_draft(view: F) -> F:
    """Let what a page says of forms, views or rights go into the draft that is tried."""
    vars(view)["in_trials"] = DRAFTED
    return view


def in_trials(view: Callable[..., object]) -> str:
    """Return what a page is while a draft is tried; nothing: it is drawn, and does nothing."""
    own = getattr(view, "own_matters", False) or getattr(view, "own_eyes", False)
    return AS_PUBLISHED if own else getattr(view, "in_trials", "")


def answer_of_draft(
    trial: DraftTrial,
    request: HttpRequest,
    how: str,
    live: Context,
    draw: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """Return what `draw` answers while the draft is in force.

    how: what the view is marked as. live: the administrator's own unit of work.
    Raises: TrialWritesNothing, DraftCannotBeTried.
    """
    writes = request.method not in _SAFE
    if writes and not how:
        raise TrialWritesNothing
    if not writes and not is_htmx(request):
        note_tried_page(trial, request.path)
    drafts = writes and how == DRAFTED
    with draft_in_force(trial, watched=drafts) as tried:
        response = draw()
        if isinstance(response, TemplateResponse):
            response.render()
        if response.streaming and not isinstance(response, FileResponse):
            # It would be read when the draft is no longer in force.
            raise TrialWritesNothing
        done = drafts and 300 <= response.status_code < 400
        if done and not tried.notice():
            raise TrialWritesNothing
    if done:
        keep_tried(live, tried)
        toasts_of(request).clear()
        add_toast(request, gettext("It is in your draft; it holds when you publish."))
    return response
