"""Read what an event is about: its definition, and where it may stand."""

from __future__ import annotations

from collections.abc import Callable

from owj.kernel.bpmn.elements import (
    CancelEvent,
    CompensationEvent,
    ConditionalEvent,
    ErrorEvent,
    EscalationEvent,
    EventDefinition,
    LinkEvent,
    MessageEvent,
    NodeKind,
    SignalEvent,
    TerminateEvent,
    TimerEvent,
)
from owj.kernel.bpmn.read import OWJ, Draft
from owj.kernel.bpmn.texts import Texts
from owj.kernel.bpmn.times import TimeKind
from owj.kernel.feel import Expression
from owj.kernel.markup import Element

WAITING_FOR = (MessageEvent, SignalEvent, TimerEvent, ConditionalEvent)
ALLOWED: dict[NodeKind, tuple[type, ...]] = {
    NodeKind.START: WAITING_FOR,
    NodeKind.CATCH: (*WAITING_FOR, LinkEvent),
    NodeKind.THROW: (MessageEvent, SignalEvent, EscalationEvent, LinkEvent, CompensationEvent),
    NodeKind.BOUNDARY: (
        *WAITING_FOR,
        ErrorEvent,
        EscalationEvent,
        CompensationEvent,
        CancelEvent,
    ),
    NodeKind.END: (
        MessageEvent,
        SignalEvent,
        ErrorEvent,
        EscalationEvent,
        TerminateEvent,
        CompensationEvent,
        CancelEvent,
    ),
}
STARTS_HANDLER = (*WAITING_FOR, ErrorEvent, EscalationEvent)
# These tell what they wait for; on the throwing side a name may come later.
MAY_WAIT = frozenset({NodeKind.CATCH, NodeKind.BOUNDARY, NodeKind.START})


class EventReader:
    """Read the definitions of the events of one file."""

    def __init__(self, draft: Draft, texts: Texts) -> None:
        """Take the file and what compiles its texts."""
        self._draft = draft
        self._texts = texts

    def event(
        self, element: Element, owner: str, kind: NodeKind, *, starts_handler: bool = False
    ) -> EventDefinition | None:
        """Return what an event is about; None for a plain one, or with a problem noted."""
        found = [child for child in element.own() if child.name.endswith("EventDefinition")]
        if element.child("eventDefinitionRef") is not None:
            self._draft.unsupported(
                element, owner, "eventDefinitionRef", "the definition inside of the event itself"
            )
            return None
        if len(found) > 1 or element.get("parallelMultiple") == "true":
            instead = "one event for each, behind an event-based or parallel gateway"
            self._draft.unsupported(element, owner, "a multiple event", instead)
            return None
        if not found:
            if kind in {NodeKind.CATCH, NodeKind.BOUNDARY} or starts_handler:
                self._draft.expect(element, owner, "what the event waits for", "nothing")
            return None
        before = len(self._draft.problems)
        event = self._definition(found[0], element, owner, kind)
        allowed = STARTS_HANDLER if starts_handler else ALLOWED[kind]
        if event is None and len(self._draft.problems) == before:
            self._draft.unsupported(element, owner, found[0].name, "an event of another kind")
        elif event is not None and not isinstance(event, allowed):
            instead = "an event of a kind that may stand here"
            self._draft.unsupported(element, owner, f"{found[0].name} in a {kind}", instead)
        return event

    def message(self, element: Element, owner: str) -> MessageEvent | None:
        """Return the message of a send or receive task; None when it names none."""
        reference = element.get("messageRef")
        if not reference:
            return None
        name = self._name_of(element, owner, "messageRef", "message")
        return None if name is None else MessageEvent(name, self._key(element, owner))

    def _definition(
        self, found: Element, element: Element, owner: str, kind: NodeKind
    ) -> EventDefinition | None:
        what = found.name.removesuffix("EventDefinition")
        if what in {"message", "signal"}:
            return self._named(found, element, owner, kind)
        readers: dict[str, Callable[[Element, str], EventDefinition | None]] = {
            "timer": self._timer,
            "error": self._coded,
            "escalation": self._coded,
            "conditional": self._conditional,
            "link": self._link,
            "terminate": lambda _found, _owner: TerminateEvent(),
            "cancel": lambda _found, _owner: CancelEvent(),
            "compensate": lambda found, _owner: CompensationEvent(found.get("activityRef")),
        }
        reader = readers.get(what)
        return None if reader is None else reader(found, owner)

    def _named(
        self, found: Element, element: Element, owner: str, kind: NodeKind
    ) -> MessageEvent | SignalEvent | None:
        what = found.name.removesuffix("EventDefinition")
        if not found.get(f"{what}Ref") and kind not in MAY_WAIT:
            return MessageEvent("") if what == "message" else SignalEvent("")
        name = self._name_of(found, owner, f"{what}Ref", what)
        if name is None:
            return None
        if what == "signal":
            return SignalEvent(name)
        return MessageEvent(name, self._key(element, owner))

    def _name_of(self, found: Element, owner: str, part: str, kind: str) -> str | None:
        reference = found.get(part)
        named = self._draft.named_element(reference, kind)
        if named is None:
            self._draft.broken(found, owner, part, reference or "nothing", f"a {kind} of the file")
            return None
        return named.get("name") or named.get("id")

    def _key(self, element: Element, owner: str) -> Expression | None:
        return self._texts.optional(element.get(f"{OWJ}key"), element, owner, "owj:key")

    def _timer(self, found: Element, owner: str) -> TimerEvent | None:
        told = [child for child in found.own() if child.name in set(TimeKind)]
        if len(told) != 1:
            self._draft.expect(
                found, owner, "one timeDuration, timeDate or timeCycle", str(len(told))
            )
            return None
        rule = self._texts.time(TimeKind(told[0].name), told[0], owner)
        return None if rule is None else TimerEvent(rule)

    def _coded(self, found: Element, owner: str) -> ErrorEvent | EscalationEvent | None:
        kind = found.name.removesuffix("EventDefinition")
        reference, code = found.get(f"{kind}Ref"), None
        if reference:
            named = self._draft.named_element(reference, kind)
            if named is None:
                expected = f"a BPMN {kind} of the file"
                self._draft.broken(found, owner, f"{kind}Ref", reference, expected)
                return None
            code = named.get(f"{kind}Code") or None
        return ErrorEvent(code) if kind == "error" else EscalationEvent(code)

    def _conditional(self, found: Element, owner: str) -> ConditionalEvent | None:
        condition = found.child("condition")
        if condition is None:
            self._draft.expect(found, owner, "a condition", "none")
            return None
        compiled = self._texts.expression(condition.text, condition, owner, "condition")
        return None if compiled is None else ConditionalEvent(compiled)

    def _link(self, found: Element, owner: str) -> LinkEvent | None:
        name = found.get("name")
        if not name:
            self._draft.expect(found, owner, "the name of the link", "none")
            return None
        return LinkEvent(name)
