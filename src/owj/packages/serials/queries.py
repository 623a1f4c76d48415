"""Reading serials: by contract, with the machines on which each is active."""

from __future__ import annotations

from dataclasses import dataclass

from owj.packages.contracts.entity import Contract
from owj.packages.serials.account import SerialAccount, read_serial, serial_state
from owj.packages.serials.entity import ModuleSerial
from owj.packages.serials.words import SerialState
from owj.packages.warranty.entity import ContractModule
from owj.server.ledger.entries import Account, entries_of_records
from owj.server.own_signature.services import public_key_of
from owj.server.records.context import Context
from owj.server.records.lookups import PersianKey

# The key of ours that signs activations.
SIGNATURE = "activation"


@dataclass(frozen=True, slots=True)
class SerialView:
    """A serial as a page shows it."""

    serial: ModuleSerial
    module: str
    state: SerialState
    account: SerialAccount

    @property
    def devices(self) -> tuple[str, ...]:
        return tuple(self.account.active)

    @property
    def free(self) -> int:
        """Return on how many machines more it may be active."""
        return max(self.serial.seats - len(self.account.active), 0)


@dataclass(frozen=True, slots=True)
class BoughtModule:
    """A module of a contract with its serials."""

    id: int
    name: str
    serials: tuple[SerialView, ...]


def account_of_serial(serial: ModuleSerial) -> Account:
    """Return where a serial's facts are written down."""
    return Account(ModuleSerial.key, serial.id)


def modules_with_serials(ctx: Context, contract: Contract) -> tuple[BoughtModule, ...]:
    """Return the modules of a contract that the actor sees, each with its serials."""
    bought = ctx.as_system().rows(ContractModule).filter(contract_id=contract.id)
    modules = list(bought.select_related("module").order_by(PersianKey("module__name"), "id"))
    rows = ctx.rows(ModuleSerial).filter(contract_module_id__in=[one.id for one in modules])
    serials = list(rows.order_by("id"))
    accounts = entries_of_records(ModuleSerial.key, [one.id for one in serials])
    today = ctx.now.astimezone(ctx.zone).date()
    found: dict[int, list[SerialView]] = {}
    names = {one.id: one.module.name for one in modules}
    for one in serials:
        account = read_serial(accounts.get(one.id, ()))
        state = serial_state(account, one.until, today)
        view = SerialView(one, names[one.contract_module_id], state, account)
        found.setdefault(one.contract_module_id, []).append(view)
    return tuple(
        BoughtModule(one.id, one.module.name, tuple(found.get(one.id, ()))) for one in modules
    )


def checking_key() -> str:
    """Return what a customer's machine checks activations with."""
    return public_key_of(SIGNATURE)
