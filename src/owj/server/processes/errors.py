"""What may be wrong with processes: definitions, what is asked of instances, who asks."""

from __future__ import annotations

from owj.kernel.bpmn.errors import DrawingProblem
from owj.kernel.errors import Conflict, DefinitionError, InvalidInput, NotAllowed, NotFound


class UnknownProcess(NotFound):
    """Say that no process has this key, or that it is archived."""

    code = "process.unknown"
    message = "There is no process “%(key)s”."


class ProcessKeyRefused(InvalidInput):
    """Say what the key of a process looks like."""

    code = "process.key_refused"
    message = "The key of a process: expected %(expected)s, got %(got)s."


class OnlyProcessDesigners(NotAllowed):
    """Say that the person may not draw this process."""

    code = "process.only_designers"
    message = "Only those who design may change or deploy processes."


class ProcessDraftMoved(Conflict):
    """Say that somebody saved the draft since the person loaded it."""

    code = "process.draft_moved"
    message = "Meanwhile %(who)s saved this drawing. Load it again, or save over it."


class NoProcessDraft(Conflict):
    """Say that nothing is drawn that differs from the version in force."""

    code = "process.no_draft"
    message = "There is no draft that differs from the version in force."


class DrawingTooLarge(InvalidInput):
    """Say that a drawing is larger than any that people could read."""

    code = "process.drawing_too_large"
    message = "The drawing is longer than %(limit)s characters."


class ProcessNotDeployed(Conflict):
    """Say that a process has no version that runs."""

    code = "process.not_deployed"
    message = "“%(name)s” has not been deployed yet."


class RecordNeeded(InvalidInput):
    """Say that a process is about records of one kind, and was started from none or another."""

    code = "process.record_needed"
    message = "“%(name)s” is started from %(entity)s."


class StartRefused(NotAllowed):
    """Say that the person may not start this process here."""

    code = "process.start_refused"
    message = "You are not allowed to start “%(name)s” here."


class RunsAlready(Conflict):
    """Say that the record has a running process of this kind, which may have one only."""

    code = "process.runs_already"
    message = "“%(name)s” runs for this record already."


class CallsTooDeep(Conflict):
    """Say that processes have called one another too often."""

    code = "process.calls_too_deep"
    message = "More than %(limit)s processes have called one another."


class UnknownInstance(NotFound):
    """Say that there is no such running process, or not for this person."""

    code = "process.instance_unknown"
    message = "There is no such process, or you may not see it."


class UnknownTask(NotFound):
    """Say that there is no such task, or not for this person."""

    code = "process.task_unknown"
    message = "There is no such task, or you may not see it."


class TaskNotOpen(Conflict):
    """Say that a task was done or withdrawn meanwhile."""

    code = "process.task_not_open"
    message = "This task is no longer open."


class TaskNotYours(NotAllowed):
    """Say that a task is somebody else's."""

    code = "process.task_not_yours"
    message = "This task is not yours. Claim it first, or let its holder return it."


class OnlyProcessAdministrators(NotAllowed):
    """Say that helping a running process on is for administrators."""

    code = "process.only_administrators"
    message = "Only an administrator may change a running process."


class ProcessNotRead(DefinitionError):
    """Say that the drawing of a running process can no longer be read."""

    code = "process.not_read"
    message = "Version %(number)s of “%(key)s” cannot be read any more: %(reason)s"


class PartRefused(DrawingProblem):
    """Say which attribute of an element names what is not there, or cannot be read."""

    code = "process.part_refused"
    message = "Line %(line)s, %(element)s, %(part)s: %(reason)s."


class DeletionNotConfirmed(InvalidInput):
    """Say that what is deleted for good must be typed first."""

    code = "process.deletion_not_confirmed"
    message = "Type “%(name)s” to delete for good."


class ProcessHasRun(Conflict):
    """Say that a process with cases is archived, not deleted."""

    code = "process.has_run"
    message = "“%(name)s” has %(count)s cases. Archive it, or delete its ended cases first."


class ProcessInUse(Conflict):
    """Say which other processes start or call this one."""

    code = "process.in_use"
    message = "“%(name)s” is started or called by: %(users)s."
