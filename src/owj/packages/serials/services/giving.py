"""Giving a serial to a module of a contract; revoking and restoring it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from owj.packages.serials.entity import ModuleSerial
from owj.packages.serials.errors import SeatsRefused, SerialStands
from owj.packages.serials.numbers import new_serial
from owj.packages.serials.services.work import given_reason, hold_serial
from owj.packages.serials.words import SerialEntry
from owj.packages.warranty.entity import ContractModule
from owj.packages.warranty.services.work import check_keeper
from owj.server.records.context import Context

MOST_SEATS = 1000


@dataclass(frozen=True, slots=True)
class SerialDraft:
    """A serial to be given. seats: machines at once. until: None, for good."""

    contract_module_id: int
    seats: int = 1
    until: date | None = None


@transaction.atomic
def give_serial(ctx: Context, draft: SerialDraft) -> ModuleSerial:
    """Give a module of a contract a serial. Raises: OnlyKeepers, NotFound, SeatsRefused."""
    check_keeper(ctx)
    if not 1 <= draft.seats <= MOST_SEATS:
        raise SeatsRefused(got=draft.seats)
    return ctx.create(
        ModuleSerial,
        contract_module=ctx.get(ContractModule, draft.contract_module_id),
        serial=new_serial(),
        seats=draft.seats,
        until=draft.until,
    )


@transaction.atomic
def revoke(ctx: Context, serial_id: int, reason: str) -> None:
    """Let a serial activate nothing any more; what is active stands in the account.

    Raises: OnlyKeepers, NotFound, SerialReasonWanted, SerialStands.
    """
    _turn(ctx, serial_id, SerialEntry.REVOKED, reason)


@transaction.atomic
def restore(ctx: Context, serial_id: int, reason: str) -> None:
    """Let a revoked serial activate again. Raises: as `revoke`."""
    _turn(ctx, serial_id, SerialEntry.RESTORED, reason)


def _turn(ctx: Context, serial_id: int, kind: SerialEntry, reason: str) -> None:
    check_keeper(ctx)
    work = hold_serial(ctx, serial_id)
    if work.account.revoked is (kind is SerialEntry.REVOKED):
        raise SerialStands
    work.write(kind, {"reason": given_reason(reason)})
