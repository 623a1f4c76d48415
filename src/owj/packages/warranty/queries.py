"""Reading a contract's warranty: the same answer for the vendor and for the customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from owj.kernel.money import Rial
from owj.kernel.promises.cover import Cover, ServiceState, cover_of
from owj.kernel.promises.entitlements import Benefit, balance
from owj.kernel.promises.periods import (
    Period,
    WarrantyState,
    period_of,
    remaining_days,
    reminder_days,
    warranty_state,
)
from owj.kernel.sla.agreement import Agreement
from owj.kernel.sla.warranty_settings import Service
from owj.packages.contracts.entity import Contract
from owj.packages.contracts.queries import contracts_of
from owj.packages.installations.queries import ServiceStanding, standings_of, state_at
from owj.packages.pricing.queries import tax_rates
from owj.packages.warranty.account import ContractAccount, read_account
from owj.packages.warranty.entity import ContractModule, Module, ModulePrice
from owj.packages.warranty.owed import Owed, owed_on
from owj.packages.warranty.quote import ModuleValue, RenewalQuote, list_year, quote_renewal
from owj.packages.warranty.words import EntryKind
from owj.server.agreements.queries import agreement_at
from owj.server.ledger.entries import Account, Entry, entries_of, entries_of_records
from owj.server.ledger.models import LedgerEntry
from owj.server.records.context import Context
from owj.server.workspace.queries import current_workspace

# Of these a period of the warranty gives some; the others come by vouchers.
SERVED = frozenset({WarrantyState.ACTIVE, WarrantyState.GRACE})
COUNTED = (Benefit.REMOTE_INSTALL, Benefit.TRAINING_MINUTES)


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left today of something granted. granted: by what may be used today."""

    benefit: Benefit
    left: int
    granted: int


@dataclass(frozen=True, slots=True)
class Warranty:
    """Everything that a contract's warranty page shows, on one day.

    entries: the whole account, also what was taken back. ends_on: the last covered day.
    services: how the customer's installations stand, which remote access asks for (R25).
    remind_on: the next day on which the renewal is recalled. quote: None where it cannot be made;
    `unpriced` then names the modules without a price in the list of `year`.
    """

    contract: Contract
    agreement: Agreement
    today: date
    account: ContractAccount
    entries: tuple[Entry, ...]
    state: WarrantyState
    ends_on: date | None
    days_left: int
    remind_on: date | None
    services: tuple[ServiceStanding, ...]
    covers: tuple[tuple[Service, Cover], ...]
    balances: tuple[Balance, ...]
    modules: tuple[ModuleValue, ...]
    year: int
    quote: RenewalQuote | None

    @property
    def is_kept(self) -> bool:
        """Return whether the warranty has facts at all: without any, nothing is refused."""
        return self.account.delivered is not None

    @property
    def has_lapsed(self) -> bool:
        return self.state is WarrantyState.EXPIRED

    @property
    def unpriced(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.modules if one.value is None)

    @property
    def vouchers(self) -> tuple[Entry, ...]:
        """Return what was promised beside discounts on the renewal. Source: R31, R39."""
        return tuple(one for one in self.account.entries if one.kind == EntryKind.VOUCHER_GIVEN)


def today_of(ctx: Context) -> date:
    """Return the civil day of the organisation."""
    return ctx.now.astimezone(current_workspace().tz).date()


def account_of(contract: Contract) -> Account:
    """Return where a contract's facts are written down."""
    return Account(Contract.key, contract.id)


def warranty_of(ctx: Context, contract_id: int) -> Warranty:
    """Return a contract's warranty today. Raises: NotFound for a contract that is not seen."""
    return read_warranty(ctx, ctx.get(Contract, contract_id))


def read_warranty(ctx: Context, contract: Contract) -> Warranty:
    """Return the warranty of a contract that the actor sees."""
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    today = today_of(ctx)
    entries = entries_of(account_of(contract))
    account = read_account(entries, agreement)
    year = _list_year(contract, account, today, agreement)
    modules = _modules(ctx, contract, year)
    services = standings_of(ctx, contract.customer_id, agreement)
    ahead = [day for day in sorted(reminder_days(account.periods, agreement)) if day >= today]
    return Warranty(
        contract=contract,
        agreement=agreement,
        today=today,
        account=account,
        entries=entries,
        state=warranty_state(account.periods, today, agreement),
        ends_on=account.last_day,
        days_left=remaining_days(account.periods, today),
        remind_on=ahead[0] if ahead else None,
        services=services,
        covers=covers_on(account, today, agreement, state_at(services)),
        balances=_balances(account, today),
        modules=modules,
        year=year,
        quote=quote_renewal(account, modules, year, today, agreement, rates=tax_rates(ctx)),
    )


def covers_on(
    account: ContractAccount,
    day: date,
    agreement: Agreement,
    owj_service: ServiceState = ServiceState.UNKNOWN,
) -> tuple[tuple[Service, Cover], ...]:
    """Return for every service whether it may be used on a day, and why. Source: R25, R28."""
    return tuple(
        (service, cover_of(service, account.periods, day, agreement, owj_service))
        for service in Service
    )


