"""What can be wrong with a drawing, and with what is asked of a running process."""

from __future__ import annotations

from owj.kernel.errors import Conflict, DefinitionError, InvalidInput


class DrawingProblem(DefinitionError):
    """Say at which element and line a drawing is not as BPMN wants it."""

    code = "bpmn.not_as_expected"
    message = "Line %(line)s, %(element)s: expected %(expected)s, got %(got)s."

    @property
    def element(self) -> str:
        """Give the id of the element, for the shape in the studio."""
        return str(self.data["element"])

    @property
    def line(self) -> int:
        """Give the line of the file, from 1."""
        line = self.data["line"]
        return line if isinstance(line, int) else 0


class ElementUnsupported(DrawingProblem):
    """Say that an element cannot run here, and what to draw instead."""

    code = "bpmn.element_unsupported"
    message = "Line %(line)s, %(element)s: %(kind)s cannot run here. Draw instead: %(instead)s."


class IdStandsTwice(DrawingProblem):
    """Say that two elements have one id."""

    code = "bpmn.id_stands_twice"
    message = "Line %(line)s: the id %(element)s stands already in line %(first)s."


class ReferenceBroken(DrawingProblem):
    """Say that an element refers to something that the file does not have."""

    code = "bpmn.reference_broken"
    message = "Line %(line)s, %(element)s: %(part)s refers to %(got)s, which is not %(expected)s."


class ExpressionRefused(DrawingProblem):
    """Say that a text of a drawing is not FEEL."""

    code = "bpmn.expression_refused"
    message = "Line %(line)s, %(element)s, %(part)s is not FEEL: %(reason)s"


class TimeRefused(DrawingProblem):
    """Say that a timer's text is no time."""

    code = "bpmn.time_refused"
    message = "Line %(line)s, %(element)s: expected %(expected)s, got %(got)s."


class DrawingDoubtful(DrawingProblem):
    """Say that a drawing can run, but hardly as it was meant."""

    code = "bpmn.drawing_doubtful"
    message = "Line %(line)s, %(element)s: %(doubt)s."


class ProcessRefused(DefinitionError):
    """Say that a drawing cannot run; `problems` holds everything that is wrong."""

    code = "bpmn.process_refused"
    message = "The process cannot run, problems: %(count)s. The first: %(first)s"

    def __init__(self, problems: tuple[DrawingProblem, ...] = (), **data: object) -> None:
        first = {"count": len(problems), "first": str(problems[0])} if problems else {}
        super().__init__(**{**first, **data})
        self.problems = problems


class ProcessFileNotRead(InvalidInput):
    """Say that a file or folder of processes cannot be opened."""

    code = "bpmn.file_not_read"
    message = "%(file)s cannot be read: %(reason)s."


class ScenarioRefused(InvalidInput):
    """Say why a scenario cannot be played."""

    code = "bpmn.scenario_refused"
    message = "The scenario, %(where)s: expected %(expected)s, got %(got)s."


class ProcessNotStarted(Conflict):
    """Say why a process could not begin."""

    code = "bpmn.not_started"
    message = "The process did not start: %(reason)s."


class NothingWaitsThere(Conflict):
    """Say that what an event is meant for is not there, or not any more."""

    code = "bpmn.nothing_waits_there"
    message = "Nothing waits there any more: %(what)s %(id)s. Load the process again."


class TokenNotMoved(InvalidInput):
    """Say that a token cannot be taken to a node."""

    code = "bpmn.token_not_moved"
    message = "The token %(token)s cannot be moved to %(node)s: choose a node of the same process."
