"""Rules that choose one person of several."""

from __future__ import annotations

import pytest

from owj.kernel.feel import FeelValue
from owj.server.processes.tasks.assignment import (
    AssignmentRule,
    Rule,
    least_loaded,
    manager_of,
    next_in_turn,
    rule_of,
)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("least loaded", AssignmentRule(Rule.LEAST_LOADED)),
        ("Least_Loaded", AssignmentRule(Rule.LEAST_LOADED)),
        ("owner’s manager", AssignmentRule(Rule.OWNER_MANAGER)),
        ({"rule": "round robin", "of": "مالی"}, AssignmentRule(Rule.ROUND_ROBIN, "مالی")),
        ("sara", None),
        (None, None),
        ({"id": 3}, None),
    ],
)
def test_a_rule_is_told_from_a_name(value: FeelValue, rule: AssignmentRule | None) -> None:
    assert rule_of(value) == rule


def test_the_least_loaded_is_the_first_of_those_with_the_fewest() -> None:
    assert least_loaded([4, 2, 9], {4: 3, 2: 1, 9: 1}) == 2
    assert least_loaded([], {}) is None


def test_turns_go_round_though_people_come_and_leave() -> None:
    assert next_in_turn([7, 3, 5], None) == 3
    assert next_in_turn([7, 3, 5], 3) == 5
    assert next_in_turn([7, 3], 5) == 7
    assert next_in_turn([7, 3], 7) == 3
    assert next_in_turn([], 7) is None


def test_the_manager_is_the_nearest_upwards_and_never_oneself() -> None:
    teams = [[1, 2, 3], [8, 9]]
    assert manager_of(1, teams, {3, 8}) == 3
    assert manager_of(3, teams, {3, 8}) == 8
    assert manager_of(1, teams, {9}) == 9
    assert manager_of(1, teams, {1}) is None
