"""What claims refuse."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class ClaimTooLate(Conflict):
    """Say that the days in which a month could be claimed are over."""

    code = "claim.too_late"
    message = (
        "A claim is filed within %(days)s days after the promise that gave the right was broken; "
        "for %(month)s they are over."
    )


class AlreadyFiled(Conflict):
    """Say that a month is claimed once."""

    code = "claim.already_filed"
    message = "The claim for %(month)s was filed already."


class DeliveryNotLate(Conflict):
    """Say that a delivery is not late, or not known."""

    code = "claim.not_late"
    message = "Nothing is late there."


class DeliveryFiled(Conflict):
    """Say that a late delivery is claimed once."""

    code = "claim.delivery_filed"
    message = "The claim for “%(item)s” was filed already."


class DeliveryTooLate(Conflict):
    """Say that the days in which a delay could be claimed are over."""

    code = "claim.delivery_too_late"
    message = (
        "%(item)s: a claim is filed within %(days)s days after the last day of the delay; "
        "they are over."
    )


class ClaimTooEarly(InvalidInput):
    """Say that a day that has not come cannot have been late."""

    code = "claim.too_early"
    message = "Expected a day that has come: nothing can be late before."


class DelayLasts(Conflict):
    """Say that the remedy of a delay is known when it has ended."""

    code = "claim.delay_lasts"
    message = "“%(item)s” is not delivered yet. The committee decides when the delay has ended."


class ClaimNotFound(NotFound):
    """Say that there is no such claim on this contract."""

    code = "claim.not_found"
    message = "There is no such claim on this contract."


class ClaimNotOpen(Conflict):
    """Say that a claim was decided already, or is not decided yet."""

    code = "claim.not_open"
    message = "The claim is at another point by now. Look at it again."


class OnlyCommittee(NotAllowed):
    """Say that the committee decides on claims."""

    code = "claim.only_committee"
    message = "Only the committee (project managers and administrators) decides on claims."


class OnlyCustomersChoose(NotAllowed):
    """Say that filing and choosing is the customer's."""

    code = "claim.only_customers"
    message = "Filing a claim and choosing the remedy is for the customer."


class RefusalReasonWanted(InvalidInput):
    """Say that a refusal needs a reason, which the customer reads."""

    code = "claim.reason_wanted"
    message = "Write the reason; the customer reads it."
