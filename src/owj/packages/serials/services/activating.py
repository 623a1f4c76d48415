"""Activating a machine by a signed text that it checks without a network, and releasing it."""

from __future__ import annotations

import re
from functools import partial

from django.db import transaction

from owj.packages.customers.queries import check_judges
from owj.packages.customers.services.who_may import check_staff
from owj.packages.serials.account import serial_state
from owj.packages.serials.errors import (
    ActivationNotFound,
    DeviceRefused,
    SeatsTaken,
    SerialNotActive,
)
from owj.packages.serials.queries import SIGNATURE
from owj.packages.serials.services.work import SerialWork, given_reason, hold_serial
from owj.packages.serials.tokens import Activation, write_token
from owj.packages.serials.words import SerialEntry, SerialState
from owj.packages.warranty.entity import ContractModule, Module
from owj.packages.warranty.queries import covered_until
from owj.server.own_signature.services import sign_as
from owj.server.records.context import Context

_DEVICE = re.compile(r"[A-Za-z0-9-]{4,64}")


@transaction.atomic
def activate(ctx: Context, serial_id: int, device: str) -> str:
    """Activate a machine; returns the text that it takes.

    A machine that is active gets its text anew and takes no further place. For colleagues, and
    for a person of the customer with the last word there.
    Raises: OnlyDeskStaff, NotAmongYourRights, NotFound, DeviceRefused, SerialNotActive, SeatsTaken.
    """
    work = _held(ctx, serial_id)
    device = device.strip().upper()
    if not _DEVICE.fullmatch(device):
        raise DeviceRefused
    state = serial_state(work.account, work.serial.until, work.today)
    if state is not SerialState.ACTIVE:
        raise SerialNotActive
    number = work.account.count
    if device not in work.account.active:
        if len(work.account.active) >= work.serial.seats:
            raise SeatsTaken(seats=work.serial.seats)
        number += 1
        work.write(SerialEntry.ACTIVATED, {"device": device})
    return _token(work, device, number)


@transaction.atomic
def release(ctx: Context, serial_id: int, device: str, reason: str) -> None:
    """Free the place of a machine; the text that it has cannot be called back.

    Raises: OnlyDeskStaff, NotAmongYourRights, NotFound, ActivationNotFound, SerialReasonWanted.
    """
    work = _held(ctx, serial_id)
    found = work.account.active.get(device.strip().upper())
    if found is None:
        raise ActivationNotFound
    work.write(SerialEntry.RELEASED, {"seq": found.seq, "reason": given_reason(reason)})


def _held(ctx: Context, serial_id: int) -> SerialWork:
    work = hold_serial(ctx, serial_id)
    if ctx.actor.kind == "hub":
        check_judges(ctx, _module(work).contract.customer_id)
    else:
        check_staff(ctx)
    return work


def _module(work: SerialWork) -> ContractModule:
    rows = work.ctx.as_system().rows(ContractModule).select_related("contract", "module")
    return rows.get(id=work.serial.contract_module_id)


def _token(work: SerialWork, device: str, number: int) -> str:
    bought = _module(work)
    module: Module = bought.module
    until = work.serial.until
    last = covered_until(work.ctx, bought.contract)
    said = Activation(
        serial=work.serial.serial,
        module=module.name,
        device=device,
        number=number,
        issued_on=work.today.isoformat(),
        until=until.isoformat() if until else "",
        releases_until=last.isoformat() if last else "",
    )
    return write_token(said, partial(sign_as, SIGNATURE))
