"""Decision tables: every hit policy, aggregations, defaults, allowed values, the index."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.dmn.drawing import ask, decision, definitions, feel, table

from owj.kernel.dmn.compile_boxes import BoxCompiler
from owj.kernel.dmn.compile_tables import compile_table
from owj.kernel.dmn.feel_texts import FeelTexts
from owj.kernel.dmn.item_types import no_types
from owj.kernel.dmn.read import read_definitions
from owj.kernel.dmn.run import DecisionRun
from owj.kernel.dmn.tables import CompiledTable
from owj.kernel.feel import EMPTY_ENVIRONMENT, FeelValue

# Three rules; 7 is matched by all, 3 by the last two, 1 by none.
RULES = [(">5", '"high"', "10"), (">2", '"mid"', "20"), ("[3..9]", '"mid"', "20")]


def asked(policy: str, number: object, aggregation: str = "", **more: object) -> FeelValue:
    """Return what the table of three rules answers to a number."""
    drawn = table(["n"], ["level"], [rule[:2] for rule in RULES], policy=policy)
    if aggregation:
        drawn = table(
            ["n"], ["points"], [rule[::2] for rule in RULES], policy=policy, aggregation=aggregation
        )
    return ask(drawn, n=number).value


@pytest.mark.parametrize(
    ("policy", "of_seven", "of_three", "of_one"),
    [
        ("UNIQUE", None, None, None),
        ("ANY", None, "mid", None),
        ("FIRST", "high", "mid", None),
        ("RULE ORDER", ("high", "mid", "mid"), ("mid", "mid"), ()),
        ("COLLECT", ("high", "mid", "mid"), ("mid", "mid"), ()),
    ],
)
def test_a_policy_chooses_among_the_rules_that_match(
    policy: str, of_seven: FeelValue, of_three: FeelValue, of_one: FeelValue
) -> None:
    assert [asked(policy, n) for n in (7, 3, 1)] == [of_seven, of_three, of_one]


@pytest.mark.parametrize(
    ("aggregation", "of_seven", "of_one"),
    [("SUM", 50, None), ("MIN", 10, None), ("MAX", 20, None), ("COUNT", 3, 0)],
)
def test_a_collecting_table_makes_one_value_of_many(
    aggregation: str, of_seven: int, of_one: int | None
) -> None:
    assert asked("COLLECT", 7, aggregation) == of_seven
    assert asked("COLLECT", 1, aggregation) == of_one


@pytest.mark.parametrize(
    ("policy", "answer"),
    [
        ("PRIORITY", {"a": "mid", "b": Decimal(2)}),
        (
            "OUTPUT ORDER",
            (
                {"a": "mid", "b": Decimal(2)},
                {"a": "mid", "b": Decimal(1)},
                {"a": "high", "b": Decimal(2)},
            ),
        ),
    ],
)
def test_priorities_are_those_of_the_output_values_column_by_column(
    policy: str, answer: FeelValue
) -> None:
    drawn = table(
        ["n"],
        ["a", "b"],
        [("-", '"high"', "2"), ("-", '"mid"', "1"), ("-", '"mid"', "2")],
        policy=policy,
        output_values=['"mid","high"', "2,1"],
    )
    assert ask(drawn, n=0).value == answer


def test_several_matches_of_a_unique_table_are_null_and_say_which() -> None:
    answer = ask(table(["n"], ["a"], [(">1", "1"), (">2", "2")]), n=3)
    assert answer.value is None
    assert "Expected one matching rule, got 1, 2." in str(answer.warnings[0])


def test_defaults_answer_where_no_rule_does() -> None:
    drawn = table(["n"], ["a", "b"], [("1", "1", "1")], defaults=['"none"', ""])
    assert ask(drawn, n=2).value == {"a": "none", "b": None}
    listed = table(["n"], ["a"], [("1", "1")], policy="COLLECT", defaults=["0"])
    assert ask(listed, n=2).value == (Decimal(0),)
    summed = table(["n"], ["a"], [("1", "1")], policy="COLLECT", aggregation="SUM", defaults=["0"])
    assert ask(summed, n=2).value == 0


def test_an_input_outside_of_its_values_is_null_instead_of_a_default() -> None:
    drawn = table(["n"], ["a"], [("-", "1")], input_values=["[1..5]"], defaults=["0"])
    assert ask(drawn, n=3).value == 1
    refused = ask(drawn, n=9)
    assert refused.value is None
    assert refused.warnings[0].code == "dmn.input_not_allowed"


def test_an_output_outside_of_its_values_is_null() -> None:
    drawn = table(["n"], ["a"], [("1", '"x"'), ("2", '"y"')], output_values=['"x"'])
    assert ask(drawn, n=1).value == "x"
    assert ask(drawn, n=2).value is None


def test_a_cell_that_cannot_be_read_matches_nothing_and_is_a_problem() -> None:
    answer = ask(table(["n"], ["a"], [("1 +", "1"), ("-", "2")]), n=1)
    assert answer.value == 2
    assert answer.warnings[0].code == "dmn.not_readable"


def test_the_trace_tells_what_was_looked_at_and_which_rules_decided() -> None:
    (rules,) = ask(table(["n"], ["a"], [("-", "1"), (">2", "2")], policy="FIRST"), n=3).trace
    assert dict(zip(rules.labels, rules.values, strict=True)) == {"n": Decimal(3)}
    assert (rules.matched, rules.chosen) == ((1,), (1,))


# --- the index ---

CELLS = st.sampled_from(
    ["-", '"a"', '"b"', '"a","b"', "1", "1,2", "[1..2]", ">1", 'not("a")', "true", "null", "?=1"]
)
VALUES = st.sampled_from(
    [None, True, False, "a", "b", "c", Decimal(1), Decimal("1.0"), Decimal(2), Decimal(3), ("a",)]
)
POLICIES = ["UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]


def compiled(rules: list[tuple[str, str, str]], policy: str) -> CompiledTable:
    """Return a table of two inputs and one output."""
    drawn = table(["x", "y"], ["out"], rules, policy=policy, output_values=['"p","q","r"'])
    read = read_definitions(definitions(decision("t", drawn))).decisions[0].decision_table
    assert read is not None
    compiler = BoxCompiler("t", FeelTexts(frozenset(), {}), no_types())
    return compile_table(compiler, read, frozenset(("x", "y")), "")


@given(
    st.lists(
        st.tuples(CELLS, CELLS, st.sampled_from(['"p"', '"q"', '"r"'])), min_size=4, max_size=12
    ),
    st.sampled_from(POLICIES),
    st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=8),
)
def test_a_table_with_index_answers_as_one_without(
    rules: list[tuple[str, str, str]], policy: str, asked_for: list[tuple[FeelValue, FeelValue]]
) -> None:
    indexed = compiled(rules, policy)
    scanned = replace(indexed, index=None)
    for x, y in asked_for:
        run, other = DecisionRun(EMPTY_ENVIRONMENT), DecisionRun(EMPTY_ENVIRONMENT)
        assert indexed({"x": x, "y": y}, run) == scanned({"x": x, "y": y}, other)
        assert run.trace == other.trace


def test_a_table_that_names_values_is_indexed_and_a_short_one_is_not() -> None:
    many = [(f'"{n}"', "-", '"p"') for n in range(9)]
    assert compiled(many, "UNIQUE").index is not None
    assert compiled(many[:3], "UNIQUE").index is None


def test_true_is_not_one_for_the_index() -> None:
    rules = [("1", "-", '"p"'), ("true", "-", '"q"'), ("2", "-", '"r"'), ("3", "-", '"r"')]
    made = compiled(rules, "COLLECT")
    answers = [made({"x": feel(x), "y": None}, DecisionRun(EMPTY_ENVIRONMENT)) for x in (1, True)]
    assert answers == [("p",), ("q",)]
