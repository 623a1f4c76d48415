"""What is done with a proposal: sent, taken back, put aside, answered on paper."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.page_forms import Verb, answer_form, verb_of
from owj.client.proposals.page import render_proposal
from owj.packages.customers.services.who_may import check_staff
from owj.packages.proposals.prints import ask_for_paper
from owj.packages.proposals.queries import proposal_of
from owj.packages.proposals.services import (
    SignedPaper,
    decline_proposal,
    drop_proposal,
    record_signed_paper,
    send_proposal,
    take_proposal_back,
)
from owj.packages.warranty.queries import today_of
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.forms.moments import parse_day
from owj.ui.forms.uploads import stored_upload


@staff_page
@require_POST
def proposal_write_view(request: DoorRequest, proposal_id: int, verb: str) -> HttpResponse:
    """Do what one of the page's forms asks for."""
    check_staff(request.ctx)
    do = verb_of(VERBS, verb)
    return answer_form(
        request,
        lambda: do(request, proposal_id),
        verb,
        done=lambda: redirect("client:proposal", proposal_id),
        again=lambda no: render_proposal(
            request, proposal_id, wrong=no.wrong, words=no.words, status=no.status
        ),
    )


def _send(request: DoorRequest, proposal_id: int) -> str:
    send_proposal(request.ctx, proposal_id)
    return gettext("The proposal is sent; its PDF is being drawn.")


def _take_back(request: DoorRequest, proposal_id: int) -> str:
    take_proposal_back(request.ctx, proposal_id, request.POST.get("reason", ""))
    return gettext("The proposal is a draft again; what was sent stays sealed.")


def _drop(request: DoorRequest, proposal_id: int) -> str:
    drop_proposal(request.ctx, proposal_id)
    return gettext("The proposal is put aside.")


def _sign_paper(request: DoorRequest, proposal_id: int) -> str:
    given = request.POST
    paper = SignedPaper(
        name=given.get("name", ""),
        signed_on=parse_day(given.get("day", ""), today=today_of(request.ctx)),
        file_id=stored_upload(request, "paper", request.actor),
    )
    record_signed_paper(request.ctx, proposal_id, paper)
    return gettext("The proposal is accepted; its contract and projects have begun.")


def _decline(request: DoorRequest, proposal_id: int) -> str:
    given = request.POST
    decline_proposal(request.ctx, proposal_id, given.get("reason", ""), given.get("name", ""))
    return gettext("It is written down that the proposal was declined.")


def _draw(request: DoorRequest, proposal_id: int) -> str:
    view = proposal_of(request.ctx, proposal_id)
    if view.paper is not None:
        ask_for_paper(request.ctx, view.proposal, view.paper)
    return gettext("The PDF is being drawn.")


VERBS: Mapping[str, Verb] = {
    "send": _send,
    "take-back": _take_back,
    "drop": _drop,
    "sign-paper": _sign_paper,
    "decline": _decline,
    "draw": _draw,
}
