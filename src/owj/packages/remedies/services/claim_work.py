"""What filing, deciding and choosing have in common."""

from __future__ import annotations

from typing import Any

from owj.packages.contracts.entity import Contract
from owj.packages.customers.queries import rights_at
from owj.packages.remedies.account import Claim, claims_in
from owj.packages.remedies.errors import (
    ClaimNotFound,
    ClaimNotOpen,
    OnlyCommittee,
    OnlyCustomersChoose,
)
from owj.packages.remedies.words import ClaimEntry, ClaimState
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.facts import tell
from owj.packages.warranty.services.work import AccountWork, may_keep
from owj.server.records.context import Context


def check_customer(ctx: Context, contract: Contract) -> None:
    """Refuse whoever may not speak the customer's last word. Raises: OnlyCustomersChoose."""
    rights = rights_at(ctx, contract.customer_id)
    if not (rights.judge and rights.numbers):
        raise OnlyCustomersChoose


def check_committee(ctx: Context) -> None:
    """Refuse whoever is not of the committee. Raises: OnlyCommittee."""
    if not may_keep(ctx):
        raise OnlyCommittee


def claim_in(work: AccountWork, seq: int, state: ClaimState) -> Claim:
    """Return a claim of the account. Raises: ClaimNotFound, ClaimNotOpen in another state."""
    claim = next((one for one in claims_in(work.entries) if one.seq == seq), None)
    if claim is None:
        raise ClaimNotFound
    if claim.state is not state:
        raise ClaimNotOpen
    return claim


def tell_claim(work: AccountWork, kind: ClaimEntry, **data: Any) -> AccountWork:
    """Write one of a claim's entries down, dated today."""
    return tell(work, kind, today_of(work.ctx), data)
