"""A table changes inside of its model; what was not touched stays as it was drawn."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.dmn.drawing import decision, definitions, input_data, table

from owj.kernel.dmn.editing import (
    ColumnWords,
    TableEdit,
    TableNotEditable,
    add_input,
    add_output,
    add_rule,
    copy_rule,
    edit_table,
    has_table,
    move_column,
    move_rule,
    remove_column,
    remove_rule,
    set_cell,
    set_column,
    set_hit_policy,
)
from owj.kernel.dmn.expressions import Aggregation, DecisionTable, HitPolicy, Place
from owj.kernel.dmn.read import read_definitions

SHIPPED = Path(__file__).parents[3] / "src/owj/packages/desk/decisions/priority.dmn"
TCK = Path(__file__).parents[4] / "shared/tck"
RULES = [("<5", '"low"'), (">=5", '"high"')]
DRAWN = definitions(input_data("n", "number") + decision("t", table(["n"], ["out"], RULES)))


def table_in(source: str, name: str = "t") -> DecisionTable:
    found = next(one for one in read_definitions(source).decisions if one.name == name)
    assert found.decision_table is not None
    return found.decision_table


def edited(*edits: TableEdit, source: str = DRAWN) -> DecisionTable:
    for edit in edits:
        source = edit_table(source, "t", edit)
    return table_in(source)


def cells(found: DecisionTable) -> list[tuple[str, ...]]:
    return [
        (*rule.input_entries, *(one.text for one in rule.output_entries)) for rule in found.rules
    ]


def meaning(value: object) -> object:
    """Return what is drawn without the places it is drawn at."""
    if is_dataclass(value) and not isinstance(value, type):
        named = ((one.name, getattr(value, one.name)) for one in fields(value))
        return {name: meaning(one) for name, one in named if not isinstance(one, Place)}
    return [meaning(one) for one in value] if isinstance(value, tuple) else value


def test_a_cell_gets_another_text_and_nothing_else_changes() -> None:
    assert cells(edited(set_cell(1, "inputEntry", 0, "> 5 & <"))) == [
        RULES[0],
        ("> 5 & <", '"high"'),
    ]
    assert cells(edited(set_cell(0, "outputEntry", 0, '"کم"')))[0] == ("<5", '"کم"')


def test_what_lies_outside_of_the_table_stays_letter_by_letter() -> None:
    source = SHIPPED.read_text(encoding="utf-8").replace(
        "<decision ", "<!-- </decisionTable> -->\n  <decision "
    )
    made = edit_table(source, "priority", set_cell(0, "annotationEntry", 0, "دلیل دیگر"))
    start, end = source.index("<decisionTable"), source.rindex("</decisionTable>")
    assert made[:start] == source[:start]
    assert made.endswith(source[end:])
    assert "دلیل دیگر" in made


def test_a_table_that_was_drawn_as_we_write_stays_letter_by_letter() -> None:
    source = edit_table(SHIPPED.read_text(encoding="utf-8"), "priority", lambda one: one)
    assert edit_table(source, "priority", lambda one: one) == source
    other = edit_table(source, "priority", set_cell(2, "outputEntry", 0, '"low"'))
    lines = zip(source.splitlines(), other.splitlines(), strict=True)
    assert len([1 for old, new in lines if old != new]) == 1


def test_rules_come_go_move_and_double() -> None:
    low, high = RULES
    assert cells(edited(add_rule(1))) == [low, ("-", ""), high]
    assert cells(edited(copy_rule(0))) == [low, low, high]
    assert cells(edited(remove_rule(0))) == [high]
    assert cells(edited(move_rule(0, 1))) == [high, low]
    assert cells(edited(move_rule(1, -3))) == [high, low]
    assert cells(edited(remove_rule(0), remove_rule(0), add_rule(0))) == [("-", "")]


def test_no_id_stands_twice_after_adding_and_copying() -> None:
    found = edited(add_rule(0), copy_rule(0), copy_rule(2), add_rule(1), copy_rule(1))
    ids = [rule.id for rule in found.rules if rule.id]
    assert len(ids) == len(set(ids))


def test_columns_come_go_and_move_with_their_cells() -> None:
    words = ColumnWords("شهر", "string", '"a", "b"', expression="city")
    found = edited(
        add_input(words), set_cell(0, "inputEntry", 1, '"a"'), move_column("input", 1, 0)
    )
    assert [one.label for one in found.inputs] == ["شهر", "n"]
    assert (found.inputs[0].expression, found.inputs[0].input_values) == ("city", '"a", "b"')
    assert cells(found)[0] == ('"a"', "<5", '"low"')
    found = edited(add_output(ColumnWords("چرا", "string", name="why")), remove_column("output", 0))
    assert cells(found) == [("<5", "null"), (">=5", "null")]
    renamed = edited(set_column("output", 0, ColumnWords("پاسخ", name="out", default='"x"')))
    assert renamed.outputs[0].label == "پاسخ"
    assert renamed.outputs[0].default_output is not None


def test_a_policy_with_its_aggregation() -> None:
    found = edited(set_hit_policy(HitPolicy.COLLECT, Aggregation.SUM))
    assert (found.hit_policy, found.aggregation) == (HitPolicy.COLLECT, Aggregation.SUM)
    found = edited(set_hit_policy(HitPolicy.FIRST, Aggregation.SUM))
    assert (found.hit_policy, found.aggregation) == (HitPolicy.FIRST, None)


def test_a_decision_without_a_table_is_not_edited_as_one() -> None:
    source = definitions(decision("t", "<literalExpression><text>1</text></literalExpression>"))
    assert not has_table(source, "t")
    with pytest.raises(TableNotEditable):
        edit_table(source, "t", add_rule(0))
    with pytest.raises(TableNotEditable):
        edit_table(DRAWN, "nobody", add_rule(0))


def test_prefixes_and_what_other_makers_added_are_kept() -> None:
    source = (
        '<d:definitions xmlns:d="https://www.omg.org/spec/DMN/20230324/MODEL/" name="m"'
        ' namespace="n"><d:decision name="t"><d:variable name="t"/>'
        '<d:decisionTable xmlns:k="urn:maker" k:width="9">'
        '<d:output k:x="1"/><d:rule><d:description>a &lt; b</d:description><d:outputEntry k:y="2">'
        "<d:text>1</d:text></d:outputEntry></d:rule></d:decisionTable></d:decision></d:definitions>"
    )
    made = edit_table(source, "t", set_cell(0, "outputEntry", 0, "2"))
    for kept in ('xmlns:k="urn:maker"', 'k:width="9"', 'k:y="2"', "a &lt; b", "<d:text>2</d:text>"):
        assert kept in made
    assert made.count("xmlns:k") == 1


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_letters_come_back_out_of_a_cell(rows: list[tuple[str, str]]) -> None:
    source = edit_table(DRAWN, "t", remove_rule(0))
    for number, (test, answer) in enumerate(rows):
        source = edit_table(source, "t", add_rule(number))
        source = edit_table(source, "t", set_cell(number, "inputEntry", 0, test))
        source = edit_table(source, "t", set_cell(number, "outputEntry", 0, answer))
    kept = [(test.strip(), answer.strip()) for test, answer in rows]
    assert cells(table_in(source))[: len(rows)] == kept


@pytest.mark.skipif(not TCK.is_dir(), reason="the conformance cases lie in ../shared")
def test_every_table_of_the_conformance_cases_means_the_same_after_it_was_written() -> None:
    seen = 0
    for path in sorted(TCK.rglob("*.dmn")):
        source = path.read_text(encoding="utf-8")
        for drawn in read_definitions(source).decisions:
            if drawn.decision_table is None:
                continue
            seen += 1
            written = edit_table(source, drawn.name, lambda one: one)
            assert meaning(read_definitions(written)) == meaning(read_definitions(source)), path
    assert seen > 10
