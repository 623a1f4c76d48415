"""What the warranty's package refuses."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class OnlyKeepers(NotAllowed):
    """Say that warranties are kept by whoever leads."""

    code = "warranty.only_keepers"
    message = "Only project managers and administrators write down deliveries, payments and prices."


class AlreadyDelivered(Conflict):
    """Say that a contract has one full delivery."""

    code = "warranty.already_delivered"
    message = "The full delivery is written down already. Take that entry back first."


class NotDelivered(Conflict):
    """Say that nothing is renewed or used before the full delivery."""

    code = "warranty.not_delivered"
    message = "The full delivery of this contract is not written down yet; no warranty has begun."


class DayAhead(InvalidInput):
    """Say that only what has happened is written down."""

    code = "warranty.day_ahead"
    message = "This day has not come yet. Write down what has happened."


class EvidenceWanted(InvalidInput):
    """Say that a delivery is proven by signed minutes."""

    code = "warranty.evidence_wanted"
    message = "Write which document proves it and who signed it."


class ReasonWanted(InvalidInput):
    """Say that taking an entry back needs a reason."""

    code = "warranty.reason_wanted"
    message = "Write why."


class EntryNotFound(NotFound):
    """Say that there is no such entry, or that it was taken back already."""

    code = "warranty.entry_not_found"
    message = "There is no such entry, or it was taken back already."


class EntryNeeded(Conflict):
    """Say that later entries stand on this one."""

    code = "warranty.entry_needed"
    message = "Later entries stand on this one. Take those back first."


class WarrantyLapsed(Conflict):
    """Say that a service needs a warranty that runs. data: contract, its title; contract_id."""

    code = "warranty.lapsed"
    message = (
        "The warranty of “%(contract)s” has ended. Tickets need a warranty that runs: renew it, "
        "or file a claim."
    )


class ServiceLapsed(WarrantyLapsed):
    """Say that something beside tickets needs a warranty that runs."""

    code = "warranty.service_lapsed"
    message = "The warranty of “%(contract)s” has ended. This needs a warranty that runs: renew it."


class RemoteRefused(WarrantyLapsed):
    """Say that remote access without a warranty asks for a service that stands still.

    data: state, of the Owj Service as it is known: active or unknown.
    """

    code = "warranty.remote_refused"
    message = (
        "The warranty of “%(contract)s” has ended. Until it is renewed, remote access is allowed "
        "only while the Owj Service on the customer's server is known to stand still."
    )


class RemoteRuns(Conflict):
    """Say that one remote access runs at a time."""

    code = "warranty.remote_runs"
    message = "A remote access to this installation has not ended yet."


class RemotePurposeWanted(InvalidInput):
    """Say that remote access needs a purpose, which the customer reads."""

    code = "warranty.remote_purpose_wanted"
    message = "Write what the remote access is for; the customer reads it."


class RenewalInvoiced(Conflict):
    """Say that an invoice for the next year waits for its payment."""

    code = "warranty.renewal_invoiced"
    message = "Invoice %(number)s for this renewal waits for its payment. Pay or credit that one."
