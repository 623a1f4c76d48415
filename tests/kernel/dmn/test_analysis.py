"""Gaps, overlaps and rules that never decide, found without asking the table."""

from __future__ import annotations

import time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.kernel.dmn.drawing import decision, definitions, table

from owj.kernel.dmn.analysis import OtherAtom, SpanAtom, TableAnalysis, ValueAtom, analyse_table
from owj.kernel.dmn.analysis.boxes import Work, crossing, left_over, subtract
from owj.kernel.dmn.read import read_definitions


def analysed(
    rules: list[tuple[str, ...]],
    *,
    policy: str = "UNIQUE",
    most_boxes: int = 20_000,
    **more: object,
) -> TableAnalysis:
    """Return the analysis of a table whose last column is the output."""
    inputs = ["a", "b", "c"][: len(rules[0]) - 1]
    values = more.get("input_values", ())
    defaults = more.get("defaults", ())
    drawn = table(
        inputs,
        ["out"],
        rules,
        policy=policy,
        input_values=list(values) if isinstance(values, list) else (),
        defaults=list(defaults) if isinstance(defaults, list) else (),
    )
    read = read_definitions(definitions(decision("t", drawn))).decisions[0].decision_table
    assert read is not None
    return analyse_table(read, most_boxes)


def test_numbers_that_no_rule_covers_are_a_gap_between_the_rules() -> None:
    found = analysed([("<5", "1"), ("[7..9)", "2"), (">=9", "3")])
    assert found.missing_default
    (gap,) = found.gaps
    five, seven = Decimal(5), Decimal(7)
    assert gap.columns == ((ValueAtom(five), SpanAtom(five, seven)),)


def test_a_table_that_covers_everything_has_no_gap() -> None:
    assert analysed([("<5", "1"), (">=5", "2")]).is_sound
    assert analysed([('"x"', "1"), ('not("x")', "2")]).is_sound
    assert analysed([("true", "1"), ("false", "2")]).is_sound


def test_allowed_values_bound_what_may_be_missing() -> None:
    rules = [('"x"', "1"), ('"y"', "2")]
    assert analysed(rules).gaps[0].columns == ((OtherAtom(),),)
    assert analysed(rules, input_values=['"x","y"']).is_sound
    (gap,) = analysed(rules, input_values=['"x","y","z"']).gaps
    assert gap.columns == ((ValueAtom("z"),),)


def test_a_gap_of_two_columns_names_what_is_missing_of_both() -> None:
    found = analysed([("true", "true", "1"), ("false", "-", "2")])
    (gap,) = found.gaps
    assert gap.columns == ((ValueAtom(True),), (ValueAtom(False),))


def test_a_default_answers_for_the_gaps() -> None:
    found = analysed([("1", '"x"')], defaults=['"none"'])
    assert found.gaps
    assert not found.missing_default


def test_two_rules_for_one_input_overlap_where_the_policy_does_not_mean_it() -> None:
    rules = [("<=5", "1"), (">=5", "2")]
    (overlap,) = analysed(rules).overlaps
    assert (overlap.first, overlap.second) == (1, 2)
    assert overlap.region.columns == ((ValueAtom(Decimal(5)),),)
    assert analysed(rules, policy="COLLECT").overlaps == ()
    assert analysed(rules, policy="ANY").overlaps
    assert analysed([("<=5", "1"), (">=5", "1")], policy="ANY").overlaps == ()


def test_a_rule_behind_earlier_ones_never_decides_under_first() -> None:
    rules = [("<5", "1"), (">=5", "2"), ("3", "3")]
    assert analysed(rules, policy="FIRST").unreachable == (3,)
    assert analysed([('"z"', "1")], input_values=['"x","y"']).unreachable == (1,)


def test_a_cell_that_only_evaluating_tells_is_named_and_covers_nothing() -> None:
    found = analysed([("? > 1", "1"), ("<=1", "2")])
    assert found.unread == (1,)
    assert found.gaps


def test_a_table_too_large_to_look_at_wholly_says_so() -> None:
    rules = [(f"{n}", f"{n}", f"{n}", "1") for n in range(12)]
    assert not analysed(rules, most_boxes=10).complete


def test_a_very_large_table_is_looked_at_within_seconds() -> None:
    rules = [(f"[{n}..{n + 300}]", f"[{n * 7 % 500}..999]", "1") for n in range(500)]
    began = time.perf_counter()
    for policy in ("UNIQUE", "FIRST"):
        analysed(rules, policy=policy)
    assert time.perf_counter() - began < 20


BITS = st.integers(0, 15)
BOXES = st.tuples(BITS, BITS)


def points(box: tuple[int, ...]) -> set[tuple[int, int]]:
    """Return the single points of a box of two columns."""
    return {(x, y) for x in range(4) for y in range(4) if box[0] >> x & 1 and box[1] >> y & 1}


@given(BOXES, BOXES)
def test_what_is_left_of_a_box_is_exactly_what_the_other_does_not_hold(
    box: tuple[int, ...], taken: tuple[int, ...]
) -> None:
    pieces = subtract(box, taken)
    held = [point for piece in pieces for point in points(piece)]
    assert set(held) == points(box) - points(taken)
    assert len(held) == len(set(held))
    both = crossing(box, taken)
    assert (points(both) if both else set()) == points(box) & points(taken)


@given(st.lists(BOXES, max_size=8))
def test_left_over_is_what_no_box_covers(boxes: list[tuple[int, ...]]) -> None:
    left = left_over((15, 15), boxes, Work(10_000))
    covered = set[tuple[int, int]]().union(*(points(box) for box in boxes))
    assert {point for box in left for point in points(box)} == points((15, 15)) - covered
