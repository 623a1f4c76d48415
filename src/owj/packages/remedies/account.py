"""The claims of a contract, read from its account: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from owj.kernel.promises.remedies import ChosenRemedy
from owj.kernel.sla.monthly import MonthCount
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.remedies.words import ClaimEntry, ClaimState
from owj.server.ledger.entries import Entry


@dataclass(frozen=True, slots=True)
class Claim:
    """One filed claim.

    count: the month as it was when the claim was filed; what leaves it later changes nothing once
    the claim is accepted (R38). ticket: the tracking id of its ticket. decided: by whom and when.
    """

    seq: int
    month: str
    count: MonthCount
    ticket: str
    filed_at: datetime
    state: ClaimState
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    option: RemedyOption | None = None
    amount: int = 0
    chosen_on: date | None = None


def claims_in(entries: Sequence[Entry]) -> tuple[Claim, ...]:
    """Return the claims of an account, in the order they were filed."""
    return tuple(
        _read(one, [other for other in entries if other.data.get("of") == one.seq])
        for one in entries
        if one.kind == ClaimEntry.FILED
    )


def chosen_remedies(claims: Iterable[Claim]) -> tuple[ChosenRemedy, ...]:
    """Return the choices that were made. Source: R39."""
    return tuple(
        ChosenRemedy(one.count, one.option, one.amount, one.filed_at)
        for one in claims
        if one.option is not None
    )


def _read(filed: Entry, later: Sequence[Entry]) -> Claim:
    count = MonthCount(
        month=filed.data["month"],
        missed=int(filed.data["missed"]),
        reached_at=datetime.fromisoformat(filed.data["reached_at"]),
        remedies=int(filed.data["remedies"]),
    )
    verdict = _last(later, ClaimEntry.ACCEPTED, ClaimEntry.REFUSED)
    chosen = _last(later, ClaimEntry.CHOSEN)
    return Claim(
        seq=filed.seq,
        month=count.month,
        count=count,
        ticket=filed.data["ticket"],
        filed_at=filed.recorded_at,
        state=_state(verdict, chosen),
        decided_by=verdict.by_name if verdict else "",
        decided_at=verdict.recorded_at if verdict else None,
        reason=verdict.data.get("reason", "") if verdict else "",
        option=RemedyOption(chosen.data["option"]) if chosen else None,
        amount=int(chosen.data["amount"]) if chosen else 0,
        chosen_on=chosen.day if chosen else None,
    )


def _last(later: Sequence[Entry], *kinds: ClaimEntry) -> Entry | None:
    return next((one for one in reversed(later) if one.kind in kinds), None)


def _state(verdict: Entry | None, chosen: Entry | None) -> ClaimState:
    if chosen is not None:
        return ClaimState.CHOSEN
    if verdict is None:
        return ClaimState.FILED
    accepted = verdict.kind == ClaimEntry.ACCEPTED
    return ClaimState.ACCEPTED if accepted else ClaimState.REFUSED
