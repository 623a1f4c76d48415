"""Read a model file of DMN 1.1 to 1.5 (and what 1.6 keeps of it)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.dmn.model import (
    BusinessKnowledgeModel,
    Decision,
    DecisionService,
    Definitions,
    DrgElement,
    ElementReference,
    FunctionItem,
    Import,
    InformationItem,
    InputData,
    ItemDefinition,
    KnowledgeSource,
    Requirement,
    RequirementKind,
    UnaryTests,
)
from owj.kernel.dmn.names import clean_name
from owj.kernel.dmn.read_expressions import ExpressionReader, place_of
from owj.kernel.markup import Element, parse_xml

VERSIONS = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
DEEPEST_TYPE = 40


def read_definitions(document: bytes | str) -> Definitions:
    """Return the model of a DMN file; parts of other namespaces are left out.

    Raises: XmlRefused, ModelRefused.
    """
    root = parse_xml(document)
    version = VERSIONS.get(root.namespace)
    if root.name != "definitions" or version is None:
        raise ModelRefused(
            where=f"line {root.line}",
            expected="<definitions> of DMN 1.1 to 1.5",
            got=f"<{root.name}> of {root.namespace or 'no namespace'}",
        )
    return _DefinitionsReader(root, version).read()


class _DefinitionsReader:
    """Read the parts of one file; holds what names in it refer to."""

    def __init__(self, root: Element, version: str) -> None:
        self._root = root
        self._version = version
        self._namespace = root.get("namespace")
        self._imports = tuple(_import(child) for child in root.every("import"))
        self._expressions = ExpressionReader(self.type_name)

    def read(self) -> Definitions:
        root = self._root
        elements = tuple(
            reader(self, child)
            for child in root.own()
            if (reader := ELEMENT_READERS.get(child.name)) is not None
        )
        items = tuple(self.item_definition(child) for child in root.every("itemDefinition"))
        return Definitions(
            name=root.get("name"),
            namespace=self._namespace,
            version=self._version,
            imports=self._imports,
            item_definitions=items,
            elements=elements,
        )

    def type_name(self, element: Element, written: str) -> str:
        """Return the name of a type as FEEL writes it: DMN 1.1 wrote qualified names."""
        name = " ".join(written.split())
        prefix, colon, local = name.partition(":")
        namespace = element.prefixes.get(prefix) if colon else None
        if namespace is None:
            return name
        for imported in self._imports:
            if imported.namespace == namespace and imported.name:
                return f"{imported.name}.{local}"
        return local

    def item_definition(self, element: Element, depth: int = 0) -> ItemDefinition:
        if depth > DEEPEST_TYPE:
            raise ModelRefused(
                where=f"line {element.line}",
                expected=f"types up to {DEEPEST_TYPE} deep",
                got="a deeper one",
            )
        return ItemDefinition(
            name=clean_name(element.get("name")),
            type_ref=self.type_name(element, element.child_text("typeRef")),
            is_collection=element.get("isCollection") in {"true", "1"},
            components=tuple(
                self.item_definition(child, depth + 1) for child in element.every("itemComponent")
            ),
            allowed_values=_unary_tests(element, "allowedValues"),
            type_constraint=_unary_tests(element, "typeConstraint"),
            function_item=self._function_item(element),
            place=place_of(element),
        )

    def _function_item(self, element: Element) -> FunctionItem | None:
        item = element.child("functionItem")
        if item is None:
            return None
        parameters = tuple(self._information_item(child) for child in item.every("parameters"))
        return FunctionItem(self.type_name(item, item.get("outputTypeRef")), parameters)

    def _information_item(self, element: Element) -> InformationItem:
        return InformationItem(
            clean_name(element.get("name")),
            self.type_name(element, element.get("typeRef")),
            place_of(element),
        )

    def _variable(self, element: Element) -> InformationItem:
        """Return the element's variable; one that is not drawn has the element's name."""
        variable = element.child("variable")
        if variable is None:
            return InformationItem(clean_name(element.get("name")), "", place_of(element))
        item = self._information_item(variable)
        return (
            item
            if item.name
            else InformationItem(clean_name(element.get("name")), item.type_ref, item.place)
        )

    def input_data(self, element: Element) -> InputData:
        variable = self._variable(element)
        return InputData(element.get("id"), _name(element), variable, place_of(element))

    def decision(self, element: Element) -> Decision:
        return Decision(
            id=element.get("id"),
            name=_name(element),
            variable=self._variable(element),
            requirements=_requirements(element),
            expression=self._expressions.first(element),
            question=element.child_text("question"),
            allowed_answers=element.child_text("allowedAnswers"),
            place=place_of(element),
        )

    def knowledge_model(self, element: Element) -> BusinessKnowledgeModel:
        logic = element.child("encapsulatedLogic")
        return BusinessKnowledgeModel(
            id=element.get("id"),
            name=_name(element),
            variable=self._variable(element),
            requirements=_requirements(element),
            encapsulated_logic=self._expressions.function(logic) if logic is not None else None,
            place=place_of(element),
        )

    def decision_service(self, element: Element) -> DecisionService:
        def references(name: str) -> tuple[ElementReference, ...]:
            return tuple(_reference(child) for child in element.every(name))

        return DecisionService(
            id=element.get("id"),
            name=_name(element),
            variable=self._variable(element),
            output_decisions=references("outputDecision"),
            encapsulated_decisions=references("encapsulatedDecision"),
            input_decisions=references("inputDecision"),
            input_data=references("inputData"),
            place=place_of(element),
        )

    def knowledge_source(self, element: Element) -> KnowledgeSource:
        location = element.get("locationURI")
        return KnowledgeSource(element.get("id"), _name(element), location, place_of(element))


ELEMENT_READERS: Mapping[str, Callable[[_DefinitionsReader, Element], DrgElement]] = {
    "inputData": _DefinitionsReader.input_data,
    "decision": _DefinitionsReader.decision,
    "businessKnowledgeModel": _DefinitionsReader.knowledge_model,
    "decisionService": _DefinitionsReader.decision_service,
    "knowledgeSource": _DefinitionsReader.knowledge_source,
}


def _name(element: Element) -> str:
    name = clean_name(element.get("name"))
    if not name:
        raise ModelRefused(
            where=f"line {element.line}", expected=f"a name of <{element.name}>", got="none"
        )
    return name


def _import(element: Element) -> Import:
    return Import(
        namespace=element.get("namespace"),
        name=clean_name(element.get("name")),
        import_type=element.get("importType"),
        location_uri=element.get("locationURI"),
        place=place_of(element),
    )


def _unary_tests(element: Element, name: str) -> UnaryTests | None:
    tests = element.child(name)
    text = tests.child_text("text") if tests is not None else ""
    return UnaryTests(text, place_of(tests)) if tests is not None and text else None


def _requirements(element: Element) -> tuple[Requirement, ...]:
    return tuple(
        Requirement(kind, _reference(target))
        for requirement in element.own()
        if requirement.name.endswith("Requirement")
        for kind in RequirementKind
        for target in requirement.every(kind.value)
    )


def _reference(element: Element) -> ElementReference:
    namespace, _, identity = element.get("href").strip().rpartition("#")
    return ElementReference(namespace, identity, place_of(element))
