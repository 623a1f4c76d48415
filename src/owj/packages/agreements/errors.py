"""What accepting an agreement refuses."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class OnlyCustomersAccept(NotAllowed):
    """Say that a person with the last word accepts for a customer."""

    code = "agreement.only_customers_accept"
    message = "Only a person of the customer with the right to the last word accepts the agreement."


class VersionNotFound(NotFound):
    """Say that the contract's agreement has no such text."""

    code = "agreement.version_not_found"
    message = "The agreement of this contract has no such version with a text."


class TextChanged(Conflict):
    """Say that the text is not the one that was read."""

    code = "agreement.text_changed"
    message = "The text is not the one that you have read. Read it again before you accept it."


class VersionFormer(Conflict):
    """Say that a version that is not in force any more is not accepted on the hub."""

    code = "agreement.version_former"
    message = "Another version is in force by now. Accept that one."


class AlreadyAccepted(Conflict):
    """Say that a version is accepted once."""

    code = "agreement.already_accepted"
    message = "This version is accepted for the contract already."


class AcceptanceIncomplete(InvalidInput):
    """Say what an acceptance needs."""

    code = "agreement.acceptance_incomplete"
    message = "Write your name and confirm that you have read the text and accept it."


class PaperIncomplete(InvalidInput):
    """Say what the record of a signed paper needs."""

    code = "agreement.paper_incomplete"
    message = "Write who signed, and attach the signed paper as a file."


class AcceptanceNotFound(NotFound):
    """Say that the contract has no such acceptance, or that it is not taken back here."""

    code = "agreement.acceptance_not_found"
    message = "The contract has no such acceptance. One that was given on the hub stays."


class AcceptanceReasonWanted(InvalidInput):
    """Say that taking an entry back needs a reason."""

    code = "agreement.reason_wanted"
    message = "Write why it is taken back: the reason stays beside it."
