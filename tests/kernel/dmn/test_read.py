"""Models are read as drawn, in every version of DMN; what is wrong is named with its line."""

from __future__ import annotations

import pytest
from tests.kernel.dmn.drawing import decision, definitions, input_data, literal, table

from owj.kernel.dmn.errors import ModelRefused
from owj.kernel.dmn.expressions import DecisionTable, HitPolicy, LiteralExpression
from owj.kernel.dmn.read import VERSIONS, read_definitions


@pytest.mark.parametrize(("namespace", "version"), sorted(VERSIONS.items()))
def test_every_version_is_read(namespace: str, version: str) -> None:
    text = definitions(decision("a  b", literal("1 + 1")), version=namespace)
    read = read_definitions(text)
    assert read.version == version
    (drawn,) = read.decisions
    assert drawn.name == "a b"
    assert isinstance(drawn.expression, LiteralExpression)


def test_a_qualified_type_name_of_dmn_1_1_becomes_the_name_that_feel_uses() -> None:
    text = (
        '<dmn:definitions xmlns:dmn="http://www.omg.org/spec/DMN/20151101/dmn.xsd"'
        ' xmlns:feel="http://www.omg.org/spec/FEEL/20140401" xmlns:own="urn:m" namespace="urn:m"'
        ' xmlns:far="urn:far" name="m"><dmn:import namespace="urn:far" name="far model"/>'
        '<dmn:itemDefinition name="a"><dmn:typeRef>feel:number</dmn:typeRef></dmn:itemDefinition>'
        '<dmn:itemDefinition name="b"><dmn:typeRef>own:a</dmn:typeRef></dmn:itemDefinition>'
        '<dmn:itemDefinition name="c"><dmn:typeRef>far:t</dmn:typeRef></dmn:itemDefinition>'
        "</dmn:definitions>"
    )
    kinds = [item.type_ref for item in read_definitions(text).item_definitions]
    assert kinds == ["number", "a", "far model.t"]


def test_parts_of_other_namespaces_are_left_out() -> None:
    text = definitions('<x:decision xmlns:x="urn:x" name="no"/>' + decision("yes", literal("1")))
    assert [drawn.name for drawn in read_definitions(text).decisions] == ["yes"]


def test_a_table_is_read_with_its_policy_cells_and_places() -> None:
    text = definitions(
        input_data("x")
        + "\n"
        + decision("t", table(["x"], ["y"], [["<5", '"low"'], ["-", '"high"']], policy="FIRST"))
    )
    drawn = read_definitions(text).decisions[0].decision_table
    assert isinstance(drawn, DecisionTable)
    assert drawn.hit_policy is HitPolicy.FIRST
    assert [rule.input_entries for rule in drawn.rules] == [("<5",), ("-",)]
    assert {rule.place.line for rule in drawn.rules} == {2}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a/>", "expected <definitions> of DMN 1.1 to 1.5, got <a> of no namespace"),
        ('<definitions xmlns="urn:y"/>', "got <definitions> of urn:y"),
        (definitions("<decision/>"), "expected a name of <decision>"),
        (definitions(decision("t", '<decisionTable hitPolicy="BEST"/>')), "got BEST"),
        (definitions(decision("t", "<decisionTable/>")), "at least one output"),
        (
            definitions(decision("t", table(["x"], ["y"], [["1"]]))),
            "expected 1 input entries and 1 output entries, got 1 and 0",
        ),
    ],
)
def test_a_wrong_model_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ModelRefused, match="line 1") as caught:
        read_definitions(text)
    assert said in str(caught.value)
