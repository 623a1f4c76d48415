"""Boxed expressions, functions, services, types: what they give, and null where DMN says so."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.kernel.dmn.drawing import ask, decision, feel, input_data, literal, model

from owj.kernel.dmn.errors import NoSuchElement
from owj.kernel.feel import Environment, FeelBudgetSpent, FeelValue, Limits

FUNCTION = (
    '<businessKnowledgeModel id="double" name="double"><variable name="double"/>'
    '<encapsulatedLogic><formalParameter name="n" typeRef="number"/>'
    + literal("n * 2")
    + "</encapsulatedLogic></businessKnowledgeModel>"
)


def entry(name: str, body: str) -> str:
    """Return one line of a context."""
    variable = f'<variable name="{name}"/>' if name else ""
    return f"<contextEntry>{variable}{body}</contextEntry>"


def test_lines_of_a_context_see_those_before_them_and_the_last_may_be_the_result() -> None:
    lines = entry("a b", literal("2")) + entry("c", literal("a b * 3"))
    assert ask(f"<context>{lines}</context>").value == {"a b": Decimal(2), "c": Decimal(6)}
    assert ask(f"<context>{lines}{entry('', literal('a b + c'))}</context>").value == 8


def test_a_function_in_a_context_may_call_itself() -> None:
    body = (
        "<functionDefinition><formalParameter name='n'/>"
        + literal("if n <= 1 then 1 else n * f(n - 1)")
        + "</functionDefinition>"
    )
    drawn = f"<context>{entry('f', body)}{entry('', literal('f(5)'))}</context>"
    assert ask(drawn).value == 120


def test_a_function_without_end_meets_the_budget() -> None:
    body = f"<functionDefinition>{literal('f()')}</functionDefinition>"
    drawn = f"<context>{entry('f', body)}{entry('', literal('f()'))}</context>"
    with pytest.raises(FeelBudgetSpent):
        ask(drawn)


def test_a_relation_is_a_list_of_contexts() -> None:
    drawn = (
        '<relation><column name="x"/><column name="y"/>'
        + f"<row>{literal('1')}{literal('2')}</row><row>{literal('3')}{literal('4')}</row>"
        + "</relation>"
    )
    assert ask(drawn).value == feel([{"x": 1, "y": 2}, {"x": 3, "y": 4}])


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("<list>" + literal("1") + literal('"a"') + "</list>", (Decimal(1), "a")),
        (
            f"<conditional><if>{literal('true')}</if><then>{literal('1')}</then>"
            f"<else>{literal('2')}</else></conditional>",
            Decimal(1),
        ),
        (
            f"<conditional><if>{literal('null')}</if><then>{literal('1')}</then>"
            f"<else>{literal('2')}</else></conditional>",
            Decimal(2),
        ),
        (
            f"<filter><in>{literal('[{a:1},{a:5}]')}</in>"
            f"<match>{literal('a > 2')}</match></filter>",
            ({"a": Decimal(5)},),
        ),
        (f"<filter><in>{literal('[1]')}</in><match>{literal('1')}</match></filter>", None),
        (
            f"<for iteratorVariable='x'><in>{literal('[1,2]')}</in>"
            f"<return>{literal('x + count(partial)')}</return></for>",
            (Decimal(1), Decimal(3)),
        ),
        (
            f"<some iteratorVariable='x'><in>{literal('[1,2]')}</in>"
            f"<satisfies>{literal('x = 2')}</satisfies></some>",
            True,
        ),
        (
            f"<for iteratorVariable='x'><in>{literal('[1..4)')}</in>"
            f"<return>{literal('x * 2')}</return></for>",
            (Decimal(2), Decimal(4), Decimal(6)),
        ),
        (
            f"<every iteratorVariable='x'><in>{literal('[1..3]')}</in>"
            f"<satisfies>{literal('x > 0')}</satisfies></every>",
            True,
        ),
        (
            f"<for iteratorVariable='x'><in>{literal('(&lt; 4)')}</in>"
            f"<return>{literal('x')}</return></for>",
            None,
        ),
        (
            f"<every iteratorVariable='x'><in>{literal('[1,2]')}</in>"
            f"<satisfies>{literal('x = 2')}</satisfies></every>",
            False,
        ),
    ],
)
def test_a_box_gives_what_its_text_would(body: str, value: FeelValue) -> None:
    assert ask(body).value == value


def test_an_invocation_binds_by_name_and_is_null_for_a_name_nobody_knows() -> None:
    def invocation(name: str) -> FeelValue:
        body = (
            f"<invocation>{literal('double')}<binding><parameter name='{name}'/>"
            f"{literal('21')}</binding></invocation>"
        )
        drawn = model(FUNCTION, decision("it", body, knowledge=["double"]))
        return drawn.evaluate_decision("it", {}).value

    assert invocation("n") == 42
    assert invocation("m") is None


@pytest.mark.parametrize("kind", ["Java", "PMML"])
def test_a_foreign_function_is_null_with_a_warning(kind: str) -> None:
    body = f'<functionDefinition kind="{kind}">{literal("1")}</functionDefinition>'
    answer = ask(body)
    assert answer.value is None
    assert f"not {kind}" in str(answer.warnings[0])


def test_a_service_is_asked_from_outside_and_called_as_a_function() -> None:
    drawn = model(
        input_data("x", "number"),
        decision("inner", literal("1 / 0")),
        decision("outer", literal("inner + x"), inputs=["x"], decisions=["inner"]),
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#d-outer"/>'
        '<inputDecision href="#d-inner"/><inputData href="#i-x"/></decisionService>',
        decision("caller", literal("s(2, 40) + s(inner: 1, x: 0)"), knowledge=["s"]),
    )
    assert drawn.evaluate_service("s", {"x": feel(2), "inner": feel(3)}).value == 5
    assert drawn.evaluate_decision("caller", {}).value == 43


def test_a_knowledge_model_is_called_by_name() -> None:
    assert model(FUNCTION).call_knowledge_model("double", {"n": feel(4)}).value == 8
    assert model(FUNCTION).call_knowledge_model("double", {"n": "four"}).value is None


def test_a_decision_is_made_once_however_many_need_it() -> None:
    drawn = model(
        decision(
            "a",
            '<decisionTable hitPolicy="UNIQUE"><output/><rule><outputEntry><text>1</text>'
            "</outputEntry></rule></decisionTable>",
        ),
        decision("b", literal("a"), decisions=["a"]),
        decision("c", literal("a + b"), decisions=["a", "b"]),
    )
    answer = drawn.evaluate_decision("c", {})
    assert (answer.value, len(answer.trace)) == (2, 1)


# --- types ---

TYPES = (
    '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"low","high"'
    "</text></allowedValues></itemDefinition>"
    '<itemDefinition name="tLevels" isCollection="true"><typeRef>tLevel</typeRef></itemDefinition>'
    '<itemDefinition name="tPair" isCollection="true"><typeRef>number</typeRef><typeConstraint>'
    "<text>count(?) = 2</text></typeConstraint></itemDefinition>"
    '<itemDefinition name="tPerson"><itemComponent name="full name"><typeRef>string</typeRef>'
    '</itemComponent><itemComponent name="children" isCollection="true">'
    "<typeRef>tPerson</typeRef></itemComponent></itemDefinition>"
)


@pytest.mark.parametrize(
    ("type_ref", "text", "value"),
    [
        ("tLevel", '"low"', "low"),
        ("tLevel", '"middle"', None),
        ("tLevel", '["high"]', "high"),
        ("tLevels", '["low","high"]', ("low", "high")),
        ("tLevels", '["low","middle"]', None),
        ("tLevels", '"low"', ("low",)),
        ("tPair", "[1,2]", (Decimal(1), Decimal(2))),
        ("tPair", "[1,2,3]", None),
        ("number", '"1"', None),
        ("string", "[1]", None),
        ("tPerson", '{full name: "a"}', None),
    ],
)
def test_a_value_that_is_not_of_the_type_is_null(
    type_ref: str, text: str, value: FeelValue
) -> None:
    assert ask(literal(text), type_ref=type_ref, types=TYPES).value == value


@pytest.mark.parametrize(
    ("text", "type_name", "belongs"),
    [
        ('"middle"', "tLevel", True),
        ('["middle"]', "tLevels", True),
        ("[1]", "tLevels", False),
        ("[1, 2, 3]", "tPair", True),
        ('{full name: "a", children: [{full name: "b", children: []}]}', "tPerson", True),
        ('{full name: "a", children: [{full name: 1, children: []}]}', "tPerson", False),
    ],
)
def test_instance_of_does_not_ask_for_allowed_values_at_any_depth(
    text: str, type_name: str, belongs: bool
) -> None:
    assert ask(literal(f"{text} instance of {type_name}"), types=TYPES).value is belongs


def test_a_type_may_refer_to_itself_and_its_names_may_have_spaces() -> None:
    text = '{full name: "a", children: [{full name: "b", children: []}]}'
    drawn = model(
        TYPES,
        decision("p", literal(text), type_ref="tPerson"),
        decision("q", literal("p.children[1].full name"), decisions=["p"]),
    )
    assert drawn.evaluate_decision("q", {}).value == "b"


def test_a_type_nobody_defines_is_a_problem_and_takes_every_value() -> None:
    drawn = model(decision("a", literal("1"), type_ref="tNone"))
    assert "There is no type tNone." in str(drawn.problems[0])
    assert drawn.evaluate_decision("a", {}).value == 1


def test_an_input_of_the_wrong_type_is_null_with_a_warning() -> None:
    drawn = model(input_data("x", "number"), decision("a", literal("x"), inputs=["x"]))
    answer = drawn.evaluate_decision("a", {"x": "1"})
    assert answer.value is None
    assert str(answer.warnings[0]).startswith("x, given value")


# --- what is asked ---


def test_a_text_that_is_not_feel_is_a_problem_with_its_place_and_gives_null() -> None:
    drawn = model(decision("a", literal("1 +")))
    (problem,) = drawn.problems
    assert (problem.location.element, problem.text) == ("a", "1 +")
    assert drawn.evaluate_decision("a", {}).value is None


def test_a_name_that_no_decision_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(NoSuchElement, match=r"no decision named z\. It has: a"):
        model(decision("a", literal("1"))).evaluate_decision("z", {})


def test_the_budget_holds_for_all_expressions_of_a_question_together() -> None:
    loop = literal("count(for x in 1..400 return x)")
    drawn = model(decision("a", f"<list>{loop * 5}</list>"))
    environment = Environment(limits=Limits(steps=1_000))
    with pytest.raises(FeelBudgetSpent):
        drawn.evaluate_decision("a", {}, environment)
