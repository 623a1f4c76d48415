"""Why a task, or what a drawing says of it, is refused."""

from __future__ import annotations

from owj.kernel.errors import Conflict, DefinitionError, InvalidInput, NotAllowed, NotFound


class TaskFormRefused(DefinitionError):
    """Say that what a drawing asks for in a task cannot be read."""

    code = "task.form_refused"
    message = "%(part)s: %(reason)s."


class TaskTaken(Conflict):
    """Say that somebody else was quicker."""

    code = "task.taken"
    message = "%(name)s has taken this task."


class TaskHasNoCandidates(Conflict):
    """Say that a task was given to one person and cannot go back to many."""

    code = "task.no_candidates"
    message = "This task was given to you alone. Return it with a reason, or delegate it."


class TaskGoesNowhere(Conflict):
    """Say that there is nobody to whom a task could be returned."""

    code = "task.goes_nowhere"
    message = "There is nobody to return this task to. Delegate it to a colleague."


class TaskPersonRefused(InvalidInput):
    """Say that a person cannot be given a task or asked for an opinion."""

    code = "task.person_refused"
    message = "Choose an active colleague other than yourself."


class TaskReasonMissing(InvalidInput):
    """Say that words are missing without which others could not go on."""

    code = "task.reason_missing"
    message = "Write at least a few words, so that others know why."


class OpinionNotOpen(Conflict):
    """Say that an opinion was given, or is not asked of this person."""

    code = "task.opinion_not_open"
    message = "This opinion was given already, or it is not asked of you."


class StandInRefused(InvalidInput):
    """Say that a leave cannot be kept as it was written."""

    code = "task.stand_in_refused"
    message = "A leave needs a stand-in other than the person, and days that have not passed."


class StandInForOthers(NotAllowed):
    """Say that the leave of another person is for administrators to enter."""

    code = "task.stand_in_for_others"
    message = "Only an administrator may enter the leave of somebody else."


class UnknownStandIn(NotFound):
    """Say that there is no such leave, or not for this person."""

    code = "task.stand_in_unknown"
    message = "There is no such leave, or you may not see it."
