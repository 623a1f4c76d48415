"""What billing refuses."""

from __future__ import annotations

from owj.kernel.errors import Conflict, DefinitionError, InvalidInput, NotAllowed


class OnlyBookkeepers(NotAllowed):
    """Say that money is written down by whoever leads."""

    code = "billing.only_bookkeepers"
    message = "Only project managers and administrators issue invoices and write payments down."


class NotADraft(Conflict):
    """Say that what was issued does not change."""

    code = "billing.not_a_draft"
    message = "This invoice is issued or dropped; it does not change any more."


class NotIssued(Conflict):
    """Say that only an issued invoice is paid or credited."""

    code = "billing.not_issued"
    message = "This invoice is not issued."


class AmountRefused(InvalidInput):
    """Say that this is no amount of money."""

    code = "billing.amount_refused"
    message = "Expected an amount above 0 rial, got %(got)s."


class ReasonWanted(InvalidInput):
    """Say that a correction needs a reason."""

    code = "billing.reason_wanted"
    message = "Write why; the customer reads it."


class RenewalStands(Conflict):
    """Say that a paid year stands on this money."""

    code = "billing.renewal_stands"
    message = (
        "A year of warranty stands on this payment. Take that year back on the contract's page "
        "first."
    )


class PaymentNotFound(Conflict):
    """Say that there is no such payment, or that it was taken back already."""

    code = "billing.payment_not_found"
    message = "There is no such payment, or it was taken back already."


class NothingToCollect(Conflict):
    """Say that no billable time waits for an invoice."""

    code = "billing.nothing_to_collect"
    message = "No billable time of this customer waits for an invoice."


class WorkCollected(Conflict):
    """Say that worked time on an invoice does not change."""

    code = "billing.work_collected"
    message = "This time stands on an invoice already."


class FiscalMemoryMissing(DefinitionError):
    """Say what the tax organisation's format needs."""

    code = "billing.fiscal_memory_missing"
    message = "Enter the six letters of the fiscal memory with the seller's details first."
