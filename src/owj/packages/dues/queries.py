"""What we owe each customer, and what each owes us: one by one, in sum, and by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from owj.kernel.calendars.jalali import JalaliDate, jalali_month
from owj.kernel.money import Rial
from owj.packages.billing.queries import Debt, debts, owed_at
from owj.packages.contracts.entity import Contract
from owj.packages.customers.entity import Customer
from owj.packages.desk.queries import OpenPromises, open_promises
from owj.packages.dues.errors import OnlyDuesKeepers
from owj.packages.projects.entity import ProjectPhase
from owj.packages.projects.queries import awaited_phases
from owj.packages.remedies.queries import claims_at_work
from owj.packages.warranty.queries import OwedLine, owed_lines, read_warranty, today_of
from owj.packages.warranty.services import may_keep
from owj.server.ledger.entries import Entry, entries_by_record
from owj.server.records.context import Context
from owj.server.workspace.queries import current_workspace

TREND_MONTHS = 12
_NO_DEBT = Debt(Rial(0), Rial(0), ())
_GIVEN = ("voucher_given", "discount_given")


@dataclass(frozen=True, slots=True)
class CustomerDues:
    """What stands between us and one customer. value: of all that we owe, in rial.

    debt: what the customer owes us; a credit is ours to give back. phases: promised deliveries
    that have not come, the earliest first.
    """

    customer: Customer
    ours: tuple[OwedLine, ...]
    promises: OpenPromises
    claims: int
    debt: Debt
    phases: tuple[ProjectPhase, ...]

    @property
    def value(self) -> int:
        return sum(one.owed.value for one in self.ours) + self.debt.credit


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """What we owed and were owed at the end of a month, "1405-08", in rial."""

    month: str
    value: int
    theirs: int


@dataclass(frozen=True, slots=True)
class Dues:
    """Everything owed. lines: customers with anything open, what we owe most first."""

    lines: tuple[CustomerDues, ...]
    trend: tuple[MonthEnd, ...]

    @property
    def value(self) -> int:
        return sum(one.value for one in self.lines)

    @property
    def theirs(self) -> int:
        """Return what all customers owe us, in rial."""
        return sum(one.debt.owed for one in self.lines)

    @property
    def most(self) -> int:
        """Return the highest month end, by which a page draws the others."""
        return max((max(one.value, one.theirs) for one in self.trend), default=0)


def dues(ctx: Context) -> Dues:
    """Return what is owed to and by everybody. Raises: OnlyDuesKeepers."""
    if not may_keep(ctx):
        raise OnlyDuesKeepers
    accounts = entries_by_record(Contract.key, _GIVEN)
    contracts = _contracts(ctx, accounts)
    renewals = {one.id: _renewal(ctx, one) for one in contracts}
    today = today_of(ctx)
    owed: dict[int, list[OwedLine]] = {}
    for one in contracts:
        lines = owed_lines(ctx, one, accounts[one.id], today, renewals[one.id])
        owed.setdefault(one.customer_id, []).extend(lines)
    promises = open_promises(ctx)
    claims = claims_at_work(ctx)
    money = debts(ctx)
    phases = awaited_phases(ctx)
    customers = ctx.rows(Customer).filter(id__in={*owed, *promises, *claims, *money, *phases})
    found = [
        CustomerDues(
            customer,
            tuple(owed.get(customer.id, ())),
            promises.get(customer.id, OpenPromises()),
            claims.get(customer.id, 0),
            money.get(customer.id, _NO_DEBT),
            tuple(phases.get(customer.id, ())),
        )
        for customer in customers
    ]
    found.sort(key=lambda one: (-one.value, -one.debt.owed, -one.promises.late, one.customer.name))
    return Dues(tuple(found), _trend(ctx, contracts, accounts, renewals))


def _contracts(ctx: Context, accounts: Mapping[int, object]) -> list[Contract]:
    rows = ctx.rows(Contract).filter(id__in=list(accounts)).select_related("customer")
    return list(rows.order_by("customer__name", "id"))


def _renewal(ctx: Context, contract: Contract) -> Rial:
    quote = read_warranty(ctx, contract).quote
    return Rial(quote.fee.gross) if quote is not None else Rial(0)


def _trend(
    ctx: Context,
    contracts: Iterable[Contract],
    accounts: Mapping[int, tuple[Entry, ...]],
    renewals: Mapping[int, Rial],
) -> tuple[MonthEnd, ...]:
    """Return the month ends of a year, at the renewals of today; the running month as it is."""
    days, held = _month_ends(today_of(ctx)), list(contracts)
    ours = [
        sum(
            line.owed.value
            for one in held
            for line in owed_lines(ctx, one, accounts[one.id], day, renewals[one.id])
        )
        for day in days
    ]
    zone = current_workspace().tz
    ends = [datetime.combine(day + timedelta(days=1), time(), zone) for day in days]
    months = zip(days, ours, owed_at(ctx, ends), strict=True)
    return tuple(MonthEnd(jalali_month(day), mine, theirs) for day, mine, theirs in months)


def _month_ends(today: date) -> list[date]:
    ends = [today]
    first = JalaliDate.from_gregorian(today)
    for _ in range(TREND_MONTHS - 1):
        last = JalaliDate(first.year, first.month, 1).to_gregorian() - timedelta(days=1)
        ends.append(last)
        first = JalaliDate.from_gregorian(last)
    return ends[::-1]
