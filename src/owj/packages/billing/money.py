"""What the entries of a customer's account come to: pure, and never below nothing.

Entries are read in the order in which they were written. Money that an invoice does not need is
the customer's credit; a credit note frees what was already paid.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from owj.kernel.errors import Conflict
from owj.kernel.money import Rial
from owj.packages.billing.words import MoneyKind
from owj.server.ledger.entries import Entry, standing

NOTHING = Rial(0)


class MoneySpent(Conflict):
    """Say that an account would go below nothing."""

    code = "billing.money_spent"
    message = "That is more than there is: %(left)s rial are left, %(wanted)s are wanted."


@dataclass(frozen=True, slots=True)
class InvoiceMoney:
    """One issued invoice: total == open + settled + credited, none of them below nothing.

    settled_on: the day on which nothing was left to pay for the first time.
    """

    invoice_id: int
    number: str
    day: date
    total: Rial
    settled: Rial = NOTHING
    credited: Rial = NOTHING
    settled_on: date | None = None

    @property
    def open(self) -> Rial:
        return Rial(self.total - self.settled - self.credited)

    @property
    def is_credited(self) -> bool:
        """Return whether nothing of it stands any more."""
        return self.credited == self.total and self.total > 0


@dataclass(frozen=True, slots=True)
class MoneyAccount:
    """A customer's account: invoices by id, and what the customer has in credit."""

    invoices: Mapping[int, InvoiceMoney] = field(default_factory=dict)
    credit: Rial = NOTHING

    @property
    def owed(self) -> Rial:
        """Return what the customer has to pay."""
        return Rial(sum(one.open for one in self.invoices.values()))

    @property
    def balance(self) -> Rial:
        """Return what is owed less the credit: below nothing where we owe the customer."""
        return Rial(self.owed - self.credit)


def read_money(entries: Sequence[Entry]) -> MoneyAccount:
    """Return what the entries that stand come to. Raises: MoneySpent."""
    account = MoneyAccount()
    for one in standing(entries):
        step = _STEPS.get(one.kind)
        if step is not None:
            account = step(account, one)
    return account


def _invoiced(account: MoneyAccount, entry: Entry) -> MoneyAccount:
    invoice_id, total = int(entry.data["invoice"]), Rial(int(entry.data["amount"]))
    invoice = InvoiceMoney(invoice_id, str(entry.data["number"]), entry.day, total)
    return _with(account, _stamped(invoice, entry.day))


def _paid(account: MoneyAccount, entry: Entry) -> MoneyAccount:
    amount, invoice_id = int(entry.data["amount"]), entry.data.get("invoice")
    used = 0
    if invoice_id is not None:
        invoice = account.invoices[int(invoice_id)]
        used = min(amount, invoice.open)
        account = _settle(account, invoice, used, entry.day)
    return replace(account, credit=Rial(account.credit + amount - used))


def _credited(account: MoneyAccount, entry: Entry) -> MoneyAccount:
    invoice, amount = account.invoices[int(entry.data["invoice"])], int(entry.data["amount"])
    _refuse_more(amount, invoice.total - invoice.credited)
    freed = amount - min(amount, invoice.open)
    after = replace(
        invoice, settled=Rial(invoice.settled - freed), credited=Rial(invoice.credited + amount)
    )
    return _with(account, _stamped(after, entry.day), Rial(account.credit + freed))


def _credit_used(account: MoneyAccount, entry: Entry) -> MoneyAccount:
    invoice, amount = account.invoices[int(entry.data["invoice"])], int(entry.data["amount"])
    _refuse_more(amount, min(account.credit, invoice.open))
    account = _settle(account, invoice, amount, entry.day)
    return replace(account, credit=Rial(account.credit - amount))


def _refunded(account: MoneyAccount, entry: Entry) -> MoneyAccount:
    amount = int(entry.data["amount"])
    _refuse_more(amount, account.credit)
    return replace(account, credit=Rial(account.credit - amount))


def _settle(account: MoneyAccount, invoice: InvoiceMoney, amount: int, day: date) -> MoneyAccount:
    after = replace(invoice, settled=Rial(invoice.settled + amount))
    return _with(account, _stamped(after, day))


def _stamped(invoice: InvoiceMoney, day: date) -> InvoiceMoney:
    done = invoice.open == 0 and not invoice.is_credited
    return replace(invoice, settled_on=invoice.settled_on or day) if done else invoice


def _with(account: MoneyAccount, invoice: InvoiceMoney, credit: Rial | None = None) -> MoneyAccount:
    invoices = {**account.invoices, invoice.invoice_id: invoice}
    return MoneyAccount(invoices, account.credit if credit is None else credit)


def _refuse_more(wanted: int, left: int) -> None:
    if wanted > left:
        raise MoneySpent(left=left, wanted=wanted)


_STEPS: Mapping[str, Callable[[MoneyAccount, Entry], MoneyAccount]] = {
    MoneyKind.INVOICED: _invoiced,
    MoneyKind.PAID: _paid,
    MoneyKind.CREDITED: _credited,
    MoneyKind.CREDIT_USED: _credit_used,
    MoneyKind.REFUNDED: _refunded,
}