def covered_until(ctx: Context, contract: Contract) -> date | None:
    """Return the last day of a contract's warranty; None before it has begun."""
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    return read_account(entries_of(account_of(contract)), agreement).last_day


def covered_periods_of(ctx: Context, contract: Contract) -> tuple[Period, ...]:
    """Return the periods of a contract's warranty; none before the full delivery."""
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    return read_account(entries_of(account_of(contract)), agreement).periods


def serving_contract(ctx: Context, contract: Contract) -> Contract:
    """Return the contract whose warranty serves a customer today; the given one while it runs.

    Where it has ended, another one of the customer that runs serves. One before its full delivery
    has none that could end; unless the agreement says so, it does not open what another one, which
    has ended, keeps closed: everything but what remains needs a warranty that runs. Source: R25.
    """
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    state = _state_of(ctx, contract, entries_of(account_of(contract)))
    waits = state is WarrantyState.NOT_STARTED
    if state in SERVED or (waits and agreement.open_before_delivery):
        return contract
    others = contracts_of(ctx.as_system(), contract.customer_id)
    accounts = entries_of_records(Contract.key, [one.id for one in others])
    stands = [(one, _state_of(ctx, one, accounts.get(one.id, ()))) for one in others]
    runs = next((one for one, state in stands if state in SERVED), None)
    ended = next((one for one, state in stands if state is WarrantyState.EXPIRED), None)
    if waits:
        return ended if ended and runs is None else contract
    return runs or contract


def _state_of(ctx: Context, contract: Contract, entries: Sequence[Entry]) -> WarrantyState:
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    periods = read_account(entries, agreement).periods
    return warranty_state(periods, today_of(ctx), agreement)


@dataclass(frozen=True, slots=True)
class Begun:
    """A contract whose warranty has begun, with its account."""

    contract: Contract
    account: ContractAccount
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some of the contracts whose warranty has begun. last_id: None where none is left."""

    begun: tuple[Begun, ...]
    last_id: int | None


def begun_after(ctx: Context, after_id: int, at_most: int) -> Stretch:
    """Return the next contracts whose delivery was written down, by their ids."""
    found = LedgerEntry.objects.filter(
        entity=Contract.key, kind=EntryKind.DELIVERED, record_id__gt=after_id
    )
    ids = list(found.order_by("record_id").values_list("record_id", flat=True).distinct()[:at_most])
    accounts, begun = entries_of_records(Contract.key, ids), []
    for contract in ctx.as_system().rows(Contract).filter(id__in=ids).order_by("id"):
        agreement = agreement_at(contract.agreement, ctx.now).agreement
        account = read_account(accounts.get(contract.id, ()), agreement)
        begun.append(Begun(contract, account, agreement))
    return Stretch(tuple(begun), ids[-1] if len(ids) == at_most else None)


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One thing that is still owed, with the contract it stands in."""

    contract: Contract
    owed: Owed


def owed_lines(
    ctx: Context, contract: Contract, entries: Sequence[Entry], day: date, renewal: Rial
) -> tuple[OwedLine, ...]:
    """Return what a contract's account still owed on a day; `renewal` values discounts."""
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    return tuple(OwedLine(contract, one) for one in owed_on(entries, day, renewal, agreement))


def quote_on(
    ctx: Context,
    contract: Contract,
    account: ContractAccount,
    day: date,
    added: Sequence[int] = (),
) -> tuple[RenewalQuote | None, int]:
    """Return what a renewal issued on a day costs, and the year of its price list.

    added: ids of modules that the contract would cover besides.
    """
    agreement = agreement_at(contract.agreement, ctx.now).agreement
    year = _list_year(contract, account, day, agreement)
    modules = _modules(ctx, contract, year, added)
    return quote_renewal(account, modules, year, day, agreement, rates=tax_rates(ctx)), year


def _list_year(
    contract: Contract, account: ContractAccount, day: date, agreement: Agreement
) -> int:
    """Return the year whose price list a renewal issued on a day stands on. Source: R23."""
    delivered_on = account.delivered.day if account.delivered else day
    return list_year(day, contract.starts_on or delivered_on, agreement)


def _balances(account: ContractAccount, today: date) -> tuple[Balance, ...]:
    covered = period_of(account.periods, today) is not None
    found = (
        Balance(
            benefit,
            balance(account.grants, account.uses, benefit, today),
            balance(account.grants, (), benefit, today),
        )
        for benefit in Benefit
    )
    return tuple(one for one in found if one.granted or (covered and one.benefit in COUNTED))


def _modules(
    ctx: Context, contract: Contract, year: int, added: Sequence[int] = ()
) -> tuple[ModuleValue, ...]:
    """Return the contract's modules with their prices, which a customer sees of the own only."""
    system = ctx.as_system()
    bought = system.rows(ContractModule).filter(contract_id=contract.id).select_related("module")
    rows = [one.module for one in bought.order_by("module__name", "id")]
    rows += list(system.rows(Module).filter(id__in=added).order_by("name")) if added else []
    prices = system.rows(ModulePrice).filter(year=year, module_id__in=[one.id for one in rows])
    by_module = {one.module_id: Rial(one.value) for one in prices}
    return tuple(ModuleValue(one.name, by_module.get(one.id)) for one in rows)
