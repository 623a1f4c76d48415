"""What the editor of conditions sends, read as a tree of groups: rows and groups carry numbers.

A group says in which one it lies (`g2.in=1`), so that groups nest; a row says in which group it
stands. What is asked for with a button (`add`, `drop`) is done to the tree before it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict

from owj.server.layouts.conditions import BARE, Group, Operator, Test

ROWS = 40
GROUPS = 12
DEPTH = 4
_ROW = re.compile(r"r([0-9]{1,4})\.field")
_GROUP = re.compile(r"g([0-9]{1,2})\.in")
# What no other kind offers: each begins with the first operator of its own.
BLANK = Test(("",), Operator.WITHIN)


@dataclass(slots=True)
class Branch:
    """One group as it is edited. Its tests may still be without a value."""

    number: int
    any_of: bool = False
    negated: bool = False
    tests: list[Test] = field(default_factory=list)
    inner: list[Branch] = field(default_factory=list)

    def every(self, depth: int = 0) -> Iterator[tuple[Branch, int]]:
        """Yield this group and those in it, each with its depth, as they are drawn."""
        yield self, depth
        for one in self.inner:
            yield from one.every(depth + 1)


def branch_of(group: Group) -> Branch:
    """Return a stored tree as it is edited."""
    left = iter(range(1, GROUPS))

    def made(part: Group, number: int) -> Branch:
        tests = [one for one in part.parts if isinstance(one, Test)]
        inner = [
            made(one, at) for one in part.parts if isinstance(one, Group) and (at := next(left, 0))
        ]
        return Branch(number, part.any_of, part.negated, tests, inner)

    return made(group, 0)


def read_branch(given: QueryDict) -> Branch:
    """Return the tree that the editor sends, with what was asked for and without what goes."""
    known = {0: Branch(0, given.get("join") == "any", bool(given.get("g0.not")))}
    depths = {0: 0}
    dropped = given.get("dropgroup", "")
    for number in _numbers(_GROUP, given)[:GROUPS]:
        parent = _count(given.get(f"g{number}.in"))
        if number in known or parent not in known or str(number) == dropped:
            continue
        if depths[parent] + 1 >= DEPTH:
            continue
        any_of = given.get(f"g{number}.join", "any") == "any"
        known[number] = Branch(number, any_of, bool(given.get(f"g{number}.not")))
        depths[number] = depths[parent] + 1
        known[parent].inner.append(known[number])
    for row in _numbers(_ROW, given)[:ROWS]:
        test = _test(given, row)
        at = known.get(_count(given.get(f"r{row}.group")))
        if test is not None and at is not None and str(row) != given.get("drop"):
            at.tests.append(test)
    _turn(given, known, depths)
    return known[0]


def _test(given: QueryDict, row: int) -> Test | None:
    path, operator = given.get(f"r{row}.field", ""), given.get(f"r{row}.op", "")
    if not path:
        return None
    known = Operator(operator) if operator in set(Operator) else Operator.WITHIN
    same = given.get(f"r{row}.was", path) == path
    values = tuple(given.getlist(f"r{row}.value")) if same else ()
    return Test(tuple(path.split(".")), known, values)


def _turn(given: QueryDict, known: dict[int, Branch], depths: dict[int, int]) -> None:
    """Add the row or the group that was asked for."""
    add = given.get("add", "")
    if add.startswith("group"):
        at = _count(add.removeprefix("group"))
        number = max(known) + 1
        if at in known and number < GROUPS and depths[at] + 1 < DEPTH:
            parent = known[at]
            parent.inner.append(Branch(number, not parent.any_of, tests=[BLANK]))
    elif add and (at := _count(add)) in known:
        known[at].tests.append(BLANK)
    elif not any(one.tests for one in known.values()):
        known[0].tests.append(BLANK)


def tree_of(branch: Branch, is_open: Callable[[Sequence[str]], bool]) -> Group:
    """Return the tree that the editor's rows come to; rows without a value ask nothing."""
    tests = [one for one in branch.tests if _asks(one) and is_open(one.path)]
    inner = [made for one in branch.inner if (made := tree_of(one, is_open)).parts]
    return Group((*tests, *inner), branch.any_of, branch.negated)


def _asks(test: Test) -> bool:
    return test.operator in BARE or any(test.values)


def _numbers(pattern: re.Pattern[str], given: QueryDict) -> list[int]:
    found = (pattern.fullmatch(name) for name in given)
    return sorted(int(one[1]) for one in found if one)


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 3 else 0
