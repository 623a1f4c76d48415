"""Arrows lead to elements, imports to models; circles are refused by name."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.kernel.dmn.drawing import decision, definitions, input_data, literal

from owj.kernel.dmn.decision_model import compile_model
from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.dmn.linked import DEEPEST_CHAIN, link_model
from owj.kernel.dmn.model import Definitions, Import
from owj.kernel.dmn.read import read_definitions
from owj.kernel.feel import FeelValue

TWENTY = Decimal(20)
FAR = read_definitions(
    definitions(
        '<itemDefinition name="tAge"><typeRef>number</typeRef></itemDefinition>'
        + input_data("age", "tAge")
        + decision("is of age", literal("age >= 18"), inputs=["age"])
        + '<businessKnowledgeModel id="b" name="twice"><encapsulatedLogic>'
        + f'<formalParameter name="n" typeRef="tAge"/>{literal("n * 2")}'
        + "</encapsulatedLogic></businessKnowledgeModel>",
        namespace="urn:far",
    )
)


def far(_imported: Import) -> Definitions | None:
    """Give the far model, whatever is asked for."""
    return FAR


def near(name: str) -> Definitions:
    """Return a model that imports the far one under a name."""
    prefix = f"{name}." if name else ""
    return read_definitions(
        definitions(
            f'<import namespace="urn:far" name="{name}" importType="DMN"/>'
            '<decision id="d" name="may enter"><variable name="may enter"/>'
            '<informationRequirement><requiredDecision href="urn:far#d-is of age"/>'
            "</informationRequirement><knowledgeRequirement>"
            '<requiredKnowledge href="urn:far#b"/></knowledgeRequirement>'
            + literal(f"{{ok: {prefix}is of age, two: {prefix}twice(n: 21)}}")
            + "</decision>"
        )
    )


@pytest.mark.parametrize("name", ["far", "far model", ""])
def test_an_imported_decision_and_function_stand_under_the_name_of_the_import(name: str) -> None:
    made = compile_model(near(name), far)
    assert made.problems == ()
    answer = made.evaluate_decision("may enter", {"age": TWENTY})
    assert answer.value == {"ok": True, "two": Decimal(42)}


@pytest.mark.parametrize(
    "given", [{"far": {"age": TWENTY}}, {"urn:far#age": TWENTY}, {"age": TWENTY}]
)
def test_an_input_of_an_imported_model_is_given_by_path_by_namespace_or_by_name(
    given: dict[str, FeelValue],
) -> None:
    answer = compile_model(near("far"), far).evaluate_decision("may enter", given)
    assert answer.value == {"ok": True, "two": Decimal(42)}


def test_an_import_that_nobody_gives_is_refused() -> None:
    with pytest.raises(ModelRefused, match="a model with the namespace urn:far, got none"):
        compile_model(near("far"))


def test_a_reference_to_nothing_is_refused() -> None:
    text = definitions(decision("a", literal("b"), decisions=["b"]))
    with pytest.raises(ModelRefused, match=r"a \(line 1\).*got #d-b"):
        link_model(read_definitions(text))


def test_a_circle_of_decisions_is_refused_with_its_way() -> None:
    text = definitions(
        decision("a", literal("b"), decisions=["b"])
        + decision("b", literal("c"), decisions=["c"])
        + decision("c", literal("b"), decisions=["b"])
    )
    with pytest.raises(ModelRefused, match="requirements without a circle, got b → c → b"):
        link_model(read_definitions(text))


def test_two_elements_with_one_id_are_refused() -> None:
    text = definitions(decision("a", literal("1")) + decision("a", literal("2")))
    with pytest.raises(ModelRefused, match="an id of its own"):
        link_model(read_definitions(text))


def test_a_chain_that_is_too_deep_is_refused_instead_of_using_up_the_stack() -> None:
    chain = [decision("0", literal("1"))]
    chain += [
        decision(str(n), literal("1"), decisions=[str(n - 1)]) for n in range(1, DEEPEST_CHAIN + 9)
    ]
    with pytest.raises(ModelRefused, match="requirements up to"):
        link_model(read_definitions(definitions("".join(reversed(chain)))))
