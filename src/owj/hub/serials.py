"""The customer activates the own serials: a machine's number gives the text that it takes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from owj.hub.contracts import contract_of_place
from owj.kernel.errors import Conflict, InvalidInput, NotFound
from owj.packages.serials.entity import ModuleSerial
from owj.packages.serials.queries import checking_key
from owj.packages.serials.services import activate, release
from owj.packages.warranty.entity import ContractModule
from owj.ui.doors import DoorRequest, hub_page
from owj.ui.failures import words_of
from owj.ui.toasts import add_toast


@hub_page
@require_POST
def activate_view(request: DoorRequest, serial_id: int) -> HttpResponse:
    """Activate a machine and show the text that it takes."""
    _check_place(request, serial_id)
    device = request.POST.get("device", "")
    try:
        token = activate(request.ctx, serial_id, device)
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
        return redirect("hub:contracts")
    context = {
        "nav": "contracts",
        "serial": request.ctx.get(ModuleSerial, serial_id),
        "device": device.strip().upper(),
        "token": token,
        "checks": checking_key(),
    }
    return render(request, "hub/activation.html", context)


@hub_page
@require_POST
def release_view(request: DoorRequest, serial_id: int) -> HttpResponse:
    """Free the place of a machine that is not used any more."""
    _check_place(request, serial_id)
    given = request.POST
    try:
        release(request.ctx, serial_id, given.get("device", ""), given.get("reason", ""))
    except (InvalidInput, Conflict) as error:
        add_toast(request, words_of(error), tone="danger")
    else:
        add_toast(request, gettext("The place is free again."))
    return redirect("hub:contracts")


def _check_place(request: DoorRequest, serial_id: int) -> None:
    """Refuse a serial of a customer that the person does not act for now. Raises: NotFound."""
    serial = request.ctx.get(ModuleSerial, serial_id)
    bought = request.ctx.as_system().rows(ContractModule).filter(id=serial.contract_module_id)
    contract_id = bought.values_list("contract_id", flat=True).first()
    if contract_id is None:
        raise NotFound
    contract_of_place(request, contract_id)
