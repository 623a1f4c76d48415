"""What changed between two tables is told cell by cell."""

from __future__ import annotations

from functools import reduce

import pytest
from tests.kernel.dmn.drawing import decision, definitions, input_data, table

from owj.kernel.dmn.differences import TableChange, table_changes
from owj.kernel.dmn.editing import (
    ColumnWords,
    TableEdit,
    add_input,
    add_rule,
    copy_rule,
    edit_table,
    move_rule,
    remove_rule,
    set_cell,
    set_column,
    set_hit_policy,
)
from owj.kernel.dmn.expressions import DecisionTable, HitPolicy
from owj.kernel.dmn.read import read_definitions

RULES = [("1", '"a"'), ("2", '"b"'), ("3", '"c"'), ("4", '"d"')]
OLD = definitions(input_data("n", "number") + decision("t", table(["n"], ["out"], RULES)))


def table_of(source: str) -> DecisionTable:
    found = read_definitions(source).decisions[0].decision_table
    assert found is not None
    return found


def changes(*edits: TableEdit) -> list[TableChange]:
    new = reduce(lambda source, edit: edit_table(source, "t", edit), edits, OLD)
    return table_changes(table_of(OLD), table_of(new))


def test_nothing_changed_is_nothing_told() -> None:
    assert changes() == []
    assert changes(move_rule(0, 2), move_rule(2, 0)) == []


def test_a_cell_is_told_with_its_rule_and_column() -> None:
    assert changes(set_cell(1, "outputEntry", 0, '"x"')) == [
        TableChange("cell", 2, "out", '"b"', '"x"')
    ]


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (add_rule(1), [TableChange("added", 2, new="- | ")]),
        (copy_rule(0), [TableChange("added", 2, new='1 | "a"')]),
        (remove_rule(2), [TableChange("removed", 3, old='3 | "c"')]),
        (move_rule(3, 0), [TableChange("moved", 1, old="4", new="1")]),
        (set_hit_policy(HitPolicy.FIRST, None), [TableChange("policy", old="UNIQUE", new="FIRST")]),
    ],
)
def test_one_deed_is_one_change(edit: TableEdit, told: list[TableChange]) -> None:
    assert changes(edit) == told


def test_a_moved_rule_whose_cell_changed_is_told_as_both() -> None:
    kinds = [one.kind for one in changes(set_cell(3, "inputEntry", 0, "9"), move_rule(3, 0))]
    assert sorted(kinds) in (["cell", "moved"], ["added", "removed"])


def test_columns_are_told_before_rules() -> None:
    words = ColumnWords("شهر", "string", expression="city")
    (added,) = changes(add_input(words))
    assert (added.kind, added.old, added.new) == ("column", "", "شهر · city · string")
    (renamed,) = changes(set_column("input", 0, ColumnWords("شمار", "number", expression="n")))
    assert (renamed.kind, renamed.new) == ("column", "شمار · n · number")
