"""Who gets a task, where the drawing gives a rule instead of a name. Pure.

A rule is what FEEL gives for `owj:assignee`: one of the words of RULES, or a context such as
`{rule: "least loaded", of: "Finance"}`, where `of` names a role or team.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from owj.kernel.feel import FeelValue


class Rule(StrEnum):
    """Name how one person of several is chosen."""

    LEAST_LOADED = "least loaded"
    ROUND_ROBIN = "round robin"
    STARTER = "starter"
    STARTER_MANAGER = "starter's manager"
    OWNER = "owner"
    OWNER_MANAGER = "owner's manager"


@dataclass(frozen=True, slots=True)
class AssignmentRule:
    """A rule as the drawing told it. among: a role or team; empty: the task's candidates."""

    rule: Rule
    among: str = ""


def rule_of(value: FeelValue) -> AssignmentRule | None:
    """Return the rule that FEEL gave; None for a person's name or anything else."""
    if isinstance(value, dict):
        among = value.get("of")
        found = rule_of(value.get("rule"))
        return found and AssignmentRule(found.rule, among if isinstance(among, str) else "")
    if not isinstance(value, str):
        return None
    words = value.replace("_", " ").replace("’", "'").strip().casefold()
    try:
        return AssignmentRule(Rule(words))
    except ValueError:
        return None


def least_loaded(people: Sequence[int], loads: Mapping[int, int]) -> int | None:
    """Return who holds the fewest open tasks; of several the first. people: in a steady order."""
    return min(people, key=lambda one: loads.get(one, 0), default=None)


def next_in_turn(people: Sequence[int], last: int | None) -> int | None:
    """Return who comes after the last one; one who left in between moves nobody's turn."""
    if not people:
        return None
    ordered = sorted(people)
    if last is None:
        return ordered[0]
    return next((one for one in ordered if one > last), ordered[0])


def manager_of(person: int, teams: Sequence[Sequence[int]], managers: Container[int]) -> int | None:
    """Return the nearest manager above a person.

    teams: the people of the person's team, then of the one above it, and so on. managers: who
    carries a role that leads. Who leads their own team is followed by the one above.
    """
    first = 1 if person in managers else 0
    for people in teams[first:]:
        found = sorted(one for one in people if one in managers and one != person)
        if found:
            return found[0]
    return None
