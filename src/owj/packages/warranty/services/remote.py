"""Remote access to a customer's server: who, what for, by which right; the customer reads it.

Source: R25, R53. Without a warranty it begins only while the Owj Service there stands still.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from owj.kernel.promises.cover import Cover
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.warranty_settings import Service
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.services import contract_for
from owj.packages.customers.services.who_may import check_staff
from owj.packages.installations.entity import Installation
from owj.packages.installations.queries import standing_of
from owj.packages.installations.services import SignKind
from owj.packages.installations.services.work import InstallationWork, hold_installation
from owj.packages.warranty.errors import EntryNotFound, RemotePurposeWanted, RemoteRuns
from owj.packages.warranty.queries import serving_contract
from owj.packages.warranty.services.check_cover import check_cover
from owj.server.agreements.queries import agreement_at
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class RemoteWish:
    """A remote access that shall begin. ticket: the tracking id it belongs to, if any."""

    purpose: str
    ticket: str = ""


@transaction.atomic
def begin_remote(ctx: Context, installation_id: int, wish: RemoteWish) -> None:
    """Write down that a colleague enters a customer's server, and by which right.

    Raises: OnlyDeskStaff, NotFound, RemotePurposeWanted, RemoteRuns, RemoteRefused. Source: R53.
    """
    check_staff(ctx)
    purpose = wish.purpose.strip()
    if not purpose:
        raise RemotePurposeWanted
    work = hold_installation(ctx, installation_id)
    cover = explain_remote(ctx, work.installation)
    if _running(work) is not None:
        raise RemoteRuns
    data = {"purpose": purpose[:300], "ticket": wish.ticket[:20], "reason": cover.reason.value}
    work.write(SignKind.REMOTE_BEGAN, data)


@transaction.atomic
def end_remote(ctx: Context, installation_id: int, note: str = "") -> None:
    """Write down that the remote access has ended. Raises: OnlyDeskStaff, EntryNotFound."""
    check_staff(ctx)
    work = hold_installation(ctx, installation_id)
    seq = _running(work)
    if seq is None:
        raise EntryNotFound
    work.write(SignKind.REMOTE_ENDED, {"seq": seq, "note": note.strip()[:300]})


def explain_remote(ctx: Context, installation: Installation) -> Cover:
    """Return by which right this server may be entered now. Raises: RemoteRefused."""
    contract, agreement = judged_by(ctx, installation)
    state = standing_of(ctx, installation, agreement).state
    return check_cover(ctx, contract, Service.REMOTE, state)


def judged_by(ctx: Context, installation: Installation) -> tuple[Contract, Agreement]:
    """Return the contract that an installation falls under, and its agreement."""
    contract = serving_contract(ctx, contract_for(ctx, installation.customer_id))
    return contract, agreement_at(contract.agreement, ctx.now).agreement


def _running(work: InstallationWork) -> int | None:
    ended = {int(one.data["seq"]) for one in work.entries if one.kind == SignKind.REMOTE_ENDED}
    began = (one.seq for one in work.entries if one.kind == SignKind.REMOTE_BEGAN)
    return next((seq for seq in began if seq not in ended), None)
