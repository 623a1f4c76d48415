"""A model that is compiled once and asked many times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from owj.kernel.dmn.boxes import fit_or_warn
from owj.kernel.dmn.compile_boxes import ModelProblem
from owj.kernel.dmn.compile_model import CompiledParts, compile_parts
from owj.kernel.dmn.compiled import CompiledInput, Question, ask_service, service_value
from owj.kernel.dmn.errors import NoSuchElement
from owj.kernel.dmn.feel_texts import call_by_name
from owj.kernel.dmn.json_values import typed
from owj.kernel.dmn.linked import ElementKey, LinkedModel, ResolveImport, link_model
from owj.kernel.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    InputData,
)
from owj.kernel.dmn.names import clean_name
from owj.kernel.dmn.run import DecisionRun, DecisionWarning, Location, MatchedRules
from owj.kernel.feel.running import EMPTY_ENVIRONMENT, Environment, FeelBudgetSpent
from owj.kernel.feel.values import FeelValue

Inputs = Mapping[str, FeelValue]


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """Hold what came out, why parts of it are null, and which rules made it.

    outputs: by name; several only when a decision service has several output decisions.
    """

    value: FeelValue
    warnings: tuple[DecisionWarning, ...]
    trace: tuple[MatchedRules, ...]
    outputs: Mapping[str, FeelValue]


def compile_model(main: Definitions, resolve: ResolveImport | None = None) -> DecisionModel:
    """Return a model that can be asked. resolve: gives the models it imports.

    A text in it that is not FEEL does not stop this: it is listed in `problems` and gives null.
    Raises: ModelRefused.
    """
    linked = link_model(main, resolve)
    return DecisionModel(linked, compile_parts(linked))


class DecisionModel:
    """Answer questions to one model; nothing in it changes."""

    def __init__(self, linked: LinkedModel, parts: CompiledParts) -> None:
        """Take the compiled parts of a linked model."""
        self._linked = linked
        self._parts = parts
        self._paths = dict(_import_paths(linked))

    @property
    def definitions(self) -> Definitions:
        """Return the model as it is drawn."""
        return self._linked.main

    @property
    def problems(self) -> tuple[ModelProblem, ...]:
        """Return the parts that cannot be evaluated as they are written."""
        return tuple(self._parts.problems)

    def typed_inputs(self, inputs: Inputs) -> Inputs:
        """Return inputs with texts read as dates where the main model asks for dates."""
        kinds = {
            linked.element.name: self._parts.inputs[linked.key].kind
            for linked in self._linked.elements.values()
            if isinstance(linked.element, InputData) and linked.key in self._parts.inputs
        }
        return {name: typed(value, kinds.get(name)) for name, value in inputs.items()}

    def evaluate_decision(
        self, name: str, inputs: Inputs, environment: Environment = EMPTY_ENVIRONMENT
    ) -> DecisionResult:
        """Return what a decision comes to.

        inputs: by name; those of an imported model inside a context of the import's name.
        A decision may be given, too: it is then not made.
        Raises: NoSuchElement, FeelBudgetSpent.
        """
        key = self._key_of(name, Decision, "decision")
        decision = self._parts.decisions[key]

        def ask(run: DecisionRun) -> dict[str, FeelValue]:
            question = Question(self._parts.decisions, self._bind(inputs, run), run)
            return {decision.name: question.decide(decision)}

        return _answer(ask, environment)

    def evaluate_service(
        self, name: str, inputs: Inputs, environment: Environment = EMPTY_ENVIRONMENT
    ) -> DecisionResult:
        """Return what the output decisions of a decision service come to.

        Raises: NoSuchElement, FeelBudgetSpent.
        """
        service = self._parts.services[self._key_of(name, DecisionService, "decision service")]

        def ask(run: DecisionRun) -> dict[str, FeelValue]:
            bound = self._bind(inputs, run)
            given = {item.key: bound.get(item.key) for item in service.inputs}
            return ask_service(service, self._parts.decisions, given, run)

        return _answer(ask, environment)

    def call_knowledge_model(
        self, name: str, arguments: Inputs, environment: Environment = EMPTY_ENVIRONMENT
    ) -> DecisionResult:
        """Return what a business knowledge model gives for arguments by name.

        Raises: NoSuchElement, FeelBudgetSpent.
        """
        key = self._key_of(name, BusinessKnowledgeModel, "business knowledge model")
        function = self._parts.functions[key]

        def ask(run: DecisionRun) -> dict[str, FeelValue]:
            run.location = Location(name, "arguments", 0)
            value = call_by_name(function, tuple(arguments.values()), tuple(arguments), run)
            return {name: value}

        return _answer(ask, environment)

    def _key_of(
        self,
        name: str,
        kind: type[Decision | DecisionService | BusinessKnowledgeModel],
        word: str,
    ) -> ElementKey:
        wanted = clean_name(name)
        known: list[str] = []
        for linked in self._linked.elements.values():
            if linked.model is self._linked.main and isinstance(linked.element, kind):
                if wanted in {linked.element.name, linked.element.id}:
                    return linked.key
                known.append(linked.element.name)
        shown = ", ".join(known[:20]) or "none"
        raise NoSuchElement(model=self.definitions.name, kind=word, name=name, known=shown)

    def _bind(self, inputs: Inputs, run: DecisionRun) -> dict[ElementKey, FeelValue]:
        """Return the values given to inputs and decisions, each as its type asks."""
        bound: dict[ElementKey, FeelValue] = {}
        for linked in self._linked.elements.values():
            drawn = linked.element
            if not isinstance(drawn, InputData | Decision):
                continue
            found = self._given(inputs, linked.model.namespace, drawn)
            if found is not None:
                bound[linked.key] = self._fitting(linked.key, drawn, found.value, run)
        return bound

    def _given(self, inputs: Inputs, namespace: str, drawn: InputData | Decision) -> _Given | None:
        """Return the value given to an element of one of the models."""
        qualified = f"{namespace}#{drawn.name}"
        if qualified in inputs:
            return _Given(inputs[qualified])
        for path in self._paths.get(namespace, ()):
            inside: FeelValue = dict(inputs)
            for name in path:
                inside = inside.get(name) if isinstance(inside, dict) else None
            if isinstance(inside, dict) and drawn.name in inside:
                return _Given(inside[drawn.name])
        if isinstance(drawn, InputData) and drawn.name in inputs:
            return _Given(inputs[drawn.name])
        return None

    def _fitting(
        self,
        key: ElementKey,
        drawn: InputData | Decision,
        value: FeelValue,
        run: DecisionRun,
    ) -> FeelValue:
        known: CompiledInput | None = self._parts.inputs.get(key)
        kind = known.kind if known is not None else self._parts.decisions[key].kind
        location = Location(drawn.name, "given value", drawn.place.line)
        return value if kind is None else fit_or_warn(value, kind, location, run)


@dataclass(frozen=True, slots=True)
class _Given:
    """Hold a given value; null may be given, too."""

    value: FeelValue


def _import_paths(linked: LinkedModel) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """Yield for each model the names of imports that lead to it from the main one."""
    found: dict[str, list[tuple[str, ...]]] = {linked.main.namespace: [()]}
    waiting: list[tuple[str, tuple[str, ...]]] = [(linked.main.namespace, ())]
    seen = {linked.main.namespace}
    while waiting:
        namespace, path = waiting.pop(0)
        for imported in linked.models[namespace].imports:
            if imported.namespace not in linked.models:
                continue
            longer = (*path, imported.name) if imported.name else path
            found.setdefault(imported.namespace, []).append(longer)
            if imported.namespace not in seen:
                seen.add(imported.namespace)
                waiting.append((imported.namespace, longer))
    yield from found.items()


def _answer(
    ask: Callable[[DecisionRun], dict[str, FeelValue]], environment: Environment
) -> DecisionResult:
    run = DecisionRun(environment)
    try:
        outputs = ask(run)
    except RecursionError:
        limit = environment.limits.depth
        raise FeelBudgetSpent(
            field="decision", what="calls inside one another", limit=limit
        ) from None
    return DecisionResult(
        service_value(outputs), tuple(run.decision_warnings), tuple(run.trace), outputs
    )
