"""Writing the next version: clause by clause, with the settings that come from each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from owj.client.agreement import shown_versions
from owj.client.agreement_texts.page import clause_beside, params_of
from owj.client.setting_inputs import inputs_of, read_number, read_setting
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput
from owj.kernel.sla.agreement import AGREEMENT_FIELDS, Agreement
from owj.kernel.sla.clauses import AgreementText, Clause, check_clause
from owj.packages.agreements.queries import people_under
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.errors import NoAgreementDraft, OnlyAdministratorsAgree
from owj.server.agreements.queries import agreement_versions, kept_text
from owj.server.agreements.services import text_of
from owj.server.agreements.text_drafts import (
    TextDraft,
    begin_text_draft,
    changed_settings,
    drop_clause,
    drop_text_draft,
    edit_text,
    free_key,
    move_clause,
    publish_draft,
    put_clause,
    rebase_text_draft,
    text_draft_of,
    with_settings,
)
from owj.ui.agreements.clauses import count_of, shown_clauses
from owj.ui.dates import day_of
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.reading import current_page
from owj.ui.toasts import add_toast

_FIELDS = {one.name: one for one in AGREEMENT_FIELDS}
Verb = Callable[[DoorRequest, int], str]


@staff_page
@require_GET
def draft_view(request: DoorRequest) -> HttpResponse:
    """Show the draft with what it changes, and one clause of it to write."""
    return _page(request)


@staff_page
@require_GET
def review_view(request: DoorRequest) -> HttpResponse:
    """Show what the draft changes, who stands under it, and the form that publishes it."""
    return _review(request)


@staff_page
@require_POST
def draft_write_view(request: DoorRequest, verb: str) -> HttpResponse:
    """Do what one of the draft's forms asks for; a refused form keeps what it held."""
    _check_writer(request)
    do = VERBS.get(verb)
    if do is None:
        raise Http404
    try:
        return redirect(do(request, read_number("", request.POST.get("seen", "0"))))
    except (InvalidInput, DefinitionError, Conflict) as error:
        status = 409 if isinstance(error, Conflict) else 422
        page = _review if verb == "publish" else _page
        return page(request, words=words_of(error), status=status)


def _page(request: DoorRequest, *, words: str = "", status: int = 200) -> HttpResponse:
    draft, before = _draft(request)
    text, against = _texts(request, draft)
    # Where no text was before, all of it is new: marks on every word would say nothing.
    clauses = shown_clauses(text, against if against.clauses else None)
    context = {
        "nav": "agreement",
        "draft": draft,
        "clauses": clauses,
        "differing": count_of(clauses),
        **clause_beside(request, clauses),
        "versions": shown_versions(request),
        "words": words,
        "given": request.POST,
        "outdated": draft.base != agreement_versions(SHIPPED_KEY)[-1].number,
    }
    wish = request.POST.get("clause") or request.GET.get("clause", "")
    written = next((one for one in draft.clauses if one.key == wish), None)
    if wish == "new":
        written = Clause("new", "", "")
    if written is not None:
        given = request.POST if words else None
        context |= {
            "on": written.key,
            "written": _given_clause(written, request) if words else written,
            "after": request.POST.get("after") or request.GET.get("after", ""),
            "inputs": [inputs_of(_FIELDS[one], draft.agreement, given) for one in written.named],
            "free": _unplaced(draft),
        }
    else:
        names = context["settings_beside"]
        context["params"] = params_of(names, draft.agreement, before)
    return render(request, "client/agreement_texts/draft.html", context, status=status)


def _review(request: DoorRequest, *, words: str = "", status: int = 200) -> HttpResponse:
    draft, before = _draft(request)
    text, against = _texts(request, draft)
    clauses = [one for one in shown_clauses(text, against) if one.state != "same"]
    changed = changed_settings(before, draft.agreement)
    context = {
        "nav": "agreement",
        "draft": draft,
        "clauses": clauses,
        "params": params_of([one.name for one in changed], draft.agreement, before),
        "people": len(people_under(request.ctx, SHIPPED_KEY)),
        "tomorrow": day_of(request.ctx.now) + timedelta(days=1),
        "given": request.POST,
        "words": words,
        "outdated": draft.base != agreement_versions(SHIPPED_KEY)[-1].number,
    }
    return render(request, "client/agreement_texts/review.html", context, status=status)


def _begin(request: DoorRequest, seen: int) -> str:
    begin_text_draft(SHIPPED_KEY, by=request.actor, now=request.ctx.now)
    return reverse("client:agreement_draft")


