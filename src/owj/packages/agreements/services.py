"""Accepting the text of an agreement for a contract, as other packages do it."""

from owj.packages.agreements.acceptances import accept_agreement, acceptances_of, record_paper
from owj.packages.agreements.consent import Consent, SignedPaper

__all__ = ["Consent", "SignedPaper", "accept_agreement", "acceptances_of", "record_paper"]
