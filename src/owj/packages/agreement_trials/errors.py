"""What trials refuse."""

from __future__ import annotations

from owj.kernel.errors import InvalidInput, NotAllowed, NotFound


class OnlyTrialKeepers(NotAllowed):
    """Say who tries agreements."""

    code = "agreement_trial.only_keepers"
    message = "Only project managers and administrators try agreements."


class TrialNotFound(NotFound):
    """Say that there is no such trial."""

    code = "agreement_trial.not_found"
    message = "There is no such trial."


class MonthsRefused(InvalidInput):
    """Say which months can be tried."""

    code = "agreement_trial.months_refused"
    message = "Expected months such as 1405/01 to 1405/06, at most %(most)s of them."


class TitleWanted(InvalidInput):
    """Say that a trial is found again by its title."""

    code = "agreement_trial.title_wanted"
    message = "Give the trial a title."
