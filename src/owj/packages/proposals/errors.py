"""What proposals refuse."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed


class OnlySellers(NotAllowed):
    """Say that proposals are written by whoever leads."""

    code = "proposal.only_sellers"
    message = "Only project managers and administrators write and send proposals."


class OnlyCustomersAnswer(NotAllowed):
    """Say that a person with the last word answers for a customer."""

    code = "proposal.only_customers_answer"
    message = "Only a person of the customer with the right to the last word answers a proposal."


class RecipientWanted(InvalidInput):
    """Say that a proposal is for one customer, or for one lead."""

    code = "proposal.recipient_wanted"
    message = "Choose the customer or the lead that the proposal is for."


class NothingToExtend(InvalidInput):
    """Say which contract a proposal may extend, and that only such a one is renewed."""

    code = "proposal.nothing_to_extend"
    message = "Choose a written contract to extend; a renewal is offered for such a contract only."


class ModuleCovered(Conflict):
    """Say that a contract covers a module already."""

    code = "proposal.module_covered"
    message = "The contract covers “%(what)s” already; take it off the proposal."


class OfferEmpty(InvalidInput):
    """Say that a proposal offers something."""

    code = "proposal.empty"
    message = "Write a title and at least one module, service or phase; 100 of each at most."


class OfferRefused(InvalidInput):
    """Say which row of a proposal is wrong."""

    code = "proposal.row_refused"
    message = (
        "“%(what)s”: expected words, an amount from 0 rial on, at least a minute of work, and a "
        "phase that ends no earlier than it begins."
    )


class PromiseTooEarly(InvalidInput):
    """Say that a promised day must still be ahead when the proposal is accepted on its last day."""

    code = "proposal.promise_too_early"
    message = (
        "“%(what)s” is promised for a day before the proposal's last day of validity. Promise a "
        "later day, or let the proposal end earlier."
    )


class ValidityPassed(Conflict):
    """Say that a proposal binds until its last day."""

    code = "proposal.validity_passed"
    message = "The last day of this proposal has passed. Ask for a new one."


class ProposalNotOpen(Conflict):
    """Say that a proposal does not stand where this is done with it."""

    code = "proposal.not_open"
    message = "This proposal is not open for that any more. Load the page again."


class ProposalChanged(Conflict):
    """Say that the text is not the one that was read."""

    code = "proposal.changed"
    message = "The proposal is not the one that you have read. Read it again before you accept it."


class AnswerIncomplete(InvalidInput):
    """Say what an acceptance needs."""

    code = "proposal.answer_incomplete"
    message = "Write your name and confirm that you have read the proposal and accept it."


class PaperWanted(InvalidInput):
    """Say what the record of a signed paper needs."""

    code = "proposal.paper_wanted"
    message = (
        "Write who signed and when, between the day it was sent and its last day, and attach the "
        "signed paper as a file."
    )


class ProposalReasonWanted(InvalidInput):
    """Say that declining and taking back need a reason."""

    code = "proposal.reason_wanted"
    message = "Write why."
