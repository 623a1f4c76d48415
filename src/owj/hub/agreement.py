"""The agreement for the customer: in force on any day, every version, what changed, its papers."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from owj.hub.consent import read_consent
from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.kernel.whole import whole
from owj.packages.agreements.acceptances import (
    accept_agreement,
    acceptance_of,
    acceptances_of,
)
from owj.packages.agreements.prints import (
    ask_for_proof,
    ask_for_text,
    proof_facts,
    proof_key,
    text_key,
)
from owj.packages.agreements.queries import agreement_key, number_in_force, readable_texts
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import contracts_of
from owj.packages.customers.entity import Contact
from owj.packages.customers.queries import Standing
from owj.packages.desk.queries import own_place
from owj.server.agreements.queries import KeptText, agreement_at
from owj.server.documents.services import document_of, open_document
from owj.server.files.serving import file_response
from owj.ui.agreements.clauses import count_of, shown_clauses
from owj.ui.agreements.papers import plain_answer
from owj.ui.dates import day_of
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.forms.moments import parse_day
from owj.ui.reading import current_page
from owj.ui.standing import chosen_customer
from owj.ui.toasts import add_toast


@hub_page
@require_GET
def agreement_view(request: DoorRequest) -> HttpResponse:
    """Show the version in force, that of a day, or the one asked for."""
    place = own_place(request.ctx, chosen_customer(request))
    key = agreement_key(request.ctx, place.customer_id)
    texts = {one.version.number: one for one in readable_texts(request.ctx, key)}
    now = number_in_force(request.ctx, key)
    number = _number(request, "version") or _on_day(request, key) or now
    shown, against = texts.get(number), texts.get(_number(request, "against"))
    if shown is None:
        raise NotFound
    clauses = shown_clauses(shown.text, against.text if against else None)
    context = {
        "nav": "agreement",
        "shown": shown,
        "in_force": now,
        "against": against,
        "before": number - 1 if number - 1 in texts else None,
        "clauses": clauses,
        "differing": count_of(clauses) if against else 0,
        "versions": [(one, one.version.number == now) for one in reversed(texts.values())],
        "moment": request.ctx.now,
        "document": document_of(text_key(shown)),
        "asked": request.GET.get("on", ""),
        "contracts": _contracts(request, place, key),
        "judges": place.rights.judge,
        "name": request.ctx.as_system().get(Contact, place.contact_id).name,
    }
    return render(request, "hub/agreement.html", context)


@hub_page
@require_http_methods(["GET", "POST"])
def agreement_pdf_view(request: DoorRequest, number: int) -> HttpResponseBase:
    """Give the PDF of a version, or let it be drawn."""
    kept = _kept(request, number)
    if request.method == "POST":
        ask_for_text(request.ctx, kept)
        add_toast(request, gettext("The PDF is being drawn."))
        return redirect("hub:agreement")
    return file_response(open_document(text_key(kept)), in_place=True)


@hub_page
@require_GET
def agreement_plain_view(request: DoorRequest, number: int) -> FileResponse:
    """Give the text as it is hashed, byte for byte."""
    return plain_answer(_kept(request, number))


@hub_page
@require_POST
def accept_view(request: DoorRequest, contract_id: int) -> HttpResponse:
    """Accept a version for a contract; the form carries the fingerprint of what was read."""
    contract, given = _contract(request, contract_id), request.POST
    number = whole(given.get("number", ""), 5) or 0
    try:
        accept_agreement(request.ctx, contract.id, number, read_consent(request))
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect(f"{reverse('hub:agreement')}?version={number}")
    add_toast(request, gettext("The agreement is accepted; its proof stands here."))
    return redirect(f"{reverse('hub:agreement')}?version={number}")


@hub_page
@require_http_methods(["GET", "POST"])
def proof_view(request: DoorRequest, contract_id: int, seq: int) -> HttpResponse:
    """Show the proof of an acceptance, or let it be drawn as PDF."""
    _contract(request, contract_id)
    contract, proof = acceptance_of(request.ctx, contract_id, seq)
    if request.method == "POST":
        ask_for_proof(request.ctx, contract, proof)
        add_toast(request, gettext("The PDF is being drawn."))
        return redirect("hub:acceptance", contract_id, seq)
    context = {
        "nav": "agreement",
        "contract": contract,
        "proof": proof,
        "facts": proof_facts(request.ctx, contract, proof),
        "document": document_of(proof_key(contract, proof)),
    }
    return render(request, "hub/acceptance.html", context)


@hub_page
@require_GET
def proof_pdf_view(request: DoorRequest, contract_id: int, seq: int) -> HttpResponseBase:
    """Give the PDF of the proof of an acceptance."""
    _contract(request, contract_id)
    key = proof_key(*acceptance_of(request.ctx, contract_id, seq))
    return file_response(open_document(key), in_place=True)


def _contract(request: DoorRequest, contract_id: int) -> Contract:
    """Return a contract of the customer that the person acts for. Raises: NotFound."""
    place = own_place(request.ctx, chosen_customer(request))
    contract = request.ctx.get(Contract, contract_id)
    if contract.customer_id != place.customer_id:
        raise NotFound
    return contract


def _contracts(request: DoorRequest, place: Standing, key: str) -> list[dict[str, Any]]:
    """Return the customer's contracts under an agreement, with what was accepted for each."""
    found = [one for one in contracts_of(request.ctx, place.customer_id) if one.agreement == key]
    shown = []
    for contract in found:
        proofs = [one for one in acceptances_of(request.ctx, contract) if not one.gone]
        accepted = {int(one.data["number"]) for one in proofs}
        shown.append({"contract": contract, "proofs": proofs, "accepted": accepted})
    return shown


def _kept(request: DoorRequest, number: int) -> KeptText:
    """Return a version of the customer's agreement. Raises: NotFound."""
    key = _key(request)
    found = (one for one in readable_texts(request.ctx, key) if one.version.number == number)
    kept = next(found, None)
    if kept is None:
        raise NotFound
    return kept


def _key(request: DoorRequest) -> str:
    place = own_place(request.ctx, chosen_customer(request))
    return agreement_key(request.ctx, place.customer_id)


def _on_day(request: DoorRequest, key: str) -> int:
    """Return the version in force at the end of the day asked for; 0 where none was."""
    wish = request.GET.get("on", "").strip()
    if not wish:
        return 0
    try:
        day = parse_day(wish, today=day_of(request.ctx.now))
    except InvalidInput as error:
        add_toast(request, words_of(error), tone="danger")
        return 0
    end = datetime.combine(day, time(23, 59, 59), current_page().workspace.tz)
    return agreement_at(key, end).number


def _number(request: DoorRequest, name: str) -> int:
    return whole(request.GET.get(name, ""), 5) or 0
