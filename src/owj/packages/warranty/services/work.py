"""What every writing on a contract's account has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from owj.packages.contracts.entity import Contract
from owj.packages.warranty.account import ContractAccount, read_account
from owj.packages.warranty.errors import DayAhead, OnlyKeepers
from owj.packages.warranty.queries import account_of, today_of
from owj.server.agreements.queries import agreement_at
from owj.server.ledger.entries import Entry, EntryDraft, append_entries, entries_of
from owj.server.records.context import Context

KEEPERS = ("admin", "project_manager")


@dataclass(frozen=True, slots=True)
class AccountWork:
    """A contract whose account is held: nobody else writes on it in this transaction."""

    ctx: Context
    contract: Contract
    entries: tuple[Entry, ...]
    account: ContractAccount

    def write(self, kind: str, day: date, data: Mapping[str, Any]) -> AccountWork:
        """Write one entry down and return the account with it.

        Raises: EntitlementSpent when the account then promises less than was used.
        """
        draft = EntryDraft(kind, day, self.ctx.actor.user_id, data)
        after = self.entries[-1].seq if self.entries else 0
        append_entries(
            account_of(self.contract), [draft], after_seq=after, recorded_at=self.ctx.now
        )
        return held(self.ctx, self.contract)


def hold(ctx: Context, contract_id: int) -> AccountWork:
    """Hold a contract's account. Raises: NotFound for a contract that the actor does not see."""
    ctx.get(Contract, contract_id)
    return held(ctx, ctx.as_system().lock(Contract, contract_id))


def held(ctx: Context, contract: Contract) -> AccountWork:
    """Read the account of a contract whose row is locked."""
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    entries = entries_of(account_of(contract))
    return AccountWork(ctx, contract, entries, read_account(entries, agreement))


def may_keep(ctx: Context) -> bool:
    """Tell whether the actor keeps warranties."""
    return ctx.actor.kind != "hub" and any(ctx.actor.has_role(role) for role in KEEPERS)


def check_keeper(ctx: Context) -> None:
    """Refuse whoever does not keep warranties. Raises: OnlyKeepers."""
    if not may_keep(ctx):
        raise OnlyKeepers


def check_day(ctx: Context, day: date) -> None:
    """Refuse a day that has not come yet. Raises: DayAhead."""
    if day > today_of(ctx):
        raise DayAhead