def _save_clause(request: DoorRequest, seen: int) -> str:
    key = request.POST.get("clause", "")

    def edit(draft: TextDraft) -> TextDraft:
        if key == "new":
            clause = _given_clause(Clause(free_key(draft.clauses), "", ""), request)
        else:
            clause = _given_clause(draft.clause(key), request)
        check_clause(clause)
        known = draft.clause(key).named if key != "new" else ()
        changes = {
            name: read_setting(_FIELDS[name], draft.agreement, request.POST) for name in known
        }
        changed = replace(draft, agreement=with_settings(draft.agreement, changes))
        return put_clause(changed, clause, request.POST.get("after", ""))

    draft = edit_text(SHIPPED_KEY, edit, seen=seen, by=request.actor, now=request.ctx.now)
    add_toast(request, gettext("The clause is kept in the draft."))
    where = key if key != "new" else _last_new(draft, request)
    return f"{reverse('client:agreement_draft')}?show={where}#k-{where}"


def _remove(request: DoorRequest, seen: int) -> str:
    key = request.POST.get("clause", "")

    def edit(draft: TextDraft) -> TextDraft:
        return drop_clause(draft, key)

    edit_text(SHIPPED_KEY, edit, seen=seen, by=request.actor, now=request.ctx.now)
    add_toast(request, gettext("The clause is taken out of the draft; older versions keep it."))
    return reverse("client:agreement_draft")


def _move(request: DoorRequest, seen: int) -> str:
    key = request.POST.get("clause", "")
    by = -1 if request.POST.get("to") == "up" else 1

    def edit(draft: TextDraft) -> TextDraft:
        return move_clause(draft, key, by)

    edit_text(SHIPPED_KEY, edit, seen=seen, by=request.actor, now=request.ctx.now)
    return f"{reverse('client:agreement_draft')}#k-{key}"


def _drop(request: DoorRequest, seen: int) -> str:
    drop_text_draft(SHIPPED_KEY, seen=seen, by=request.actor)
    add_toast(request, gettext("The draft is dropped; the published versions stand."))
    return reverse("client:agreement_text")


def _rebase(request: DoorRequest, seen: int) -> str:
    rebase_text_draft(SHIPPED_KEY, seen=seen, by=request.actor, now=request.ctx.now)
    add_toast(request, gettext("The draft stands on the last version now; look at it again."))
    return reverse("client:agreement_draft")


def _publish(request: DoorRequest, seen: int) -> str:
    given, now = request.POST, request.ctx.now
    day = parse_day(given.get("since", ""), today=day_of(now))
    since = datetime.combine(day, time(), current_page().workspace.tz)
    tell = bool(given.get("tell"))
    row = publish_draft(SHIPPED_KEY, since, seen=seen, by=request.actor, now=now, tell=tell)
    add_toast(request, gettext("The version is published; customers read it on the hub."))
    return f"{reverse('client:agreement_text')}?version={row.number}"


def _draft(request: DoorRequest) -> tuple[TextDraft, Agreement]:
    """Return the draft and the agreement it was begun on. Raises: NoAgreementDraft."""
    _check_writer(request)
    draft = text_draft_of(SHIPPED_KEY)
    if draft is None:
        raise NoAgreementDraft
    versions = agreement_versions(SHIPPED_KEY)
    return draft, next(one.agreement for one in versions if one.number == draft.base)


def _texts(request: DoorRequest, draft: TextDraft) -> tuple[AgreementText, AgreementText]:
    kept = kept_text(SHIPPED_KEY, draft.base)
    before = kept.text if kept is not None else AgreementText("")
    return text_of(draft.agreement, draft.clauses, at=request.ctx.now), before


def _given_clause(clause: Clause, request: DoorRequest) -> Clause:
    given = request.POST
    beside = given.getlist("beside") or list(clause.settings)
    return replace(
        clause,
        heading=" ".join(given.get("heading", "").split()),
        body=given.get("body", "").replace("\r\n", "\n").strip(),
        settings=tuple(one for one in dict.fromkeys(beside) if one in _FIELDS),
    )


def _unplaced(draft: TextDraft) -> list[tuple[str, str]]:
    """Return the settings that stand at no clause, to be laid beside this one."""
    placed = {name for clause in draft.clauses for name in clause.named}
    return [(one.name, gettext(one.meaning)) for one in AGREEMENT_FIELDS if one.name not in placed]


def _last_new(draft: TextDraft, request: DoorRequest) -> str:
    heading = " ".join(request.POST.get("heading", "").split())
    found = [one.key for one in draft.clauses if one.heading == heading]
    return found[-1] if found else ""


def _check_writer(request: DoorRequest) -> None:
    if not request.actor.has_role("admin"):
        raise OnlyAdministratorsAgree


VERBS: Mapping[str, Verb] = {
    "begin": _begin,
    "clause": _save_clause,
    "remove": _remove,
    "move": _move,
    "drop": _drop,
    "rebase": _rebase,
    "publish": _publish,
}
