"""Adding and changing customers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction

from owj.packages.customers.entity import Customer, CustomerKind
from owj.packages.customers.services.who_may import check_staff
from owj.server.records.context import Context


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """A customer to be added. external_key: what an import knows it by."""

    name: str
    kind: CustomerKind = CustomerKind.LEGAL
    city: str = ""
    phone: str = ""
    national_id: str = ""
    customer_since: int | None = None
    external_key: str = ""
    note: str = ""


@transaction.atomic
def add_customer(ctx: Context, draft: NewCustomer) -> Customer:
    """Add one customer. Raises: OnlyDeskStaff, InvalidInput."""
    check_staff(ctx)
    return ctx.create(Customer, **asdict(draft))


@transaction.atomic
def change_customer(
    ctx: Context, customer_id: int, draft: NewCustomer, *, expected_version: int | None = None
) -> Customer:
    """Write what a form says over a customer; how an import knows it stays.

    Raises: OnlyDeskStaff, NotFound, Conflict, InvalidInput.
    """
    check_staff(ctx)
    values = asdict(draft)
    del values["external_key"]
    customer = ctx.lock(Customer, customer_id)
    return ctx.update(customer, expected_version=expected_version, **values)
