"""Accepting the text of an agreement for a contract, as other packages do it."""

from owj.packages.agreements.acceptances import (
    Acceptance,
    PaperAcceptance,
    accept_agreement,
    record_paper,
)

__all__ = ["Acceptance", "PaperAcceptance", "accept_agreement", "record_paper"]
