"""What every writing on a customer's account of money has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from owj.packages.billing.entity import Invoice, InvoiceKind, InvoiceState
from owj.packages.billing.errors import AmountRefused, OnlyBookkeepers
from owj.packages.billing.money import InvoiceMoney, MoneyAccount, read_money
from owj.packages.billing.words import MONEY_ACCOUNT
from owj.packages.customers.entity import Customer
from owj.packages.warranty.queries import today_of
from owj.packages.warranty.services.renew import post_paid_renewal
from owj.packages.warranty.services.work import hold
from owj.server.ledger.entries import Account, Entry, EntryDraft, append_entries, entries_of
from owj.server.records.context import Context

BOOKKEEPERS = ("admin", "project_manager")
MOST_RIAL = 10**15


@dataclass(frozen=True, slots=True)
class MoneyWork:
    """A customer whose account is held: nobody else writes on it in this transaction.

    Whoever also holds a contract holds the customer first.
    """

    ctx: Context
    customer_id: int
    entries: tuple[Entry, ...]
    account: MoneyAccount

    def write(self, kind: str, data: Mapping[str, Any], day: date | None = None) -> MoneyWork:
        """Write one entry down and return the account with it.

        Raises: MoneySpent when the account would go below nothing.
        """
        draft = EntryDraft(kind, day or today_of(self.ctx), self.ctx.actor.user_id, data)
        after = self.entries[-1].seq if self.entries else 0
        append_entries(
            money_account(self.customer_id), [draft], after_seq=after, recorded_at=self.ctx.now
        )
        return _held(self.ctx, self.customer_id)


def money_account(customer_id: int) -> Account:
    """Return where a customer's money is written down."""
    return Account(MONEY_ACCOUNT, customer_id)


def hold_money(ctx: Context, customer_id: int) -> MoneyWork:
    """Hold a customer's account. Raises: NotFound for a customer that the actor does not see."""
    ctx.get(Customer, customer_id)
    ctx.as_system().lock(Customer, customer_id)
    return _held(ctx, customer_id)


def _held(ctx: Context, customer_id: int) -> MoneyWork:
    entries = entries_of(money_account(customer_id))
    return MoneyWork(ctx, customer_id, entries, read_money(entries))


def follow_account(work: MoneyWork) -> None:
    """Let the invoices show what the account says now, and begin the years that are paid."""
    system = work.ctx.as_system()
    rows = system.rows(Invoice).filter(id__in=list(work.account.invoices)).order_by("id")
    for invoice in rows:
        money = work.account.invoices[invoice.id]
        state = state_of(money)
        if invoice.state is not state or invoice.left != money.open:
            system.update(invoice, state=state, left=money.open)
        paid = state is InvoiceState.PAID and money.settled_on is not None
        if paid and invoice.kind is InvoiceKind.RENEWAL and invoice.contract_id is not None:
            held = hold(system, invoice.contract_id)
            post_paid_renewal(held, money.number, money.settled_on or money.day)


def state_of(money: InvoiceMoney) -> InvoiceState:
    """Return how an issued invoice stands."""
    if money.is_credited:
        return InvoiceState.CREDITED
    return InvoiceState.OPEN if money.open else InvoiceState.PAID


def may_keep_books(ctx: Context) -> bool:
    """Tell whether the actor issues invoices and writes payments down."""
    return ctx.actor.kind != "hub" and any(ctx.actor.has_role(role) for role in BOOKKEEPERS)


def check_bookkeeper(ctx: Context) -> None:
    """Refuse whoever does not keep the books. Raises: OnlyBookkeepers."""
    if not may_keep_books(ctx):
        raise OnlyBookkeepers


def check_amount(amount: int) -> int:
    """Return an amount of money that may be written down. Raises: AmountRefused."""
    if not 0 < amount <= MOST_RIAL:
        raise AmountRefused(got=amount)
    return amount
