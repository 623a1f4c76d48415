"""What filing documents refuses."""

from __future__ import annotations

from owj.kernel.errors import InvalidInput, NotAllowed, NotFound


class OnlyPartiesFile(NotAllowed):
    """Say that documents are filed by who keeps contracts, or by the customer's last word."""

    code = "party.only_parties_file"
    message = (
        "Only who keeps contracts, or a person of the customer with the right to the last word, "
        "files documents."
    )


class DocumentIncomplete(InvalidInput):
    """Say what a document needs."""

    code = "party.document_incomplete"
    message = "Attach the document as a file and say what it is."


class DocumentDaysRefused(InvalidInput):
    """Say that a document cannot end before it was issued."""

    code = "party.days_refused"
    message = "The document would expire before it was issued."


class DocumentNotFound(NotFound):
    """Say that there is no such document, or that it was withdrawn."""

    code = "party.document_not_found"
    message = "There is no such document, or it was withdrawn already."


class DocumentReasonWanted(InvalidInput):
    """Say that withdrawing a document needs a reason."""

    code = "party.reason_wanted"
    message = "Write why the document is withdrawn: the reason stays beside it."
