"""Writing contracts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from owj.packages.contracts.entity import Contract
from owj.packages.contracts.errors import OnlyAdministrators, OnlyDeskStaff
from owj.packages.contracts.queries import current_contract
from owj.packages.customers.entity import Customer
from owj.server.agreements import SHIPPED_KEY
from owj.server.agreements.queries import agreement_at
from owj.server.records.context import Context

# What the contract of a customer without a written one is called (R38).
IMPLICIT_TITLE = "توافق‌نامهٔ عمومی"


@dataclass(frozen=True, slots=True)
class NewContract:
    """A written contract to be added."""

    customer_id: int
    title: str
    number: str = ""
    agreement: str = SHIPPED_KEY
    starts_on: date | None = None


@transaction.atomic
def add_contract(ctx: Context, draft: NewContract) -> Contract:
    """Add a written contract. Raises: OnlyDeskStaff, NotFound, InvalidInput."""
    if ctx.actor.kind not in {"staff", "system"}:
        raise OnlyDeskStaff
    return ctx.create(
        Contract,
        customer=ctx.get(Customer, draft.customer_id),
        title=draft.title,
        number=draft.number,
        agreement=draft.agreement,
        starts_on=draft.starts_on,
    )


@transaction.atomic
def change_contract(
    ctx: Context, contract_id: int, draft: NewContract, expected_version: int | None = None
) -> Contract:
    """Change what is written of a contract; its customer stays.

    Another agreement judges what is filed from now on. Raises: OnlyAdministrators, NotFound,
    UnknownAgreement, InvalidInput, Conflict.
    """
    check_administrator(ctx)
    check_agreement(draft.agreement, ctx)
    contract = ctx.get(Contract, contract_id)
    return ctx.update(
        contract,
        expected_version=expected_version,
        title=draft.title,
        number=draft.number,
        agreement=draft.agreement,
        starts_on=draft.starts_on,
    )


def check_administrator(ctx: Context) -> None:
    """Refuse whoever may not choose under which agreement a customer stands."""
    if not ctx.actor.has_role("admin"):
        raise OnlyAdministrators


def check_agreement(key: str, ctx: Context) -> None:
    """Refuse an agreement that nobody ever published. Raises: UnknownAgreement."""
    agreement_at(key, ctx.now)


@transaction.atomic
def contract_for(ctx: Context, customer_id: int) -> Contract:
    """Return the contract under which a customer's new ticket falls.

    The latest written one that has begun; without one, the customer's one implicit contract,
    which is made here when it is first needed (R38). Raises: NotFound for a hidden customer.
    """
    ctx.get(Customer, customer_id)
    system = ctx.as_system()
    found = current_contract(system, customer_id)
    if found is not None:
        return found
    # Two first tickets at one instant must not make two implicit contracts.
    customer = system.lock(Customer, customer_id)
    return current_contract(system, customer_id) or system.create(
        Contract, customer=customer, title=IMPLICIT_TITLE, implicit=True
    )


@transaction.atomic
def ensure_implicit_contracts(ctx: Context, customer_ids: list[int]) -> dict[int, Contract]:
    """Return the implicit contract of each customer, making those that are missing (imports)."""
    system = ctx.as_system()
    found = _implicit_contracts(system, customer_ids)
    missing = [id_ for id_ in dict.fromkeys(customer_ids) if id_ not in found]
    if not missing:
        return found
    # As in `contract_for`: whoever makes one holds the customer, and looks again under the lock.
    held = system.rows(Customer).filter(id__in=missing).order_by("id")
    list(held.select_for_update(of=("self",)).values_list("id", flat=True))
    found |= _implicit_contracts(system, missing)
    made = system.create_many(
        Contract,
        [
            {"customer_id": id_, "title": IMPLICIT_TITLE, "implicit": True}
            for id_ in missing
            if id_ not in found
        ],
    )
    return found | {row.customer_id: row for row in made}


def _implicit_contracts(system: Context, customer_ids: list[int]) -> dict[int, Contract]:
    rows = system.rows(Contract).filter(customer_id__in=customer_ids, implicit=True)
    return {row.customer_id: row for row in rows}
