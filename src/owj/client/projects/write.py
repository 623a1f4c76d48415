"""Writing entries into a project's account; a refused form keeps what it held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.desk.assign import number_of
from owj.client.page_forms import Refusal, Verb, answer_form, form_name, verb_of
from owj.client.projects.new import kind_of
from owj.client.projects.page import render_minutes, render_project
from owj.kernel.promises.delays import Cause
from owj.kernel.sla.remedy_settings import Exclusion
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.projects.errors import PhaseNotFound
from owj.packages.projects.services import (
    Evidence,
    MinutesDraft,
    NewPhase,
    Plan,
    add_phase,
    agree_anew,
    change_minutes,
    deliver_phase,
    draft_minutes,
    end_wait,
    exclude,
    record_refusal,
    resume,
    send_letter,
    send_minutes,
    suspend,
    take_entry_back,
)
from owj.packages.warranty.queries import today_of
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.forms.moments import parse_day
from owj.ui.forms.uploads import stored_upload


@staff_page
@require_POST
def project_write_view(request: DoorRequest, project_id: int, verb: str) -> HttpResponse:
    """Do what one of the page's forms asks for."""
    check_agent(request.ctx)
    do = verb_of(VERBS, verb)
    return answer_form(
        request,
        lambda: do(request, project_id),
        form_name(request, verb, "seq", "phase"),
        done=lambda: redirect("client:project", project_id),
        again=lambda no: _again(request, project_id, verb, no),
    )


def _again(request: DoorRequest, project_id: int, verb: str, no: Refusal) -> HttpResponse:
    if verb == "draft":
        minutes = number_of(request.POST.get("minutes", "")) or 0
        return render_minutes(request, project_id, minutes, words=no.words, status=no.status)
    return render_project(request, project_id, wrong=no.wrong, words=no.words, status=no.status)


def _promise(request: DoorRequest, project_id: int) -> str:
    given = request.POST
    phase = NewPhase(given.get("title", "").strip(), _plan(request), kind_of(given.get("kind", "")))
    add_phase(request.ctx, project_id, phase)
    return gettext("The phase is promised.")


def _agree(request: DoorRequest, project_id: int) -> str:
    agree_anew(request.ctx, project_id, _phase(request), _plan(request), _proof(request))
    return gettext("The new days are written down; the former promise stays in the account.")


def _deliver(request: DoorRequest, project_id: int) -> str:
    deliver_phase(request.ctx, project_id, _phase(request), _day(request, "day"), _proof(request))
    return gettext("The delivery is written down.")


def _suspend(request: DoorRequest, project_id: int) -> str:
    cause = Cause.VENDOR if request.POST.get("cause") == Cause.VENDOR else Cause.CUSTOMER
    suspend(request.ctx, project_id, _day(request, "day"), cause, _proof(request))
    return gettext("The suspension is written down.")


def _resume(request: DoorRequest, project_id: int) -> str:
    resume(request.ctx, project_id, _seq(request), _day(request, "day"))
    return gettext("Work goes on.")


def _letter(request: DoorRequest, project_id: int) -> str:
    about = request.POST.get("about", "")
    send_letter(request.ctx, project_id, _day(request, "day"), about, _proof(request))
    return gettext("The letter is written down; its days come off from the day it was sent.")


def _ready(request: DoorRequest, project_id: int) -> str:
    end_wait(request.ctx, project_id, _seq(request), _day(request, "day"))
    return gettext("The wait has ended.")


def _exclude(request: DoorRequest, project_id: int) -> str:
    code = request.POST.get("exclusion", "")
    found = next((one for one in Exclusion if one.value == code), None)
    if found is None:
        raise Http404
    proof = _proof(request, dated=_day(request, "day"))
    exclude(request.ctx, project_id, _phase(request), found, proof)
    return gettext("The evidence is written down; the customer sees it, too.")


def _draft(request: DoorRequest, project_id: int) -> str:
    given = request.POST
    minutes_id = number_of(given.get("minutes", ""))
    draft = MinutesDraft(
        title=given.get("title", ""),
        text=given.get("text", ""),
        held_on=_day(request, "day"),
        phase_id=number_of(given.get("phase", "")),
        delivers=bool(given.get("delivers")),
    )
    if minutes_id:
        minutes = change_minutes(request.ctx, project_id, minutes_id, draft)
    else:
        minutes = draft_minutes(request.ctx, project_id, draft)
    if not given.get("send"):
        return gettext("The draft is kept.")
    send_minutes(request.ctx, project_id, minutes.id)
    return gettext("The minutes are before the customer; their text is fixed from now on.")


def _unsigned(request: DoorRequest, project_id: int) -> str:
    reason = request.POST.get("reason", "")
    record_refusal(request.ctx, project_id, _seq(request), reason, _proof(request))
    return gettext("The refusal is written down.")


def _take_back(request: DoorRequest, project_id: int) -> str:
    take_entry_back(request.ctx, project_id, _seq(request), request.POST.get("reason", ""))
    return gettext("The entry is taken back.")


def _plan(request: DoorRequest) -> Plan:
    return Plan(_day(request, "begins"), _day(request, "planned"))


def _day(request: DoorRequest, name: str) -> date:
    return parse_day(request.POST.get(name, ""), today=today_of(request.ctx))


def _proof(request: DoorRequest, dated: date | None = None) -> Evidence:
    return Evidence(
        request.POST.get("document", ""),
        request.POST.get("author", ""),
        dated,
        stored_upload(request, "file", request.actor),
    )


def _phase(request: DoorRequest) -> int:
    phase_id = number_of(request.POST.get("phase", ""))
    if phase_id is None:
        raise PhaseNotFound
    return phase_id


def _seq(request: DoorRequest) -> int:
    return number_of(request.POST.get("seq", "")) or 0


VERBS: Mapping[str, Verb] = {
    "promise": _promise,
    "agree": _agree,
    "deliver": _deliver,
    "suspend": _suspend,
    "resume": _resume,
    "letter": _letter,
    "ready": _ready,
    "exclude": _exclude,
    "draft": _draft,
    "unsigned": _unsigned,
    "take-back": _take_back,
}
