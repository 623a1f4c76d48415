"""Whatever a model file holds: an answer, or an error of ours, within the budget."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.kernel.dmn.drawing import decision, definitions, input_data, literal, table

from owj.kernel.dmn.analysis import analyse_table
from owj.kernel.dmn.decision_model import compile_model
from owj.kernel.dmn.json_values import read_inputs
from owj.kernel.dmn.read import read_definitions
from owj.kernel.errors import OwjError
from owj.kernel.feel import Environment, Limits

TEXTS = st.one_of(
    st.sampled_from(
        ["", "-", "1", '"a"', "a", "a + 1", "[1..3]", "not(1)", "for i in 1..9 return i", "null"]
    ),
    st.text(alphabet='ab1 +-*/()[]{}<>=.,:"?@ifn', max_size=24),
)
TYPES = st.sampled_from(["", "number", "string", "tLow", "none", "Any"])
POLICIES = st.sampled_from(["UNIQUE", "ANY", "PRIORITY", "FIRST", "OUTPUT ORDER", "COLLECT"])
TYPE = (
    '<itemDefinition name="tLow"><typeRef>number</typeRef>'
    "<allowedValues><text>[1..3]</text></allowedValues></itemDefinition>"
)
SMALL = Environment(limits=Limits(steps=20_000))


@st.composite
def bodies(draw: st.DrawFn, depth: int = 2) -> str:
    """Return a boxed expression."""
    inner = bodies(depth - 1) if depth else TEXTS.map(literal)
    kinds = [
        TEXTS.map(literal),
        st.builds(lambda a, b: f"<list>{a}{b}</list>", inner, inner),
        st.builds(lambda c, t: f"<filter><in>{c}</in><match>{t}</match></filter>", inner, inner),
        st.builds(
            lambda c, t: f"<for iteratorVariable='a'><in>{c}</in><return>{t}</return></for>",
            inner,
            inner,
        ),
        st.builds(
            lambda a, b: (
                f"<context><contextEntry><variable name='b'/>{a}</contextEntry>"
                f"<contextEntry>{b}</contextEntry></context>"
            ),
            inner,
            inner,
        ),
        st.builds(
            lambda a, rows, policy: table(["a", a], ["o"], rows, policy=policy),
            TEXTS,
            st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=6),
            POLICIES,
        ),
    ]
    return draw(st.one_of(kinds))


@settings(max_examples=80, deadline=None)
@given(bodies(), TYPES, st.sampled_from([None, True, "a", ("a", None), {"b": "a"}]))
def test_a_drawn_decision_answers_or_is_refused_by_us(
    body: str, type_ref: str, given_value: bool | str | tuple[str | None, ...] | None
) -> None:
    text = definitions(
        TYPE + input_data("a", type_ref) + decision("d", body, type_ref=type_ref, inputs=["a"])
    )
    read = read_definitions(text)
    try:
        answer = compile_model(read).evaluate_decision("d", {"a": given_value}, SMALL)
    except OwjError:
        return
    assert len(answer.warnings) <= 200
    drawn = read.decisions[0].decision_table
    if drawn is not None:
        assert analyse_table(drawn, 500).labels == ("a", drawn.inputs[1].label)


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet='<>/="abd: ', max_size=60))
def test_a_file_of_any_letters_is_read_or_refused_by_us(letters: str) -> None:
    for text in (letters, definitions(letters)):
        with suppress(OwjError):
            compile_model(read_definitions(text))


@settings(max_examples=60)
@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists))
def test_inputs_of_any_json_are_read_or_refused_by_us(value: object) -> None:
    for text in (json.dumps(value), json.dumps({"a": value}), "[" * 10_000):
        with suppress(OwjError):
            read_inputs(text)
