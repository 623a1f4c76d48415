"""The words of the drawing's tools: those of bpmn-js, and what the panel calls each element.

bpmn-js asks for its words by their English; a test reads its sources and holds that none is
missing here.
"""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# fmt: off
TOOL_WORDS = (
    _("Activate create/remove space tool"), _("Activate global connect tool"),
    _("Activate hand tool"), _("Activate lasso tool"), _("Ad-hoc sub-process"),
    _("Ad-hoc sub-process (collapsed)"), _("Ad-hoc sub-process (expanded)"), _("Add lane above"),
    _("Add lane below"), _("Add text annotation"), _("Align elements"), _("Align elements "),
    _("Append compensation activity"), _("Append conditional intermediate catch event"),
    _("Append end event"), _("Append gateway"), _("Append intermediate/boundary event"),
    _("Append message intermediate catch event"), _("Append receive task"),
    _("Append signal intermediate catch event"), _("Append task"),
    _("Append timer intermediate catch event"), _("Boundary event"), _("Business rule task"),
    _("Call activity"), _("Cancel boundary event"), _("Cancel end event"), _("Change element"),
    _("Collection"), _("Compensation boundary event"), _("Compensation end event"),
    _("Compensation intermediate throw event"), _("Compensation start event"),
    _("Complex gateway"), _("Conditional boundary event"),
    _("Conditional boundary event (non-interrupting)"), _("Conditional flow"),
    _("Conditional intermediate catch event"), _("Conditional start event"),
    _("Conditional start event (non-interrupting)"), _("Connect to other element"),
    _("Connect using association"), _("Connect using data input association"),
    _("Create data object reference"), _("Create data store reference"), _("Create end event"),
    _("Create expanded sub-process"), _("Create gateway"), _("Create group"),
    _("Create intermediate/boundary event"), _("Create pool/participant"),
    _("Create start event"), _("Create task"),
    _("Data object must be placed within a pool/participant."), _("Data object reference"),
    _("Data store reference"), _("Default flow"), _("Delete"),
    _("Distribute elements horizontally"), _("Distribute elements vertically"),
    _("Divide into three lanes"), _("Divide into two lanes"), _("Empty pool/participant"),
    _("Empty pool/participant (removes content)"), _("End event"), _("Error boundary event"),
    _("Error end event"), _("Error start event"), _("Escalation boundary event"),
    _("Escalation boundary event (non-interrupting)"), _("Escalation end event"),
    _("Escalation intermediate throw event"), _("Escalation start event"),
    _("Escalation start event (non-interrupting)"), _("Event based instantiating Gateway"),
    _("Event sub-process"), _("Event-based gateway"), _("Exclusive gateway"),
    _("Expanded pool/participant"), _("Inclusive gateway"), _("Intermediate throw event"),
    _("Link intermediate catch event"), _("Link intermediate throw event"), _("Loop"),
    _("Manual task"), _("Message boundary event"), _("Message boundary event (non-interrupting)"),
    _("Message end event"), _("Message intermediate catch event"),
    _("Message intermediate throw event"), _("Message start event"),
    _("Message start event (non-interrupting)"), _("Open {element}"),
    _("Parallel Event based instantiating Gateway"), _("Parallel gateway"),
    _("Parallel multi-instance"), _("Participant multiplicity"), _("Receive task"),
    _("Script task"), _("Search in diagram"), _("Send task"), _("Sequence flow"),
    _("Sequential multi-instance"), _("Service task"), _("Signal boundary event"),
    _("Signal boundary event (non-interrupting)"), _("Signal end event"),
    _("Signal intermediate catch event"), _("Signal intermediate throw event"),
    _("Signal start event"), _("Signal start event (non-interrupting)"), _("Start event"),
    _("Sub-process"), _("Sub-process (collapsed)"), _("Sub-process (expanded)"), _("Task"),
    _("Terminate end event"), _("Timer boundary event"),
    _("Timer boundary event (non-interrupting)"), _("Timer intermediate catch event"),
    _("Timer start event"), _("Timer start event (non-interrupting)"),
    _("Toggle non-interrupting"), _("Transaction"), _("User task"),
    _("flow elements must be children of pools/participants"),
)
KIND_WORDS = {
    "Process": _("The whole process"), "Collaboration": _("The whole drawing"),
    "Participant": _("Pool"), "Lane": _("Lane"), "SequenceFlow": _("Flow"),
    "StartEvent": _("Start event"), "EndEvent": _("End event"),
    "IntermediateCatchEvent": _("Waiting event"), "IntermediateThrowEvent": _("Throwing event"),
    "BoundaryEvent": _("Boundary event"), "ExclusiveGateway": _("Exclusive gateway"),
    "ParallelGateway": _("Parallel gateway"), "InclusiveGateway": _("Inclusive gateway"),
    "EventBasedGateway": _("Event-based gateway"), "Task": _("Task"),
    "ManualTask": _("Manual task"), "UserTask": _("User task"), "ReceiveTask": _("Receive task"),
    "ServiceTask": _("Service task"), "SendTask": _("Send task"), "ScriptTask": _("Script task"),
    "BusinessRuleTask": _("Business rule task"), "SubProcess": _("Sub-process"),
    "Transaction": _("Transaction"), "CallActivity": _("Call activity"),
    "TextAnnotation": _("Note in the drawing"), "Association": _("Association"),
    "Group": _("Group in the drawing"), "event Timer": _("by time"),
    "event Message": _("by a message"), "event Signal": _("by a signal"),
    "event Error": _("by an error"), "event Escalation": _("by an escalation"),
    "event Conditional": _("by a condition"), "event Link": _("by a link"),
    "event Terminate": _("ends everything"), "event Compensate": _("undoes"),
    "event Cancel": _("cancels"),
}
# fmt: on


def drawing_words() -> dict[str, str]:
    """Return every word by the name that the script asks for it by, in the reader's language."""
    tools = {word: gettext(word) for word in TOOL_WORDS}
    # Names of kinds have no spaces but those of events, so they meet no word of the tools twice.
    return tools | {name: gettext(word) for name, word in KIND_WORDS.items()}


def kind_name(kind: str) -> str:
    """Return what a person calls a kind of BPMN's XML ("userTask")."""
    name = kind[:1].upper() + kind[1:]
    return gettext(KIND_WORDS[name]) if name in KIND_WORDS else kind
