"""Compile a linked model: every element once, what others need of it before them."""

from __future__ import annotations

from dataclasses import dataclass, field

from owj.kernel.dmn.boxes import Scope, make_function
from owj.kernel.dmn.compile_boxes import BoxCompiler, ModelProblem, Names
from owj.kernel.dmn.compiled import (
    CompiledDecision,
    CompiledInput,
    CompiledService,
    ScopeName,
    ask_service,
    service_value,
)
from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.dmn.expressions import (
    Context,
    DecisionTable,
    Expression,
    FunctionKind,
    Relation,
    all_parts,
)
from owj.kernel.dmn.feel_texts import FeelTexts
from owj.kernel.dmn.item_types import Allowed, ItemTypes
from owj.kernel.dmn.linked import ElementKey, LinkedElement, LinkedModel
from owj.kernel.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    ElementReference,
    InputData,
    ItemDefinition,
    UnaryTests,
)
from owj.kernel.dmn.run import DecisionRun, Location
from owj.kernel.feel.running import FeelSyntaxError, Run
from owj.kernel.feel.types import FeelType, FunctionType
from owj.kernel.feel.values import FeelFunction, FeelValue, Parameter


@dataclass(slots=True)
class CompiledParts:
    """Hold everything that can be asked, by key, and what could not be compiled."""

    inputs: dict[ElementKey, CompiledInput] = field(default_factory=dict)
    decisions: dict[ElementKey, CompiledDecision] = field(default_factory=dict)
    services: dict[ElementKey, CompiledService] = field(default_factory=dict)
    functions: dict[ElementKey, FeelFunction] = field(default_factory=dict)
    problems: list[ModelProblem] = field(default_factory=list)


def compile_parts(linked: LinkedModel) -> CompiledParts:
    """Return the elements of a model and of its imports, ready to be asked."""
    return _ModelCompiler(linked).compile()


