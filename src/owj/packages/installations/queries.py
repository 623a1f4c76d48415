"""Reading how a customer's Owj Service stands: by its own last sign, or by what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from owj.kernel.promises.cover import ServiceReport, ServiceState, service_state
from owj.kernel.sla.agreement import Agreement
from owj.packages.installations.entity import Installation
from owj.packages.installations.words import SignKind
from owj.server.ledger.entries import Account, Entry, entries_of, entries_of_records, standing
from owj.server.records.context import Context
from owj.server.signed_senders.models import SignedSender


@dataclass(frozen=True, slots=True)
class ServiceStanding:
    """How an Owj Service stands now.

    report: what the state follows from, also when it is too old to tell anything. declared: it is
    a colleague's word. version: of the Owj there, as it last said. has_key: it can tell itself.
    remote: the entry of remote access that has not ended.
    """

    installation: Installation
    state: ServiceState
    report: ServiceReport | None
    declared: bool
    version: str
    has_key: bool
    entries: tuple[Entry, ...]
    remote: Entry | None


@dataclass(frozen=True, slots=True)
class _Sign:
    report: ServiceReport
    version: str


def account_of_installation(installation: Installation) -> Account:
    """Return where an installation's facts are written down."""
    return Account(Installation.key, installation.id)


def standing_of(ctx: Context, installation: Installation, agreement: Agreement) -> ServiceStanding:
    """Return how the service of an installation that the actor sees stands now."""
    entries = entries_of(account_of_installation(installation))
    signs = _signs([installation.id])
    return _standing(ctx.now, installation, entries, signs, agreement)


def standings_of(
    ctx: Context, customer_id: int, agreement: Agreement
) -> tuple[ServiceStanding, ...]:
    """Return how every installation of a customer stands, as far as the actor sees them."""
    rows = list(ctx.rows(Installation).filter(customer_id=customer_id).order_by("name", "id"))
    ids = [one.id for one in rows]
    accounts, signs = entries_of_records(Installation.key, ids), _signs(ids)
    return tuple(
        _standing(ctx.now, one, accounts.get(one.id, ()), signs, agreement) for one in rows
    )


def state_at(standings: Sequence[ServiceStanding]) -> ServiceState:
    """Return how a customer's services stand as a whole: inactive only if every one of them is.

    Unknown is not inactive; one that runs is reason enough to say so. Source: R25.
    """
    states = {one.state for one in standings}
    if ServiceState.ACTIVE in states:
        return ServiceState.ACTIVE
    return ServiceState.INACTIVE if states == {ServiceState.INACTIVE} else ServiceState.UNKNOWN


def own_sign(installation: Installation) -> ServiceReport | None:
    """Return what the service itself said last, and when."""
    sign = _signs([installation.id]).get(installation.id)
    return sign[0].report if sign and sign[0] else None


def _standing(
    now: datetime,
    installation: Installation,
    entries: tuple[Entry, ...],
    signs: dict[int, tuple[_Sign | None, bool]],
    agreement: Agreement,
) -> ServiceStanding:
    kept = standing(entries)
    sign, has_key = signs.get(installation.id, (None, False))
    said = next((one for one in reversed(kept) if one.kind == SignKind.DECLARED), None)
    declared = ServiceReport(bool(said.data["running"]), said.recorded_at) if said else None
    own = sign.report if sign else None
    # Whoever spoke last: nobody can declare anything while the service itself speaks.
    by_hand = declared is not None and (own is None or declared.at > own.at)
    report = declared if by_hand else own
    ended = {int(one.data["seq"]) for one in kept if one.kind == SignKind.REMOTE_ENDED}
    began = (one for one in reversed(kept) if one.kind == SignKind.REMOTE_BEGAN)
    return ServiceStanding(
        installation=installation,
        state=service_state(report, now, agreement),
        report=report,
        declared=by_hand,
        version=sign.version if sign else "",
        has_key=has_key,
        entries=entries,
        remote=next((one for one in began if one.seq not in ended), None),
    )


def _signs(ids: Sequence[int]) -> dict[int, tuple[_Sign | None, bool]]:
    """Return of each installation the last sign of life, and whether a key of it still lives."""
    found: dict[int, tuple[_Sign | None, bool]] = {}
    rows = SignedSender.objects.filter(entity=Installation.key, record_id__in=list(ids))
    rows = rows.order_by("made_at", "id")
    for id_, ended_at, at, said in rows.values_list("record_id", "ended_at", "heard_at", "said"):
        last, lives = found.get(id_, (None, False))
        if at is not None and (last is None or at >= last.report.at):
            last = _Sign(ServiceReport(bool(said["running"]), at), str(said.get("version", "")))
        found[id_] = last, lives or ended_at is None
    return found
