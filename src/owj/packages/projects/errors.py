"""What projects refuse."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound


class OnlyProjectKeepers(NotAllowed):
    """Say that what was promised is kept by whoever leads."""

    code = "project.only_keepers"
    message = "Only project managers and administrators write down promises and deliveries."


class PlanRefused(InvalidInput):
    """Say that the days of a phase are not in their order."""

    code = "project.plan_refused"
    message = "A phase begins on or after the project's first day and ends on or after its own."


class ProjectEvidenceWanted(InvalidInput):
    """Say that this fact is proven by a document and its author."""

    code = "project.evidence_wanted"
    message = "Write which document proves it and who wrote or signed it."


class ProjectDayAhead(InvalidInput):
    """Say that only what has happened is written down."""

    code = "project.day_ahead"
    message = "This day has not come yet. Write down what has happened."


class PhaseNotFound(NotFound):
    """Say that the project has no such phase."""

    code = "project.phase_not_found"
    message = "This project has no such phase."


class PhaseDelivered(Conflict):
    """Say that a phase was delivered already."""

    code = "project.phase_delivered"
    message = "This phase was delivered already. Take that entry back first."


class AlreadySuspended(Conflict):
    """Say that a project is suspended once at a time."""

    code = "project.already_suspended"
    message = "The project is suspended already. Write down first when it was taken up again."


class NothingToEnd(Conflict):
    """Say that the suspension or the wait has ended already, or never was."""

    code = "project.nothing_to_end"
    message = "This has ended already. Look at the project again."


class EndsBeforeItBegan(InvalidInput):
    """Say that a stretch of days cannot end before its first day."""

    code = "project.ends_before"
    message = "It cannot end before it began."


class ProjectEntryNotFound(NotFound):
    """Say that there is no such entry, or that it was taken back already."""

    code = "project.entry_not_found"
    message = "There is no such entry, or it was taken back already."


class ProjectEntryNeeded(Conflict):
    """Say that later entries stand on this one."""

    code = "project.entry_needed"
    message = "Later entries stand on this one. Take those back first."


class ProjectReasonWanted(InvalidInput):
    """Say that this needs a reason."""

    code = "project.reason_wanted"
    message = "Write why."


class MinutesNotOpen(Conflict):
    """Say that minutes are at another point by now."""

    code = "minutes.not_open"
    message = "These minutes are at another point by now. Look at them again."


class MinutesChanged(Conflict):
    """Say that what is signed is not what was read."""

    code = "minutes.changed"
    message = "The text is not the one that you read. Read it again before you sign."


class SignatureWanted(InvalidInput):
    """Say that a signature is drawn, or typed with consent."""

    code = "minutes.signature_wanted"
    message = "Write your name and draw your signature, or say that your typed name stands for it."


class ConsentWanted(InvalidInput):
    """Say that whoever signs confirms to have read the text."""

    code = "minutes.consent_wanted"
    message = "Confirm that you have read the text."


class OnlyCustomersSign(NotAllowed):
    """Say that minutes are signed by the customer."""

    code = "minutes.only_customers"
    message = "Minutes are signed by the customer's person with the right to the last word."
