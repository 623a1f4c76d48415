"""What is wrong with a drawing, in the reader's language, beside the shape it is about."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from owj.kernel.bpmn.errors import (
    DrawingDoubtful,
    DrawingProblem,
    ElementUnsupported,
    ExpressionRefused,
    IdStandsTwice,
    ReferenceBroken,
    TimeRefused,
)
from owj.kernel.errors import OwjError
from owj.server.processes.errors import PartRefused
from owj.ui.feel_words import say_error, say_phrase, spoken

# The shape is shown beside the words, so they name neither line nor id.
AT_A_SHAPE: dict[type[DrawingProblem], str] = {
    DrawingDoubtful: _("%(doubt)s."),
    ElementUnsupported: _("%(kind)s cannot run here. Draw instead: %(instead)s."),
    ExpressionRefused: _("%(part)s is not FEEL: %(reason)s"),
    IdStandsTwice: _("Its id %(element)s stands twice in the file."),
    PartRefused: _("%(part)s: %(reason)s."),
    ReferenceBroken: _("%(part)s refers to %(got)s, which is not %(expected)s."),
    TimeRefused: _("expected %(expected)s, got %(got)s."),
    DrawingProblem: _("expected %(expected)s, got %(got)s."),
}
PARTS = {
    "condition": _("the condition"), "script": _("the script"), "owj:key": _("the key"),
    "owj:assignee": _("the assignee"), "owj:candidates": _("the candidates"),
    "owj:due": _("the due date"), "owj:followUp": _("the follow-up date"),
    "owj:priority": _("the priority"), "owj:collection": _("the list to run over"),
    "owj:outputElement": _("what each run gives"), "loopCondition": _("the condition of the loop"),
    "completionCondition": _("the condition of ending early"),
    "loopCardinality": _("the number of runs"), "timeDuration": _("the duration"),
    "timeDate": _("the instant"), "timeCycle": _("the cycle"), "sourceRef": _("its beginning"),
    "targetRef": _("its end"), "incoming": _("a flow into it"), "outgoing": _("a flow out of it"),
    "default": _("its default flow"), "attachedToRef": _("what it is attached to"),
    "messageRef": _("its message"), "signalRef": _("its signal"), "errorRef": _("its error"),
    "escalationRef": _("its escalation"), "calledElement": _("the called process"),
    "activityRef": _("the activity to undo"),
}  # fmt: skip

MORE_PARTS = {
    "name": _("name"), "kind": _("kind"), "conditionExpression": _("the condition"),
    "loopMaximum": _("at most so often"), "isSequential": _("one after the other"),
    "cancelActivity": _("ends what is under way"), "isInterrupting": _("ends what is under way"),
    "documentation": _("the note"), "owj:form": _("the record's form"),
    "owj:fields": _("the answers"), "owj:outcomes": _("the ways to end it"),
    "owj:outcome": _("where the chosen way is kept"), "owj:hint": _("what the person is to do"),
    "owj:result": _("the variable of the result"), "owj:element": _("the name of each"),
    "owj:outputCollection": _("the variable of all results"), "owj:group": _("who works in it"),
    "owj:kind": _("kind of work"), "owj:decision": _("the decision that is asked"),
    "owj:settings": _("settings of the work"), "owj:calendar": _("the calendar"),
    "processRef": _("the process"), "owj:binding": _("which version"),
    "owj:version": _("the version"), "owj:in": _("what it is told"),
    "owj:out": _("what is taken from it"),
}  # fmt: skip


def say_part(name: str) -> str:
    """Return what a part of a shape is called; a name of the file that has no words stays."""
    words = PARTS.get(name) or MORE_PARTS.get(name)
    return gettext(words) if words else name


def say_problem(problem: OwjError) -> str:
    """Return what is wrong with a drawing, without the line and the id of the element."""
    known = AT_A_SHAPE.get(type(problem)) if isinstance(problem, DrawingProblem) else None
    if known is None and "part" not in problem.data:
        return say_error(problem)
    message = known or problem.message
    data = {name: spoken(_said(name, str(value))) for name, value in problem.data.items()}
    said = str(gettext(message) % data)
    return said[:1].upper() + said[1:]


def _said(name: str, value: str) -> str:
    if name == "element":
        return value
    if name == "part":
        return say_part(value)
    return gettext(PARTS[value]) if value in PARTS else say_phrase(value)
