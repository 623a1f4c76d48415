"""Gaps, overlaps and rules that never decide, found without asking the table."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.kernel.dmn.drawing import decision, definitions, table

from owj.kernel.dmn.analysis import (
    Atom,
    OtherAtom,
    Region,
    SpanAtom,
    TableAnalysis,
    ValueAtom,
    analyse_table,
)
from owj.kernel.dmn.analysis.boxes import Work, crossing, left_over, subtract
from owj.kernel.dmn.read import read_definitions
from owj.kernel.feel import FeelValue, compile_unary_tests
from owj.kernel.feel.comparing import compare


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


# Every value that a drawn cell can tell from another: the named ones and one between and around.
NUMBERS = [Decimal(n) / 2 for n in range(-1, 8)]
SAMPLES: list[list[FeelValue]] = [[*NUMBERS], ["x", "y", "z", "else"], [True, False]]
BOUNDS = st.integers(0, 3)
NUMBER_CELLS = st.one_of(
    st.just("-"),
    st.builds("{}{}".format, st.sampled_from(["<", "<=", ">", ">=", ""]), BOUNDS),
    st.builds("[{}..{})".format, BOUNDS, BOUNDS),
    st.builds("({}..{}]".format, BOUNDS, BOUNDS),
    st.builds("not({}, >{})".format, BOUNDS, BOUNDS),
    st.builds("{}, [{}..3]".format, BOUNDS, BOUNDS),
)
TEXT_CELLS = st.sampled_from(["-", '"x"', '"y", "z"', 'not("x")', 'not("x", "z")'])
FLAG_CELLS = st.sampled_from(["-", "true", "false", "not(true)"])
ROWS = st.lists(
    st.tuples(NUMBER_CELLS, TEXT_CELLS, FLAG_CELLS, st.just("1")), min_size=1, max_size=5
)


def holds(atom: Atom, value: FeelValue, named: Collection[FeelValue]) -> bool:
    """Return whether a value lies in an atom."""
    if isinstance(atom, ValueAtom):
        return type(atom.value) is type(value) and atom.value == value
    if isinstance(atom, SpanAtom):
        above = atom.low is None or compare(value, atom.low) == 1
        return above and (atom.high is None or compare(value, atom.high) == -1)
    return not any(type(one) is type(value) and one == value for one in named)


def within(region: Region, point: tuple[FeelValue, ...]) -> bool:
    named: Collection[FeelValue] = ("x", "y", "z")
    return all(
        atoms is None or any(holds(atom, value, named) for atom in atoms)
        for atoms, value in zip(region.columns, point, strict=True)
    )


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_gaps_overlaps_and_dead_rules_are_those_that_asking_every_input_finds(
    rows: list[tuple[str, str, str, str]],
) -> None:
    texts = [row[1] for row in rows]
    assume(all(any(f'"{name}"' in text for text in texts) for name in "xyz"))
    found = analysed(list(rows), policy="UNIQUE", most_boxes=100_000)
    assume(found.complete and not found.unread)
    matches = {point: matching(rows, point) for point in itertools.product(*SAMPLES)}
    for point, rules in matches.items():
        assert any(within(gap, point) for gap in found.gaps) == (not rules), point
        pairs = {(one.first, one.second) for one in found.overlaps if within(one.region, point)}
        assert pairs == set(itertools.combinations(rules, 2)), point
    reached = {rule for rules in matches.values() for rule in rules}
    assert set(found.unreachable) == set(range(1, len(rows) + 1)) - reached


def matching(rows: list[tuple[str, str, str, str]], point: tuple[FeelValue, ...]) -> list[int]:
    """Return the rules that match an input, by evaluating every cell."""
    return [
        number
        for number, row in enumerate(rows, start=1)
        if all(
            text == "-" or compile_unary_tests(text).matches(value, {}).value is True
            for text, value in zip(row[:3], point, strict=True)
        )
    ]
