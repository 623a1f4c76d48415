"""The claims of a contract, read from its account: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from owj.kernel.promises.committee import Vote
from owj.kernel.promises.compensation import Award
from owj.kernel.promises.remedies import ChosenRemedy
from owj.kernel.sla.monthly import MonthCount
from owj.kernel.sla.remedy_settings import RemedyOption
from owj.packages.remedies.awards import CHOICE, awards_in
from owj.packages.remedies.words import ClaimBasis, ClaimEntry, ClaimState
from owj.server.ledger.entries import Entry


@dataclass(frozen=True, slots=True)
class CastVote:
    """A member's vote and when it was cast. A member's last one counts."""

    vote: Vote
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the committee decided. awards: nothing when it refused; members: their names."""

    accepted: bool
    awards: tuple[Award, ...]
    proposed: tuple[Award, ...]
    overridden: bool
    reason: str
    members: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """One filed claim.

    key: the month, the late delivery's item, or nothing. first, last: the days it is about.
    count: of a month, as it was when the claim was filed; what leaves it later changes nothing
    once the claim is accepted (R38). ticket: the tracking id of its ticket.
    """

    seq: int
    basis: ClaimBasis
    key: str
    title: str
    count: MonthCount | None
    first: date | None
    last: date | None
    ticket: str
    filed_at: datetime
    state: ClaimState
    votes: tuple[CastVote, ...] = ()
    verdict: Verdict | None = None
    option: RemedyOption | None = None
    amount: int = 0
    chosen_on: date | None = None

    @property
    def month(self) -> str:
        """Return the month it rests on, if it rests on one."""
        return self.key if self.basis is ClaimBasis.MONTH else ""

    @property
    def reason(self) -> str:
        """Return what the committee gave as its reason."""
        return self.verdict.reason if self.verdict else ""


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
        if one.option is not None and one.count is not None
    )


def _read(filed: Entry, later: Sequence[Entry]) -> Claim:
    data, basis = filed.data, ClaimBasis(filed.data.get("basis", ClaimBasis.MONTH))
    verdict = _verdict(later)
    chosen = _last(later, ClaimEntry.CHOSEN)
    return Claim(
        seq=filed.seq,
        basis=basis,
        key=data.get("month") or data.get("item") or "",
        title=data.get("title") or data.get("text") or "",
        count=_count(filed) if basis is ClaimBasis.MONTH else None,
        first=_day(data.get("first")),
        last=_day(data.get("last")),
        ticket=data["ticket"],
        filed_at=filed.recorded_at,
        state=_state(verdict, chosen),
        votes=tuple(_vote(one) for one in later if one.kind == ClaimEntry.VOTED),
        verdict=verdict,
        option=RemedyOption(chosen.data["option"]) if chosen else None,
        amount=int(chosen.data["amount"]) if chosen else 0,
        chosen_on=chosen.day if chosen else None,
    )


def _count(filed: Entry) -> MonthCount:
    return MonthCount(
        month=filed.data["month"],
        missed=int(filed.data["missed"]),
        reached_at=datetime.fromisoformat(filed.data["reached_at"]),
        remedies=int(filed.data["remedies"]),
    )


def _vote(entry: Entry) -> CastVote:
    data = entry.data
    vote = Vote(str(data["member"]), awards_in(data["awards"]), data["reason"])
    return CastVote(vote, entry.by_name, entry.recorded_at)


def _verdict(later: Sequence[Entry]) -> Verdict | None:
    entry = _last(later, ClaimEntry.ACCEPTED, ClaimEntry.REFUSED)
    if entry is None:
        return None
    accepted, data = entry.kind == ClaimEntry.ACCEPTED, entry.data
    # Verdicts of before the committee voted name no awards: all were on a month.
    awards = awards_in(data["awards"]) if "awards" in data else CHOICE
    return Verdict(
        accepted=accepted,
        awards=awards if accepted else (),
        proposed=awards_in(data["proposed"]) if "proposed" in data else CHOICE,
        overridden=bool(data.get("overridden", False)),
        reason=data.get("reason", ""),
        members=tuple(data.get("members", (entry.by_name,))),
        at=entry.recorded_at,
    )


def _last(later: Sequence[Entry], *kinds: ClaimEntry) -> Entry | None:
    return next((one for one in reversed(later) if one.kind in kinds), None)


def _state(verdict: Verdict | None, chosen: Entry | None) -> ClaimState:
    if chosen is not None:
        return ClaimState.CHOSEN
    if verdict is None:
        return ClaimState.FILED
    if not verdict.accepted:
        return ClaimState.REFUSED
    return ClaimState.ACCEPTED if verdict.awards == CHOICE else ClaimState.SETTLED


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
