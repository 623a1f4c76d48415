"""What staff do with a contract's serials."""

from __future__ import annotations

from django.utils.translation import gettext

from owj.client.desk.assign import number_of
from owj.kernel.persian.digits import latin_digits
from owj.packages.serials.errors import SeatsRefused
from owj.packages.serials.services import SerialDraft, give_serial, restore, revoke
from owj.ui.doors import DoorRequest


def give(request: DoorRequest, contract_id: int) -> str:
    """Give a module of this contract a serial."""
    given = request.POST
    seats = number_of(latin_digits(given.get("seats", "")).strip())
    if seats is None:
        raise SeatsRefused(got=given.get("seats", "")[:20])
    give_serial(request.ctx, SerialDraft(number_of(given.get("module", "")) or 0, seats))
    return gettext("The serial is given; the customer sees it.")


def revoke_one(request: DoorRequest, contract_id: int) -> str:
    """Let a serial activate nothing any more."""
    revoke(request.ctx, _serial(request), request.POST.get("reason", ""))
    return gettext("The serial is revoked.")


def restore_one(request: DoorRequest, contract_id: int) -> str:
    """Let a serial activate again."""
    restore(request.ctx, _serial(request), request.POST.get("reason", ""))
    return gettext("The serial is valid again.")


def _serial(request: DoorRequest) -> int:
    return number_of(request.POST.get("serial", "")) or 0
