"""Write docs/rules.md: every rule with its source, settings, code and tests.

`python -m tests.house.rules_page` writes it anew; a test holds that it is up to date.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from owj.kernel.sla.agreement import AGREEMENT_FIELDS
from tests.house.rule_titles import RULES
from tests.house.sources import PYTHON, ROOT, functions_of, name_of, parsed, sources

PAGE = ROOT / "docs" / "rules.md"
_NAMED = re.compile(r"\bR(\d{1,2})(?:\s*(?:-|–|to)\s*R(\d{1,2}))?\b")
_IN_NAME = re.compile(r"(?<![a-z0-9])r(\d{1,2})(?![a-z0-9])")
_HEAD = """# Rules

Every rule of the agreement, by its number in the specification: the words of the source, where
there are some; the settings that hold its readings; the code that says it follows the rule; the
tests that name it. A "–" says: not yet. This page is written by
`python -m tests.house.rules_page`; do not edit it.

| rule | source | settings | code | tests |
|---|---|---|---|---|
"""

Where = dict[int, set[str]]


def rules_in(text: str) -> set[int]:
    """Return the numbers of rules that a text names, also those within a range."""
    found: set[int] = set()
    for first, last in _NAMED.findall(text):
        found.update(range(int(first), int(last or first) + 1))
    return found


def rules_of_name(name: str) -> set[int]:
    """Return the numbers of rules in the name of a test: 21 of test_r21_a_year."""
    return {int(number) for number in _IN_NAME.findall(name.replace("_", " "))}


@cache
def code_of_rules() -> Where:
    """Return the modules whose functions or classes say that they follow a rule."""
    found: Where = defaultdict(set)
    for path in sources(*PYTHON, under="src/owj"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                for rule in rules_in(ast.get_docstring(node) or ""):
                    found[rule].add(name_of(path))
    return found


@cache
def named_by_tests() -> Where:
    """Return the test files that name a rule at their head or in a test."""
    found: Where = defaultdict(set)
    for path in sources(*PYTHON, under="tests"):
        if path.is_relative_to(ROOT / "tests" / "house") or not path.name.startswith("test_"):
            continue
        for name, text in _tests_in(path):
            for rule in rules_in(text) | rules_of_name(name):
                found[rule].add(name_of(path))
    return found


def _tests_in(path: Path) -> Iterator[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    yield "", ast.get_docstring(parsed(path)) or ""
    for node in functions_of(path):
        if node.name.startswith("test_"):
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            yield node.name, "\n".join(lines[first - 1 : node.end_lineno])


def rules_page() -> str:
    """Return the page."""
    code, tests = code_of_rules(), named_by_tests()
    settings: Where = defaultdict(set)
    for field in AGREEMENT_FIELDS:
        for rule in rules_in(field.rule):
            settings[rule].add(f"`{field.name}`")
    rows = [
        f"| R{number} {title} | {f'«{source}»' if source else ''} "
        f"| {', '.join(sorted(settings[number]))} | {_links(code[number], 'src/owj/')} "
        f"| {_links(tests[number], 'tests/')} |"
        for number, title, source in RULES
    ]
    return _HEAD + "\n".join(rows) + "\n"


def _links(names: set[str], start: str) -> str:
    links = [f"[{name.removeprefix(start).removesuffix('.py')}](../{name})" for name in names]
    return ", ".join(sorted(links)) or "–"


if __name__ == "__main__":
    PAGE.write_text(rules_page(), encoding="utf-8")
