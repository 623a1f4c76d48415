"""Who accepted which text of the agreement for a contract, and whether it is still that text.

Acceptances stand in an account of the contract's own that only grows; the columns of the contract
are a copy for lists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from owj.packages.agreements.consent import PAPER, Consent, SignedPaper
from owj.packages.agreements.errors import (
    AcceptanceIncomplete,
    AcceptanceNotFound,
    AcceptanceReasonWanted,
    AlreadyAccepted,
    OnlyCustomersAccept,
    PaperIncomplete,
    TextChanged,
    VersionFormer,
    VersionNotFound,
)
from owj.packages.agreements.queries import number_in_force
from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import standing_at
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.work import check_day, check_keeper
from owj.server.agreements.queries import KeptText, kept_text
from owj.server.ledger.entries import (
    REVOKED,
    Account,
    Entry,
    EntryDraft,
    append_entries,
    entries_of,
    standing,
)
from owj.server.ledger.entry_files import ProofFile, proof_file
from owj.server.records.context import Context

ACCOUNT = "agreement_acceptance"
ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class AcceptanceProof:
    """One acceptance beside the text as it is today. gone: it was taken back."""

    entry: Entry
    kept: KeptText | None
    gone: bool = False

    @property
    def data(self) -> Mapping[str, Any]:
        return self.entry.data

    @property
    def seq_text(self) -> str:
        return str(self.entry.seq)

    @property
    def is_whole(self) -> bool:
        """Tell whether the text is, to the letter, the one that was accepted."""
        return (
            self.kept is not None and self.kept.is_whole and self.kept.digest == self.data["digest"]
        )

    @property
    def is_paper(self) -> bool:
        return bool(self.data["way"] == PAPER)

    @property
    def file(self) -> ProofFile | None:
        """Return the signed paper."""
        return proof_file(self.data)


@transaction.atomic
def accept_agreement(
    ctx: Context, contract_id: int, number: int, given: Consent
) -> AcceptanceProof:
    """Accept a version for a contract, as the customer.

    Raises: OnlyCustomersAccept, NotFound, VersionNotFound, VersionFormer, TextChanged,
    AlreadyAccepted, AcceptanceIncomplete.
    """
    contract = _held(ctx, contract_id)
    place = standing_at(ctx, contract.customer_id)
    is_theirs = place is not None and place.customer_id == contract.customer_id
    if place is None or not is_theirs or not place.rights.judge:
        raise OnlyCustomersAccept
    kept = _text(contract, number)
    if number < number_in_force(ctx, contract.agreement):
        raise VersionFormer
    if given.seen != kept.digest or not kept.is_whole:
        raise TextChanged
    if not given.is_whole:
        raise AcceptanceIncomplete
    return _write(ctx, contract, kept, today_of(ctx), given.told(place.contact_id))


@transaction.atomic
def record_paper(
    ctx: Context, contract_id: int, number: int, given: SignedPaper
) -> AcceptanceProof:
    """Write down that a version was signed on paper, with the paper.

    Raises: OnlyKeepers, NotFound, VersionNotFound, DayAhead, AlreadyAccepted, PaperIncomplete,
    EvidenceFileUnknown.
    """
    check_keeper(ctx)
    check_day(ctx, given.signed_on)
    contract = _held(ctx, contract_id)
    kept = _text(contract, number)
    if not given.is_whole:
        raise PaperIncomplete
    told = given.told(ctx, Contract.key, contract.id)
    return _write(ctx, contract, kept, given.signed_on, told)


@transaction.atomic
def take_paper_back(ctx: Context, contract_id: int, seq: int, reason: str) -> None:
    """Take a wrong record of a paper back; what a customer accepted on the hub stays.

    Raises: OnlyKeepers, NotFound, AcceptanceNotFound, AcceptanceReasonWanted.
    """
    check_keeper(ctx)
    contract, reason = _held(ctx, contract_id), reason.strip()[:300]
    entries = entries_of(_account(contract))
    found = next((one for one in standing(entries) if one.seq == seq), None)
    if found is None or found.data["way"] != PAPER:
        raise AcceptanceNotFound
    if not reason:
        raise AcceptanceReasonWanted
    draft = EntryDraft(REVOKED, today_of(ctx), ctx.actor.user_id, {"seq": seq, "reason": reason})
    append_entries(_account(contract), [draft], after_seq=entries[-1].seq, recorded_at=ctx.now)
    _follow(ctx, contract)


def acceptances_of(ctx: Context, contract: Contract) -> tuple[AcceptanceProof, ...]:
    """Return every acceptance of a contract that the actor sees, the latest first."""
    entries = entries_of(_account(contract))
    kept = {one.seq for one in standing(entries)}
    return tuple(
        AcceptanceProof(one, kept_text(one.data["key"], one.data["number"]), one.seq not in kept)
        for one in reversed(entries)
        if one.kind == ACCEPTED
    )


def acceptance_of(ctx: Context, contract_id: int, seq: int) -> tuple[Contract, AcceptanceProof]:
    """Return one acceptance with its contract. Raises: NotFound, AcceptanceNotFound."""
    contract = ctx.get(Contract, contract_id)
    found = (one for one in acceptances_of(ctx, contract) if one.entry.seq == seq)
    proof = next(found, None)
    if proof is None:
        raise AcceptanceNotFound
    return contract, proof


def _account(contract: Contract) -> Account:
    return Account(ACCOUNT, contract.id)


def _held(ctx: Context, contract_id: int) -> Contract:
    """Hold a contract, so that of two who accept one comes second. Raises: NotFound."""
    ctx.get(Contract, contract_id)
    return ctx.as_system().lock(Contract, contract_id)


def _text(contract: Contract, number: int) -> KeptText:
    kept = kept_text(contract.agreement, number)
    if kept is None or not kept.text.clauses:
        raise VersionNotFound
    return kept


def _write(
    ctx: Context, contract: Contract, kept: KeptText, day: date, data: Mapping[str, Any]
) -> AcceptanceProof:
    account = _account(contract)
    entries = entries_of(account)
    number = kept.version.number
    same = {"key": contract.agreement, "number": number}
    if any({**one.data, **same} == one.data for one in standing(entries)):
        raise AlreadyAccepted
    told = {**same, "id": kept.version.agreement.id, "digest": kept.digest, **data}
    draft = EntryDraft(ACCEPTED, day, ctx.actor.user_id, told)
    after = entries[-1].seq if entries else 0
    append_entries(account, [draft], after_seq=after, recorded_at=ctx.now)
    _follow(ctx, contract)
    return acceptances_of(ctx, contract)[0]


def _follow(ctx: Context, contract: Contract) -> None:
    """Copy the latest version that stands accepted to the contract, for lists."""
    kept = [one for one in standing(entries_of(_account(contract))) if one.kind == ACCEPTED]
    last = max(kept, key=lambda one: int(one.data["number"]), default=None)
    ctx.as_system().update(
        contract,
        signed_version=int(last.data["number"]) if last else None,
        signed_on=last.day if last else None,
    )
