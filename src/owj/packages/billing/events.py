"""What this package tells the rooms above it, in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """An invoice got its number. by: None for the system."""

    invoice_id: int
    customer_id: int
    number: str
    by: int | None


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """Money came in and is set against invoices. seq: the entry of the payment."""

    customer_id: int
    seq: int
    by: int | None
