"""Read the test files of the kit: what is given, what is asked, what must come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.markup import Element, parse_xml

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True)
class SimpleValue:
    """Hold one value by its XML schema type; `text` None says null."""

    type: str
    text: str | None


@dataclass(frozen=True, slots=True)
class ComponentsValue:
    """Hold a context."""

    components: tuple[tuple[str, CaseValue], ...]


@dataclass(frozen=True, slots=True)
class ListValue:
    """Hold a list."""

    items: tuple[CaseValue, ...]


CaseValue = SimpleValue | ComponentsValue | ListValue
NULL = SimpleValue("", None)


@dataclass(frozen=True, slots=True)
class InputNode:
    """Hold a value given to an input. namespace: "" for the model under test."""

    name: str
    namespace: str
    value: CaseValue


@dataclass(frozen=True, slots=True)
class ResultNode:
    """Hold what a decision must give. error_result: null because of an error is what must come."""

    name: str
    expected: CaseValue
    error_result: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Hold one case. invocable: a service or function to ask instead of decisions, else ""."""

    id: str
    kind: str
    invocable: str
    inputs: tuple[InputNode, ...]
    results: tuple[ResultNode, ...]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Hold a test file: the model it is about, and its cases."""

    model_file: str
    cases: tuple[Case, ...]


def read_cases(document: bytes | str) -> CaseFile:
    """Return the cases of a test file. Raises: XmlRefused, ModelRefused."""
    root = parse_xml(document)
    if root.name != "testCases":
        raise ModelRefused(
            where=f"test file, line {root.line}", expected="<testCases>", got=f"<{root.name}>"
        )
    cases = tuple(_case(element) for element in root.every("testCase"))
    return CaseFile(root.child_text("modelName"), cases)


def _case(element: Element) -> Case:
    return Case(
        id=element.get("id"),
        kind=element.get("type") or "decision",
        invocable=element.get("invocableName"),
        inputs=tuple(
            InputNode(node.get("name"), node.get("namespace"), _value(node))
            for node in element.every("inputNode")
        ),
        results=tuple(_results(element)),
    )


def _results(element: Element) -> Iterator[ResultNode]:
    for node in element.every("resultNode"):
        expected = node.child("expected")
        value = _value(expected) if expected is not None else NULL
        yield ResultNode(node.get("name"), value, node.get("errorResult") == "true")


def _value(element: Element) -> CaseValue:
    """Return the value drawn inside an element."""
    components = tuple(element.every("component"))
    if components:
        return ComponentsValue(
            tuple((component.get("name"), _value(component)) for component in components)
        )
    items = element.child("list")
    if items is not None and _is_null(items):
        return NULL
    if items is not None:
        return ListValue(tuple(_value(item) for item in items.every("item")))
    value = element.child("value")
    return _simple_value(value) if value is not None else NULL


def _simple_value(element: Element) -> SimpleValue:
    if _is_null(element):
        return NULL
    written = element.get(f"{{{SCHEMA_INSTANCE}}}type", "xsd:string")
    return SimpleValue(written.rpartition(":")[2], element.text)


def _is_null(element: Element) -> bool:
    return element.get(f"{{{SCHEMA_INSTANCE}}}nil") in {"true", "1"}
