"""Read what an activity does: its loop, its script, what it calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from owj.kernel.bpmn.elements import NO_DETAILS, LoopPlan, MultiInstance, NodeKind, StandardLoop
from owj.kernel.bpmn.read import BPMN, OWJ, Draft, local_name
from owj.kernel.bpmn.texts import Texts
from owj.kernel.feel import Expression
from owj.kernel.markup import Element

# What a script may call itself to be FEEL.
FEEL_NAMES = ("", "feel", "text/feel", "application/feel", "text/x-feel")
# Attributes of a person's task that are FEEL: who gets it, by when, how urgent it is.
TASK_DETAILS = ("assignee", "candidates", "due", "followUp", "priority")
OTHER_INSTANCES = frozenset({"None", "One", "Complex"})


@dataclass(frozen=True, slots=True)
class ActivityParts:
    """Hold what only activities have."""

    loop: LoopPlan | None = None
    script: Expression | None = None
    result: str = ""
    called: str = ""
    called_outside: str = ""
    given: Expression | None = None
    taken: Expression | None = None
    details: Mapping[str, Expression] = field(default_factory=lambda: NO_DETAILS)


class ActivityReader:
    """Read the activities of one file."""

    def __init__(self, draft: Draft, texts: Texts, *, calls_outside: bool = False) -> None:
        """Take the file and what compiles its texts."""
        self._draft = draft
        self._texts = texts
        self._calls_outside = calls_outside

    def parts(self, element: Element, owner: str, kind: NodeKind) -> ActivityParts:
        """Return the parts of an activity, with problems noted."""
        script = self._script(element, owner) if kind is NodeKind.SCRIPT else None
        if kind is NodeKind.CALL:
            return self._call(element, owner)
        result = element.get(f"{OWJ}result").strip()
        details = self._details(element, owner) if kind is NodeKind.USER else NO_DETAILS
        return ActivityParts(self._loop(element, owner), script, result, details=details)

    def _call(self, element: Element, owner: str) -> ActivityParts:
        """Return the parts of a call: of a process of the file, else of one kept elsewhere."""
        loop, reference = self._loop(element, owner), element.get("calledElement").strip()
        if called := self._in_file(reference):
            return ActivityParts(loop, called=called)
        if not (self._calls_outside and reference):
            expected = "a process of the file"
            self._draft.broken(element, owner, "calledElement", reference or "nothing", expected)
            return ActivityParts(loop)
        given, taken = (self._attribute(element, name, owner) for name in ("in", "out"))
        return ActivityParts(loop, called_outside=reference, given=given, taken=taken)

    def _details(self, element: Element, owner: str) -> Mapping[str, Expression]:
        found = {name: self._attribute(element, name, owner) for name in TASK_DETAILS}
        return {name: value for name, value in found.items() if value is not None}

    def _script(self, element: Element, owner: str) -> Expression | None:
        given = element.get("scriptFormat").strip().lower()
        if given not in FEEL_NAMES and "feel" not in given:
            self._draft.unsupported(element, owner, f"a script in {given}", "a script in FEEL")
            return None
        script = element.child("script")
        if script is None or not script.text.strip():
            self._draft.expect(element, owner, "a script in FEEL", "none")
            return None
        return self._texts.expression(script.text, script, owner, "script")

    def _in_file(self, reference: str) -> str:
        """Return the id of the process of the file that a reference names; empty for none."""
        known = {process.get("id") for process in self._draft.processes}
        return next((name for name in (reference, local_name(reference)) if name in known), "")

    def _loop(self, element: Element, owner: str) -> LoopPlan | None:
        several = element.child("multiInstanceLoopCharacteristics")
        repeated = element.child("standardLoopCharacteristics")
        if several is not None and repeated is not None:
            kind = "an activity with two loop markers"
            self._draft.unsupported(repeated, owner, kind, "one of them around a sub-process")
        if several is not None:
            return self._several(several, owner)
        return None if repeated is None else self._repeated(repeated, owner)

    def _repeated(self, found: Element, owner: str) -> StandardLoop:
        most = found.get("loopMaximum", "0").strip() or "0"
        if not (most.isascii() and most.isdigit() and len(most) < 10):
            self._draft.expect(found, owner, "a whole number as loopMaximum", most[:40])
            most = "0"
        condition = self._child(found, "loopCondition", owner)
        if found.child("loopCondition") is None and int(most) == 0:
            self._draft.expect(found, owner, "a loopCondition or a loopMaximum", "neither")
        return StandardLoop(condition, found.get("testBefore") in {"true", "1"}, int(most))

    def _several(self, found: Element, owner: str) -> MultiInstance:
        collection = self._attribute(found, "collection", owner)
        cardinality = self._child(found, "loopCardinality", owner)
        if not found.get(f"{OWJ}collection") and found.child("loopCardinality") is None:
            self._draft.expect(found, owner, "owj:collection or loopCardinality", "neither")
        behaviour = found.get("behavior")
        if behaviour in OTHER_INSTANCES:
            kind = f"the behavior {behaviour} of a multi-instance"
            self._draft.unsupported(found, owner, kind, "events inside of the activity")
        return MultiInstance(
            sequential=found.get("isSequential") in {"true", "1"},
            collection=collection,
            cardinality=cardinality,
            element=found.get(f"{OWJ}element").strip(),
            output_collection=found.get(f"{OWJ}outputCollection").strip(),
            output_element=self._attribute(found, "outputElement", owner),
            completion=self._child(found, "completionCondition", owner),
        )

    def _attribute(self, found: Element, name: str, owner: str) -> Expression | None:
        return self._texts.optional(found.get(f"{OWJ}{name}"), found, owner, f"owj:{name}")

    def _child(self, found: Element, name: str, owner: str) -> Expression | None:
        child = found.child(name)
        if child is None or child.namespace != BPMN:
            return None
        return self._texts.expression(child.text, child, owner, name)