class _ModelCompiler:
    """Compile element by element; requirements run in no circle, so recursion ends."""

    def __init__(self, linked: LinkedModel) -> None:
        self._linked = linked
        self._parts = CompiledParts()
        self._members = frozenset(_members(linked))
        self._types: dict[str, ItemTypes] = {}

    def compile(self) -> CompiledParts:
        for element in self._linked.elements.values():
            match element.element:
                case InputData():
                    self._input(element)
                case Decision():
                    self._decision(element)
                case BusinessKnowledgeModel():
                    self._function(element)
                case DecisionService():
                    self._service(element)
                case _:
                    pass
        self._note_unknown_types()
        return self._parts

    def _note_unknown_types(self) -> None:
        for types in self._types.values():
            for name in dict.fromkeys(types.unknown):
                problem = ModelProblem(
                    Location(name, "type", 0), name, f"There is no type {name}.", 0, len(name)
                )
                self._parts.problems.append(problem)

    def _types_of(self, model: Definitions) -> ItemTypes:
        made = self._types.get(model.namespace)
        if made is None:
            imported = {
                item.name: self._types_of(self._linked.models[item.namespace]).types
                for item in model.imports
                if item.namespace in self._linked.models and item.namespace != model.namespace
            }
            texts = FeelTexts(self._members, {})

            def compile_tests(tests: UnaryTests, name: str) -> Allowed:
                location = Location(name, "allowed values", tests.place.line)
                return self._allowed(texts, tests, location)

            made = self._types[model.namespace] = ItemTypes(model, imported, compile_tests)
        return made

    def _allowed(self, texts: FeelTexts, tests: UnaryTests, location: Location) -> Allowed:
        try:
            return texts.allowed(tests.text)
        except FeelSyntaxError as error:
            start, end = error.position
            problem = ModelProblem(location, tests.text, str(error), start, end)
            self._parts.problems.append(problem)
            return Allowed(lambda _value: True)

    def _compiler(self, element: LinkedElement) -> BoxCompiler:
        types = self._types_of(element.model)
        texts = FeelTexts(self._members, types.types)
        return BoxCompiler(element.element.name, texts, types, self._parts.problems)

    def _value_type(self, element: LinkedElement, type_ref: str) -> FeelType | None:
        """Return the type a value must fit; of a function's type, the type of its result."""
        kind = self._compiler(element).type_of(type_ref)
        return kind.result if isinstance(kind, FunctionType) else kind

    def _input(self, element: LinkedElement) -> CompiledInput:
        made = self._parts.inputs.get(element.key)
        drawn = element.element
        if made is None and isinstance(drawn, InputData | Decision):
            made = CompiledInput(
                element.key,
                drawn.variable.name,
                self._compiler(element).type_of(drawn.variable.type_ref),
                Location(drawn.name, "given value", drawn.place.line),
            )
            self._parts.inputs[element.key] = made
        if made is None:
            raise _wrong_kind(element, "input data or a decision")
        return made

    def _decision(self, element: LinkedElement) -> CompiledDecision:
        made = self._parts.decisions.get(element.key)
        if made is None:
            made = self._parts.decisions[element.key] = self._compile_decision(element)
        return made

    def _compile_decision(self, element: LinkedElement) -> CompiledDecision:
        drawn = element.element
        if not isinstance(drawn, Decision):
            raise _wrong_kind(element, "a decision")
        needs: list[tuple[ScopeName, ElementKey]] = []
        functions: list[tuple[ScopeName, FeelFunction]] = []
        for needed in self._linked.needs(element):
            place = self._scope_name(element, needed)
            match needed.element:
                case Decision() | InputData():
                    needs.append((place, needed.key))
                case BusinessKnowledgeModel() | DecisionService():
                    functions.append((place, self._callable(needed)))
                case _:
                    pass
        places = [place for place, _ in (*needs, *functions)]
        compiler = self._compiler(element)
        return CompiledDecision(
            key=element.key,
            name=drawn.variable.name,
            kind=compiler.type_of(drawn.variable.type_ref),
            evaluate=compiler.compile(drawn.expression, _names(places)),
            needs=tuple(needs),
            functions=tuple(functions),
            location=Location(drawn.name, "", drawn.place.line),
        )

    def _scope_name(self, source: LinkedElement, target: LinkedElement) -> ScopeName:
        drawn = target.element
        name = drawn.name
        if isinstance(drawn, InputData | Decision | BusinessKnowledgeModel | DecisionService):
            name = drawn.variable.name
        return ScopeName(self._linked.import_name(source, target), name)

    def _callable(self, element: LinkedElement) -> FeelFunction:
        if isinstance(element.element, DecisionService):
            return self._service_function(element)
        return self._function(element)

    def _function(self, element: LinkedElement) -> FeelFunction:
        made = self._parts.functions.get(element.key)
        return made if made is not None else self._compile_function(element)

    def _compile_function(self, element: LinkedElement) -> FeelFunction:
        drawn = element.element
        if not isinstance(drawn, BusinessKnowledgeModel):
            raise _wrong_kind(element, "a business knowledge model")
        scope: Scope = {}
        places = [ScopeName("", drawn.variable.name)]
        for needed in self._linked.needs(element):
            if needed.key != element.key:
                place = self._scope_name(element, needed)
                place.put(scope, self._callable(needed))
                places.append(place)
        compiler = self._compiler(element)
        logic = drawn.encapsulated_logic
        if logic is None or logic.kind is not FunctionKind.FEEL:
            body = compiler.compile(logic, frozenset())
            parameters = compiler.parameters(logic) if logic is not None else ()
        else:
            body = compiler.function_body(logic, _names(places), "")
            parameters = compiler.parameters(logic)
        result = self._value_type(element, drawn.variable.type_ref)
        made = make_function(drawn.name, parameters, body, result, scope)
        # The function may call itself: its scope is looked at when it is called.
        scope[drawn.variable.name] = made
        self._parts.functions[element.key] = made
        return made

    def _service(self, element: LinkedElement) -> CompiledService:
        made = self._parts.services.get(element.key)
        if made is not None:
            return made
        drawn = element.element
        if not isinstance(drawn, DecisionService):
            raise _wrong_kind(element, "a decision service")

        def inputs(references: tuple[ElementReference, ...]) -> tuple[CompiledInput, ...]:
            return tuple(self._input(self._linked.target(element, item)) for item in references)

        made = CompiledService(
            key=element.key,
            name=drawn.variable.name,
            kind=self._value_type(element, drawn.variable.type_ref),
            inputs=inputs(drawn.input_data) + inputs(drawn.input_decisions),
            outputs=tuple(
                self._decision(self._linked.target(element, item))
                for item in drawn.output_decisions
            ),
            location=Location(drawn.name, "", drawn.place.line),
        )
        self._parts.services[element.key] = made
        return made

    def _service_function(self, element: LinkedElement) -> FeelFunction:
        made = self._parts.functions.get(element.key)
        if made is not None:
            return made
        service = self._service(element)
        decisions = self._parts.decisions

        def call_service(run: Run, /, *arguments: FeelValue) -> FeelValue:
            if not isinstance(run, DecisionRun):
                return None
            caller = run.location
            given = {item.key: value for item, value in zip(service.inputs, arguments, strict=True)}
            value = service_value(ask_service(service, decisions, given, run))
            run.location = caller
            return value

        parameters = tuple(Parameter(item.name, item.kind) for item in service.inputs)
        made = FeelFunction(service.name, parameters, call_service)
        self._parts.functions[element.key] = made
        return made


def _wrong_kind(element: LinkedElement, expected: str) -> ModelRefused:
    return ModelRefused(
        where=f"{element.element.name} (line {element.element.place.line})",
        expected=expected,
        got=type(element.element).__name__,
    )


def _names(places: list[ScopeName]) -> Names:
    return frozenset(place.prefix or place.name for place in places)


def _members(linked: LinkedModel) -> set[str]:
    """Return the names that may follow a dot somewhere in the model."""
    found: set[str] = set()
    waiting: list[ItemDefinition] = []
    for model in linked.models.values():
        waiting += model.item_definitions
        for element in model.elements:
            if isinstance(element, Decision):
                found.add(element.variable.name)
                found |= _drawn_names(element.expression)
            elif isinstance(element, BusinessKnowledgeModel):
                found.add(element.variable.name)
                found |= _drawn_names(element.encapsulated_logic)
            elif isinstance(element, InputData | DecisionService):
                found.add(element.variable.name)
    while waiting:
        item = waiting.pop()
        found |= {part.name for part in item.components}
        waiting += item.components
    return found


def _drawn_names(expression: Expression | None) -> set[str]:
    """Return the names of entries and columns inside an expression."""
    found: set[str] = set()
    for part in all_parts(expression):
        match part:
            case Context():
                found |= {entry.name for entry in part.entries if entry.name}
            case Relation():
                found |= {column.name for column in part.columns}
            case DecisionTable():
                found |= {column.name for column in part.outputs if column.name}
            case _:
                pass
    return found
