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
