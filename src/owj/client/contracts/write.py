"""Writing entries into a contract's account; a refused form keeps what it held."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.client.contracts.page import render_contract
from owj.client.contracts.serials import give, restore_one, revoke_one
from owj.client.desk.assign import number_of
from owj.client.page_forms import Verb, answer_form, form_name, verb_of
from owj.kernel.persian.digits import latin_digits
from owj.kernel.promises.compensation import Award, AwardKind
from owj.kernel.promises.entitlements import AmountRefused, Benefit
from owj.packages.agreements.acceptances import record_paper, take_paper_back
from owj.packages.agreements.consent import SignedPaper
from owj.packages.desk.queries.inbox import check_agent
from owj.packages.parties.services import file_document, withdraw_document
from owj.packages.remedies.services import accept_claim, cast_vote, refuse_claim
from owj.packages.warranty.queries import today_of, warranty_of
from owj.packages.warranty.services import (
    Delivery,
    add_delay_days,
    record_delivery,
    record_renewal,
    record_use,
    take_back,
)
from owj.ui.doors import DoorRequest, staff_page
from owj.ui.forms.documents import new_document
from owj.ui.forms.moments import parse_day
from owj.ui.forms.uploads import stored_upload
from owj.ui.warranty.words import AWARD_WORDS


@staff_page
@require_POST
def write_view(request: DoorRequest, contract_id: int, verb: str) -> HttpResponse:
    """Do what one of the page's forms asks for."""
    check_agent(request.ctx)
    do = verb_of(VERBS, verb)
    return answer_form(
        request,
        lambda: do(request, contract_id),
        # Entries have forms of their own: the one that was refused is told by its number.
        form_name(request, verb, "seq"),
        done=lambda: redirect("client:contract", contract_id),
        again=lambda no: render_contract(
            request, contract_id, wrong=no.wrong, words=no.words, status=no.status
        ),
    )


def _deliver(request: DoorRequest, contract_id: int) -> str:
    given = request.POST
    day = parse_day(given.get("day", ""), today=today_of(request.ctx))
    delivery = Delivery(day, given.get("document", ""), given.get("author", ""))
    record_delivery(request.ctx, contract_id, delivery)
    return gettext("The full delivery is written down; the warranty runs.")


def _renew(request: DoorRequest, contract_id: int) -> str:
    day = parse_day(request.POST.get("day", ""), today=today_of(request.ctx))
    record_renewal(request.ctx, contract_id, day, request.POST.get("invoice", ""))
    return gettext("The renewal is written down.")


def _lengthen(request: DoorRequest, contract_id: int) -> str:
    days = _number(request.POST.get("days", ""))
    add_delay_days(request.ctx, contract_id, days, request.POST.get("reason", ""))
    return gettext("The warranty is longer now.")


def _use(request: DoorRequest, contract_id: int) -> str:
    given = request.POST
    benefit = next((one for one in Benefit if one.value == given.get("benefit")), None)
    if benefit is None:
        raise AmountRefused(got=given.get("benefit", ""))
    record_use(
        request.ctx, contract_id, benefit, _number(given.get("amount", "")), given.get("note", "")
    )
    return gettext("The use is written down.")


def _take_back(request: DoorRequest, contract_id: int) -> str:
    take_back(request.ctx, contract_id, _seq(request), request.POST.get("reason", ""))
    return gettext("The entry is taken back.")


def _accept(request: DoorRequest, contract_id: int) -> str:
    if accept_claim(request.ctx, contract_id, _seq(request)):
        return gettext("The claim is accepted; its ticket tells the customer.")
    return _voted()


def _award(request: DoorRequest, contract_id: int) -> str:
    given = request.POST
    kind = next((one for one in AWARD_WORDS if one.value == given.get("kind")), None)
    amount = _number(given.get("amount", ""))
    if kind is None or amount < 1:
        raise AmountRefused(got=given.get("amount", "")[:40])
    # A session is used within the year that the agreement names, whoever gives it (R31).
    agreement = warranty_of(request.ctx, contract_id).agreement
    session = kind is AwardKind.FREE_TRAINING_SESSION
    award = Award(kind, amount, agreement.training_voucher_years if session else None)
    if cast_vote(request.ctx, contract_id, _seq(request), [award], given.get("reason", "")):
        return gettext("The claim is accepted; its ticket tells the customer.")
    return _voted()


def _refuse(request: DoorRequest, contract_id: int) -> str:
    reason = request.POST.get("reason", "")
    if refuse_claim(request.ctx, contract_id, _seq(request), reason):
        return gettext("The claim is refused; the customer reads why.")
    return _voted()


def _sign_paper(request: DoorRequest, contract_id: int) -> str:
    given = request.POST
    paper = SignedPaper(
        name=given.get("name", ""),
        signed_on=parse_day(given.get("day", ""), today=today_of(request.ctx)),
        file_id=stored_upload(request, "paper", request.actor),
    )
    record_paper(request.ctx, contract_id, number_of(given.get("number", "")) or 0, paper)
    return gettext("The signed paper is written down.")


def _paper_back(request: DoorRequest, contract_id: int) -> str:
    take_paper_back(request.ctx, contract_id, _seq(request), request.POST.get("reason", ""))
    return gettext("The entry is taken back.")


def _file_document(request: DoorRequest, contract_id: int) -> str:
    file_document(request.ctx, contract_id, new_document(request))
    return gettext("The document is filed.")


def _withdraw_document(request: DoorRequest, contract_id: int) -> str:
    withdraw_document(request.ctx, contract_id, _seq(request), request.POST.get("reason", ""))
    return gettext("The document is withdrawn; it stays to be read.")


def _voted() -> str:
    return gettext("Your vote is written down; the others have not agreed yet.")


def _seq(request: DoorRequest) -> int:
    return number_of(request.POST.get("seq", "")) or 0


def _number(text: str) -> int:
    number = number_of(latin_digits(text).strip())
    if number is None:
        raise AmountRefused(got=text[:40])
    return number


VERBS: Mapping[str, Verb] = {
    "deliver": _deliver,
    "renew": _renew,
    "lengthen": _lengthen,
    "use": _use,
    "take-back": _take_back,
    "accept": _accept,
    "award": _award,
    "refuse": _refuse,
    "serial": give,
    "revoke": revoke_one,
    "restore": restore_one,
    "sign-paper": _sign_paper,
    "paper-back": _paper_back,
    "file-document": _file_document,
    "withdraw-document": _withdraw_document,
}
