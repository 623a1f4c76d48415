"""Reading invoices, statements and worked time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from owj.kernel.money import Rial
from owj.packages.billing.entity import Invoice, InvoiceState, WorkEntry
from owj.packages.billing.lines import Line, Totals, read_lines, totals_of
from owj.packages.billing.money import InvoiceMoney, MoneyAccount, read_money
from owj.packages.billing.services.work import money_account
from owj.packages.billing.words import CREDIT_SERIES, INVOICE_SERIES, MONEY_ACCOUNT, MoneyKind
from owj.packages.customers.entity import Customer
from owj.server.ledger.entries import REVOKED, Entry, entries_by_record, entries_of, standing
from owj.server.ledger.papers import Paper, papers_of
from owj.server.records.context import Context

CREDIT_BEFORE = (MoneyKind.CREDITED, MoneyKind.PAID)


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One invoice, whole. paper: None before it is issued. entries: of the account, about it."""

    invoice: Invoice
    paper: Paper | None
    notes: tuple[Paper, ...]
    lines: tuple[Line, ...]
    totals: Totals
    money: InvoiceMoney | None
    credit: Rial
    entries: tuple[Entry, ...]

    @property
    def basis(self) -> Sequence[Mapping[str, Any]]:
        """Return what a renewal's amount was made of."""
        return self.paper.content.get("basis", []) if self.paper else []

    @property
    def open(self) -> Rial:
        return self.money.open if self.money else Rial(0)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One movement. debit: what the customer owes more; credit: less; balance: after it.

    gone: it was taken back and counts no more.
    """

    seq: int
    day: date
    at: datetime
    kind: str
    data: Mapping[str, Any]
    by: str
    debit: Rial
    credit: Rial
    balance: Rial
    gone: bool


@dataclass(frozen=True, slots=True)
class Statement:
    """A customer's account with every movement, the oldest first."""

    customer: Customer
    account: MoneyAccount
    lines: tuple[StatementLine, ...]


def balance(ctx: Context, customer_id: int) -> Rial:
    """Return what a customer owes; below nothing for a credit. Raises: NotFound."""
    return _account(ctx, customer_id).balance


def open_invoices(ctx: Context, customer_id: int) -> tuple[Invoice, ...]:
    """Return a customer's unpaid invoices that the actor sees, the oldest first."""
    rows = ctx.rows(Invoice).filter(customer_id=customer_id, state=InvoiceState.OPEN)
    return tuple(rows.order_by("issued_on", "id"))


def invoices_of(ctx: Context, customer_id: int) -> tuple[Invoice, ...]:
    """Return a customer's invoices that the actor sees, the latest first."""
    return tuple(ctx.rows(Invoice).filter(customer_id=customer_id).order_by("-id"))


def invoice_view(ctx: Context, invoice_id: int) -> InvoiceView:
    """Return one invoice. Raises: NotFound for one that the actor does not see."""
    invoice = ctx.get(Invoice, invoice_id)
    papers = papers_of("invoice", invoice.id)
    paper = next((one for one in papers if one.series == INVOICE_SERIES), None)
    lines = read_lines(paper.content["lines"] if paper else invoice.lines)
    entries = entries_of(money_account(invoice.customer_id))
    account = read_money(entries)
    return InvoiceView(
        invoice=invoice,
        paper=paper,
        notes=tuple(one for one in papers if one.series == CREDIT_SERIES),
        lines=lines,
        totals=totals_of(lines),
        money=account.invoices.get(invoice.id),
        credit=account.credit,
        entries=tuple(one for one in standing(entries) if one.data.get("invoice") == invoice.id),
    )


def statement_of(ctx: Context, customer_id: int) -> Statement:
    """Return a customer's statement. Raises: NotFound."""
    customer = ctx.get(Customer, customer_id)
    entries = entries_of(money_account(customer_id))
    kept = {one.seq for one in standing(entries)}
    lines: list[StatementLine] = []
    left = 0
    for one in entries:
        if one.kind == REVOKED:
            continue
        debit, credit = _sides(one) if one.seq in kept else (0, 0)
        left += debit - credit
        lines.append(
            StatementLine(
                seq=one.seq,
                day=one.day,
                at=one.recorded_at,
                kind=one.kind,
                data=one.data,
                by=one.by_name,
                debit=Rial(debit),
                credit=Rial(credit),
                balance=Rial(left),
                gone=one.seq not in kept,
            )
        )
    return Statement(customer, read_money(entries), tuple(lines))


@dataclass(frozen=True, slots=True)
class Debt:
    """What one customer owes. credit: what we owe back. open: invoices with something to pay."""

    owed: Rial
    credit: Rial
    open: tuple[InvoiceMoney, ...]


def debts(ctx: Context) -> dict[int, Debt]:
    """Return the accounts of all customers that the reader sees, of those who owe or are owed."""
    found = {id_: read_money(entries) for id_, entries in _accounts(ctx).items()}
    return {
        id_: Debt(one.owed, one.credit, tuple(each for each in one.invoices.values() if each.open))
        for id_, one in found.items()
        if one.owed or one.credit
    }


def owed_at(ctx: Context, instants: Sequence[datetime]) -> list[int]:
    """Return what all customers owed together at each instant, as it was known then."""
    accounts = list(_accounts(ctx).values())
    return [
        sum(
            read_money([one for one in entries if one.recorded_at <= at]).owed
            for entries in accounts
        )
        for at in instants
    ]


def _accounts(ctx: Context) -> dict[int, tuple[Entry, ...]]:
    accounts = entries_by_record(MONEY_ACCOUNT, [kind.value for kind in MoneyKind])
    seen = set(ctx.rows(Customer).filter(id__in=list(accounts)).values_list("id", flat=True))
    return {id_: entries for id_, entries in accounts.items() if id_ in seen}


def work_of_ticket(ctx: Context, ticket_id: int) -> list[WorkEntry]:
    """Return the time that was worked for a ticket, the latest first."""
    rows = ctx.rows(WorkEntry).filter(ticket_id=ticket_id).select_related("by", "invoice")
    return list(rows.order_by("-day", "-id"))


def work_of_project(ctx: Context, project_id: int) -> list[WorkEntry]:
    """Return the time that was worked for a project, the latest first."""
    rows = ctx.rows(WorkEntry).filter(project_id=project_id).select_related("by", "invoice")
    return list(rows.order_by("-day", "-id"))


def _account(ctx: Context, customer_id: int) -> MoneyAccount:
    ctx.get(Customer, customer_id)
    return read_money(entries_of(money_account(customer_id)))


def _sides(entry: Entry) -> tuple[int, int]:
    """Return what a movement adds to what is owed, and takes from it."""
    amount = int(entry.data.get("amount", 0))
    if entry.kind in {MoneyKind.INVOICED, MoneyKind.REFUNDED}:
        return amount, 0
    return (0, amount) if entry.kind in CREDIT_BEFORE else (0, 0)
