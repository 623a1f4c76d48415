"""The page of rules tells what the code, the settings and the tests say."""

from __future__ import annotations

from pathlib import Path

from owj.kernel.sla.agreement import AGREEMENT_FIELDS
from tests.house.rule_titles import RULES
from tests.house.rules_page import (
    PAGE,
    code_of_rules,
    named_by_tests,
    rules_in,
    rules_of_name,
    rules_page,
)

# The clauses that are computed; the others are duties of pages and of people.
COMPUTED = frozenset(range(1, 51)) | {52}


def test_the_page_of_rules_is_up_to_date() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == rules_page(), "run: python -m tests.house.rules_page"


def test_every_rule_is_named_by_a_test_and_every_computed_one_by_code() -> None:
    assert COMPUTED - set(code_of_rules()) == set()
    assert {number for number, _, _ in RULES} - set(named_by_tests()) == set()


def test_a_rule_is_found_in_texts_ranges_and_names() -> None:
    assert rules_in("Source: R5, R10-R12, R20 to R21 and (R30); not R2D2 or AR7") == {
        5,
        10,
        11,
        12,
        20,
        21,
        30,
    }
    assert rules_of_name("test_r33_r34_the_tiers_of_r2d2") == {33, 34}


def test_the_titles_are_those_of_the_specification(shared: Path) -> None:
    text = (shared / "rules" / "rules.md").read_text(encoding="utf-8")
    assert [number for number, _, _ in RULES] == list(range(1, 58))
    quoted = [part for _, _, source in RULES for part in source.split("؛ ") if part]
    assert [part for part in quoted if part not in text] == []


def test_every_word_of_a_setting_stands_in_the_specification(shared: Path) -> None:
    text = (shared / "rules" / "rules.md").read_text(encoding="utf-8")
    parts = {part for field in AGREEMENT_FIELDS for part in field.source.split("؛ ") if part}
    assert {part for part in parts if part not in text} == set()
