"""Every phrase that the kernel's messages are filled with has words in Persian."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from owj.kernel.feel import compile_expression
from owj.ui.failures import words_of
from owj.ui.feel_words import PHRASED, say_phrase, say_warning, spoken

ROOT = Path(__file__).parents[2] / "src/owj"
ROOMS = (
    "kernel/feel",
    "kernel/dmn",
    "kernel/markup",
    "kernel/calendars",
    "server/decisions",
    "kernel/bpmn",
)
# Calls whose first arguments are phrases: `Refused("expected …")`, `self.wrong("a name")`.
SAYING = re.compile(r"Refused|_?expect\w*|wrong|_refus\w+|stray|syntax_error")
# What must be written just so: words of FEEL, and names of what is written with them.
CODE = re.compile(
    r"\b(then|else|and|of|return|satisfies|in|FEEL|DMN|JSON|XML|DTD|RE2|UTF|IANA|CDATA|Asia|Tehran"
    r"|name|uXXXX|definitions)\b|[A-Z]*\d[\w:.-]*|\\[a-z]\S*|\b[smix]\b"
)


def phrases_in(file: Path) -> Iterator[str]:
    """Yield the phrases that a module of the kernel says, their places filled with a number."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        called = node.func.attr if isinstance(node.func, ast.Attribute) else called
        given = [one.value for one in node.keywords if one.arg in PHRASED]
        given += node.args if SAYING.fullmatch(called) else []
        for one in given:
            parts = [one.body, one.orelse] if isinstance(one, ast.IfExp) else [one]
            yield from (phrase for part in parts if (phrase := spelled(part)))


def spelled(node: ast.expr) -> str:
    """Return the text of a literal, with 7 in its places; "" for anything else."""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(one.value) if isinstance(one, ast.Constant) else "7" for one in node.values
        )
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def every_phrase() -> list[str]:
    """Return all phrases of the rooms that speak FEEL, decisions and calendars."""
    files = [
        file
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        if "bench" not in file.name and not {"conformance", "simulation"} & set(file.parts)
    ]
    found = {phrase for file in files for phrase in phrases_in(file)}
    return sorted(one for one in found if re.search(r"[a-z]{2}", CODE.sub("", one)))


def test_every_phrase_of_the_kernel_has_persian_words() -> None:
    phrases = every_phrase()
    assert len(phrases) > 120
    with translation.override("fa"):
        unsaid = [
            one for one in phrases if re.search(r"[A-Za-z]{2}", CODE.sub("", say_phrase(one)))
        ]
    assert unsaid == []


@pytest.mark.parametrize(
    "text",
    [
        'jalali date("1405-13-01")',
        "jalali date(1405, 13, 1)",
        "jalali date(1405, 7, 31)",
        'jalali month length(date("0001-01-01"))',
        'duration("x")',
        'range("[1..")',
        'matches("a", "(a)\\2")',
        'matches("a", "(a)\\1**")',
        'matches("a", "(a)\\1(")',
        'matches("a", "(a)\\1{3,2}")',
        'matches("a", "(a{900}){900}\\1")',
        'matches("a", "a", "z")',
        "sqrt(-1)",
        "[1, 2][5]",
    ],
)
def test_a_persian_warning_has_no_english_word(text: str) -> None:
    warning = compile_expression(text).evaluate({}).warnings[0]
    with translation.override("fa"):
        said = say_warning(warning)
    function = warning.data.get("function", "")
    assert not re.search(r"[A-Za-z]{2}", CODE.sub("", said.replace(function, ""))), said


def test_code_keeps_its_digits_and_its_direction() -> None:
    warning = compile_expression('duration("x")').evaluate({}).warnings[0]
    with translation.override("fa"):
        assert "\u2066P1DT2H\u2069" in say_warning(warning)
        assert spoken("at 12, not 2026-11-22.") == "at ۱۲, not \u20662026-11-22\u2069."
    with translation.override("en"):
        assert spoken("at 12, not 2026-11-22.") == "at 12, not 2026-11-22."


def test_an_error_of_the_kernel_is_whole_in_persian_on_a_page() -> None:
    from owj.kernel.dmn.json_values import JsonRefused

    error = JsonRefused(expected="an object of inputs by name", got="[]")
    with translation.override("fa"):
        assert "object" not in words_of(error)
