"""Releases, courses and guides for the customer: a warranty that runs opens them (R25, R26)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from owj.kernel.errors import Conflict
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import current_contract
from owj.packages.desk.queries import own_place
from owj.packages.downloads.queries import Offered, downloads_for
from owj.packages.downloads.services import take
from owj.packages.downloads.words import DownloadKind
from owj.packages.warranty.queries import read_warranty
from owj.server.files.services import open_stored_file
from owj.server.files.serving import file_response
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.standing import chosen_customer
from owj.ui.warranty.cards import warranty_card
from owj.ui.warranty.words import download_reason, season_words

ICONS = {
    DownloadKind.RELEASE: "package",
    DownloadKind.COURSE: "graduation-cap",
    DownloadKind.GUIDE: "book-open",
}


@hub_page
@require_GET
def downloads_view(request: DoorRequest) -> HttpResponse:
    """Show what may be downloaded, what is locked and what is announced."""
    return _page(request)


@hub_page
@require_POST
def take_view(request: DoorRequest, download_id: int) -> HttpResponseBase:
    """Hand a download over and write it down, or say why not and offer the renewal."""
    place = own_place(request.ctx, chosen_customer(request))
    try:
        taken = take(request.ctx, download_id, place.customer_id)
    except Conflict as error:
        return _page(request, words=words_of(error), status=409)
    if taken.file_id is None:
        return redirect(taken.address)
    return file_response(open_stored_file(taken.file_id))


def _page(request: DoorRequest, *, words: str = "", status: int = 200) -> HttpResponse:
    place = own_place(request.ctx, chosen_customer(request))
    offered = downloads_for(request.ctx, place.customer_id)
    locked = [one for one in offered if not one.right.judgement.allowed]
    context: dict[str, Any] = {
        "nav": "downloads",
        "place": place,
        "sections": [
            (kind.label, ICONS[kind], [_line(one) for one in offered if one.download.kind is kind])
            for kind in DownloadKind
        ],
        "words": words,
        "judges": place.rights.judge,
    }
    contract = locked[0].right.contract if locked else None
    if contract is None:
        contract = current_contract(request.ctx, place.customer_id)
    if contract is not None:
        context |= _warranty(request, contract)
    return render(request, "hub/downloads.html", context, status=status)


def _warranty(request: DoorRequest, contract: Contract) -> dict[str, Any]:
    return {"contract": contract, "card": warranty_card(read_warranty(request.ctx, contract))}


def _line(one: Offered) -> dict[str, Any]:
    is_release = one.download.kind is DownloadKind.RELEASE
    return {
        "download": one.download,
        "allowed": one.right.judgement.allowed,
        "is_ahead": one.is_ahead,
        "why": download_reason(one.right.judgement.reason),
        "season": season_words(one.season) if is_release else "",
        "size": one.size,
    }
