"""Every variable that Owj reads is described in docs/settings.md, and no other."""

from __future__ import annotations

import re

from tests.house.sources import ROOT, sources

VARIABLE = re.compile(r"\b(?:OWJ_[A-Z]+(?:_[A-Z]+)*|DATABASE_URL|XDG_DATA_HOME|LOCALAPPDATA)\b")
PLACES = ("tests/conftest.py", "tests/allowed_skips.py", "owj", ".ci/run")


def read_variables() -> set[str]:
    """Return the variables named in our code and in the scripts around it."""
    files = sources(".py", under="src/owj")
    files += [ROOT / place for place in PLACES]
    return {name for path in files for name in VARIABLE.findall(path.read_text(encoding="utf-8"))}


def documented_variables() -> set[str]:
    """Return the variables that docs/settings.md describes."""
    return set(VARIABLE.findall((ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))


def test_every_variable_that_is_read_is_described() -> None:
    assert read_variables() - documented_variables() == set()


def test_nothing_is_described_that_is_not_read() -> None:
    assert documented_variables() - read_variables() == set()


def test_the_search_finds_what_is_there() -> None:
    assert {"OWJ_DATA", "DATABASE_URL", "OWJ_CHROMIUM"} <= read_variables()
